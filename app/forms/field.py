"""One field of a form: the input, the result of an expression beside it, the words of an error below."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QWidget

from app.forms.completion import NameCompleter
from app.forms.editors import StepInput, input_for
from app.forms.text import hint_of, result_text, text_of, value_of
from app.project.scope import scope_words
from app.widgets.parts import restyle, with_name
from blocks.errors import NetwrightError
from blocks.parameters import Parameter, same_value
from blocks.values.values import Value
from canvas.theme.measure import px
from canvas.theme.plain_text import PlainLabel, plain_tip


class Mixed:
    """Marks a parameter on which several blocks differ."""


MIXED = Mixed()
Shown = Value | Mixed
"""The content of a field: a value, or the mark of several blocks with different values."""


class FieldLabel(QLabel):
    """The words beside a field, on one line with what stands in it: as tall as the field, whatever is below that."""

    def __init__(self, words: str, field: QWidget) -> None:
        super().__init__(words)
        self._field = field
        self._above = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setBuddy(field)

    def stand_above(self, above: bool) -> None:
        """Stand above the field, and be no taller than the words, or beside it."""
        self._above = above
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._levelled(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._levelled(super().minimumSizeHint())

    def _levelled(self, own: QSize) -> QSize:
        beside = 0 if self._above else self._field.sizeHint().height()
        return QSize(own.width(), max(own.height(), beside))


class Field(QWidget):
    """One parameter: input, the result of an expression beside it, and the words of an error below.

    Signals:
        changed (object, bool): a new value, and whether more of the same may follow at once (arrows, wheel).
        reset: back to the default.
        left: the focus went.
        promoted: the value is to become a metaparameter.

    Attributes:
        promotable: whether its menu offers that.
        reverts: a text that will not do goes, and the value comes back; else it stays to be mended.
    """

    changed = Signal(object, bool)
    reset = Signal()
    left = Signal()
    promoted = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.promotable = False
        self.reverts = False
        self.input = input_for(parameter, self)
        self.label = FieldLabel(parameter.title or parameter.name, self.input)
        tip, words = hint_of(parameter), parameter.title or parameter.name
        self.label.setToolTip(plain_tip(tip))
        with_name(self.input, f"field_{parameter.name}", accessible=words, tip=tip)
        self.input.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.result = with_name(PlainLabel(self), "muted")
        self.error = with_name(PlainLabel(self), "wrongWords")
        self.error.setWordWrap(True)
        self.result.hide()
        self.error.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(3))
        grid.addWidget(self.input, 0, 0)
        grid.addWidget(self.result, 0, 1)
        grid.addWidget(self.error, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self._names: dict[str, Value] = {}
        self._completer: NameCompleter | None = None
        self._key: object = None
        self._bound: Shown = MIXED
        self._kept: dict[object, str] = {}
        self._typing = False
        self._refused = False
        self._problem = ""
        self._connect()

    def bind(self, key: object, value: Shown) -> None:
        """Show a value.

        Args:
            key: whose value it is; text that could not be read is kept for each.
            value: the value, or `MIXED`.
        """
        same = key == self._key and same_value(value, self._bound)
        if same and (self._typing or key in self._kept or self._refused):
            return
        self._key, self._bound = key, value
        self._typing = self._refused = False
        self.input.set_hint("several" if isinstance(value, Mixed) else self._empty_hint())
        if key in self._kept:
            self.input.set_text(self._kept[key])
            self._read(self.input.text())
            return
        self.show_error("")
        self._show_bound()

    def take_back(self) -> None:
        """Show the value again in place of what was typed."""
        self._kept.pop(self._key, None)
        self._typing = self._refused = False
        self.show_error(self._problem)
        self._show_bound()

    def forget(self) -> None:
        """Take back what was typed, for everything that was ever shown: another project comes."""
        self._kept.clear()
        self.take_back()

    def refuse(self, words: str) -> None:
        """Show the value again, and below it why another one will not do."""
        self.take_back()
        self._refused = True
        self.show_error(words)
        line = self._line()
        if line is not None and self.input.hasFocus():
            line.selectAll()  # what is typed next stands in place of the value

    def edit(self) -> None:
        """Put the cursor into the field; what is typed stands in place of the value."""
        self.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line = self._line()
        if line is not None:
            line.selectAll()

    def set_names(self, names: Mapping[str, Value]) -> None:
        """Offer the names that an expression may use here, and tell them in the tooltip."""
        if names == self._names:
            return
        self._names = dict(names)
        words = "\n".join(filter(None, (hint_of(self.parameter), scope_words(names))))
        self.label.setToolTip(plain_tip(words))
        self.input.setToolTip(plain_tip(words))

    def show_check(self, arguments: Mapping[str, Value], problem: str = "") -> None:
        """Show what an expression comes to, and what the check says of this parameter."""
        bound = self._bound
        value = None if isinstance(bound, Mixed) or self._key in self._kept else bound
        words = result_text(self.parameter, value, arguments)
        self.result.setText(words)
        self.result.setVisible(bool(words))
        self._problem = problem
        if self._key not in self._kept and not self._refused:
            self.show_error(problem)

    def show_error(self, words: str) -> None:
        """Show what is wrong below the field, and a red border; empty for nothing."""
        if words == self.error.text() and bool(words) == bool(self.input.property("wrong")):
            return
        self.error.setText(words)
        self.error.setVisible(bool(words))
        restyle(self.input, wrong=bool(words))

    def commit(self, picked: bool = False) -> None:
        """Read the text; a legal value is told, an illegal one stays in the field with the words of the error."""
        if not picked and not self._typing:
            return
        self._typing = False
        text = self.input.text()
        if isinstance(self._bound, Mixed) and not text.strip():
            return
        value = self._read(text)
        if not isinstance(value, Mixed):
            self._kept.pop(self._key, None)
            self.input.settle()
            if isinstance(self._bound, Mixed) or not same_value(value, self._bound):
                before = self._bound
                self.changed.emit(value, picked)
                if self._bound is before and not self._refused:
                    self._bound = (
                        value  # the form is bound again a little later; an arrow may come first
                    )
            else:
                self.input.set_text(text_of(self.parameter, self._bound))

    def menu(self) -> QMenu:
        """Make the context menu of the label."""
        menu = QMenu(self)
        self._add_actions(menu)
        return menu

    def _add_actions(self, menu: QMenu) -> None:
        action = menu.addAction("Reset to the default")
        action.setEnabled(not self.parameter.required or self.parameter.start is not None)
        action.triggered.connect(lambda: self._reset())
        if self.promotable:
            raised = menu.addAction("Promote to a metaparameter")
            raised.setToolTip("Name this value, and set it from outside")
            raised.triggered.connect(self.promoted)

    def _connect(self) -> None:
        self.input.entered.connect(lambda: self.commit())
        self.input.entered.connect(self.left)
        self.input.picked.connect(lambda: self.commit(picked=True))
        self.input.typed.connect(self._typed)
        self.label.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.label.customContextMenuRequested.connect(self._open_menu)
        # A box with arrows hears of the menu itself, in place of its line.
        asked = self.input if isinstance(self.input, StepInput) else self._line()
        if asked is not None:
            asked.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            asked.customContextMenuRequested.connect(
                lambda place, asked=asked: self._open_line_menu(asked, place)
            )

    def _line(self) -> QLineEdit | None:
        found = self.input if isinstance(self.input, QLineEdit) else None
        return found or self.input.findChild(QLineEdit)

    def _open_line_menu(self, asked: QWidget, place: QPoint) -> None:
        """Show the usual menu of a line of text, with what can be done with the parameter below."""
        line = self._line()
        menu = line.createStandardContextMenu() if line is not None else None
        if menu is not None:
            menu.addSeparator()
            self._add_actions(menu)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(asked.mapToGlobal(place))

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.label.mapToGlobal(place))

    def _reset(self) -> None:
        self._kept.pop(self._key, None)
        self._typing = False
        self.show_error("")
        self.reset.emit()

    def _show_bound(self) -> None:
        value = self._bound
        text = "" if isinstance(value, Mixed) else text_of(self.parameter, value)
        self.input.set_text("none" if text == "" and value is None and self._listed() else text)

    def _typed(self) -> None:
        self._typing = True
        if self._refused:
            self._refused = False
            self.show_error(self._problem)
        if (
            self._names and self._completer is None and self.parameter.takes_expressions
        ):  # lists are made where somebody types, not for every field
            line = self._line()
            self._completer = NameCompleter(line, self.input) if line is not None else None
        if self._completer is not None:
            self._completer.set_names(self._names)
            self._completer.offer()

    def _read(self, text: str) -> Shown:
        try:
            value = value_of(self.parameter, text)
        except NetwrightError as error:
            if self.reverts:
                self.refuse(str(error))
            else:
                self._kept[self._key] = text
                self.show_error(str(error))
            return MIXED
        self.show_error("")
        return value

    def _listed(self) -> bool:
        return self.parameter.nullable and self.input.inherits("QComboBox")

    def _empty_hint(self) -> str:
        return "none" if self.parameter.nullable else ""
