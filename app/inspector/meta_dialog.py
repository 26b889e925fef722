"""Asks for the type, the limits and the help of a metaparameter."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.widgets.calm import CalmCombo
from app.widgets.dialog_parts import DialogButtons, form_layout
from app.widgets.focus_order import Dialog
from app.widgets.parts import label, with_name
from blocks.graph.graph import Metaparameter
from blocks.parameters import Choice, Flag, Integer, Number, Parameter, Text
from canvas.theme.measure import margins, px
from canvas.theme.plain_text import PlainLabel

KINDS: dict[str, type[Parameter]] = {
    "Whole number": Integer,
    "Number": Number,
    "True or False": Flag,
    "Word": Text,
    "One of a list": Choice,
}


class MetaDialog(Dialog):
    """A form about one metaparameter.

    Attributes:
        kind: its type.
        minimum: smallest value; empty for none.
        maximum: largest value; empty for none.
        words: what a list consists of, with commas.
        help: what it means.
        error: what is wrong.
    """

    def __init__(self, meta: Metaparameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metaDialog")
        self.setWindowTitle(f"Type and limits of {meta.name}")
        self._meta = meta
        known = meta.parameter
        self.kind = with_name(CalmCombo(self), "metaKind")
        self.kind.addItems(list(KINDS))
        found = (at for at, kind in enumerate(KINDS.values()) if type(known) is kind)
        self.kind.setCurrentIndex(next(found, 0))
        self.minimum = self._line(getattr(known, "minimum", None), "smallestValue")
        self.maximum = self._line(getattr(known, "maximum", None), "largestValue")
        self.words = self._line(", ".join(getattr(known, "choices", ())) or None, "listOfWords")
        self.words.setPlaceholderText("same, valid")
        self.help = self._line(known.help or None, "metaHelp")
        self.help.setPlaceholderText("What does it mean?")
        self.error = with_name(PlainLabel(self), "wrongWords")
        self.error.hide()
        self._arrange()
        self.kind.currentIndexChanged.connect(self._show_rows)
        self._show_rows()

    def chosen(self) -> Parameter:
        """Return the parameter as it is described here.

        Raises:
            ValueError: a limit is no number, or there is nothing in the list; the text says what.
        """
        name, words = self._meta.name, self.help.text().strip()
        kind = KINDS[self.kind.currentText()]
        if kind is Integer:
            low, high = self._limits()
            return Integer(name=name, help=words, minimum=_whole(low), maximum=_whole(high))
        if kind is Number:
            low, high = self._limits()
            return Number(name=name, help=words, minimum=low, maximum=high)
        if kind is Choice:
            choices = tuple(
                dict.fromkeys(filter(None, map(str.strip, self.words.text().split(","))))
            )
            if not choices:
                raise ValueError("A list needs words, such as same, valid.")
            return Choice(name=name, help=words, choices=choices)
        return replace(Flag(name=name) if kind is Flag else Text(name=name), help=words)

    def _limits(self) -> tuple[float | None, float | None]:
        try:
            low, high = (
                float(line.text()) if line.text().strip() else None
                for line in (self.minimum, self.maximum)
            )
        except ValueError:
            raise ValueError("Limits are numbers, such as 0.25.") from None
        if low is not None and high is not None and low >= high:
            raise ValueError("The smallest value must be below the largest.")
        return low, high

    def _arrange(self) -> None:
        buttons = DialogButtons(self)
        buttons.primary("OK", self._check)
        words = "With both limits it gets a slider. Leave one empty for no limit."
        self._hint = label(words, "muted", wrap=True)
        self._rows = form_layout(self)
        self._rows.setContentsMargins(margins(18, 16, 18, 14))
        self._rows.addRow("Type", self.kind)
        self._rows.addRow("Smallest", self.minimum)
        self._rows.addRow("Largest", self.maximum)
        self._rows.addRow(self._hint)
        self._rows.addRow("Words", self.words)
        self._rows.addRow("Help", self.help)
        self._rows.addRow(self.error)
        self._rows.addRow(buttons)
        self.setMinimumWidth(px(420))

    def _show_rows(self) -> None:
        kind = KINDS[self.kind.currentText()]
        numbers = kind in (Integer, Number)
        for line in (self.minimum, self.maximum, self._hint):
            self._rows.setRowVisible(line, numbers)
        self._rows.setRowVisible(self.words, kind is Choice)
        self.adjustSize()

    def _line(self, value: object, name: str) -> QLineEdit:
        line = with_name(QLineEdit("" if value is None else str(value), self), name)
        line.setCursorPosition(0)
        return line

    def _check(self) -> None:
        try:
            self.chosen()
        except ValueError as error:
            self.error.setText(str(error))
            self.error.show()
            return
        self.accept()


def _whole(limit: float | None) -> int | None:
    return None if limit is None else round(limit)


def open_meta_dialog(parent: QWidget, meta: Metaparameter) -> MetaDialog:
    """Show the form; whoever asked connects to ``accepted``."""
    dialog = MetaDialog(meta, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()
    return dialog
