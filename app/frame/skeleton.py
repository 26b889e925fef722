"""The window before anything is loaded: the areas of the real one in its colours, nothing more.

Only what a first paint needs is imported here. Even the name ``Qt`` is missing: its first use makes all of Qt's
enumerations, which takes 12 ms; text would load the fonts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from canvas.theme.measure import px

COLOURS = {
    False: {"window": "#fafbfc", "canvas": "#f1f3f5", "card": "#ffffff", "border": "#d5dae1"},
    True: {"window": "#1d2127", "canvas": "#15181d", "card": "#262b33", "border": "#3a424e"},
}
"""Dark or not, to colours of `canvas.theme.themes`, which is not loaded yet (a test keeps them equal)."""

BAR, LINE, TITLE, STRIP = 38, 27, 30, 32
"""Heights in pixels at 100 %: top bar, breadcrumb line, tabs of the panels, status line."""

GAP = 5
"""Width of the gap between docks, in pixels at 100 %."""


class Skeleton(QWidget):
    """Paints the areas of the window.

    Args:
        dark: which colours.
        sizes: width of the left dock, of the right one, and height of the one at the bottom, in pixels.
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
        bar, line, title, strip, gap = (px(each) for each in (BAR, LINE, TITLE, STRIP, GAP))
        left, right, bottom = self._sizes
        middle = width - left - right - 2 * gap
        end = height - strip - bottom - gap
        return [
            (QRect(0, 0, width, height), "window"),
            (QRect(0, 0, width, bar), "card"),
            (QRect(0, bar - 1, width, 1), "border"),
            (QRect(left + gap, bar, middle, line), "card"),
            (QRect(left + gap, bar + line - 1, middle, 1), "border"),
            (QRect(left + gap, bar + line, middle, end - bar - line), "canvas"),
            (QRect(left + gap, end + gap + title, middle, 1), "border"),
            (QRect(0, height - strip, width, strip), "card"),
            (QRect(0, height - strip, width, 1), "border"),
        ]
