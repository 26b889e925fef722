"""Listings that the pages of a book have broken: the rest of a function that has lost its indentation."""

from __future__ import annotations

import re

STEP = 4
_DEF = re.compile(r"( *)def\s+\w+\s*\(")
_RETURN = re.compile(r"( *)return\b")


def mended(lines: list[str]) -> dict[int, str]:
    """Return the lines to be moved to the right, by their number from 1.

    A ``return`` where no function is ends the function before it, so all up to there belongs to that. Within what was
    moved, the same holds for a function in a function.
    """
    text = list(lines)
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        match = _RETURN.match(line)
        if match and not match[1]:
            _mend(text, at, 0, found)
    return found


def _mend(lines: list[str], end: int, indent: int, found: dict[int, str]) -> None:
    """Move what stands between a function and its ``return``."""
    start = _function(lines, end, indent)
    if start is None:
        return
    body = _header_end(lines, start)
    first = next(
        (at for at in range(body, end + 1) if lines[at].strip() and _indent(lines[at]) <= indent),
        None,
    )
    if first is None:
        return
    for at in range(first, end + 1):
        if lines[at].strip():
            lines[at] = " " * STEP + lines[at]
            found[at + 1] = lines[at]
    for at in range(body, end):
        match = _RETURN.match(lines[at])
        inner = indent + STEP
        if match and len(match[1]) == inner and at < first:
            _mend(lines, at, inner, found)


def _function(lines: list[str], end: int, indent: int) -> int | None:
    """Return the line of the last function before another one."""
    for at in range(end - 1, -1, -1):
        match = _DEF.match(lines[at])
        if match and len(match[1]) == indent:
            return at
        if lines[at].strip() and _indent(lines[at]) < indent:
            return None
    return None


def _header_end(lines: list[str], start: int) -> int:
    """Return the line after the one that ends with the colon."""
    for at in range(start, min(start + 20, len(lines))):
        if lines[at].split("#")[0].rstrip().endswith(":"):
            return at + 1
    return start + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
