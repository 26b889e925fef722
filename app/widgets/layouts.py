"""Rows and columns of widgets in one call; lengths are pixels at 100 %."""

from __future__ import annotations

from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from canvas.theme.measure import margins, px

Rim = tuple[int, int, int, int]
"""Margins at the left, top, right and bottom."""

NO_RIM: Final = (0, 0, 0, 0)
STRETCH: Final = "stretch"
"""Stands for room that grows."""

LayoutPart = QWidget | QLayout | int | str | tuple[QWidget | QLayout, int]
"""A part of a layout: a space, `STRETCH`, or a widget or layout: alone, with its share of the room or its alignment."""

Box = TypeVar("Box", bound=QBoxLayout)


def column(
    *parts: LayoutPart, on: QWidget | None = None, rim: Rim = NO_RIM, gap: int | None = None
) -> QVBoxLayout:
    """Lay parts out from top to bottom.

    Args:
        parts: what to lay out.
        on: the widget that gets the layout; ``None`` for a layout inside another one.
        rim: the margins.
        gap: space between two parts; that of the style where it is ``None``.
    """
    return filled(QVBoxLayout() if on is None else QVBoxLayout(on), parts, rim, gap)


def row(
    *parts: LayoutPart, on: QWidget | None = None, rim: Rim = NO_RIM, gap: int | None = None
) -> QHBoxLayout:
    """Lay parts out from left to right; see `column`."""
    return filled(QHBoxLayout() if on is None else QHBoxLayout(on), parts, rim, gap)


def filled(
    box: Box, parts: tuple[LayoutPart, ...], rim: Rim = NO_RIM, gap: int | None = None
) -> Box:
    """Put parts into a row or column that is there, and return it."""
    box.setContentsMargins(margins(*rim))
    if gap is not None:
        box.setSpacing(px(gap))
    for part in parts:
        if isinstance(part, tuple):
            _add(box, *part)
        elif isinstance(part, int):
            box.addSpacing(px(part))
        elif isinstance(part, str):
            box.addStretch(1)
        else:
            _add(box, part)
    return box


def emptied(box: Box) -> Box:
    """Take all widgets out of a row or column and delete them; returns it."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()  # it is deleted when the events of now are done
            widget.deleteLater()
    return box


def _add(box: QBoxLayout, part: QWidget | QLayout, how: int = 0) -> None:
    if isinstance(part, QLayout):
        box.addLayout(part, how)
    elif isinstance(how, Qt.AlignmentFlag):
        box.addWidget(part, 0, how)
    else:
        box.addWidget(part, how)
