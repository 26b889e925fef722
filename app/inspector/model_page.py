"""The inspector's page for the model: title, description, metaparameters, totals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.forms.editors import TextInput
from app.inspector.explanation import Explanation, total_lines
from app.inspector.metaparameters import MetaparameterTable
from app.project.project import Project
from app.widgets.calm import asks_for_undo
from app.widgets.layouts import STRETCH, column
from app.widgets.parts import with_name
from canvas.theme.measure import px
from canvas.theme.plain_text import PlainLabel
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent


class ModelPage(QWidget):
    """Edits what belongs to no block."""

    def __init__(self, project: Project, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("modelPage")
        self._project = project
        self._theme = theme
        self.title = with_name(TextInput(self), "modelTitle", accessible="Title")
        self.title.entered.connect(self._save_title)
        self.description = NoteEdit("modelDescription", "What is it for?", self)
        self.description.left.connect(self._save_description)
        self.metaparameters = MetaparameterTable(project, self)
        self.totals = Explanation(self)
        self.totals.heading.setText("The model in numbers")
        self._arrange()

    def set_project(self, project: Project) -> None:
        """Show another project."""
        self._project = project
        self.metaparameters.set_project(project)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme

    def refresh(self) -> None:
        """Show everything as it is now."""
        settings = self._project.settings
        if not self.title.isModified():
            self.title.set_text(settings.title)
        self.title.set_hint(self._project.title)
        self.description.show_text(settings.description)
        self.metaparameters.refresh()
        self._show_totals()

    def commit(self) -> None:
        """Take over what is being typed."""
        self._save_title()
        self._save_description()
        self.metaparameters.commit()

    def _arrange(self) -> None:
        title = with_name(PlainLabel("Title", self), "muted"), self.title
        note = with_name(PlainLabel("Description", self), "muted"), self.description
        tables = 6, self.metaparameters, 6, self.totals
        column(*title, *note, *tables, STRETCH, on=self, gap=6)

    def _show_totals(self) -> None:
        totals = self._project.checker.totals()
        count = len(self._project.checker.graph.blocks)
        lines = total_lines(totals, count, weights=True)
        self.totals.show_lines(lines if count else [], self._theme)

    def _save_title(self) -> None:
        if self.title.isModified():
            self.title.settle()
            new = replace(self._project.settings, title=self.title.text().strip())
            self._project.change_settings("Change the title", new)

    def _save_description(self) -> None:
        document = self.description.document()
        if document.isModified():
            document.setModified(False)
            new = replace(self._project.settings, description=self.description.toPlainText())
            self._project.change_settings("Change the description", new)


class NoteEdit(QPlainTextEdit):
    """A few lines of text; Tab goes on to the next field.

    Signals:
        left: the focus went.
    """

    left = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        """Make an empty field.

        Args:
            name: object name.
            hint: words where it is empty.
            parent: the page.
        """
        super().__init__(parent)
        with_name(self, name, accessible="Description")
        self.setPlaceholderText(hint)
        self._shown = ""
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(6)  # in line with fields of one line
        self.document().setModified(False)  # a margin counts as a change
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + px(16))

    def show_text(self, text: str) -> None:
        """Show a text, unless another one is being typed."""
        if not self.document().isModified():
            self._shown = text
            self.take_back()

    def take_back(self) -> None:
        """Show again what was there before somebody typed."""
        if self._shown != self.toPlainText():
            self.setPlainText(self._shown)
        self.document().setModified(False)

    def event(self, event: QEvent) -> bool:
        if asks_for_undo(event) and not self.document().isModified():
            event.ignore()  # what was typed is taken over: undo is the window's business
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
