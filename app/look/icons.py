"""Our own icons: strokes in a 16 by 16 square, drawn in the theme's colour at any scale.

Paths are written as in SVG with absolute ``M``, ``L``, ``C`` and ``Z``, and ``O x y r`` for a circle.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from blocks.types.block_type import Category
from canvas.theme.measure import px
from canvas.theme.themes import CATEGORY_SIGNS, dashes_of

PATHS: dict[str, str] = {
    "new": "M4 2 L9 2 L12 5 L12 14 L4 14 Z M9 2 L9 5 L12 5",
    "open": "M2 13 L2 4 L6 4 L8 6 L13 6 L13 8 M2 13 L4 8 L15 8 L13 13 Z",
    "save": "M3 3 L11 3 L13 5 L13 13 L3 13 Z M5 3 L5 6 L10 6 L10 3 M5 13 L5 9 L11 9 L11 13",
    "undo": "M6 3 L3 6 L6 9 M3 6 L9 6 C14 6 14 13 9 13 L6 13",
    "redo": "M10 3 L13 6 L10 9 M13 6 L7 6 C2 6 2 13 7 13 L10 13",
    "cut": "M5 2 L10 10 M11 2 L6 10 O5 12 2 O11 12 2",
    "copy": "M6 6 L13 6 L13 14 L6 14 Z M10 6 L10 2 L3 2 L3 10 L6 10",
    "paste": "M4 4 L3 4 L3 14 L13 14 L13 4 L12 4 M6 2.5 L10 2.5 L10 5.5 L6 5.5 Z",
    "duplicate": "M2 2 L9 2 L9 9 L2 9 Z M7 7 L14 7 L14 14 L7 14 Z",
    "delete": "M3 4 L13 4 M6 4 L6 2 L10 2 L10 4 M4 4 L5 14 L11 14 L12 4",
    "find": "O7 7 4.5 M10.5 10.5 L14 14",
    "zoom_in": "O7 7 4.5 M10.5 10.5 L14 14 M5 7 L9 7 M7 5 L7 9",
    "zoom_out": "O7 7 4.5 M10.5 10.5 L14 14 M5 7 L9 7",
    "fit": "M2 6 L2 2 L6 2 M10 2 L14 2 L14 6 M14 10 L14 14 L10 14 M6 14 L2 14 L2 10",
    "layout": "M6 2 L10 2 L10 5 L6 5 Z M2 11 L6 11 L6 14 L2 14 Z M10 11 L14 11 L14 14 L10 14 Z "
    "M8 5 L8 8 M4 11 L4 8 L12 8 L12 11",
    "group": "M2 2 L14 2 L14 14 L2 14 Z M5 5 L11 5 L11 7.5 L5 7.5 Z M5 9.5 L11 9.5 L11 12 L5 12 Z",
    "up": "M8 13 L8 3 M4 7 L8 3 L12 7",
    "down": "M8 3 L8 13 M4 9 L8 13 L12 9",
    "chevron_left": "M10 3.5 L5.5 8 L10 12.5",
    "chevron_right": "M6 3.5 L10.5 8 L6 12.5",
    "chevron_up": "M3.5 10 L8 5.5 L12.5 10",
    "chevron_down": "M3.5 6 L8 10.5 L12.5 6",
    "add": "M8 3 L8 13 M3 8 L13 8",
    "remove": "M4 4 L12 12 M12 4 L4 12",
    "play": "M5 3 L13 8 L5 13 Z",
    "pause": "M5 3 L5 13 M11 3 L11 13",
    "stop": "M4 4 L12 4 L12 12 L4 12 Z",
    "export": "M8 10 L8 2 M5 5 L8 2 L11 5 M3 9 L3 14 L13 14 L13 9",
    "code": "M5 4 L1.5 8 L5 12 M11 4 L14.5 8 L11 12",
    "help": "O8 8 6 M6 6.5 C6 3.5 10 3.5 10 6.3 C10 8 8 8 8 9.5 M8 11.6 L8 11.8",
    "settings": "M2 5 L14 5 M2 11 L14 11 O6 5 1.8 O10.5 11 1.8",
    "theme": "M12.5 10 C7.5 11.5 4.5 7 7 3 C0.5 5 3 14 9 13.5 C10.5 13.3 12 12 12.5 10 Z",
    "error": "O8 8 6 M8 4.5 L8 9 M8 11.4 L8 11.6",
    "warning": "M8 2.5 L14.5 13.5 L1.5 13.5 Z M8 6.5 L8 10 M8 11.7 L8 11.9",
    "unfinished": "O8 8 6 M5 8 L5.1 8 M8 8 L8.1 8 M11 8 L11.1 8",
    "good": "O8 8 6 M5 8.2 L7.2 10.4 L11 6",
    "block": "M2 5 L14 5 L14 12 L2 12 Z M5 5 L5 12",
}
"""Name to path."""

FILLED = frozenset({"play", "stop"})


SIDE = 16
"""Side of an icon in pixels at 100 %."""


def icon(name: str, colour: str, faded: str = "") -> QIcon:
    """Return an icon in a colour, sharp at every text size and on fine screens.

    Args:
        name: one of `PATHS`; an unknown name gives an empty icon.
        colour: ``#rrggbb``.
        faded: colour while disabled; Qt's own greying where empty.
    """
    return _icon(name, colour, faded, px(SIDE))


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, faded: str, size: int) -> QIcon:
    made = QIcon()
    if name in PATHS:
        for scale in (1, 2):
            drawn = pixmap(name, colour, size, scale)
            made.addPixmap(drawn)
            made.addPixmap(drawn, QIcon.Mode.Selected)  # else Fusion tints it
            if faded:
                made.addPixmap(pixmap(name, faded, size, scale), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, size: int | None = None, scale: float = 1) -> QPixmap:
    """Draw an icon of ``size`` pixels, by default as large as text is, for a screen scaled by ``scale``."""
    size = px(SIDE) if size is None else size
    picture = QPixmap(round(size * scale), round(size * scale))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size * scale / 16, size * scale / 16)
    pen = QPen(QColor(colour), 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    path = painter_path(PATHS[name])
    if name in FILLED:
        painter.setBrush(QColor(colour))
    painter.drawPath(path)
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


def swatch(colour: str, category: Category | None = None) -> QIcon:
    """Return a small bar in a colour, with the dashes of a block category."""
    return _swatch(colour, category, px(SIDE))


@lru_cache(maxsize=64)
def _swatch(colour: str, category: Category | None, size: int) -> QIcon:
    made = QIcon()
    for scale in (1, 2):
        picture = QPixmap(size * scale, size * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.scale(size * scale / 16, size * scale / 16)
        painter.setClipPath(_bar())
        for start, end in dashes_of(CATEGORY_SIGNS[category]) if category else [(0.0, 1.0)]:
            painter.drawRect(QRectF(4, 1 + 14 * start, 8, 14 * (end - start)))
        painter.end()
        picture.setDevicePixelRatio(scale)
        made.addPixmap(picture)
    return made


def _bar() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(4, 1, 8, 14, 2, 2)
    return path


def painter_path(text: str) -> QPainterPath:
    """Read a path as it is written in `PATHS`."""
    path = QPainterPath()
    words = text.replace("M", " M ").replace("L", " L ").replace("C", " C ").replace("O", " O ")
    tokens = words.replace("Z", " Z ").split()
    counts = {"M": 2, "L": 2, "C": 6, "O": 3, "Z": 0}
    while tokens:
        command = tokens.pop(0)
        numbers = [float(tokens.pop(0)) for _ in range(counts[command])]
        if command == "M":
            path.moveTo(*numbers)
        elif command == "L":
            path.lineTo(*numbers)
        elif command == "C":
            path.cubicTo(*numbers)
        elif command == "O":
            path.addEllipse(QPointF(numbers[0], numbers[1]), numbers[2], numbers[2])
        else:
            path.closeSubpath()
    return path
