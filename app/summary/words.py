"""The columns of the summary, and how numbers are written there."""

from __future__ import annotations

HEADERS = (
    "Layer (type)",
    "Output shape",
    "Parameters",
    "Multiply-adds",
    "Activations",
    "Field",
    "Connected to",
)
FIELD = 5
FIELD_WORDS = "Receptive field: the places of the input that one value depends on; inside a composite, of its input"
NUMBERS = (2, 3, 4, 5)
"""Columns that hold numbers and are flush right."""


def listed(names: tuple[str, ...]) -> str:
    """Name the first few: a merging block can have a hundred inputs."""
    if len(names) <= 4:
        return ", ".join(names) or "-"
    return f"{', '.join(names[:3])} and {len(names) - 3} more"


def number_text(number: int | None) -> str:
    """Write a whole number with separators; ``?`` where it is not known."""
    return "?" if number is None else f"{number:,}"


def bytes_text(count: int) -> str:
    """Write a size in memory: ``110 KiB``."""
    size = float(count)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:,.3g} TiB" if size < 1000 else f"{size:,.0f} TiB"
