"""The canvas by keyboard and by its methods."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from blocks.commands.blocks import set_values
from blocks.document.edits import AddBlock
from blocks.graph.graph import Block, Wire
from blocks.types.problems import Problem
from canvas.items.guard import guarded
from canvas.theme.themes import DARK, LIGHT
from canvas.view.menus import context_menu
from canvas.view.view import GraphView
from tests.canvas.conftest import Open
from tests.canvas.graphs import Model, chain
from tests.canvas.hand import picture_of

pytestmark = pytest.mark.window
Key, Mod = Qt.Key, Qt.KeyboardModifier


def test_delete_takes_blocks_with_their_wires(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    view = open_canvas(model).view
    view.select([ids[1]])
    QTest.keyClick(view, Key.Key_Delete)
    assert list(model.document.model.blocks) == [ids[0], ids[2]]
    assert not list(model.document.model.wires())
    QTest.keyClick(view, Key.Key_Z, Mod.ControlModifier)
    assert len(list(model.document.model.wires())) == 2


def test_ctrl_delete_keeps_the_flow(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    view = open_canvas(model).view
    view.select([ids[1]])
    QTest.keyClick(view, Key.Key_Delete, Mod.ControlModifier)
    assert list(model.document.model.wires()) == [Wire(ids[0], "output", ids[2], "input")]


def test_copy_paste_and_duplicate_take_wires_along(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    view = open_canvas(model).view
    view.select(ids[1:])
    QTest.keyClick(view, Key.Key_C, Mod.ControlModifier)
    view.editing.paste(QPointF(300, 300))
    pasted = view.selected_ids()
    assert len(pasted) == 2
    assert not set(pasted) & set(ids)
    assert Wire(pasted[0], "output", pasted[1], "input") in set(model.document.model.wires())
    assert model.document.model.positions[pasted[0]] == (300, 300)
    QTest.keyClick(view, Key.Key_D, Mod.ControlModifier)
    assert len(model.document.model.blocks) == 7
    view.editing.cut()
    assert len(model.document.model.blocks) == 5


def test_shift_and_delete_leave_the_clipboard_alone(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    view = open_canvas(model).view
    QApplication.clipboard().setText("hello")
    view.select([ids[1]])
    QTest.keyClick(view, Key.Key_Delete, Mod.ShiftModifier)
    assert len(model.document.model.blocks) == 1
    assert QApplication.clipboard().text() == "hello"


def test_a_clipboard_with_something_else_is_refused_in_words(open_canvas: Open) -> None:
    view = open_canvas(Model()).view
    said: list[str] = []
    view.signals.message.connect(said.append)
    QApplication.clipboard().setText("hello")
    view.editing.paste()
    assert len(said) == 1


def test_arrows_move_the_selection_and_merge_into_one_step(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    view = open_canvas(model).view
    view.select([ids[0]])
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down):
        QTest.keyClick(view, key)
    assert model.document.model.positions[ids[0]] == (20, 10)
    model.history.undo()
    assert model.document.model.positions[ids[0]] == (0, 0)


def test_alt_and_arrows_walk_the_graph(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    beside = model.add("Dense", 300, 100)
    view = open_canvas(model).view
    visited = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Right, Key.Key_Left):
        QTest.keyClick(view, key, Mod.AltModifier)
        visited += view.selected_ids()
    assert visited == [ids[0], ids[1], ids[2], ids[1], beside, ids[1]]
    assert model.history.undo_label is None


def test_tab_searches_and_adds_after_the_selected_block(open_canvas: Open) -> None:
    model, ids = chain("Input")
    view = open_canvas(model).view
    view.select(ids)
    for typed in ("flat", "dense 10 softmax"):
        QTest.keyClick(view, Key.Key_Tab)
        popup = view.adding.search
        assert popup is not None
        assert view.focusWidget() is popup.field
        QTest.keyClicks(popup.field, typed)
        QTest.keyClick(popup.field, Key.Key_Return)
    order = model.document.model.order()
    assert [model.document.model.blocks[key].type for key in order] == ["Input", "Flatten", "Dense"]
    assert len(list(model.document.model.wires())) == 2
    assert model.document.model.blocks[order[2]].values["activation"] == "softmax"
    assert view.focusWidget() is view
    positions = model.document.model.positions
    assert positions[order[0]][0] == positions[order[2]][0]


def test_the_search_goes_up_and_down_and_away(open_canvas: Open) -> None:
    model = Model()
    view = open_canvas(model).view
    popup = view.adding.open_search()
    QTest.keyClicks(popup.field, "conv")
    QTest.keyClick(popup.field, Key.Key_Down)
    assert popup.list.currentRow() == 1
    QTest.keyClick(popup.field, Key.Key_Up)
    QTest.keyClick(popup.field, Key.Key_Up)
    assert popup.list.currentRow() == 0
    QTest.keyClick(popup.field, Key.Key_Escape)
    assert not popup.isVisible()
    assert view.focusWidget() is view
    assert not model.document.model.blocks


def test_blocks_added_to_one_block_stand_side_by_side(open_canvas: Open) -> None:
    model, ids = chain("Input")
    view = open_canvas(model).view
    for _ in range(3):
        view.select(ids)
        view.adding.add_block("Dense")
    boxes = list(view.graph_scene.places.boxes.values())
    for one in boxes:
        assert not any(one.meets(other) for other in boxes if other is not one)
    assert len(model.document.model.outgoing(ids[0])) == 3


def test_laying_out_is_one_step(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense", gap=3)
    view = open_canvas(model).view
    view.editing.layout_blocks()
    tops = [model.document.model.positions[key][1] for key in ids]
    assert tops == sorted(tops)
    assert tops[1] - tops[0] >= 90
    model.history.undo()
    assert model.document.model.positions[ids[2]] == (0, 6)


def wheel(at: QPoint, notches: int, keys: Qt.KeyboardModifier = Mod.NoModifier) -> QWheelEvent:
    return QWheelEvent(
        QPointF(at), QPointF(at), QPoint(), QPoint(0, notches * 120), Qt.MouseButton.NoButton,
        keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


@pytest.mark.parametrize("keys", [Mod.NoModifier, Mod.ControlModifier])
def test_the_wheel_zooms_to_the_pointer(open_canvas: Open, keys: Qt.KeyboardModifier) -> None:
    model, _ = chain("Input", "Dense")
    view = open_canvas(model).view
    at, zooms = QPoint(200, 150), []
    view.signals.zoom_changed.connect(zooms.append)
    before = view.mapToScene(at)
    for notches in (1, 1, -3, -5):
        QApplication.sendEvent(view.viewport(), wheel(at, notches, keys))
    after = view.mapToScene(at)
    assert zooms[0] == pytest.approx(1.2)
    assert zooms[-1] == pytest.approx(1.2**-6)
    assert (after - before).manhattanLength() * view.camera.zoom < 4


def test_zoom_has_limits(open_canvas: Open) -> None:
    view = open_canvas(Model()).view
    for _ in range(60):
        view.camera.zoom_in()
    assert view.camera.zoom == pytest.approx(4)
    for _ in range(60):
        view.camera.zoom_out()
    assert view.camera.zoom == pytest.approx(0.04)
    view.camera.zoom_reset()
    assert view.camera.zoom == pytest.approx(1)


def test_fit_shows_everything(open_canvas: Open) -> None:
    model, ids = chain(*["Dense"] * 30)
    view = open_canvas(model).view
    view.camera.fit()
    seen = view.camera.visible_box()
    assert all(
        seen.holds(box.left, box.top) and seen.holds(box.right, box.bottom)
        for box in view.graph_scene.places.boxes.values()
    )
    view.camera.fit(ids[:1])
    assert view.camera.zoom == 1
    view.camera.center_on(ids[20])
    centre = view.mapToScene(view.viewport().rect().center())
    assert abs(centre.y() - 2025) < 5


def different(one: QImage, other: QImage) -> bool:
    return one != other


def test_it_looks_different_near_and_far_light_and_dark(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense", "Dense")
    model.document.apply([AddBlock("", Block("x-9", "Quantum"), (300, 0))])
    view = open_canvas(model).view
    pictures = []
    for zoom in (1.0, 0.4, 0.15):
        view.camera.zoom_by(zoom / view.camera.zoom)
        pictures.append(view.grab().toImage())
        view.select(ids[:1])
        pictures.append(view.grab().toImage())
        view.graph_scene.highlight(ids[1:])
        pictures.append(view.grab().toImage())
        view.graph_scene.set_problems([Problem("axis", ids[2], port="input")])
        pictures.append(view.grab().toImage())
        view.select([])
        view.graph_scene.highlight([])
        view.graph_scene.set_problems([])
    view.set_theme(DARK)
    pictures.append(view.grab().toImage())
    pictures.append(picture_of(view, 2))
    for index, one in enumerate(pictures):
        assert all(different(one, other) for other in pictures[index + 1 :])


def test_problems_from_outside_mark_cards_and_wires(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    view = open_canvas(model).view
    (item,) = view.graph_scene.wires.values()
    assert not item.label.wrong
    view.graph_scene.set_problems([Problem("axis", ids[1], port="input")])
    assert item.label.wrong
    assert view.graph_scene.cards[ids[1]].content.error
    view.graph_scene.set_problems([])
    assert not item.label.wrong
    assert not view.graph_scene.cards[ids[1]].content.error


def test_a_wire_that_does_not_fit_is_marked_without_being_told(open_canvas: Open) -> None:
    model = Model()
    first = model.add("Input", shape=(8, 8, 1))
    second, add = model.add("Input", 300, shape=(4, 4, 1)), model.add("Add", 0, 200)
    model.wire(first, add, "input_1")
    model.wire(second, add, "input_2")
    view = open_canvas(model).view
    wrong = [wire.source for wire, item in view.graph_scene.wires.items() if item.label.wrong]
    assert len(wrong) == 1
    assert view.graph_scene.cards[add].content.error


def test_it_tells_a_screen_reader_what_is_selected(open_canvas: Open) -> None:
    model, ids = chain("Input", "Dense")
    view = open_canvas(model).view
    assert view.accessibleName()
    view.select([ids[1]])
    assert view.accessibleDescription() == "Dense dense, output 28×28×64"


def test_menus_fit_what_is_below_the_pointer(open_canvas: Open) -> None:
    model, _ = chain("Input", "Dense", gap=200)
    view = open_canvas(model).view
    titles = []
    for place in (QPointF(40, 25), QPointF(110, 125), QPointF(500, 500)):
        menu = context_menu(view, place)
        titles.append([action.text().partition("\t")[0] for action in menu.actions()])
        menu.deleteLater()
    assert "Delete, keep the flow" in titles[0]
    assert "Insert a block here..." in titles[1]
    assert "Paste" in titles[2]
    assert view.graph_scene.selection.wires


def test_a_detached_view_no_longer_follows(open_canvas: Open) -> None:
    model, _ = chain("Input")
    view = open_canvas(model).view
    view.detach()
    model.add("Dense")
    assert len(view.graph_scene.cards) == 1


def test_a_view_that_is_gone_no_longer_follows(qtbot: QtBot) -> None:
    model, _ = chain("Input", "Dense")
    view = GraphView(model.document, model.history, model.checker, LIGHT)
    view.show()
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del view
    model.add("Dense")
    model.history.do("units", set_values(model.document, "dense-2", units=3))


def test_two_selected_blocks_are_connected_by_a_key(open_canvas: Open) -> None:
    model = Model()
    first, second, add = model.add("Input"), model.add("Input"), model.add("Add", 0, 200)
    view = open_canvas(model).view
    said: list[str] = []
    view.signals.message.connect(said.append)
    for source in (first, second):
        view.select([source, add])
        QTest.keyClick(view, Key.Key_W)
    assert [wire.source for wire in model.document.model.incoming(add)] == [first, second]
    view.select([first])
    QTest.keyClick(view, Key.Key_W)
    assert said == ["select two blocks to connect them"]


def test_copies_pasted_at_one_place_do_not_hide_each_other(open_canvas: Open) -> None:
    model, ids = chain("Input")
    view = open_canvas(model).view
    view.select(ids)
    view.editing.copy()
    for _ in range(3):
        view.editing.paste(QPointF(301, 299))
    assert len(set(model.document.model.positions.values())) == 4


@pytest.mark.allows_log
def test_what_fails_inside_of_qt_is_logged_and_goes_no_further(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @guarded(7)
    def broken() -> int:
        raise ValueError("no")

    with caplog.at_level(logging.ERROR):
        assert broken() == 7
    assert "broken failed" in caplog.text


def test_one_search_closes_the_other_and_losing_the_focus_closes_it(open_canvas: Open) -> None:
    view = open_canvas(Model()).view
    first = view.adding.open_search()
    second = view.adding.open_search()
    assert not first.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert view.adding.search is second
    QApplication.sendEvent(second.field, QFocusEvent(QEvent.Type.FocusOut))
    assert view.adding.search is None
    assert not second.isVisible()


def test_a_long_graph_is_first_shown_where_its_data_come_in(open_canvas: Open) -> None:
    model, ids = chain("Input", *["ReLU"] * 39)
    view = open_canvas(model).view
    view.camera.look_first()
    assert view.camera.zoom == pytest.approx(0.8)
    first, seen = view.graph_scene.places.boxes[ids[0]], view.camera.visible_box()
    assert seen.top < first.top < first.bottom < seen.top + 0.3 * (seen.bottom - seen.top)


def test_a_short_graph_is_first_shown_whole(open_canvas: Open) -> None:
    model, _ = chain("Input", "ReLU", "ReLU")
    view = open_canvas(model).view
    view.camera.look_first()
    seen = view.camera.visible_box()
    for box in view.graph_scene.places.boxes.values():
        assert seen.top < box.top < box.bottom < seen.bottom
