"""A person's own data files, for the project: what is in them, or why they cannot be used.

The looking is done by `exporters.data.inspect`, which the worker and the script writer use, too.
"""

from exporters.data.inspect import describe_file
from exporters.data.targets import DataFileError

__all__ = ["DataFileError", "describe_file"]
