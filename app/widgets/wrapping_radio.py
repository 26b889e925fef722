"""A radio button whose words break into several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from canvas.theme.measure import ELIDED, px

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class WrappingRadio(QRadioButton):
    """As high as its words need; a press on any of them chooses it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(ELIDED, True)  # what its words need is not what Qt thinks
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        room = width - self._before()
        words = self.fontMetrics().boundingRect(
            QRect(0, 0, max(room, 1), 9999), _FLAGS, self.text()
        )
        return max(words.height() + px(4), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), super().sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_RadioButton, option)
        room = self.rect().adjusted(self._before(), 0, 0, 0)
        painter.setPen(option.palette.windowText().color())
        painter.drawText(room, int(_FLAGS), self.text())
        painter.end()

    def _before(self) -> int:
        """Return the width of the sign and the space behind it."""
        return super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
