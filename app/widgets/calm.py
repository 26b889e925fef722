"""Boxes that keep their value while keys and the wheel pass over them, and lines that leave undo to the window.

Arrow keys and the wheel change a box only after it was clicked: who comes by Tab or scrolls past changes nothing. A
list opens with an arrow key instead, and a number can always be typed. Ctrl+Z belongs to a line while there is typed
text to take back, and to the window's own undo as soon as the text was taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QSlider, QSpinBox, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QWheelEvent

_Key = Qt.Key
_STEPS = (_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown)
_ENDS = (_Key.Key_Home, _Key.Key_End)
_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)

# The mixins stand before a Qt class; a type checker is to know its methods, Python finds them behind the mixin.
if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Calm(_Base):
    """Mixin: arrow keys and the wheel do nothing until the box was clicked."""

    _clicked = False

    def arm(self) -> None:
        """Let keys and the wheel change the value until the focus goes."""
        self._clicked = True

    def passes(self, key: int) -> bool:
        """Tell whether a key would change the value, and must not now."""
        return not self._clicked and key in _STEPS

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() is Qt.FocusReason.MouseFocusReason:
            self.arm()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _STAYS:
            self._clicked = False
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.arm()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._clicked and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # what is around it scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.passes(event.key()):
            event.ignore()
        else:
            super().keyPressEvent(event)


class ArmedByLine(QObject):
    """Tells a box of a click into its line, and of a letter that was typed there."""

    def __init__(self, box: Calm, line: QLineEdit) -> None:
        super().__init__(line)
        self._box = box
        line.installEventFilter(self)
        line.textEdited.connect(lambda _: box.arm())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._box.arm()
        return False


class UndoLeft(_Base):
    """Mixin: Ctrl+Z and its like go to the window where the line has nothing to take back."""

    def line(self) -> QLineEdit:
        """Return the line in which people type: the widget itself, or the one in it."""
        assert isinstance(self, QLineEdit)
        return self

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _left(self.line(), event):
            event.ignore()
            return True
        return super().event(event)


def _left(line: QLineEdit, event: QKeyEvent) -> bool:
    """Tell whether a key asks for undo or redo, and the line has typed nothing that it could mean."""
    keys = QKeySequence.StandardKey
    if event.matches(keys.Undo):
        return not (line.isModified() and line.isUndoAvailable())
    return event.matches(keys.Redo) and not (line.isModified() and line.isRedoAvailable())


class CalmCombo(Calm, QComboBox):
    """A list to choose from; before it was clicked an arrow key opens it, and chooses nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def passes(self, key: int) -> bool:
        """Tell whether a key would change the value, and must not now."""
        ends = not self.isEditable() and key in _ENDS and not self._clicked
        return ends or super().passes(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.passes(event.key()) and event.key() in _STEPS and self.count():
            self.showPopup()
        else:
            super().keyPressEvent(event)


class CalmSpin(UndoLeft, Calm, QSpinBox):
    """A whole number with arrows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        ArmedByLine(self, self.lineEdit())

    def line(self) -> QLineEdit:
        """Return the line in which people type."""
        return self.lineEdit()

    def take_back(self) -> None:
        """Show the value again in place of what was typed."""
        self.blockSignals(True)
        self.lineEdit().setText(f"{self.prefix()}{self.textFromValue(self.value())}{self.suffix()}")
        self.blockSignals(False)


class CalmSlider(Calm, QSlider):
    """A slider beside a field that takes the same value by typing: Tab passes it by."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def passes(self, key: int) -> bool:
        """Tell whether a key would change the value, and must not now."""
        return not self._clicked and key in (*_STEPS, *_ENDS, _Key.Key_Left, _Key.Key_Right)


class SearchLine(UndoLeft, QLineEdit):
    """A line that finds things in a list beside it; it belongs to no value."""

    def take_back(self) -> None:
        """Empty the line."""
        self.clear()


def asks_for_undo(event: QEvent) -> bool:
    """Tell whether an event is a key about to mean undo or redo, and a shortcut may still take it."""
    keys = QKeySequence.StandardKey
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and (event.matches(keys.Undo) or event.matches(keys.Redo))
    )
