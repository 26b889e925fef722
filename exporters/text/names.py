"""Python identifiers for generated code: our own slug of a user's name, never the name itself.

Python reads identifiers after Unicode normalization, so a full-width ``keras`` would rebind the import. Here an
identifier is plain ASCII, and no keyword, builtin, import or function of the script.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Container

LONGEST = 32

MODULES = frozenset({"keras", "layers", "np", "numpy", "sklearn", "pd", "pandas"})
FUNCTIONS = frozenset({"load_data", "build_model", "main"})
LOCALS = frozenset({"x", "inputs", "outputs", "model", "history", "results", "self"})
PYTHON = frozenset(
    {*keyword.kwlist, *keyword.softkwlist, *(name.lower() for name in dir(builtins))}
)
"""Keywords and builtins."""

RESERVED = PYTHON | MODULES | FUNCTIONS | LOCALS


def slug(text: str, fallback: str = "block") -> str:
    """Return ``[a-z][a-z0-9_]*`` of at most `LONGEST` letters that resembles a text."""
    words = re.findall(r"[a-z0-9]+", text[:200].lower().encode("ascii", "ignore").decode())
    name = "_".join(words)[:LONGEST].rstrip("_")
    if not name:
        return fallback
    return name if name[0].isalpha() else f"{fallback}_{name}"[:LONGEST].rstrip("_")


def identifier(text: str, taken: Container[str], suffix: str, fallback: str = "block") -> str:
    """Return an identifier for a user's name that nothing else in the script has.

    Args:
        text: the user's name; kept where it is a good identifier already.
        taken: identifiers in use.
        suffix: appended where the slug means something else in Python: ``input`` gives ``input_size``.
        fallback: stands for a name without any letter.
    """
    name = slug(text, fallback)
    if name in RESERVED:
        name = f"{name}_{suffix}"
    number, free = 2, name
    while free in taken or free in RESERVED:
        free, number = f"{name}_{number}", number + 1
    return free
