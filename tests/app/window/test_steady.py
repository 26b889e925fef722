"""No block moves on the screen unless the user moves it: bars, docks and notices come and go around the canvas."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.frame.notices import Notice
from app.window.shell import TABS
from app.window.window import MainWindow
from blocks.commands.blocks import disconnect
from canvas.theme.themes import DARK
from tests.app.composites.test_composites import _sketch

pytestmark = pytest.mark.window


def _settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def _places(window: MainWindow) -> dict[str, QPoint]:
    """Return where the cards are in the window."""
    _settle()
    view = window.canvas
    corner = view.viewport().mapTo(window, QPoint())
    return {
        key: corner + view.mapFromScene(QPointF(box.left, box.top))
        for key, box in view.graph_scene.places.boxes.items()
    }


def _break(window: MainWindow) -> None:
    """Cut a wire, so that there is a problem with fixes."""
    document = window.project.document
    wire = sorted(document.model.wires())[2]
    window.project.do("cut", disconnect(document, [wire]))
    window.problem_centre.refresh()
    window.problem_centre.find_now()
    _settle()


def _notices(window: MainWindow) -> None:
    for number in range(3):
        window.centre.notices.tell(
            Notice(f"n{number}", "Something was told. " * 20, [("Do it", _settle)])
        )


DOINGS: dict[str, Callable[[MainWindow], object]] = {
    "a problem comes": _break,
    "notices come": _notices,
    "the blocks go": lambda window: window.trigger("view.blocks"),
    "the inspector goes": lambda window: window.trigger("view.inspector"),
    "the panels go": lambda window: window.trigger("view.panels"),
    "the window is smaller": lambda window: window.resize(1100, 700),
    "the window is larger": lambda window: window.resize(1500, 1000),
    "the window fills the screen": lambda window: window.showMaximized(),
    "the window is as before": lambda window: window.showNormal(),
    "a run begins": lambda window: window.show_tab("Training"),
    "a dock floats": lambda window: window.blocks_dock.setFloating(True),
    "docks are put back": lambda window: window.reset_layout(),
    "a panel is shown": lambda window: window.show_tab(TABS[2]),
    "a search opens": lambda window: window.canvas.adding.open_search(),
    "the theme changes": lambda window: window.set_theme(DARK),
    "a block is selected": lambda window: window.canvas.select(list(window.canvas.graph_scene.cards)[:1]),
    "a bar grows": lambda window: window.centre.breadcrumb.setMinimumHeight(70),
    "the top bar grows": lambda window: window.top.setMinimumHeight(90),
}  # fmt: skip


@pytest.fixture
def steady(cnn: MainWindow) -> MainWindow:
    _settle()
    return cnn


def test_blocks_stay_where_they_are_whatever_comes_around_the_canvas(steady: MainWindow) -> None:
    before = _places(steady)
    for words, do in DOINGS.items():
        do(steady)
        assert _places(steady) == before, words
    for words, do in reversed(DOINGS.items()):
        if "go" in words.split() or "goes" in words.split():
            do(steady)
            assert _places(steady) == before, f"{words}, the other way round"
    steady.use_mode("light")


def test_a_fix_moves_no_block_that_is_not_in_its_way(steady: MainWindow, qtbot: QtBot) -> None:
    _break(steady)
    before, zoom = _places(steady), steady.canvas.camera.zoom
    qtbot.waitUntil(lambda: bool(steady.centre.problem_bar.links()))
    link = steady.centre.problem_bar.links()[0]
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    _settle()
    steady.problem_centre.find_now()
    after = _places(steady)
    assert {key: after[key] for key in before} == before
    assert steady.canvas.camera.zoom == zoom
    steady.undo()
    assert _places(steady) == before


def test_closing_a_notice_by_its_button_moves_nothing(steady: MainWindow) -> None:
    before = _places(steady)
    _notices(steady)
    assert _places(steady) == before
    for key in steady.centre.notices.shown():
        steady.centre.notices.answer(key, "Do it")
        assert _places(steady) == before


def test_a_graph_is_found_where_it_was_left(window: MainWindow) -> None:
    project = _sketch()
    window.put_project(project)
    _settle()
    window.canvas.camera.zoom_by(0.83)
    window.canvas.camera.pan(QPoint(31, -47))
    group = next(k for k, block in project.document.model.blocks.items() if block.type == "Group")
    before = _places(window)
    for _ in range(3):
        project.place.enter(group)
        _settle()
        inside = _places(window)
        window.canvas.camera.pan(QPoint(5, 7))
        project.place.go(0)
        assert _places(window) == before
        project.place.enter(group)
        moved = _places(window)
        assert moved == {key: at + QPoint(5, 7) for key, at in inside.items()}
        project.place.go(0)
        assert _places(window) == before
