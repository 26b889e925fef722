from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from blocks.check.checker import Checker
from blocks.commands.blocks import remove_blocks, set_metaparameter, set_values
from blocks.document.history import History
from canvas.scene.inline_frame import InlineFrame
from canvas.theme.themes import DARK, LIGHT
from canvas.view.view import GraphView
from tests.canvas.graphs import nested_document
from tests.canvas.hand import Hand

Look = Callable[[], tuple[Hand, str]]


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[tuple[Hand, str]]:
    document, block = nested_document()
    view = GraphView(document, History(document), Checker(document), LIGHT)
    qtbot.addWidget(view)
    view.resize(1100, 800)
    view.show()
    view.centerOn(300, 250)
    yield Hand(view), block
    view.detach()


def _chevron(hand: Hand, block: str) -> tuple[float, float]:
    box = hand.view.graph_scene.places.boxes[block]
    return box.left + 16, box.top + 17


def _frame(hand: Hand, block: str) -> InlineFrame:
    return hand.view.inline_views.frames[block]


def _button(frame: InlineFrame, name: str) -> tuple[float, float]:
    at = frame.pos() + frame._buttons()[name].center()
    return at.x(), at.y()


def _shapes(frame: InlineFrame) -> set[object]:
    return {result.output for result in frame.content.checker.results.values()} - {None}


def test_the_mark_on_the_card_opens_and_closes(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.click(_chevron(hand, block))
    frame = _frame(hand, block)
    assert hand.view.graph_scene.cards[block].opened
    assert _shapes(frame) == {(8, 8, 4), (8, 8, 8)}
    assert frame.content.iteration.count == 3
    hand.click(_chevron(hand, block))
    assert not hand.view.inline_views.frames
    assert not hand.view.graph_scene.cards[block].opened


def test_the_space_bar_opens_and_escape_closes(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.view.select([block])
    QTest.keyClick(hand.view, Qt.Key.Key_Space)
    assert block in hand.view.inline_views.frames
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    assert not hand.view.inline_views.frames
    assert hand.view.selected_ids() == [block]


def test_the_space_bar_with_the_mouse_moves_the_paper_only(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.view.select([block])
    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag((500, 400), (520, 430))
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert not hand.view.inline_views.frames


def test_turns_are_chosen_in_the_head(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.view.inline_views.toggle(block)
    frame = _frame(hand, block)
    hand.click(_button(frame, "after"))
    assert _shapes(frame) == {(8, 8, 8), (8, 8, 16)}
    hand.click(_button(frame, "after"))
    hand.click(_button(frame, "after"))
    assert frame.content.iteration.index == 2
    hand.click(_button(frame, "before"))
    assert _shapes(frame) == {(8, 8, 8), (8, 8, 16)}
    hand.click(_button(frame, "close"))
    assert not hand.view.inline_views.frames


def test_a_frame_opens_within_a_frame(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.view.inline_views.toggle(block)
    outer = _frame(hand, block)
    inner = next(key for key, b in outer.content.scene.graph.blocks.items() if b.type == "Part")
    before = outer.frame
    box = outer.content.scene.places.boxes[inner]
    mark = QPointF(box.left + 16, box.top + 17) - outer._shown.topLeft()
    place = mark * outer._scale + outer._corner() + outer.pos()
    hand.click((place.x(), place.y()))
    assert list(hand.view.inline_views.within[block].frames) == [inner]
    assert outer.frame.width() > before.width()
    assert (8, 8, 8) in _shapes(hand.view.inline_views.within[block].frames[inner])
    found = hand.view.inline_views.spot_at(place)
    assert found is not None
    assert (found.path, found.block) == (((block, "Group", 0),), inner)
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    assert not hand.view.inline_views.within[block].frames
    assert block in hand.view.inline_views.frames


def test_it_is_live(canvas: tuple[Hand, str], qtbot: QtBot) -> None:
    hand, block = canvas
    view = hand.view
    view.inline_views.toggle(block)
    frame = _frame(hand, block)
    view.history.do("base", set_metaparameter(view.editor.document, "base", 5))
    qtbot.waitUntil(lambda: (8, 8, 5) in _shapes(frame))
    conv = next(
        iter(k for k, b in view.editor.document.graph("Part").blocks.items() if b.type == "Conv2D")
    )
    edits = set_values(view.editor.document, conv, "Part", strides=2)
    view.history.do("strides", edits)
    qtbot.waitUntil(lambda: (4, 4, 5) in _shapes(frame))
    view.history.undo()
    qtbot.waitUntil(lambda: (4, 4, 5) not in _shapes(frame))
    count = len(frame.content.scene.cards)
    part = next(
        k for k, b in view.editor.document.graph("Group").blocks.items() if b.type == "Part"
    )
    view.history.do("delete", remove_blocks(view.editor.document, [part], "Group"))
    assert len(frame.content.scene.cards) == count - 1
    view.history.undo()
    assert len(frame.content.scene.cards) == count


def test_it_closes_with_its_block(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.view.inline_views.toggle(block)
    hand.view.history.do("delete", remove_blocks(hand.view.editor.document, [block]))
    assert not hand.view.inline_views.frames
    hand.view.history.undo()
    assert not hand.view.graph_scene.cards[block].opened


def test_a_press_on_a_frame_reaches_nothing_below(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.view.select([block])
    hand.view.inline_views.toggle(block)
    box = _frame(hand, block).box()
    places = dict(hand.view.editor.document.model.positions)
    hand.drag((box.left + 40, box.top + 80), (box.left + 90, box.top + 120))
    assert hand.view.selected_ids() == [block]
    assert hand.view.editor.document.model.positions == places


def test_the_frame_goes_with_its_card(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    hand.view.inline_views.toggle(block)
    frame = _frame(hand, block)
    before = frame.pos()
    start = hand.body(block)
    hand.carry(start, (start[0] + 50, start[1] + 60))
    assert frame.pos() == before + QPointF(50, 60)
    hand.release((start[0] + 50, start[1] + 60))
    assert frame.pos() == before + QPointF(50, 60)


def test_a_double_click_tells_where(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    told: list[object] = []
    hand.view.signals.inside_activated.connect(lambda spot: told.append((spot.path, spot.block)))
    hand.view.inline_views.toggle(block)
    box = _frame(hand, block).box()
    hand.double_click((box.left + 8, box.bottom - 5))
    assert told == [(((block, "Group", 0),), "")]


def test_it_is_painted_near_and_far_in_both_themes(canvas: tuple[Hand, str]) -> None:
    hand, block = canvas
    view = hand.view
    view.inline_views.toggle(block)
    inner = next(iter(_frame(hand, block).content.scene.graph.blocks))
    assert not hand.view.inline_views.within[block].toggle(inner)  # an end is no composite
    for theme in (DARK, LIGHT):
        view.set_theme(theme)
        for zoom in (1.0, 0.2):
            view.camera.zoom_by(zoom / view.camera.zoom)
            with_frame = view.grab().toImage()
            view.inline_views.close_all()
            assert view.grab().toImage() != with_frame
            view.inline_views.toggle(block)


def test_a_view_that_nobody_detached_leaves_nothing_behind(qtbot: QtBot) -> None:
    document, block = nested_document()
    view = GraphView(document, History(document), Checker(document), LIGHT)
    view.inline_views.toggle(block)
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    document.apply(set_metaparameter(document, "base", 3))
