"""The strip beside the code: line numbers, and a bar beside the lines of what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from canvas.theme.measure import px

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPoint, SignalInstance
    from PySide6.QtGui import QFont, QFontMetrics

    from canvas.theme.themes import Theme


class NumberedText(Protocol):
    """The text beside the gutter, as `app.code.view.CodeView` shows it."""

    theme: Theme

    @property
    def line_chosen(self) -> SignalInstance:
        """Emitted with the number of a line, from 1, that is pressed."""
        ...

    def blockCount(self) -> int:
        """Return how many lines there are."""
        ...

    def font(self) -> QFont:
        """Return the font of the text."""
        ...

    def fontMetrics(self) -> QFontMetrics:
        """Return the measures of that font."""
        ...

    def seen_lines(self, area: QRect) -> Iterator[tuple[int, int, int]]:
        """Yield number, top and height in pixels of each line in an area."""
        ...

    def line_at(self, point: QPoint) -> int:
        """Return the number of the line at a point, 0 for none."""
        ...

    def hover(self, line: int) -> None:
        """Show that the pointer is over a line, 0 for none."""
        ...

    def tell(self, event: QEvent) -> bool:
        """Show the tip of the line at the pointer; returns whether the event was used."""
        ...


BAR = 3
"""Width of the bar in pixels."""


class Gutter(QWidget):
    """Draws what stands beside the lines that are seen; a press there is one on the line."""

    def __init__(self, parent: QWidget, view: NumberedText) -> None:
        super().__init__(parent)
        self._view = view
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.marked: frozenset[int] = frozenset()

    def mark(self, lines: frozenset[int]) -> None:
        """Draw the bar beside these lines, counted from 1."""
        if lines != self.marked:
            self.marked = lines
            self.update()

    def room(self) -> int:
        """Return the width that it needs in pixels."""
        digits = max(2, len(str(self._view.blockCount())))
        return px(20) + digits * self._view.fontMetrics().horizontalAdvance("9")

    def sizeHint(self) -> QSize:
        return QSize(self.room(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, theme = self._view, self._view.theme
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.card))
        painter.setFont(view.font())
        width, height = self.width() - px(12), view.fontMetrics().height()
        for line, top, tall in view.seen_lines(event.rect()):
            on = line in self.marked
            if on:
                painter.fillRect(QRect(0, top, px(BAR), tall), QColor(theme.accent))
            painter.setPen(QColor(theme.text if on else theme.muted))
            spot = QRect(0, top, width, height)
            painter.drawText(spot, Qt.AlignmentFlag.AlignRight, str(line))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._view.hover(self._view.line_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._view.hover(0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        line = self._view.line_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and line:
            self._view.line_chosen.emit(line)

    def event(self, event: QEvent) -> bool:
        return (
            self._view.tell(event) if event.type() == QEvent.Type.ToolTip else super().event(event)
        )
