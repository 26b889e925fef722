"""A window of its own with the last lines of a training process."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.frame.application import fixed_font
from app.widgets.dialog_parts import DialogButtons, give_size
from app.widgets.focus_order import Dialog


def show_log(parent: QWidget, title: str, text: str) -> QDialog:
    """Show a text that may be long; the window beside it stays usable.

    Args:
        parent: the widget that it belongs to.
        title: its title.
        text: what to show, as it is.
    """
    dialog = Dialog(parent)
    dialog.setWindowTitle(title)
    give_size(dialog, 760, 420)
    view = QPlainTextEdit(text or "The log is empty.")
    view.setReadOnly(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(fixed_font())
    buttons = DialogButtons(dialog, "Close")
    buttons.other("Copy", lambda: QGuiApplication.clipboard().setText(text))
    layout = QVBoxLayout(dialog)
    layout.addWidget(view)
    layout.addWidget(buttons)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()
    return dialog
