"""The scene shows what the graph holds, whatever was done to it."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from blocks.commands.blocks import rename_block, set_values
from blocks.graph.graph import Wire
from blocks.values.shapes import shape_text
from canvas.items.card_content import content_of, ports_of
from canvas.items.card_item import CardItem
from canvas.items.wire_item import WireItem
from canvas.theme.themes import DARK, LIGHT
from canvas.view.actions import ON_CANVAS
from canvas.view.view import GraphView
from tests.canvas.graphs import Model

pytestmark = pytest.mark.window

TYPES = ["Input", "Conv2D", "Dense", "Flatten", "Add", "Concatenate", "MaxPooling2D"]
ACTIONS = [
    "edit.delete",
    "edit.dissolve",
    "edit.duplicate",
    "model.layout",
    "edit.select_all",
    "view.fit",
]
PICK = st.integers(0, 1000)


def check_mirror(view: GraphView, model: Model) -> None:
    scene, graph = view.graph_scene, model.document.model
    items = scene.items()
    assert {item.block_id for item in items if isinstance(item, CardItem)} == set(graph.blocks)
    assert {item.wire for item in items if isinstance(item, WireItem)} == set(graph.wires())
    assert len(items) == len(graph.blocks) + len(list(graph.wires())) + len(view.surface.overlays)
    assert set(scene.places.boxes) == set(graph.blocks)
    for key, card in scene.cards.items():
        assert (card.x(), card.y()) == graph.positions[key]
        assert card.ports == ports_of(graph, key)
        assert card.content == content_of(model.checker, key)
        assert card.selected == (key in scene.selection.blocks)
        assert scene.places.boxes[key] == card.box()
    for wire, item in scene.wires.items():
        assert item.route.points[0] == scene.port_place(wire.source, wire.source_port, True)
        assert item.route.points[-1] == scene.port_place(wire.target, wire.target_port, False)
        assert item.label.text == shape_text(model.checker.results[wire.source].output)
        assert item.isVisible()
        assert item.selected == (wire in scene.selection.wires)
    assert scene.selection.blocks <= set(graph.blocks)
    assert scene.selection.wires <= set(graph.wires())


class Canvas(RuleBasedStateMachine):
    """Does what people do, through the view."""

    def __init__(self) -> None:
        super().__init__()
        QGuiApplication.clipboard().clear()  # what an earlier run copied is not this run's business
        self.model = Model()
        self.view = GraphView(self.model.document, self.model.history, self.model.checker, LIGHT)
        self.view.resize(500, 400)
        self.view.show()

    def teardown(self) -> None:
        self.view.detach()
        self.view.close()
        self.view.deleteLater()

    @property
    def ids(self) -> list[str]:
        return sorted(self.model.document.model.blocks)

    def pick(self, number: int) -> str:
        """One of the blocks; a new one where there is none."""
        return self.ids[number % len(self.ids)] if self.ids else self.view.adding.add_block("Dense")

    @rule(kind=st.sampled_from(TYPES), x=st.integers(-300, 300), y=st.integers(-300, 300))
    def add(self, kind: str, x: int, y: int) -> None:
        self.view.adding.add_block(kind, QPointF(x, y))

    @rule(kind=st.sampled_from(TYPES))
    def add_below(self, kind: str) -> None:
        self.view.adding.add_block(kind)

    @rule(a=PICK, b=PICK, port=st.integers(1, 4))
    def connect(self, a: int, b: int, port: int) -> None:
        source, target = self.pick(a), self.pick(b)
        kind = self.model.document.model.kind(target)
        assert kind is not None
        name = f"input_{port}" if kind.inputs.many else "input"
        self.view.editor.connect(Wire(source, "output", target, name))

    @rule(numbers=st.lists(PICK, max_size=3), wires=st.booleans())
    def select(self, numbers: list[int], wires: bool) -> None:
        chosen = [self.pick(number) for number in numbers]
        cut = list(self.view.graph_scene.wires)[:1] if wires else []
        self.view.graph_scene.selection.set(chosen, cut)

    @rule(action=st.sampled_from(ACTIONS))
    def act(self, action: str) -> None:
        if action != "edit.duplicate" or len(self.ids) < 20:
            ON_CANVAS[action](self.view)

    @rule(cut=st.booleans(), x=st.integers(-200, 200))
    def copy_and_paste(self, cut: bool, x: int) -> None:
        if len(self.ids) < 20:
            self.view.editing.cut() if cut else self.view.editing.copy()
            self.view.editing.paste(QPointF(x, 0))

    @rule(a=PICK, x=st.integers(-300, 300), y=st.integers(-300, 300))
    def move(self, a: int, x: int, y: int) -> None:
        self.view.editor.move({self.pick(a): (x, y)})

    @rule(a=PICK, units=st.integers(1, 99), name=st.sampled_from(["", "mine"]))
    def change(self, a: int, units: int, name: str) -> None:
        key, document = self.pick(a), self.model.document
        self.model.history.do("rename", rename_block(document, key, name))
        if document.model.blocks[key].type == "Dense":
            self.model.history.do("units", set_values(document, key, units=units))

    @rule(times=st.integers(1, 4), back=st.booleans())
    def undo_redo(self, times: int, back: bool) -> None:
        for _ in range(times):
            self.model.history.undo() if back else self.model.history.redo()

    @rule(zoom=st.sampled_from([0.1, 0.4, 1.0]), dark=st.booleans())
    def look(self, zoom: float, dark: bool) -> None:
        self.view.camera.zoom_by(zoom / self.view.camera.zoom)
        self.view.set_theme(DARK if dark else LIGHT)
        QApplication.processEvents()

    @invariant()
    def mirrors(self) -> None:
        check_mirror(self.view, self.model)


@pytest.mark.usefixtures("qapp")
class TestCanvas(Canvas.TestCase):
    settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
