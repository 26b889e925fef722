"""Windows, canvases, panels and dialogs come and go many times: nothing is said, and nobody listens afterwards."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog

from app.project.project import Project
from app.window.window import MainWindow
from blocks.commands.blocks import move_blocks
from blocks.document.edits import Edit
from blocks.signals import Signal
from tests.app.composites.test_composites import _sketch
from tests.app.conftest import CNN

pytestmark = pytest.mark.window

DIALOGS = (
    "composite.new",
    "composite.make",
    "composite.rename",
    "export.python",
    "export.picture",
    "export.model_file",
    "file.new",
    "help.about",
    "help.shortcuts",
    "file.preferences",
)
TURNS = 4


def _collect() -> None:
    QApplication.processEvents()
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def _signals(project: Project) -> list[Signal[...]]:
    return [
        project.document.changed,
        project.history.changed,
        project.checker.updated,
        project.data_changed,
        project.place.moved,
        project.place.iteration_changed,
        project.place.updated,
        project.place.leaving,
    ]


def _listeners(project: Project) -> list[int]:
    return [len(signal._listeners) for signal in _signals(project)]


def _edits(project: Project) -> list[Edit]:
    graph = project.document.model
    return move_blocks(
        project.document, {key: (x + 7, y) for key, (x, y) in graph.positions.items()}
    )


def test_nobody_listens_to_a_project_that_is_no_longer_shown(
    window: MainWindow, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = _sketch(), Project.open(CNN)
    before = _listeners(first)
    shown: list[int] = []
    for _ in range(TURNS):
        window.put_project(first)
        QApplication.processEvents()
        _collect()
        shown = shown or _listeners(first)
        assert _listeners(first) == shown
        window.put_project(second)
        _collect()
        first.do("move", _edits(first))
        QApplication.processEvents()
        assert _listeners(first) == before
    assert capfd.readouterr() == ("", "")


def test_a_project_that_is_no_longer_shown_is_not_kept(window: MainWindow) -> None:
    shown = Project.open(CNN)
    gone = [weakref.ref(each) for each in (shown, shown.document, shown.checker)]
    window.put_project(shown)
    QApplication.processEvents()
    del shown
    window.put_project(Project())
    _collect()
    assert [each() for each in gone] == [None] * 3


def test_nothing_is_said_when_composites_are_entered_and_left(
    window: MainWindow, capfd: pytest.CaptureFixture[str]
) -> None:
    project = _sketch()
    window.put_project(project)
    _collect()
    before = _listeners(project)
    group = next(
        key for key, block in project.document.model.blocks.items() if block.type == "Group"
    )
    for _ in range(TURNS):
        window.canvas.inline_views.open(group)
        QApplication.processEvents()
        project.place.enter(group)
        QApplication.processEvents()
        window.undo()
        project.place.go(0)
        _collect()
        project.do("move", _edits(project))
        QApplication.processEvents()
        assert _listeners(project) == before
    assert capfd.readouterr() == ("", "")


def test_nothing_is_said_when_dialogs_come_and_go(
    cnn: MainWindow, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDialog, "exec", lambda _: 0)
    _collect()
    before: list[int] = []
    for _ in range(TURNS):
        cnn.canvas.select(list(cnn.project.document.model.blocks)[1:2])
        for name in DIALOGS:
            if cnn.actions_of[name].isEnabled():
                cnn.actions_of[name].trigger()
            QApplication.processEvents()
            for dialog in cnn.findChildren(QDialog):
                dialog.close()
            popup = cnn.canvas.adding.open_search()
            popup.finish()
        _collect()
        cnn.project.do("move", _edits(cnn.project))
        before = before or _listeners(cnn.project)
        assert _listeners(cnn.project) == before
    assert capfd.readouterr() == ("", "")


def test_nothing_is_said_when_windows_come_and_go(
    qapp: object, capfd: pytest.CaptureFixture[str]
) -> None:
    project = _sketch()
    before = _listeners(project)
    for _ in range(2):
        window = MainWindow()
        window.show()
        window.load_now()
        window.put_project(project)
        QApplication.processEvents()
        project.history.mark_clean()
        window.close()
        window.deleteLater()
        _collect()
        project.do("move", _edits(project))
        QApplication.processEvents()
    del window
    _collect()
    project.do("move", _edits(project))
    assert _listeners(project) == before
    assert capfd.readouterr() == ("", "")
