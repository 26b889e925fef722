"""Forms over parameters, for blocks and for settings: built once per list of parameters, then bound anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (  # fmt: skip
    QGridLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.editors import input_for
from app.typed import hint_of, result_text, text_of, value_of
from blocks.errors import NetwrightError
from blocks.parameters import Parameter, same_value
from blocks.values import Value

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

Words = Mapping[str, Any]
"""Parameter name to a value."""


class _Mixed:
    """Marks a parameter on which several blocks differ."""


MIXED = _Mixed()


class Field(QWidget):
    """One parameter: input, the result of an expression beside it, and the words of an error below.

    Signals:
        changed (object, bool): a new value, and whether more of the same may follow at once (arrows, wheel).
        reset: back to the default.
        left: the focus went.
    """

    changed = Signal(object, bool)
    reset = Signal()
    left = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.label = QLabel(parameter.title or parameter.name)
        self.label.setToolTip(hint_of(parameter))
        self.input = input_for(parameter, self)
        self.input.setObjectName(f"field_{parameter.name}")
        self.input.setAccessibleName(parameter.title or parameter.name)
        self.input.setToolTip(hint_of(parameter))
        self.input.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.label.setBuddy(self.input)
        self.result = self._words("muted")
        self.error = self._words("wrongWords")
        self.error.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        grid.addWidget(self.input, 0, 0)
        grid.addWidget(self.result, 0, 1)
        grid.addWidget(self.error, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self._key: object = None
        self._bound: object = MIXED
        self._kept: dict[object, str] = {}
        self._typing = False
        self._connect()

    def bind(self, key: object, value: Value | _Mixed) -> None:
        """Show a value.

        Args:
            key: whose value it is; text that could not be read is kept for each.
            value: the value, or `MIXED`.
        """
        same = key == self._key and same_value(value, self._bound)
        if same and (self._typing or key in self._kept):
            return
        self._key, self._bound = key, value
        self._typing = False
        self.input.set_hint("several" if isinstance(value, _Mixed) else self._empty_hint())
        if key in self._kept:
            self.input.set_text(self._kept[key])
            self._read(self.input.text())
            return
        self.show_error("")
        text = "" if isinstance(value, _Mixed) else text_of(self.parameter, value)
        self.input.set_text("none" if text == "" and value is None and self._listed() else text)

    def show_check(self, arguments: Mapping[str, Any], problem: str = "") -> None:
        """Show what an expression comes to, and what the check says of this parameter."""
        known = not isinstance(self._bound, _Mixed) and self._key not in self._kept
        value: Any = self._bound if known else None
        words = result_text(self.parameter, value, arguments)
        self.result.setText(words)
        self.result.setVisible(bool(words))
        if self._key not in self._kept:
            self.show_error(problem)

    def show_error(self, words: str) -> None:
        """Show what is wrong below the field, and a red border; empty for nothing."""
        if words == self.error.text() and bool(words) == bool(self.input.property("wrong")):
            return
        self.error.setText(words)
        self.error.setVisible(bool(words))
        self.input.setProperty("wrong", bool(words))
        self.input.style().unpolish(self.input)
        self.input.style().polish(self.input)

    def commit(self, picked: bool = False) -> None:
        """Read the text; a legal value is told, an illegal one stays in the field with the words of the error."""
        if not picked and not self._typing:
            return
        self._typing = False
        text = self.input.text()
        if isinstance(self._bound, _Mixed) and not text.strip():
            return
        value = self._read(text)
        if value is not MIXED:
            self._kept.pop(self._key, None)
            if isinstance(self._bound, _Mixed) or not same_value(value, self._bound):
                self.changed.emit(value, picked)
            else:
                self.input.set_text(text_of(self.parameter, self._bound))  # type: ignore[arg-type]

    def menu(self) -> QMenu:
        """Make the context menu of the label."""
        menu = QMenu(self)
        action = menu.addAction("Reset to the default")
        action.setEnabled(not self.parameter.required or self.parameter.start is not None)
        action.triggered.connect(lambda: self._reset())
        return menu

    def _connect(self) -> None:
        self.input.entered.connect(lambda: self.commit())
        self.input.entered.connect(self.left)
        self.input.picked.connect(lambda: self.commit(picked=True))
        self.input.typed.connect(self._typed)
        self.label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.label.customContextMenuRequested.connect(self._open_menu)

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.label.mapToGlobal(place))

    def _reset(self) -> None:
        self._kept.pop(self._key, None)
        self._typing = False
        self.show_error("")
        self.reset.emit()

    def _typed(self) -> None:
        self._typing = True

    def _read(self, text: str) -> object:
        try:
            value = value_of(self.parameter, text)
        except NetwrightError as error:
            self._kept[self._key] = text
            self.show_error(str(error))
            return MIXED
        self.show_error("")
        return value

    def _listed(self) -> bool:
        return self.parameter.nullable and self.input.inherits("QComboBox")

    def _empty_hint(self) -> str:
        return "none" if self.parameter.nullable else ""

    def _words(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.hide()
        return label


class ParameterForm(QWidget):
    """Fields for some parameters: those in front at once, the rest folded away and built when asked for.

    Signals:
        changed (str, object, bool): parameter, new value, and whether more of the same may follow at once.
        reset (str): a parameter goes back to its default.
        left: a field lost the focus: the next change is a step of its own.
    """

    changed = Signal(str, object, bool)
    reset = Signal(str)
    left = Signal()

    def __init__(self, parameters: Sequence[Parameter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameterForm")
        front = [parameter for parameter in parameters if parameter.front]
        self._front = front or list(parameters)
        self.names = tuple(parameter.name for parameter in parameters)
        self._rest = [parameter for parameter in parameters if parameter not in self._front]
        self.fields: dict[str, Field] = {}
        self._last: tuple[object, Words, Words, Mapping[str, str]] = (None, {}, {}, {})
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._group(self._front))
        self.more = QToolButton(self)
        self.more.setObjectName("moreParameters")
        self.more.setProperty("link", True)
        self.more.setCheckable(True)
        self.more.toggled.connect(self.unfold)
        self.more.setVisible(bool(self._rest))
        self._more_words(False)
        self.more.setMinimumWidth(1)  # its words give way, not the fields
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._folded: QWidget | None = None

    def bind(
        self,
        key: object,
        values: Mapping[str, Any],
        arguments: Mapping[str, Any] | None = None,
        problems: Mapping[str, str] | None = None,
    ) -> None:
        """Show values.

        Args:
            key: whose they are.
            values: parameter name to value, or to `MIXED`.
            arguments: values in effect, expressions evaluated.
            problems: parameter name to what the check says of it.
        """
        self._last = (key, values, arguments or {}, problems or {})
        if self._folded is None and any(
            problem and name not in self.fields for name, problem in (problems or {}).items()
        ):
            self.more.setChecked(True)
        for name, field in self.fields.items():
            field.bind(key, values.get(name))
            field.show_check(self._last[2], self._last[3].get(name, ""))

    def commit(self) -> None:
        """Take over what is being typed."""
        for field in list(self.fields.values()):
            field.commit()

    def unfold(self, on: bool = True) -> None:
        """Show or hide the parameters that are folded away."""
        if on and self._folded is None:
            self._folded = self._group(self._rest)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.addWidget(self._folded)
            key, values, arguments, problems = self._last
            self.bind(key, values, arguments, problems)
        if self._folded is not None:
            self._folded.setVisible(on)
        if self.more.isChecked() != on:
            self.more.setChecked(on)
        self._more_words(on)

    def _group(self, parameters: Sequence[Parameter]) -> QWidget:
        group = QWidget(self)
        grid = QGridLayout(group)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, parameter in enumerate(parameters):
            field = Field(parameter, group)
            self.fields[parameter.name] = field
            field.changed.connect(
                lambda value, more, name=parameter.name: self.changed.emit(name, value, more)
            )
            field.reset.connect(lambda name=parameter.name: self.reset.emit(name))
            field.left.connect(self.left)
            field.label.setMinimumHeight(field.input.sizeHint().height())
            grid.addWidget(field.label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, row, 1)
        return group

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._more_words(self.more.isChecked())
        super().resizeEvent(event)

    def _more_words(self, open_now: bool) -> None:
        names = [parameter.title or parameter.name for parameter in self._rest]
        words = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        words = ("▾ " if open_now else "▸ ") + ("Fewer" if open_now else words)
        elide = Qt.TextElideMode.ElideRight
        self.more.setText(self.more.fontMetrics().elidedText(words, elide, self.width() - 6))
        self.more.setToolTip("" if open_now else ", ".join(names))
