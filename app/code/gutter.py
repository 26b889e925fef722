"""The strip beside the code: line numbers, and a bar beside the lines of what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from canvas.theme.measure import px

if TYPE_CHECKING:
    from app.code.view import CodeView

BAR = 3
"""Width of the bar in pixels."""


class Gutter(QWidget):
    """Draws what stands beside the lines that are seen; a press there is one on the line."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
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
