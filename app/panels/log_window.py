"""A window of its own with the last lines of a training process."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.panels.widgets import button
from canvas.measure import sized


def show_log(parent: QWidget, title: str, text: str) -> QDialog:
    """Show a text that may be long; the window beside it stays usable.

    Args:
        parent: the widget that it belongs to.
        title: its title.
        text: what to show, as it is.
    """
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.resize(sized(760, 420))
    view = QPlainTextEdit(text or "The log is empty.")
    view.setReadOnly(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    copy = button("Copy", "Copy everything", lambda: QGuiApplication.clipboard().setText(text))
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(copy)
    row.addWidget(button("Close", "Close this window", dialog.close))
    layout = QVBoxLayout(dialog)
    layout.addWidget(view)
    layout.addLayout(row)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()
    return dialog
