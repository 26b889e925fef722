"""Docstrings of the source: what they say of functions and of their arguments."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

ARGUMENTS = ("Args:", "Arguments:", "Parameters:", "Parameters", "# Arguments")


ENTRY = re.compile(
    r"^\s*(?!Args:|Arguments:|Returns:|Raises:)([A-Za-z_]\w*)(?:\s*\([^)]*\))?\s*:(.*)$"
)


def argument_helps(node: ast.FunctionDef | ast.Lambda | ast.ClassDef) -> dict[str, str]:
    """Return what a docstring says of each argument, in lines that begin with its name and a colon."""
    words = _docstring(node)
    found: dict[str, str] = {}
    name, indent = "", 0
    for line in words.split("\n"):
        entry = ENTRY.match(line)
        here = len(line) - len(line.lstrip())
        if entry and (not name or here <= indent):
            name, indent = entry[1], here
            found[name] = entry[2].strip()
        elif name and line.strip() and here > indent:
            found[name] = f"{found[name]} {line.strip()}"[:300]
        else:
            name = ""
    return found


def _docstring(node: ast.FunctionDef | ast.Lambda | ast.ClassDef) -> str:
    return "" if isinstance(node, ast.Lambda) else ast.get_docstring(node) or ""


@lru_cache(1000)
def words_of(node: ast.FunctionDef | ast.Lambda | ast.ClassDef) -> str:
    """Return what a function or class says of itself in its first paragraph."""
    words = _docstring(node).partition("\n\n")[0]
    kept: list[str] = []
    for line in words.split("\n"):
        if kept and (line.strip() in ARGUMENTS or ENTRY.match(line)):
            break
        kept.append(line.strip())
    return " ".join(" ".join(kept).split())[:300]
