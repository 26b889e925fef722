"""The actions on composites as lists of primitive edits: one facade over the modules that know how.

Every function only reads the document; `History.do` applies the edits as one undo step. What cannot be done raises
`EditError` with words for people.
"""

from __future__ import annotations

from blocks.commands.composites.definitions import (
    free_composite_name,
    make_independent,
    remove_composite,
    rename_composite,
    rename_port,
    set_description,
    set_structure,
)
from blocks.commands.composites.expanding import expand_instance
from blocks.commands.composites.grouping import can_make, make_composite, name_problem
from blocks.commands.metaparameters import (
    promote_parameter,
    rename_metaparameter,
    set_composite_metaparameters,
)

__all__ = [
    "can_make",
    "expand_instance",
    "free_composite_name",
    "make_composite",
    "make_independent",
    "name_problem",
    "promote_parameter",
    "remove_composite",
    "rename_composite",
    "rename_metaparameter",
    "rename_port",
    "set_composite_metaparameters",
    "set_description",
    "set_structure",
]
