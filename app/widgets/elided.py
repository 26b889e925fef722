"""Words that give way: they end in an ellipsis where there is no room, and their tooltip has them whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from app.widgets.calm import CalmCombo
from canvas.theme.measure import ELIDED, px
from canvas.theme.plain_text import PlainLabel, plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent


class GivingLabel(PlainLabel):
    """One line of plain text that takes what room there is; `text` is all of it, whatever is shown."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(ELIDED, True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.setText(text)

    def text(self) -> str:
        return self._whole

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._shorten()

    def clear(self) -> None:
        self.setText("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        room = self.contentsRect().width() - 2 * self.margin()
        short = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        # Before it is laid out it has no room at all, and asks for that of its words.
        super().setText(short if self.isVisible() else self._whole)
        shortened = short != self._whole and self.isVisible()
        self.setToolTip(plain_tip(self._whole) if shortened else "")


class WholeLabel(GivingLabel):
    """One that asks for the room that all of its words need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(wide + 4, super().sizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()


class GivingButton(QPushButton):
    """A button whose words give way to a sign; its tooltip has them.

    Args:
        others: what it may say besides: it has room for all of it, so that a row stands still.
        parent: the widget that it belongs to.
    """

    def __init__(self, others: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(ELIDED, True)
        self._others = others
        self._sign = QIcon()

    def set_sign(self, sign: QIcon) -> None:
        """Give it the sign that stands for its words."""
        self._sign = sign
        self.update()

    @property
    def shortened(self) -> bool:
        """Whether it shows its sign."""
        return self.width() < self.sizeHint().width()

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance
        own = super().sizeHint()
        most = max(map(wide, (self.text(), *self._others)))
        return QSize(own.width() - wide(self.text()) + most, own.height())

    def minimumSizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text())
        own = super().sizeHint()
        return QSize(own.width() - wide + self.iconSize().width(), own.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        if self.shortened:
            option.text, option.icon = "", self._sign
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()


class GivingCheck(QCheckBox):
    """A check box whose words end in an ellipsis where there is no room; the tooltip has them whole."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty(ELIDED, True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        cut = self.width() < self.sizeHint().width()
        self.setToolTip(plain_tip(self.text().replace("&&", "&") if cut else ""))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        option.text = self.fontMetrics().elidedText(
            option.text, Qt.TextElideMode.ElideRight, room.width(), Qt.TextFlag.TextShowMnemonic
        )
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        painter.end()


class GivingChooser(CalmCombo):
    """A chooser whose words give way; its list is as wide as its words are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(ELIDED, True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_ComboBox
        painter.drawComplexControl(control, option)
        room = self.style().subControlRect(
            control, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + px(24))
        super().showPopup()
