"""A small label beside the pointer: why a wire is refused, how many blocks move."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from canvas.theme.measure import px, scaled_sheet
from canvas.theme.pens import Pens


class Bubble(QLabel):
    """Text that follows the pointer and never gets in its way."""

    def __init__(self, parent: QWidget, pens: Pens) -> None:
        """Make a hidden bubble."""
        super().__init__(parent)
        self._viewport = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMaximumWidth(px(320))
        self.set_pens(pens)
        self.hide()

    def set_pens(self, pens: Pens) -> None:
        """Take other colours."""
        self._pens = pens

    def say(self, text: str, at: QPoint, wrong: bool = True) -> None:
        """Show a text beside a point of the parent, inside of it; an empty text hides the bubble."""
        if not text:
            self.hide()
            return
        theme = self._pens.theme
        colour, ground = (theme.error, theme.error_soft) if wrong else (theme.text, theme.card)
        edge = theme.error if wrong else theme.border
        self.setStyleSheet(
            scaled_sheet(
                f"color: {colour}; background: {ground}; border: 1px solid {edge};"
                "border-radius: 5px; padding: 4px 8px; font-size: 12px;"
            )
        )
        # A label that wraps asks for odd widths; wrap only what would be too wide.
        self.setWordWrap(False)
        self.setText(text)
        if self.sizeHint().width() > self.maximumWidth():
            self.setWordWrap(True)
            self.setFixedWidth(self.maximumWidth())
        else:
            self.setMinimumWidth(0)
        self.adjustSize()
        self._place(at)
        self.show()
        self.raise_()

    def _place(self, at: QPoint) -> None:
        room = self._viewport.rect()
        x = min(at.x() + 18, room.right() - self.width() - 4)
        y = at.y() + 20
        if y + self.height() > room.bottom() - 4:
            y = at.y() - self.height() - 12
        self.move(max(4, x), max(4, y))
