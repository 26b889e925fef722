from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from blocks.graph.graph import Wire
from canvas.view.view import GraphView
from tests.canvas.conftest import Open
from tests.canvas.graphs import Model, chain
from tests.canvas.hand import CONTROL, MIDDLE, SHIFT, Hand

pytestmark = pytest.mark.window


def wires(model: Model) -> set[Wire]:
    return set(model.document.model.wires())


def test_a_block_dropped_from_the_palette_lands_at_the_pointer(open_canvas: Open) -> None:
    model = Model()
    hand = open_canvas(model)
    hand.drop("Dense", (210, 125))
    (block,) = model.document.model.blocks.values()
    assert block.type == "Dense"
    assert model.document.model.positions[block.id] == (100, 100)
    assert hand.view.selected_ids() == [block.id]
    assert model.history.undo_label == "add Dense"


def test_a_block_dropped_on_a_wire_is_inserted_and_room_is_made(open_canvas: Open) -> None:
    model, (source, target) = chain("Input", "Dense")
    (wire,) = wires(model)
    hand = open_canvas(model)
    hand.hold("Dropout", (110, 75))
    assert hand.view.graph_scene.wires[wire].lit
    hand.drop("Dropout", (110, 75))
    (made,) = hand.view.selected_ids()
    assert wires(model) == {
        Wire(source, "output", made, "input"),
        Wire(made, "output", target, "input"),
    }
    boxes = hand.view.graph_scene.places.boxes
    assert boxes[source].bottom < boxes[made].top
    assert boxes[made].bottom < boxes[target].top
    model.history.undo()
    assert wires(model) == {wire}


def test_a_drag_that_leaves_the_canvas_leaves_nothing_behind(open_canvas: Open) -> None:
    model, _ = chain("Input", "Dense")
    hand = open_canvas(model)
    hand.hold("Dropout", (110, 75))
    hand.leave()
    assert hand.view.gesture is None
    assert len(model.document.model.blocks) == 2
    assert not any(item.lit for item in hand.view.graph_scene.wires.values())


@pytest.mark.parametrize("backwards", [False, True])
def test_wiring_from_output_to_input_and_back(open_canvas: Open, backwards: bool) -> None:
    model = Model()
    source, target = model.add("Input"), model.add("Dense", 0, 200)
    hand = open_canvas(model)
    ends = [hand.port(source, "output", True), hand.port(target, "input")]
    hand.drag(*(reversed(ends) if backwards else ends))
    assert wires(model) == {Wire(source, "output", target, "input")}
    assert model.history.undo_label == "connect Input to Dense"


def test_dropping_a_wire_on_the_body_of_a_block_finds_its_free_port(open_canvas: Open) -> None:
    model = Model()
    first, second, add = model.add("Input"), model.add("Input", 300), model.add("Add", 0, 200)
    hand = open_canvas(model)
    for source in (first, second):
        hand.drag(hand.port(source, "output", True), hand.body(add))
    assert [wire.target_port for wire in model.document.model.incoming(add)] == [
        "input_1",
        "input_2",
    ]
    assert len(hand.view.graph_scene.cards[add].ports.inputs) == 3


def refusal(hand: Hand, start: tuple[float, float], end: tuple[float, float]) -> str:
    """What the bubble says while a wire is held over a port, and then the message."""
    said: list[str] = []
    hand.view.signals.message.connect(said.append)
    hand.carry(start, end)
    shown = hand.view.bubble.text() if hand.view.bubble.isVisible() else ""
    hand.release(end)
    assert not hand.view.bubble.isVisible()
    assert said == [shown]
    return shown


def test_a_taken_port_is_refused_with_the_reason_beside_the_pointer(open_canvas: Open) -> None:
    model, (_, dense) = chain("Input", "Dense")
    other = model.add("Input", 300)
    hand = open_canvas(model)
    reason = refusal(hand, hand.port(other, "output", True), hand.port(dense, "input"))
    assert "is taken" in reason
    assert len(wires(model)) == 1


def test_a_circle_through_a_free_port_is_named_a_circle(open_canvas: Open) -> None:
    model, (first, second) = chain("Dense", "Dense")
    hand = open_canvas(model)
    reason = refusal(hand, hand.port(second, "output", True), hand.port(first, "input"))
    assert "circle" in reason


def test_a_block_cannot_feed_itself(open_canvas: Open) -> None:
    model = Model()
    dense = model.add("Dense", 0, 200)
    hand = open_canvas(model)
    reason = refusal(hand, hand.port(dense, "output", True), hand.body(dense))
    assert reason == "a block cannot feed itself"


def test_only_ports_that_would_do_are_lit(open_canvas: Open) -> None:
    model, (_, dense) = chain("Input", "Dense")
    free, upstream = model.add("Dense", 300, 200), model.add("Input", 300, 0)
    hand = open_canvas(model)
    hand.carry(hand.port(dense, "output", True), (110, 400))
    lit = {(x, y) for x, y, _ in hand.view.gesture._lit}  # type: ignore[union-attr]
    assert lit == {hand.port(free, "input")}
    assert upstream in model.document.model


