"""The bar above the form of an instance: how often its composite is used, and buttons for what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.actions.words import name_button, tip_of
from app.widgets.layouts import column
from app.widgets.parts import label, with_name
from blocks.document.document import Document
from blocks.graph.graph import MODEL
from canvas.theme.measure import px

BUTTONS = {
    "model.enter": "Edit the composite, for all blocks that use it",
    "composite.independent": "Give this block a copy of its own",
    "composite.expand": "Put the blocks that are inside in its place",
}
"""Actions, and what each means here."""


def uses_of(document: Document, name: str) -> list[tuple[str, int]]:
    """Return in which graphs a composite has instances, and how many: the model first."""
    counts = (
        (graph.name, sum(block.type == name for block in graph.blocks.values()))
        for graph in document.graphs.values()
    )
    return [(where, count) for where, count in counts if count]


def uses_words(uses: list[tuple[str, int]]) -> str:
    """Say how often a composite is used, and where: ``Used 4 times: 3 in the model, 1 in Group``."""
    total = sum(count for _, count in uses)
    if not total:
        return "Used nowhere"
    if total == 1:
        return f"Used once, in {_place(uses[0][0])}"
    if len(uses) == 1:
        return f"Used {total} times in {_place(uses[0][0])}"
    places = ", ".join(f"{count} in {_place(name)}" for name, count in uses)
    return f"Used {total} times: {places}"


def _place(name: str) -> str:
    return "the model" if name == MODEL else name


class InstanceBar(QWidget):
    """Words and buttons.

    Signals:
        asked (str): the id of an action that a button stands for.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("instanceBar")
        self.uses = label("", "muted", wrap=True)
        grid = QGridLayout()  # side by side they would be wider than the inspector
        grid.setSpacing(px(6))
        self.buttons: dict[str, QPushButton] = {}
        for at, (action, means) in enumerate(BUTTONS.items()):
            button = QPushButton(self)
            name_button(button, action)
            tip = f"{tip_of(action)}: {means[:1].lower()}{means[1:]}"
            with_name(button, action, tip=tip, small=True)
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
            grid.addWidget(button, at // 2, at % 2)
            self.buttons[action] = button
        column(self.uses, grid, on=self, gap=6)

    def show_uses(self, document: Document, name: str) -> None:
        """Show how often a composite is used."""
        uses = uses_of(document, name)
        self.uses.setText(uses_words(uses))
        alone = sum(count for _, count in uses) < 2
        self.buttons["composite.independent"].setEnabled(not alone)
