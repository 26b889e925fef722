"""The text size of the window, and lengths that follow it.

All measures are given in pixels at 100 %. What is made asks here for its lengths; what is there already is brought
to another text size by `app.frame.text_size`.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QMargins, QSize

ELIDED = "elided"
"""Property of widgets that shorten their words by themselves, and have them whole in a tooltip."""

_LENGTH = re.compile(r"\b(\d+)px")


class _TextSize:
    scale = 1.0


def text_scale() -> float:
    """Return the text size: 1 is 100 %."""
    return _TextSize.scale


def set_text_scale(scale: float) -> None:
    """Hear of another text size; what was made before is not changed."""
    _TextSize.scale = scale


def px(length: float) -> int:
    """Return a length at the present text size, in pixels; ``length`` is that at 100 %."""
    return round(length * _TextSize.scale)


def margins(left: int, top: int, right: int, bottom: int) -> QMargins:
    """Return margins at the present text size, given in pixels at 100 %."""
    return QMargins(px(left), px(top), px(right), px(bottom))


def sized(width: int, height: int) -> QSize:
    """Return a size at the present text size, given in pixels at 100 %."""
    return QSize(px(width), px(height))


def scaled_sheet(sheet: str, by: float | None = None) -> str:
    """Return a style sheet with its lengths in pixels multiplied, by the present text size where nothing is given.

    Hair lines stay hair lines: a pixel is a pixel at every text size.
    """
    scale = _TextSize.scale if by is None else by
    if scale == 1.0:
        return sheet
    return _LENGTH.sub(lambda found: f"{_longer(int(found[1]), scale)}px", sheet)


def _longer(length: int, scale: float) -> int:
    return length if length < 2 else max(round(length * scale), 2)
