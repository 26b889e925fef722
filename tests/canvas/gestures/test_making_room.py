"""Every door of the canvas makes room: mouse, keys, clipboard, search."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from canvas.geometry.boxes import RANK_GAP, SIDE_GAP, Box
from canvas.scene.scene import GraphScene
from tests.canvas.conftest import Open
from tests.canvas.geometry.test_routing import passes
from tests.canvas.graphs import chain
from tests.canvas.hand import CONTROL, NONE, Hand
from tests.canvas.layout.test_settling import check

pytestmark = pytest.mark.window
Key = Qt.Key


def _boxes(hand: Hand) -> dict[str, Box]:
    return hand.view.graph_scene.places.boxes


def test_a_drop_on_a_card_lands_beside_it(open_canvas: Open) -> None:
    model, (_, second) = chain("Input", "Dense")
    hand = open_canvas(model)
    hand.drop("Dense", _boxes(hand)[second].centre)
    (made,) = hand.view.selected_ids()
    assert _boxes(hand)[made].top == _boxes(hand)[second].top
    check(model)


def test_an_input_dropped_on_a_wire_lands_beside_it(open_canvas: Open) -> None:
    model, _ = chain("Dense", "Dense", gap=200)
    hand = open_canvas(model)
    hand.drop("Input", (110, 125))
    assert len(model.document.model.blocks) == 3
    (made,) = hand.view.selected_ids()
    (item,) = hand.view.graph_scene.wires.values()
    assert item.route.curves == 1
    assert not item.route.crosses([_boxes(hand)[made]])
    check(model)


def test_cards_dragged_onto_others_go_to_the_nearest_free_place(open_canvas: Open) -> None:
    model, (_, second) = chain("Input", "Dense")
    loose = [model.add("Dense", 400, 200), model.add("Dense", 400, 260)]
    hand = open_canvas(model)
    hand.view.select(loose)
    start = hand.body(loose[0])
    x, y = hand.body(second)
    hand.drag(start, (x + 20, y + 10))
    boxes = _boxes(hand)
    assert boxes[loose[1]].top - boxes[loose[0]].top == 60
    assert [hand.view.graph_scene.cards[key].box() for key in loose] == [
        boxes[key] for key in loose
    ]
    check(model)


def test_a_card_dragged_to_where_there_is_no_room_is_shown_where_it_is(open_canvas: Open) -> None:
    model, (first, _) = chain("Input", "Dense", gap=60)
    hand = open_canvas(model)
    before = _boxes(hand)[first]
    x, y = hand.body(first)
    hand.drag((x, y), (x + 2, y + 6))
    assert hand.view.graph_scene.cards[first].box() == _boxes(hand)[first]
    assert _boxes(hand)[first].top <= before.top
    check(model)


def test_a_wire_goes_around_a_card_that_is_dragged_onto_it(open_canvas: Open) -> None:
    model, _ = chain("Input", "Dense", gap=300)
    loose = [model.add("Dense", 400, 100), model.add("Dense", 400, 300)]
    wire = model.wire(*loose)
    hand = open_canvas(model)
    hand.drag(hand.body(loose[0]), (40, 170))
    check(model)
    assert wire in hand.view.graph_scene.wires


def test_duplicates_stand_beside_and_never_on_anything(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    hand = open_canvas(model)
    hand.view.select(ids[1:])
    for _ in range(5):
        QTest.keyClick(hand.view, Key.Key_D, CONTROL)
        check(model)
    boxes = _boxes(hand)
    assert len(boxes) == 13


def test_a_first_duplicate_is_in_line_with_its_original(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    hand = open_canvas(model)
    hand.view.select([ids[1]])
    QTest.keyClick(hand.view, Key.Key_D, CONTROL)
    (made,) = hand.view.selected_ids()
    boxes = _boxes(hand)
    assert (boxes[made].left, boxes[made].top) == (boxes[ids[1]].right + SIDE_GAP, 100.0)


def test_pasting_at_one_place_again_and_again_makes_room(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    hand = open_canvas(model)
    hand.view.select(ids)
    QTest.keyClick(hand.view, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text()
    for _ in range(4):
        hand.view.editing.paste(QPointF(40, 60))
        check(model)
    for _ in range(2):
        hand.view.editing.paste()
        check(model)


def test_blocks_found_by_search_make_room(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    hand = open_canvas(model)
    for chosen in ([ids[0]], [ids[0]], []):
        hand.view.select(chosen)
        QTest.keyClick(hand.view, Key.Key_Tab)
        popup = hand.view.adding.search
        assert popup is not None
        QTest.keyClicks(popup.field, "dropout")
        QTest.keyClick(popup.field, Key.Key_Return)
        check(model)
    wire = next(iter(hand.view.graph_scene.wires))
    popup = hand.view.adding.open_search(QPointF(0, 0), on=wire)
    QTest.keyClicks(popup.field, "dropout")
    QTest.keyClick(popup.field, Key.Key_Return)
    (made,) = hand.view.selected_ids()
    boxes = _boxes(hand)
    assert boxes[made].top - boxes[wire.source].bottom >= RANK_GAP
    assert boxes[wire.target].top - boxes[made].bottom >= RANK_GAP
    check(model)


def test_keys_never_push_a_card_into_another(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", gap=80)
    hand = open_canvas(model)
    hand.view.select([ids[0]])
    for keys in (NONE, Qt.KeyboardModifier.ShiftModifier):
        for _ in range(8):
            QTest.keyClick(hand.view, Key.Key_Down, keys)
            check(model)
    assert _boxes(hand)[ids[0]].bottom <= _boxes(hand)[ids[1]].top


def test_of_many_wires_those_that_need_a_longer_look_are_led_a_little_later(
    open_canvas: Open, qtbot: QtBot
) -> None:
    model, ids = chain("Input", *["Dense"] * 80)
    for at in range(0, 70, 10):
        merge = model.add("Add", 260.0 * (at % 3), 100.0 * len(ids) + at * 10)
        model.wire(ids[at], merge, "input_1")
        model.wire(ids[at + 7], merge, "input_2")
    scene = open_canvas(model).view.graph_scene

    def crossing() -> bool:
        return any(
            passes(item.route, [box for key, box in scene.places.boxes.items() if key not in wire])
            for wire, item in scene.wires.items()
        )

    qtbot.waitUntil(lambda: not any(item.route.rough for item in scene.wires.values()))
    assert not crossing()
    again = GraphScene(model.document, model.checker, scene.pens, "")
    assert len(again.wires) > 60
    again.finish()
    assert not any(item.route.rough for item in again.wires.values())
    again.detach()
