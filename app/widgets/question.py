"""Questions with a few answers, in a box of their own. Names of files and projects are shown as they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def question(
    parent: QWidget | None, text: str, more: str = "", title: str = "Netwright"
) -> QMessageBox:
    """Return a box without buttons.

    Args:
        parent: the window that waits for the answer.
        text: the question.
        more: what follows from it.
        title: of the box's window.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(text)
    box.setInformativeText(more)
    return box


def agrees(
    parent: QWidget | None, text: str, more: str, yes: str, title: str = "Netwright"
) -> bool:
    """Ask whether something may be done; returns whether it may.

    Args:
        parent: the window that waits for the answer.
        text: the question.
        more: what follows from it.
        yes: words of the button that agrees; the other one is Cancel.
        title: of the box's window.
    """
    box = question(parent, text, more, title)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    answer = box.clickedButton() is agree
    box.deleteLater()
    return answer
