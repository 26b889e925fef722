"""Fields for a template's metaparameters: a line to type in, or a list where there is something to choose."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QWidget

from app.widgets.calm import CalmCombo
from blocks.graph.graph import Metaparameter
from blocks.parameters import Flag
from blocks.values.literals import limits_text, show
from blocks.values.values import Value
from canvas.theme.measure import px
from canvas.theme.plain_text import plain_tip

_WIDEST = 110


class MetaparameterList(CalmCombo):
    """A list that is read and written like a line."""

    textEdited = Signal(str)

    def __init__(self, choices: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.addItems(list(choices))
        self.setItemDelegate(QStyledItemDelegate(self))  # the style sheet reaches only this one
        self.textActivated.connect(self.textEdited)

    def text(self) -> str:
        """Return what is chosen."""
        return self.currentText()

    def setText(self, text: str) -> None:
        """Choose an entry by its words."""
        self.setCurrentText(text)


MetaparameterField = QLineEdit | MetaparameterList


def metaparameter_field(meta: Metaparameter, parent: QWidget) -> MetaparameterField:
    """Return a field for a metaparameter, with its value."""
    parameter = meta.parameter
    flag = ("False", "True") if isinstance(parameter, Flag) else ()
    choices = getattr(parameter, "choices", flag)
    field: MetaparameterField = MetaparameterList(choices, parent) if choices else QLineEdit(parent)
    field.setText(typed(meta.value))
    field.setObjectName(f"knob_{meta.name}")
    field.setMaximumWidth(px(_WIDEST))
    limits = (getattr(parameter, end, None) for end in ("minimum", "maximum"))
    field.setToolTip(plain_tip(limits_text(*limits).strip()))
    return field


def typed(value: Value) -> str:
    """Write a value as a person types it."""
    return value if isinstance(value, str) else show(value)
