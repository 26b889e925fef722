"""Forms over parameters, for blocks and for settings: built once per list of parameters, then bound again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.forms.field import Field, Shown
from app.forms.labelled_rows import LabelledRows
from app.widgets.layouts import column
from app.widgets.parts import unfolder
from blocks.parameters import Parameter
from blocks.values.values import Value
from canvas.theme.measure import px
from canvas.theme.plain_text import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

Bound = tuple[object, Mapping[str, Shown], Mapping[str, Value], Mapping[str, str]]
"""The arguments of the last call of `ParameterForm.bind`."""


class ParameterForm(QWidget):
    """Fields for some parameters: those in front at once, the rest folded away and built when asked for.

    Signals:
        changed (str, object, bool): parameter, new value, and whether more of the same may follow at once.
        reset (str): a parameter goes back to its default.
        left: a field lost the focus: the next change is a step of its own.
        promoted (str): a parameter's value is to become a metaparameter.
    """

    changed = Signal(str, object, bool)
    reset = Signal(str)
    left = Signal()
    promoted = Signal(str)

    def __init__(self, parameters: Sequence[Parameter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameterForm")
        front = [parameter for parameter in parameters if parameter.front]
        self._front = front or list(parameters)
        self.parameters = tuple(parameters)
        self.names = tuple(parameter.name for parameter in parameters)
        self._rest = [parameter for parameter in parameters if parameter not in self._front]
        self.fields: dict[str, Field] = {}
        self._known: dict[str, Value] = {}
        self._promotable = False
        self._last: Bound = (None, {}, {}, {})
        self.more = unfolder("moreParameters", self.unfold)
        more = self.more, Qt.AlignmentFlag.AlignLeft
        self._column = column(self._group(self._front), more, on=self, gap=6)
        self.more.setVisible(bool(self._rest))
        self._more_words(False)
        self.more.setMinimumWidth(1)  # its words give way, not the fields
        self._folded: QWidget | None = None

    def bind(
        self,
        key: object,
        values: Mapping[str, Shown],
        arguments: Mapping[str, Value] | None = None,
        problems: Mapping[str, str] | None = None,
    ) -> None:
        """Show values.

        Args:
            key: whose they are.
            values: parameter name to value, or to `app.forms.field.MIXED`.
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

    def set_names(self, names: Mapping[str, Value]) -> None:
        """Offer the names that an expression may use, in every field."""
        self._known = dict(names)
        for field in self.fields.values():
            field.set_names(names)

    def set_promotable(self, on: bool) -> None:
        """Offer in every field's menu to make a metaparameter of the value."""
        self._promotable = on
        for field in self.fields.values():
            field.promotable = on and field.parameter.takes_expressions

    def commit(self) -> None:
        """Take over what is being typed."""
        for field in list(self.fields.values()):
            field.commit()

    def focused(self) -> str:
        """Return the parameter whose field has the focus; empty for none."""
        found = (name for name, field in self.fields.items() if field.input.hasFocus())
        return next(found, "")

    def take_focus(self, name: str) -> None:
        """Give the focus to a parameter's field, where there is one: this form stands in place of another."""
        if name in self.fields:
            self.fields[name].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def unfold(self, on: bool = True) -> None:
        """Show or hide the parameters that are folded away."""
        if on and self._folded is None:
            self._folded = self._group(self._rest)
            self._column.addWidget(self._folded)
            self.set_names(self._known)
            self.set_promotable(self._promotable)
            key, values, arguments, problems = self._last
            self.bind(key, values, arguments, problems)
        if self._folded is not None:
            self._folded.setVisible(on)
        if self.more.isChecked() != on:
            self.more.setChecked(on)
        self._more_words(on)

    def _group(self, parameters: Sequence[Parameter]) -> QWidget:
        group = QWidget(self)
        grid = LabelledRows(group)
        for parameter in parameters:
            field = Field(parameter, group)
            self.fields[parameter.name] = field
            field.changed.connect(
                lambda value, more, name=parameter.name: self.changed.emit(name, value, more)
            )
            field.reset.connect(lambda name=parameter.name: self.reset.emit(name))
            field.left.connect(self.left)
            field.promoted.connect(lambda name=parameter.name: self.promoted.emit(name))
            grid.add(field.label, field)
        return group

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._more_words(self.more.isChecked())
        super().resizeEvent(event)

    def _more_words(self, open_now: bool) -> None:
        names = [parameter.title or parameter.name for parameter in self._rest]
        words = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        words = ("▾ " if open_now else "▸ ") + ("Fewer" if open_now else words)
        elide = Qt.TextElideMode.ElideRight
        self.more.setText(self.more.fontMetrics().elidedText(words, elide, self.width() - px(16)))
        self.more.setToolTip(plain_tip("" if open_now else ", ".join(names)))
