"""The ports of a composite in the inspector: names, and their order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QVBoxLayout, QWidget

from app.actions.words import name_button
from app.forms.editors import TextInput
from app.forms.name_refusal import NameRefusal, nearest, refusal_words
from app.project.composite_edits import swap_ports
from app.project.project import Project
from app.widgets.layouts import STRETCH, column, row
from app.widgets.parts import label, link, with_name
from blocks.catalog.ports import IN, OUT
from blocks.commands.composites import rename_port
from blocks.document.edits import Edit
from blocks.errors import NetwrightError
from blocks.graph.composite_ports import port_names
from canvas.theme.measure import px


class PortRow(QWidget):
    """One port: its name, and arrows that change its place."""

    def __init__(self, table: PortsTable, type_name: str, at: int) -> None:
        super().__init__(table)
        self._table, self.type_name, self.at = table, type_name, at
        self.block = ""
        self.name = TextInput(self)
        words = f"Name of an {'input' if type_name == IN.name else 'output'}"
        with_name(self.name, f"port{type_name}{at}", accessible=words)
        self.name.entered.connect(self.commit)
        self.up = QToolButton(self)
        self.up.setText("↑")
        self.up.setToolTip("Put it before the one above")
        self.up.clicked.connect(lambda: table.move_up(self))
        self.error = NameRefusal(self)
        self.error.follow(self.name, self.commit)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(3))
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.up, 0, 1)
        grid.addWidget(self.error, 1, 0, 1, 2)

    def show_port(self, block: str, name: str) -> None:
        """Show the port of an end."""
        if block != self.block:
            self.tell("")
        if block != self.block or not self.name.isModified():
            self.name.set_text(name)
        self.block = block
        self.up.setVisible(self.at > 0)

    def commit(self) -> None:
        """Take over what is being typed."""
        if self.name.isModified() and self.block:
            self._table.rename(self)

    def take_back(self) -> None:
        """Take back what was typed, with the words about it."""
        self.name.take_back()
        self.tell("")

    def tell(self, words: str, offer: str = "") -> None:
        """Show what is wrong, and a name that is offered instead."""
        self.error.tell(words, offer)


class PortsTable(QWidget):
    """Inputs, then outputs.

    Signals:
        asked (str): the id of an action that a button stands for.
    """

    asked = Signal(str)

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("portsTable")
        self.project = project
        self.graph_name = ""
        self.rows: dict[str, list[PortRow]] = {IN.name: [], OUT.name: []}
        self._columns: dict[str, QVBoxLayout] = {}
        inputs = self._part(IN.name, "Inputs", "composite.input")
        outputs = self._part(OUT.name, "Outputs", "composite.output")
        row((inputs, 1), (outputs, 1), on=self, gap=12)

    def refresh(self, graph_name: str) -> None:
        """Show the ports of a composite."""
        if graph_name != self.graph_name:
            for each in (*self.rows[IN.name], *self.rows[OUT.name]):
                each.take_back()  # what was typed there is no word about this one
        self.graph_name = graph_name
        graph = self.project.document.graph(graph_name)
        for type_name, rows in self.rows.items():
            names = list(port_names(graph, type_name).items())
            while len(rows) < len(names):
                rows.append(PortRow(self, type_name, len(rows)))
                self._columns[type_name].insertWidget(len(rows), rows[-1])
            for at, each in enumerate(rows):
                each.setVisible(at < len(names))
                if at < len(names):
                    each.show_port(*names[at])
                else:
                    each.block = ""

    def commit(self) -> None:
        """Take over what is being typed."""
        for each in (*self.rows[IN.name], *self.rows[OUT.name]):
            each.commit()

    def rename(self, port: PortRow) -> None:
        """Give a port the name that was typed."""
        name = port.name.text()

        def renamed(wanted: str) -> list[Edit]:
            return rename_port(self.project.document, self.graph_name, port.block, wanted)

        if self._try(port, "Rename a port", lambda: renamed(name)):
            port.name.settle()
        else:
            port.name.take_back()
            port.tell(refusal_words(name, port.error.text()), nearest(name, renamed, "port"))

    def move_up(self, port: PortRow) -> None:
        """Put a port before the one above."""
        above = self.rows[port.type_name][port.at - 1]
        graph = self.project.document.graph(self.graph_name)
        self._try(port, "Reorder the ports", lambda: swap_ports(graph, above.block, port.block))

    def _try(self, port: PortRow, label: str, make: Callable[[], list[Edit]]) -> bool:
        try:
            self.project.do(label, make())
        except NetwrightError as error:
            port.tell(str(error))
            return False
        port.tell("")
        self.refresh(self.graph_name)
        return True

    def _part(self, type_name: str, words: str, action: str) -> QVBoxLayout:
        adder = link("", "", lambda: self.asked.emit(action), f"add{type_name}")
        name_button(adder, action)
        self._columns[type_name] = column(label(words, "heading"), adder, STRETCH, gap=4)
        return self._columns[type_name]
