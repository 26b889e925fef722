"""A person's own data files, for the project: what is in them, or why they cannot be used.

The looking is done by `exporters.data_inspect`, which the worker and the script writer use, too.
"""

from exporters.data_inspect import describe_file
from exporters.data_targets import DataFileError

__all__ = ["DataFileError", "describe_file"]