def test_escape_cancels_a_wire_and_changes_nothing(open_canvas: Open) -> None:
    model = Model()
    source, target = model.add("Input"), model.add("Dense", 0, 200)
    hand = open_canvas(model)
    end = hand.port(target, "input")
    hand.carry(hand.port(source, "output", True), end)
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    hand.release(end)
    assert not wires(model)
    assert model.history.undo_label is None


def test_the_end_of_a_wire_can_be_led_elsewhere_or_pulled_out(open_canvas: Open) -> None:
    model, (source, first) = chain("Input", "Dense")
    second = model.add("Dense", 300, 100)
    hand = open_canvas(model)
    hand.drag(hand.port(first, "input"), hand.port(second, "input"))
    assert wires(model) == {Wire(source, "output", second, "input")}
    hand.drag(hand.port(second, "input"), (110, 400))
    assert not wires(model)
    model.history.undo()
    model.history.undo()
    assert wires(model) == {Wire(source, "output", first, "input")}


def test_a_wire_put_back_where_it_was_is_no_change(open_canvas: Open) -> None:
    model, (_, first) = chain("Input", "Dense")
    hand = open_canvas(model)
    port = hand.port(first, "input")
    hand.carry(port, (300, 300))
    hand.move(port)
    hand.release(port)
    assert model.history.undo_label is None
    assert all(item.isVisible() for item in hand.view.graph_scene.wires.values())


def test_a_wire_dropped_on_the_canvas_asks_for_a_block_and_connects_it(open_canvas: Open) -> None:
    model, (source,) = chain("Input")
    hand = open_canvas(model)
    hand.drag(hand.port(source, "output", True), (110, 300))
    popup = hand.view.adding.search
    assert popup is not None
    QTest.keyClicks(popup.field, "dense 12")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    (made,) = hand.view.selected_ids()
    assert model.document.model.blocks[made].values["units"] == 12
    assert wires(model) == {Wire(source, "output", made, "input")}


def test_moving_snaps_to_the_middle_of_a_neighbour_and_is_one_step(open_canvas: Open) -> None:
    model = Model()
    still, moving = model.add("Dense", 0, 0), model.add("Dense", 60, 200)
    hand = open_canvas(model)
    x, y = hand.body(moving)
    hand.drag((x, y), (x - 57, y + 63))
    assert model.document.model.positions[moving] == (0, 260)
    assert model.document.model.positions[still] == (0, 0)
    assert model.history.undo_label == "move Dense"
    model.history.undo()
    assert model.document.model.positions[moving] == (60, 200)
    assert hand.view.graph_scene.cards[moving].pos() == QPointF(60, 200)


