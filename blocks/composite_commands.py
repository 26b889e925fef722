"""What people do with composites, as lists of primitive edits: one facade over the modules that know how.

Every function only reads the document; `History.do` applies the edits as one undo step. What cannot be done raises
`EditError` with words for people.
"""

from __future__ import annotations

from blocks.expanding import expand_instance
from blocks.grouping import can_make, make_composite, name_problem

__all__ = ["can_make", "expand_instance", "make_composite", "name_problem"]
