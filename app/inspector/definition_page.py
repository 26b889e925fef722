"""The inspector's page for the composite on screen: name, description, metaparameters, ports, uses, costs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.forms.editors import TextInput
from app.forms.name_refusal import NameRefusal, refusal_words
from app.inspector.explanation import Explanation, total_lines
from app.inspector.instance_bar import uses_of, uses_words
from app.inspector.metaparameters import MetaparameterTable
from app.inspector.model_page import NoteEdit
from app.inspector.ports_table import PortsTable
from app.project.project import Project
from app.widgets.layouts import STRETCH, column
from app.widgets.parts import label, link, with_name
from blocks.commands.composites import name_problem, set_description
from blocks.graph.graph import MODEL
from blocks.graph.naming import nearest_name
from canvas.theme.themes import Theme


class DefinitionPage(QWidget):
    """Edits what belongs to a composite and to none of its blocks.

    Signals:
        asked (str): the id of an action that a button stands for.
        renamed (str, str): old and new name that somebody typed.
        remove_asked (str): a composite that is to go.
    """

    asked = Signal(str)
    renamed = Signal(str, str)
    remove_asked = Signal(str)

    def __init__(self, project: Project, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("definitionPage")
        self._project = project
        self._theme = theme
        self.graph_name = MODEL
        self.name = TextInput(self)
        with_name(self.name, "definitionName", accessible="Name of the composite")
        self.name.entered.connect(self._rename)
        self.error = NameRefusal(self)
        self.error.follow(self.name, self._rename)
        self.description = NoteEdit("definitionDescription", "What does it do?", self)
        self.description.left.connect(self._describe)
        self.metaparameters = MetaparameterTable(project, self)
        self.ports = PortsTable(project, self)
        self.ports.asked.connect(self.asked)
        self.uses = label("", "muted", wrap=True)
        self.remover = link("Remove the composite", "", self._ask_removal, "removeComposite")
        self.totals = Explanation(self)
        self._arrange()

    def set_project(self, project: Project) -> None:
        """Show composites of another project."""
        self._project = project
        self.graph_name = MODEL
        self.metaparameters.project = self.ports.project = project

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme

    def refresh(self) -> None:
        """Show the composite on screen as it is now."""
        place, document = self._project.place, self._project.document
        other = place.graph_name != self.graph_name
        self.graph_name = self.metaparameters.graph_name = place.graph_name
        if other or not self.name.isModified():
            self.name.set_text(self.graph_name)
        if other:
            self.error.tell("")
            self.description.document().setModified(False)
        self.description.show_text(document.graph(self.graph_name).description)
        self.metaparameters.refresh()
        self.ports.refresh(self.graph_name)
        uses = uses_of(document, self.graph_name)
        self.uses.setText(uses_words(uses))
        self.remover.setVisible(not uses)
        self._show_totals()

    def commit(self) -> None:
        """Take over what is being typed."""
        if self.graph_name in self._project.document.graphs and self.graph_name != MODEL:
            self._describe()
            self.metaparameters.commit()
            self.ports.commit()
            self._rename()

    def take_back(self) -> None:
        """Take back what was typed as a name, with the words about it."""
        self.name.take_back()
        self.error.tell("")

    def _arrange(self) -> None:
        remover = self.remover, Qt.AlignmentFlag.AlignLeft
        name = label("Composite", wrap=True), self.name, self.error, self.uses, remover
        note = label("Description", wrap=True), self.description
        tables = 6, self.metaparameters, 6, self.ports, 6, self.totals
        column(*name, *note, *tables, STRETCH, on=self, gap=6)

    def _ask_removal(self) -> None:
        self.remove_asked.emit(self.graph_name)

    def _show_totals(self) -> None:
        place = self._project.place
        totals, seen = place.totals(), place.iteration is not None
        self.totals.heading.setText("This instance in numbers" if seen else "In numbers")
        lines = total_lines(totals, len(place.graph.blocks))
        self.totals.show_lines(lines, self._theme)

    def _rename(self) -> None:
        if not self.name.isModified():
            return
        new = self.name.text().strip()
        document = self._project.document
        reason = "" if new == self.graph_name else name_problem(document, new)
        if reason:
            self.name.take_back()
            near = nearest_name(new, lambda name: not name_problem(document, name), "Block")
            self.error.tell(refusal_words(new, reason), near)
            return
        self.error.tell("")
        self.name.settle()
        if new != self.graph_name:
            self.renamed.emit(self.graph_name, new)

    def _describe(self) -> None:
        document = self.description.document()
        if document.isModified():
            document.setModified(False)
            text = self.description.toPlainText()
            edits = set_description(self._project.document, self.graph_name, text)
            self._project.do("Change the description", edits)
