"""The input of one parameter: a field with arrows, a list to choose from, words to tick, or plain text.

All of them hold text. Reading it is the business of `app.forms.text`, so that every field takes an expression.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QMouseEvent,
    QValidator,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QStyledItemDelegate,
    QWidget,
)

from app.forms.text import choices_of, stepped
from app.widgets.calm import ArmedByLine, Calm, CalmCombo, UndoLeft
from blocks.parameters import Integer, Integers, Number, Parameter, Words
from canvas.theme.measure import px


class LineInput(UndoLeft):
    """Mixin: an input with a line of text.

    Every input has three signals: ``entered`` (Enter was pressed or the focus went: read the text), ``picked`` (an
    arrow, the wheel or the list gave a new text: read it at once) and ``typed`` (a letter was typed).
    """

    def settle(self) -> None:
        """Hear that the text was taken over: undo is the window's business again."""
        self.line().setModified(False)

    def set_hint(self, text: str) -> None:
        """Show words where the field is empty."""
        self.line().setPlaceholderText(text)


class TextInput(LineInput, QLineEdit):
    """Plain text of one line."""

    entered = Signal()
    picked = Signal()
    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.editingFinished.connect(self.entered)
        self.textEdited.connect(lambda _: self.typed.emit())

    def take_back(self) -> None:
        """Show again what was there before somebody typed."""
        self.set_text(self._shown)

    def settle(self) -> None:
        """Hear that the text was taken over."""
        self._shown = self.text()
        super().settle()

    def set_text(self, text: str) -> None:
        self._shown = text
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)


class StepInput(LineInput, Calm, QAbstractSpinBox):
    """A number with arrows that takes any text, since it may be an expression."""

    entered = Signal()
    picked = Signal()
    typed = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameter = parameter
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(px(60))
        self.lineEdit().setTextMargins(5, 0, 0, 0)  # as the style sheet gives to other fields
        ArmedByLine(self, self.lineEdit())
        # Keys and focus are those of the box itself: its line edit only has them passed on.
        self.editingFinished.connect(self.entered)
        self.lineEdit().textEdited.connect(lambda _: self.typed.emit())

    def line(self) -> QLineEdit:
        return self.lineEdit()

    def set_text(self, text: str) -> None:
        if text != self.text():
            self.lineEdit().setText(text)
            self.lineEdit().setCursorPosition(0)
        self.lineEdit().setModified(False)

    def stepBy(self, steps: int) -> None:
        text = stepped(self._parameter, self.text(), steps)
        if text is not None:
            self.lineEdit().setText(text)
            self.picked.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flag = QAbstractSpinBox.StepEnabledFlag
        up = stepped(self._parameter, self.text(), 1) is not None
        down = stepped(self._parameter, self.text(), -1) is not None
        return (flag.StepUpEnabled if up else flag.StepNone) | (
            flag.StepDownEnabled if down else flag.StepNone
        )

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position

    def fixup(self, text: str) -> str:
        return text


class ChoiceInput(LineInput, CalmCombo):
    """A list to choose from; an expression, or an object with arguments, can be typed instead."""

    entered = Signal()
    picked = Signal()
    typed = Signal()

    def __init__(self, choices: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(16)
        self.addItems(list(choices))
        self.setItemDelegate(QStyledItemDelegate(self))  # the style sheet reaches only this one
        self.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none; PySide's hints leave that out
        line = self.lineEdit()
        assert line is not None
        self._line = line
        self._first_click = False
        ArmedByLine(self, line)
        line.installEventFilter(self)
        line.editingFinished.connect(self.entered)
        line.textEdited.connect(lambda _: self.typed.emit())
        self.activated.connect(lambda _: self.picked.emit())

    def line(self) -> QLineEdit:
        return self._line

    def text(self) -> str:
        return self.currentText()

    def set_text(self, text: str) -> None:
        if text != self.currentText():
            at = self.findText(text)
            if at >= 0:
                self.setCurrentIndex(at)
            self.setEditText(text)
        self._line.setCursorPosition(0)
        self._line.setModified(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._first_click = event.reason() is Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The first click opens the list, as people expect of such a field; a second one sets the cursor.
        # It opens on release: the release of the press that opened it would close it again.
        if watched is not self._line or not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress and self._first_click:
            return True
        if event.type() == QEvent.Type.MouseButtonRelease and self._first_click:
            self._first_click = False
            self.showPopup()
            return True
        return False


class WordsInput(QPushButton):
    """Words to tick in a menu."""

    entered = Signal()
    picked = Signal()
    typed = Signal()

    def __init__(self, choices: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("words", True)  # the style sheet lets it look like a field
        self._menu = QMenu(self)
        self._hint = ""
        self._words: list[str] = []
        for word in choices:
            action = QAction(word, self._menu)
            action.setCheckable(True)
            action.toggled.connect(lambda on, word=word: self._tick(word, on))
            self._menu.addAction(action)
        self.setMenu(self._menu)

    def text(self) -> str:
        return ", ".join(self._words)

    def set_text(self, text: str) -> None:
        words = text.replace(",", " ").replace("(", " ").replace(")", " ").split()
        self._words = [word.strip("'\"") for word in words]
        for action in self._menu.actions():
            action.blockSignals(True)
            action.setChecked(action.text() in self._words)
            action.blockSignals(False)
        self._show()

    def settle(self) -> None:
        """Nothing is typed here."""

    def set_hint(self, text: str) -> None:
        self._hint = text

    def _tick(self, word: str, on: bool) -> None:
        self._words = [known for known in self._words if known != word] + ([word] if on else [])
        self._show()
        self.picked.emit()

    def _show(self) -> None:
        # Qt ignores the left padding of a button with a menu: two spaces stand in for it.
        self.setText(f"  {self.text() or self._hint or 'none'}")


AnyInput = TextInput | StepInput | ChoiceInput | WordsInput


def input_for(parameter: Parameter, parent: QWidget | None = None) -> AnyInput:
    """Make the input that suits a parameter."""
    if isinstance(parameter, Words):
        return WordsInput(parameter.choices, parent)
    choices = choices_of(parameter)
    if choices:
        return ChoiceInput(choices, parent)
    if isinstance(parameter, (Integer, Integers, Number)):
        return StepInput(parameter, parent)
    return TextInput(parent)
