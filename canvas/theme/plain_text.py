"""Words of files and people, shown as they are: Qt takes a text for HTML where it looks like it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Text  # the function that looks at a text stands in QtGui
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label that shows its text letter by letter, unless another format is asked for."""

    def __init__(self, text: str | QWidget | None = None, parent: QWidget | None = None) -> None:
        """Make a label; like Qt's own, with a text and a parent, or a parent alone."""
        if isinstance(text, QWidget):
            text, parent = None, text
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if text:
            self.setText(text)


def plain_tip(text: str) -> str:
    """Return a text for a tooltip or a "What's this?", which Qt then shows as it is.

    Those have no format of their own: a text that Qt would take for HTML is escaped and said to be HTML.
    """
    return rich(text) if Text.mightBeRichText(text) else text


def rich(*paragraphs: str) -> str:
    """Return HTML that shows texts as they are, each in a paragraph of its own; long lines are broken."""
    return "".join(f"<p>{escape(text).replace(chr(10), '<br>')}</p>" for text in paragraphs)
