"""Lines of Python: how far they stand in."""

from __future__ import annotations

from collections.abc import Sequence

INDENT = "    "


def indented(lines: Sequence[str]) -> list[str]:
    """Move lines one step to the right."""
    return [INDENT + line if line else "" for line in lines]
