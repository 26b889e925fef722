"""What the window shows before anything is loaded: the areas of the real window in its colours, nothing more.

Only what a first paint needs is imported here. Even the name ``Qt`` is missing: its first use makes all of Qt's
enumerations, which takes 12 ms; text would load the fonts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

COLOURS = {
    False: {"window": "#fafbfc", "canvas": "#f1f3f5", "card": "#ffffff", "border": "#d5dae1"},
    True: {"window": "#1d2127", "canvas": "#15181d", "card": "#262b33", "border": "#3a424e"},
}
"""Dark or not, to colours of `canvas.style`, which is not loaded yet (a test keeps them equal)."""

BAR, LINE, TITLE, STRIP = 38, 25, 30, 30
"""Heights in pixels at 100 %: top bar, breadcrumb line, tabs of the panels, status line."""

GAP = 5
"""Width of the gap between docks, in pixels at 100 %."""


class Skeleton(QWidget):
    """Paints the areas of the window.

    Args:
        dark: which colours.
        sizes: width of the left dock, of the right one, and height of the one at the bottom.
        painted: called after the first paint.
    """

    def __init__(
        self, dark: bool, sizes: tuple[int, int, int], painted: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setObjectName("skeleton")
        self._colours = {name: QColor(colour) for name, colour in COLOURS[dark].items()}
        self._sizes = sizes
        self._painted: Callable[[], None] | None = painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for area, name in self._areas():
            painter.fillRect(area, self._colours[name])
        painter.end()
        if self._painted is not None:
            painted, self._painted = self._painted, None
            painted()

    def _areas(self) -> list[tuple[QRect, str]]:
        width, height = self.width(), self.height()
        left, right, bottom = self._sizes
        middle = width - left - right - 2 * GAP
        end = height - STRIP - bottom - GAP
        return [
            (QRect(0, 0, width, height), "window"),
            (QRect(0, 0, width, BAR), "card"),
            (QRect(0, BAR - 1, width, 1), "border"),
            (QRect(left + GAP, BAR, middle, LINE), "card"),
            (QRect(left + GAP, BAR + LINE - 1, middle, 1), "border"),
            (QRect(left + GAP, BAR + LINE, middle, end - BAR - LINE), "canvas"),
            (QRect(left + GAP, end + GAP + TITLE, middle, 1), "border"),
            (QRect(0, height - STRIP, width, STRIP), "card"),
            (QRect(0, height - STRIP, width, 1), "border"),
        ]
