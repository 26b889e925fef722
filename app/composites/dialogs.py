"""Small dialogs about composites: make one of a selection, and give one a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QWidget

from app.forms.name_refusal import NameRefusal
from app.widgets.dialog_parts import DialogButtons, form_layout
from app.widgets.elided import GivingCheck
from app.widgets.focus_order import Dialog
from app.widgets.layouts import column
from app.widgets.parts import label, with_name
from blocks.check.checker import Checker
from blocks.commands.composites.grouping_ports import inputs_of, outputs_of
from blocks.commands.promoting import promoted
from blocks.errors import EditError
from blocks.graph.graph import Graph
from blocks.graph.naming import nearest_name
from blocks.inference.card_words import value_text
from blocks.values.shapes import shape_text
from canvas.theme.measure import margins, px

ROWS = 8
"""So many check boxes are shown at once."""

NameCheck = Callable[[str], str]
"""Says why a name will not do; an empty text where it does."""


@dataclass(frozen=True, slots=True)
class Promotable:
    """A parameter that can become a metaparameter: block, name, and words for a check box."""

    block: str
    parameter: str
    words: str


class NameDialog(Dialog):
    """Asks for the name of a composite.

    Attributes:
        name: the field.
        error: why the name will not do.
    """

    def __init__(
        self, title: str, button: str, start: str, check: NameCheck, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("compositeName")
        self.setWindowTitle(title)
        self._check = check
        self.name = QLineEdit(start, self)
        with_name(self.name, "compositeNameEdit", accessible="Name of the composite")
        self.name.selectAll()
        self.error = NameRefusal(self)
        self.error.taken.connect(self.name.setText)
        self.name.textChanged.connect(lambda _: self.error.tell(""))
        self.buttons = DialogButtons(self)
        self.buttons.primary(button, self._try)
        self.rows = form_layout(self)
        self.rows.setContentsMargins(margins(18, 16, 18, 14))
        self.rows.addRow("Name", self.name)
        self.rows.addRow(self.error)
        self.fill()
        self.rows.addRow(self.buttons)
        self.setMinimumWidth(px(360))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def fill(self) -> None:
        """Add rows between the name and the buttons."""

    def chosen(self) -> str:
        """Return the name."""
        return self.name.text().strip()

    def refuse(self, words: str) -> None:
        """Say why it cannot be done, and stay."""
        words = words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
        self.error.tell(
            words, nearest_name(self.chosen(), lambda one: not self._check(one), "Block")
        )
        self.adjustSize()
        self.name.setFocus()

    def _try(self) -> None:
        reason = self._check(self.chosen())
        if reason:
            self.refuse(reason)
        else:
            self.accept()


class MakeDialog(NameDialog):
    """Asks for the name of a composite that is made of a selection, and for its metaparameters.

    Attributes:
        boxes: a check box for each parameter that can be promoted.
    """

    def __init__(
        self, checker: Checker, ids: Iterable[str], start: str, check: NameCheck, parent: QWidget
    ) -> None:
        chosen = set(ids)
        self._checker = checker
        self._order = [key for key in checker.graph.order() if key in chosen]
        self.boxes: list[tuple[Promotable, QCheckBox]] = []
        super().__init__("Make a composite", "Make", start, check, parent)

    def promoted(self) -> list[tuple[str, str]]:
        """Return block and name of the parameters to promote."""
        return [(each.block, each.parameter) for each, box in self.boxes if box.isChecked()]

    def fill(self) -> None:
        takes, gives = port_words_of(self._checker, self._order)
        self.rows.addRow("Takes", label(takes, "foundInputs", wrap=True))
        self.rows.addRow("Gives", label(gives, "foundOutputs", wrap=True))
        found = candidates(self._checker, self._order)
        if found:
            heading = label("Set from outside (metaparameters)", "heading", wrap=True)
            self.rows.addRow(heading)
            self.rows.addRow(self._list(found))

    def _list(self, found: list[Promotable]) -> QWidget:
        body = QWidget(self)
        boxes = column(on=body, rim=(2, 2, 2, 2), gap=6)
        for each in found:
            box = GivingCheck(each.words.replace("&", "&&"), body)
            boxes.addWidget(with_name(box, f"promote_{each.block}_{each.parameter}"))
            box.ensurePolished()  # its size depends on the style sheet
            self.boxes.append((each, box))
        area = with_name(QScrollArea(self), "promoteList")
        area.setWidgetResizable(True)
        area.setWidget(body)
        high = self.boxes[0][1].sizeHint().height() + px(6)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(px(280))
        area.setFixedHeight(min(len(found), ROWS) * high + px(10))
        return area


def port_words_of(checker: Checker, order: list[str]) -> tuple[str, str]:
    """Say what a selection would take and give as a composite: names and shapes."""
    graph = checker.graph
    inputs = [(port.name, port.source) for port in inputs_of(graph, order, 1)]
    outputs = [(port.name, port.source) for port in outputs_of(graph, order, 1)]
    return _words_of(checker, inputs), _words_of(checker, outputs)


def _words_of(checker: Checker, ports: list[tuple[str, tuple[str, str]]]) -> str:
    words = []
    for name, (block, port) in ports:
        names, outputs = checker.graph.output_ports(block), checker.results[block].outputs
        shape = dict(zip(names, outputs, strict=False)).get(port)
        words.append(f"{name} {shape_text(shape)}" if shape is not None else name)
    return ", ".join(words) or "nothing"


def candidates(checker: Checker, order: Iterable[str]) -> list[Promotable]:
    """Return the main parameters of blocks that can become metaparameters, in the order of the blocks."""
    graph, found = checker.graph, []
    for key in order:
        kind = graph.kind(key)
        if kind is None:
            continue
        for parameter in kind.parameters:
            main = parameter.name in kind.card or (parameter.front and not kind.card)
            if main and _can(graph, key, parameter.name):
                value = kind.value_in(graph.blocks[key].values, parameter.name)
                words = f"{parameter.name} = {value_text(value, parameter)}"
                found.append(Promotable(key, parameter.name, f"{words}  ({checker.label(key)})"))
    return found


def _can(graph: Graph, block_id: str, parameter: str) -> bool:
    try:
        promoted(graph, graph.blocks[block_id], parameter, ())
    except EditError:
        return False
    return True
