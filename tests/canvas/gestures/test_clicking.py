"""A click on a card selects its block, wherever on the card and at whatever scale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from blocks.document.edits import ReplaceBlock
from blocks.graph.structure import Structure
from canvas.geometry.boxes import HEIGHT
from canvas.view.camera import LARGEST, SMALLEST
from canvas.view.view import GraphView
from tests.canvas.conftest import Open
from tests.canvas.graphs import Model, chain, nested
from tests.canvas.hand import CONTROL, NONE, SHIFT, Hand

pytestmark = pytest.mark.window

SCALES = (SMALLEST, 0.1, 0.29, 0.31, 0.45, 0.49, 0.5, 0.69, 1.0, 1.7, LARGEST)


def _merge() -> tuple[Model, str]:
    """A Concatenate with so many inputs that it is wider than other cards."""
    model = Model()
    merge = model.add("Concatenate", 0, 200)
    for number in range(1, 13):
        source = model.add("Input", (number - 6) * 260, 0)
        model.wire(source, merge, f"input_{number}")
    return model, merge


def _click(view: GraphView, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
    """Click on whatever lies under the pointer, as a hand does."""
    target = view.childAt(at) or view
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, keys, target.mapFrom(view, at))
    QApplication.processEvents()


def _spots(view: GraphView, block: str) -> list[QPoint]:
    """Pixels of a card, close together at its edges and apart in its middle."""
    box = view.graph_scene.cards[block].box()
    a, b = view.mapFromScene(box.left, box.top), view.mapFromScene(box.right, box.bottom)
    steps = [0.0, 0.03, 0.1, 0.25, 0.4, 0.5, 0.6, 0.9, 1.0]
    columns = sorted({a.x() + round((b.x() - a.x() - 1) * step) for step in steps})
    rows = sorted({a.y() + round((b.y() - a.y() - 1) * step) for step in steps})
    room = view.viewport().rect()
    return [QPoint(x, y) for x in columns for y in rows if room.contains(x, y)]


def _selects_everywhere(hand: Hand, block: str) -> None:
    view = hand.view
    for scale in SCALES:
        view.camera.zoom_by(scale / view.camera.zoom)
        view.centerOn(QPointF(*view.graph_scene.places.boxes[block].centre))
        for spot in _spots(view, block):
            view.select([])
            _click(view, spot)
            assert view.selected_ids() == [block], (scale, view.mapToScene(spot))
            if (
                view.inline_views.close_last()
            ):  # it was the mark that opens it, and the view showed the frame
                view.centerOn(QPointF(*view.graph_scene.places.boxes[block].centre))
            assert view.gesture is None


def test_a_layer_is_selected_by_a_click_anywhere(open_canvas: Open) -> None:
    model, (_, middle, _) = chain("Input", "Dense", "Dense")
    _selects_everywhere(open_canvas(model), middle)
    assert len(model.document.model.blocks) == 3


def test_a_merge_with_many_inputs_is_selected_by_a_click_anywhere(open_canvas: Open) -> None:
    model, merge = _merge()
    hand = open_canvas(model)
    hand.view.resize(900, 700)
    _selects_everywhere(hand, merge)


def test_a_composite_is_selected_by_a_click_anywhere_open_or_not(open_canvas: Open) -> None:
    model, group = nested()
    _selects_everywhere(open_canvas(model), group)


def test_a_click_into_what_is_opened_in_place_selects_the_composite(open_canvas: Open) -> None:
    model, group = nested()
    hand = open_canvas(model)
    view = hand.view
    assert view.inline_views.open(group)
    frame = view.inline_views.frames[group]
    for scale in (0.1, 0.4, 1.0):
        view.camera.zoom_by(scale / view.camera.zoom)
        box = frame.box()
        view.centerOn(QPointF(*box.centre))
        for share in (0.2, 0.5, 0.8):
            view.select([])
            place = QPointF(box.left + share * (box.right - box.left), box.centre[1])
            _click(view, view.mapFromScene(place))
            assert view.selected_ids() == [group]


def test_ports_reach_over_a_quarter_of_the_card_at_most(open_canvas: Open) -> None:
    model, (first, second) = chain("Input", "Dense", gap=200)
    view = open_canvas(model).view
    box = view.graph_scene.places.boxes[second]
    for scale in SCALES:
        view.camera.zoom_by(scale / view.camera.zoom)
        for step in range(51):
            at = QPointF(box.centre[0], box.top + step * HEIGHT / 50)
            spot = view.finder.port_at(at)
            deep = min(at.y() - box.top, box.bottom - at.y())
            assert spot is None or (spot.block == second and deep <= HEIGHT / 4)
    assert first


def test_shift_and_control_count_on_ports_too(open_canvas: Open) -> None:
    model, (first, second) = chain("Input", "Dense")
    hand = open_canvas(model)
    view = hand.view
    ports = [view.mapFromScene(QPointF(*hand.port(first, "output", True)))]
    ports.append(view.mapFromScene(QPointF(*hand.port(second, "output", True))))
    _click(view, ports[0])
    assert view.selected_ids() == [first]
    _click(view, ports[1], SHIFT)
    assert view.selected_ids() == [first, second]
    _click(view, ports[0], CONTROL)
    assert view.selected_ids() == [second]
    assert not model.history.undo_label


def test_the_stack_behind_a_repeated_block_and_its_badge_belong_to_the_card(
    open_canvas: Open,
) -> None:
    model, (_, second) = chain("Input", "Dense", gap=200)
    block = model.document.model.blocks[second]
    model.document.apply(
        [ReplaceBlock("", block, replace(block, structure=Structure(series=3), values={}))]
    )
    view = open_canvas(model).view
    box = view.graph_scene.places.boxes[second]
    for at in (QPointF(box.left + 30, box.bottom + 7), QPointF(box.right + 3, box.top - 4)):
        view.select([])
        _click(view, view.mapFromScene(at))
        assert view.selected_ids() == [second]


def test_a_port_is_still_where_a_wire_begins(open_canvas: Open) -> None:
    model, (first, second) = chain("Input", "Dense")
    loose = model.add("Dense", 300, 200)
    hand = open_canvas(model)
    hand.drag(hand.port(first, "output", True), hand.port(loose, "input"))
    assert {wire.target for wire in model.document.model.wires()} == {second, loose}
