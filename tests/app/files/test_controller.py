from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from app.frame import recent
from app.frame.crash import Crash
from app.window.window import MainWindow
from blocks.files.project_file import read_project

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def no_recent_files() -> None:
    recent.forget_all()


NEWER = '{"format": "netwright project", "version": 99, "min_reader": 99}'


def _answer(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(
            QFileDialog, name, staticmethod(lambda *_: (str(path) if path else "", ""))
        )


def test_save_as_save_and_open_again(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.canvas.adding.add_block("Dense")
    _answer(monkeypatch, tmp_path / "mine")
    assert window.files.save()
    path = tmp_path / "mine.netwright"
    assert len(read_project(path).model.blocks) == 1
    window.canvas.adding.add_block("ReLU")
    assert window.files.save()
    assert len(read_project(path).model.blocks) == 2
    window.files.show(type(window.project)())
    _answer(monkeypatch, path)
    window.files.open()
    assert len(window.project.checker.graph.blocks) == 2
    assert recent.recent_files() == [path]


@pytest.mark.parametrize("yes", [False, True])
def test_a_file_that_gets_its_suffix_here_is_replaced_only_when_asked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yes: bool
) -> None:
    path = tmp_path / "mine.netwright"
    path.write_text("precious")
    _answer(monkeypatch, tmp_path / "mine")
    monkeypatch.setattr("app.frame.save_path.agrees", lambda *_: yes)
    window.canvas.adding.add_block("Dense")

    assert window.files.save() is yes
    assert (path.read_text() == "precious") is not yes


def test_a_cancelled_question_saves_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(monkeypatch, None)
    assert not window.files.save()
    assert window.project.path is None


@pytest.mark.parametrize(
    "text",
    ["", "not json", "[]", '{"format": "other"}', NEWER],
)
def test_a_broken_file_is_refused_and_left_alone(
    cnn: MainWindow, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "broken.netwright"
    path.write_text(text)
    before = cnn.project
    cnn.files.open_path(path)
    assert cnn.project is before
    assert "broken.netwright cannot be opened" in cnn.centre.notices.text("refused")
    assert path.read_text() == text


def test_recent_files_forget_what_is_gone(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.netwright" for number in range(12)]
    for path in paths:
        path.write_text("{}")
        recent.remember(path)
    assert recent.recent_files() == paths[:1:-1]
    paths[-1].unlink()
    assert recent.recent_files()[0] == paths[-2]
    recent.remember(paths[5])
    assert recent.recent_files()[0] == paths[5]
    recent.forget(paths[5])
    assert paths[5] not in recent.recent_files()


def test_the_recent_menu_opens(cnn: MainWindow, open_window: Any) -> None:
    path = cnn.project.path
    assert path is not None
    recent.remember(path)
    window = open_window()
    (action, *_) = window.recent_menu().actions()
    assert action.text() == path.name
    action.trigger()
    assert window.project.path == path


def test_a_change_on_the_disk_is_told(cnn: MainWindow) -> None:
    path = cnn.project.path
    assert path is not None
    path.write_text(path.read_text().replace("Digits CNN", "Other title"))
    os.utime(path, ns=(1, 1))
    cnn.disk.look_at_disk()
    assert "was changed by another program" in cnn.centre.notices.text("disk")
    cnn.canvas.adding.add_block("Dense")
    assert not cnn.files.save()
    assert "was changed by another program" in cnn.centre.notices.text("disk")
    cnn.centre.notices.answer("disk", "Overwrite it")
    assert "Digits CNN" in path.read_text()


def test_the_other_version_can_be_read(cnn: MainWindow) -> None:
    path = cnn.project.path
    assert path is not None
    path.write_text(path.read_text().replace("Digits CNN", "Other title"))
    os.utime(path, ns=(1, 1))
    cnn.disk.look_at_disk()
    cnn.centre.notices.answer("disk", "Read it again")
    assert cnn.project.title == "Other title"


def test_a_save_that_fails_is_told(
    cnn: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not cnn.files.write(tmp_path / "no" / "such" / "folder.netwright")
    assert "was not saved" in cnn.centre.notices.text("save")


def test_what_could_not_be_opened_again_is_not_saved(cnn: MainWindow, tmp_path: Path) -> None:
    path = cnn.project.path
    assert path is not None
    before = path.read_bytes()
    cnn.canvas.adding.add_block("Dense")
    cnn.project.document.extra = {"more": "x" * 100_001}
    assert not cnn.files.save()
    words = cnn.centre.notices.text("save")
    assert (
        "was not saved. It could not be opened again: the file has a text that is too long."
        in words
    )
    assert path.read_bytes() == before
    assert not cnn.project.history.clean
    cnn.autosave.write()  # the copy against crashes is held to the same
    cnn.autosave.wait()
    QApplication.processEvents()
    assert "a text that is too long" in cnn.centre.notices.text("autosave")
    cnn.project.document.extra = {}
    assert cnn.files.save()
    assert "save" not in cnn.centre.notices.shown()


def test_no_script_of_an_unfinished_model(window: MainWindow) -> None:
    window.canvas.adding.add_block("Dense")
    window.actions_of["export.copy_code"].trigger()
    assert "There is no script yet" in window.centre.notices.text("refused")


def test_data_are_chosen_at_the_top(window: MainWindow) -> None:
    window.top.source_chosen.emit("iris")
    assert window.project.settings.of_data("source") == "iris"
    assert "iris" in window.top.data.currentText()
    window.undo()
    assert window.top.data.currentData() == "none"


def test_a_data_file_beside_the_project_is_kept_relative(cnn: MainWindow) -> None:
    assert cnn.project.path is not None
    table = cnn.project.path.parent / "table.csv"
    table.write_text("a,b\n" + "".join(f"{n},{n % 2}\n" for n in range(30)))
    cnn.files.open_path(table)
    assert cnn.project.settings.of_data("path") == "table.csv"
    assert cnn.project.data is not None


@pytest.mark.allows_log
def test_an_unexpected_error_is_told_without_a_traceback(
    cnn: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = Crash(cnn.centre.notices)
    try:
        sys.excepthook(ValueError, ValueError("the secret"), None)
        text = cnn.centre.notices.text("crash")
        assert "ValueError" in text
        assert "secret" not in text
        cnn.centre.notices.answer("crash", "Copy report")
        assert "the secret" in QGuiApplication.clipboard().text()
        cnn.centre.notices.close_notice("crash")
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: "crash" in cnn.centre.notices.shown())
        assert "ZeroDivisionError" in cnn.centre.notices.text("crash")
    finally:
        crash.close()
    from app.system.failures import log_folder

    assert "the secret" in (log_folder() / "netwright.log").read_text()
    logging.getLogger("app.qt")
    QTimer.singleShot(0, lambda: None)
