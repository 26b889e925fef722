"""Numbers for people: ``9,248``, ``2.36 M``, ``110 KiB``."""

from __future__ import annotations

_STEPS = ((1e15, " P"), (1e12, " T"), (1e9, " G"), (1e6, " M"), (1e4, " k"))
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")


def count_text(number: int | None) -> str:
    """Write a count in full, with separators; ``?`` for unknown."""
    return "?" if number is None else f"{number:,}"


def short_count(number: int | None) -> str:
    """Write a count in three or four digits: ``9,216``, ``2.36 M``; ``?`` for unknown."""
    if number is None:
        return "?"
    for size, word in _STEPS:
        if number >= size:
            return three_digits(number / (1e3 if size == 1e4 else size)) + word
    return f"{number:,}"


def bytes_text(number: int | None) -> str:
    """Write an amount of memory: ``512 bytes``, ``110 KiB``, ``1.25 GiB``; ``?`` for unknown."""
    if number is None:
        return "?"
    size, unit = float(number), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size /= 1024
        unit += 1
    return f"{number} bytes" if not unit else f"{three_digits(size)} {_UNITS[unit]}"


def three_digits(number: float) -> str:
    """Write a number with three digits that matter, without trailing zeros: ``2.36``, ``110``."""
    text = f"{number:.2f}" if number < 10 else f"{number:.1f}" if number < 100 else f"{number:.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
