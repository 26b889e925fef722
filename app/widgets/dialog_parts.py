"""Parts of dialogs, so that all of them look alike: a row of buttons and a form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QPushButton, QWidget

from app.widgets.parts import restyle
from canvas.theme.measure import px, sized

_RIM = 40, 60
"""Pixels of the screen that a dialog leaves free, for the frame of its window."""

BUTTON_LAYOUT = 0
"""The order of buttons, in the style sheet's numbers: what is agreed to, other actions, Cancel or Close. The same on
every system, because users of one desktop follow what users of another one write down."""


class DialogButtons(QDialogButtonBox):
    """The row of buttons of a dialog; its order is that of all dialogs, whatever the order of the calls.

    Args:
        dialog: closed by Escape and by the last button.
        last: words of the button that closes it without doing anything.
    """

    def __init__(self, dialog: QDialog, last: str = "Cancel") -> None:
        super().__init__(dialog)
        self.last = self.addButton(last, QDialogButtonBox.ButtonRole.RejectRole)
        self.last.setObjectName("closeDialog")
        self.last.setAutoDefault(False)
        self.rejected.connect(dialog.reject)

    def primary(self, words: str, done: Callable[[], object], name: str = "") -> QPushButton:
        """Add the button for what the dialog is there for; Return presses it."""
        made = self._add(words, done, name, QDialogButtonBox.ButtonRole.AcceptRole)
        made.setDefault(True)
        restyle(made, primary=True)
        return made

    def other(self, words: str, done: Callable[[], object], name: str = "") -> QPushButton:
        """Add a button for something else that can be done here."""
        made = self._add(words, done, name, QDialogButtonBox.ButtonRole.ActionRole)
        made.setAutoDefault(False)
        return made

    def _add(
        self, words: str, done: Callable[[], object], name: str, role: QDialogButtonBox.ButtonRole
    ) -> QPushButton:
        made = self.addButton(words, role)
        made.setObjectName(name)
        made.clicked.connect(lambda: done())
        return made


def form_layout(parent: QWidget | None = None) -> QFormLayout:
    """Return an empty form: labels at the left, their words on one line with those of their fields."""
    made = QFormLayout(parent) if parent is not None else QFormLayout()
    made.setHorizontalSpacing(px(12))
    made.setVerticalSpacing(px(8))
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    made.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
    return made


def give_size(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its first size, in pixels at 100 %, but no more than the screen has."""
    room = dialog.screen().availableSize() - QSize(*_RIM)
    dialog.resize(sized(width, height).boundedTo(room))
