"""Labels of shapes: readable at every scale, beside the cards, and within the frames of what is opened in place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from blocks.document.edits import AddWire
from blocks.graph.graph import Wire
from canvas.geometry.boxes import RANK_GAP
from canvas.scene.far_labels import FROM, telling_labels
from canvas.theme.themes import LIGHT
from canvas.view.camera import FAR
from canvas.view.view import GraphView
from tests.blocks.composites import Sketch
from tests.canvas.conftest import Open
from tests.canvas.graphs import Model, chain

pytestmark = pytest.mark.window


def _network() -> tuple[Model, list[str]]:
    model, ids = chain("Input", "Conv2D", "ReLU", "Flatten", "Dense")
    return model, ids


def _letters(view: GraphView, wire: Wire) -> int:
    """Return how many pixels near the middle of a wire have the colour of letters, or nearly."""
    at = view.mapFromScene(QPointF(*view.graph_scene.wires[wire].route.middle))
    image = view.viewport().grab().toImage()
    muted, count = QColor(LIGHT.muted).lightness(), 0
    for x in range(at.x() - 25, at.x() + 26):
        for y in range(at.y() - 5, at.y() + 6):
            if image.pixelColor(x, y).lightness() < muted + 40 and abs(x - at.x()) > 3:
                count += 1
    return count


def test_labels_do_not_vanish_on_the_way_out(open_canvas: Open) -> None:
    model, ids = _network()
    view = open_canvas(model).view
    (wire,) = model.document.model.incoming(ids[1])
    for scale in (1.0, 0.7, 0.52, 0.5, 0.48, 0.4, FAR, 0.29, FROM):
        view.camera.zoom_by(scale / view.camera.zoom)
        view.centerOn(QPointF(*view.graph_scene.wires[wire].route.middle))
        assert _letters(view, wire) > 12, scale


def test_letters_can_be_read_and_fit_between_two_cards(open_canvas: Open) -> None:
    model, ids = _network()
    view = open_canvas(model).view
    (wire,) = model.document.model.incoming(ids[1])
    for scale in (FAR, 0.4, 0.49, 0.5, 0.69, 0.7, 1.0, 2.0):
        font, metrics = view.graph_scene.pens.label_fonts(scale)
        assert font.pixelSize() * scale >= 8.5
        assert metrics.height() + 4 <= RANK_GAP + 1
        pill = view.graph_scene.wires[wire]._pill(scale)
        assert pill is not None
        assert view.graph_scene.wires[wire].boundingRect().contains(pill[0])


def test_from_far_away_the_shapes_that_change_are_told(open_canvas: Open) -> None:
    model, _ = _network()
    scene = open_canvas(model).view.graph_scene
    texts = [label.text for label in telling_labels(scene)]
    said = [scene.wires[wire].label.text for wire in model.document.model.wires()]
    assert len(said) == 4
    assert set(texts) == set(said)
    assert len(texts) == len(set(texts)) < len(said)


def test_what_is_wrong_is_told_first(open_canvas: Open) -> None:
    model, _ = chain("Input", "Flatten", "Dense", "Dense")
    wrong = model.add("Conv2D", 300, 300)
    model.document.apply([AddWire("", Wire("dense-3", "output", wrong, "input"))])
    labels = telling_labels(open_canvas(model).view.graph_scene)
    assert labels[0].wrong


def test_a_frame_holds_the_wires_that_go_around_and_their_labels(open_canvas: Open) -> None:
    sketch = Sketch()
    part = sketch.graph("Part")
    x = start = part.add("In", name="input")
    for _ in range(4):
        x = part.add("ReLU", x)
    part.add("Out", part.add("Add", x, start), name="output")
    model = sketch.graph("")
    block = model.add("Part", model.add("Input", shape=(56, 56, 64)))
    for graph in sketch.document.graphs.values():
        for at, key in enumerate(graph.order()):
            graph.positions[key] = (0.0, 100.0 * at)
    view = open_canvas(Model(sketch.document)).view
    assert view.inline_views.open(block)
    frame = view.inline_views.frames[block]
    inside = frame.content.scene
    cards = max(box.right for box in inside.places.boxes.values())
    assert max(item.route.bounds.right for item in inside.wires.values()) > cards
    for item in inside.wires.values():
        pill = item._pill(frame.inner_scale)
        look = item.path.boundingRect().adjusted(-0.5, -0.5, 0.5, 0.5)
        assert frame._shown.contains(look)
        assert pill is None or frame._shown.contains(pill[0])