def test_several_blocks_move_together(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    hand = open_canvas(model)
    hand.view.select(ids[:2])
    x, y = hand.body(ids[0])
    hand.drag((x, y), (x + 313, y + 11))
    positions = model.document.model.positions
    assert positions[ids[1]] == (positions[ids[0]][0], positions[ids[0]][1] + 100)
    assert positions[ids[2]] == (0, 200)
    assert model.history.undo_label == "move 2 blocks"


def test_escape_puts_moved_blocks_back(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    hand = open_canvas(model)
    scene = hand.view.graph_scene
    routes = {wire: item.route for wire, item in scene.wires.items()}
    x, y = hand.body(ids[1])
    hand.carry((x, y), (x + 200, y + 100))
    assert scene.cards[ids[1]].pos() != QPointF(0, 100)
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    hand.release((x + 200, y + 100))
    assert scene.cards[ids[1]].pos() == QPointF(0, 100)
    assert {wire: item.route for wire, item in scene.wires.items()} == routes
    assert model.history.undo_label is None


def test_a_block_without_wires_moved_onto_a_wire_is_inserted(open_canvas: Open) -> None:
    model, (source, target) = chain("Input", "Dense", gap=300)
    lone = model.add("Dropout", 400, 150)
    hand = open_canvas(model)
    x, y = hand.body(lone)
    hand.drag((x, y), (x - 400, y))
    assert wires(model) == {
        Wire(source, "output", lone, "input"),
        Wire(lone, "output", target, "input"),
    }
    model.history.undo()
    assert wires(model) == {Wire(source, "output", target, "input")}
    assert model.document.model.positions[lone] == (400, 150)


def test_the_rubber_band_selects_what_it_touches(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense", "Dense")
    hand = open_canvas(model)
    hand.drag((-60, 80), (20, 220))
    assert hand.view.selected_ids() == ids[1:3]
    hand.keys = SHIFT
    hand.drag((-60, 290), (20, 320))
    assert hand.view.selected_ids() == ids[1:]
    hand.keys = CONTROL
    hand.drag((-60, 90), (20, 120))
    assert hand.view.selected_ids() == ids[2:]


def test_clicks_select_and_ctrl_toggles(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    hand = open_canvas(model)
    told: list[list[str]] = []
    hand.view.signals.selection_changed.connect(told.append)
    hand.click(hand.body(ids[0]))
    hand.keys = CONTROL
    hand.click(hand.body(ids[2]))
    hand.click(hand.body(ids[0]))
    assert told == [[ids[0]], [ids[0], ids[2]], [ids[2]]]
    hand.keys = Qt.KeyboardModifier.NoModifier
    hand.click((400, 400))
    assert hand.view.selected_ids() == []


def test_a_click_on_one_of_many_selected_selects_it_alone(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    hand = open_canvas(model)
    hand.view.editing.select_all()
    hand.click(hand.body(ids[1]))
    assert hand.view.selected_ids() == [ids[1]]


def test_a_wire_can_be_clicked_and_deleted(open_canvas: Open) -> None:
    model, _ = chain("Input", "Dense", gap=200)
    hand = open_canvas(model)
    hand.click((110, 125))
    assert len(hand.view.graph_scene.selection.wires) == 1
    QTest.keyClick(hand.view, Qt.Key.Key_Delete)
    assert not wires(model)
    assert model.history.undo_label == "delete wire"


def test_a_double_click_activates_a_block(open_canvas: Open) -> None:
    model, ids = chain("Input")
    hand = open_canvas(model)
    activated: list[str] = []
    hand.view.signals.block_activated.connect(activated.append)
    hand.double_click(hand.body(ids[0]))
    assert activated == ids


def shown_at_corner(view: GraphView) -> QPointF:
    return view.mapToScene(0, 0)


@pytest.mark.parametrize("by", ["middle", "space"])
def test_panning_moves_the_paper(open_canvas: Open, by: str) -> None:
    model, _ = chain("Input")
    hand = open_canvas(model)
    before = shown_at_corner(hand.view)
    if by == "middle":
        hand.button = MIDDLE
    else:
        QTest.keyPress(hand.view, Qt.Key.Key_Space)
    start = hand.view.mapToScene(100, 100)
    hand.press((start.x(), start.y()))
    hand.move((start.x() + 50, start.y() + 30))
    hand.release((start.x(), start.y()))
    if by == "space":
        QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert shown_at_corner(hand.view) == before - QPointF(50, 30)
    assert model.history.undo_label is None


def test_hovering_marks_one_wire(open_canvas: Open) -> None:
    model, _ = chain("Input", "Dense", gap=200)
    hand = open_canvas(model)
    (item,) = hand.view.graph_scene.wires.values()
    hand.button = Qt.MouseButton.NoButton
    hand.move((110, 125))
    assert item.hovered
    hand.move((400, 125))
    assert not item.hovered


def test_undo_while_blocks_are_dragged_ends_the_drag(open_canvas: Open) -> None:
    model, _ = chain("Input")
    hand = open_canvas(model)
    hand.view.adding.add_block("Dense", QPointF(110, 325))
    (made,) = hand.view.selected_ids()
    x, y = hand.body(made)
    hand.carry((x, y), (x + 100, y + 50))
    model.history.undo()
    assert hand.view.gesture is None
    hand.release((x + 100, y + 50))
    assert made not in model.document.model
    assert len(hand.view.graph_scene.items()) == 1


def test_deleting_keys_do_nothing_while_a_hand_is_at_work(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    hand = open_canvas(model)
    x, y = hand.body(ids[1])
    hand.carry((x, y), (x + 100, y + 50))
    QTest.keyClick(hand.view, Qt.Key.Key_Delete)
    hand.release((x + 100, y + 50))
    assert len(model.document.model.blocks) == 2
    assert model.history.undo_label == "move Dense"


def test_holding_a_block_at_the_edge_scrolls(open_canvas: Open, qtbot: QtBot) -> None:
    model, ids = chain("Input")
    hand = open_canvas(model)
    before = shown_at_corner(hand.view)
    edge = hand.view.mapToScene(895, 300)
    hand.carry(hand.body(ids[0]), (edge.x(), edge.y()))
    card = hand.view.graph_scene.cards[ids[0]]
    reached = card.x()
    qtbot.waitUntil(lambda: card.x() > reached + 40, timeout=3000)
    assert shown_at_corner(hand.view).x() > before.x()
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    assert card.x() == 0


def test_far_away_blocks_are_selected_and_moved_as_well(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    hand = open_canvas(model)
    hand.view.camera.zoom_by(0.2 / hand.view.camera.zoom)
    x, y = hand.body(ids[1])
    hand.drag((x, y), (x + 400, y + 200))
    assert hand.view.selected_ids() == [ids[1]]
    assert model.document.model.positions[ids[1]] != (0, 100)
    hand.view.grab()
