"""Whatever lies damaged on the disk: the window starts, says so, and keeps what is there together."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.code.panel import CodePanel
from app.frame.preferences import DAMAGED, Preferences, settings_file
from app.frame.recent import recent_files
from app.project.project import Project
from app.window import showing
from app.window.window import MainWindow
from blocks.commands.blocks import add_block
from blocks.files.project_file import SUFFIX, to_text
from tests.app.conftest import CNN

pytestmark = [pytest.mark.window, pytest.mark.allows_log]


@pytest.fixture
def caught(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[MainWindow]]:
    """Windows that catch errors, as the program's own does; a state folder of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    windows: list[MainWindow] = []
    yield windows
    for window in windows:
        window.files.ask_save = lambda: QMessageBox.StandardButton.Discard  # type: ignore[method-assign]
        window.close()
        window.end()
        window.deleteLater()


def opened(windows: list[MainWindow], path: Path | None = None) -> MainWindow:
    window = MainWindow(path, catch_errors=True)
    windows.append(window)
    window.resize(1200, 800)
    window.show()
    window.load_now()
    return window


def shown(window: MainWindow) -> str:
    notices = window.centre.notices
    return "\n".join(notices.text(key) for key in notices.shown())


WORDS = {
    "dock_sizes": "250 \u00b2 300",
    "text_size": "1\u00b2\u00b2",
    "appearance": "\x1b[2J",
    "export": "[" * 900,
    "folded": "left=\u00b2",
    "recent": json.dumps(["/a\0b.netwright", "x" * 5_000, "/" + "y" * 300 + "/z", 3, "\ud800"]),
    "keep_worker": ["a", "list"],
    "geometry": b"no geometry",
    "docks": "no docks",
}


@pytest.fixture
def damaged_preferences() -> Iterator[None]:
    file = settings_file()
    before = {name: file.value(name) for name in WORDS}
    for name, value in WORDS.items():
        file.setValue(name, value)
    file.sync()
    DAMAGED.clear()
    yield
    for name, value in before.items():
        file.remove(name) if value is None else file.setValue(name, value)
    file.sync()
    DAMAGED.clear()


def test_damaged_preferences_are_as_if_they_were_not_set(damaged_preferences: None) -> None:
    found = Preferences()
    assert (found.mode, found.text_size, found.dock_sizes(), found.folded()) == (
        "system",
        100,
        None,
        {},
    )
    assert found.export_options.values()
    assert recent_files() == []
    assert {"appearance", "text_size", "dock_sizes", "export"} == DAMAGED


def test_the_window_starts_with_damaged_state_and_says_so(
    damaged_preferences: None, caught: list[MainWindow], tmp_path: Path
) -> None:
    folder = tmp_path / "state" / "netwright" / "recovery"
    folder.mkdir(parents=True)
    odd = b'{"path": "/a\\u0000b", "title": "T", "stamp": [1e9, true]}'
    for name, note in (("deep", b"[" * 100_000), ("nul", odd)):
        (folder / f"{name}{SUFFIX}").write_bytes(CNN.read_bytes())
        (folder / f"{name}.json").write_bytes(note)
    (folder / f"broken{SUFFIX}").write_bytes(b"[" * 100_000)
    (folder / "broken.json").write_bytes(b"\xff\xfe")
    window = opened(caught)
    assert window.loaded
    assert "the note about it is damaged" in shown(window)
    assert "Some preferences could not be read" in shown(window)
    assert "crash" not in window.centre.notices.shown()
    window.centre.notices.answer("recover broken", "Restore")
    assert "The copy cannot be read: the file is nested too deeply" in shown(window)
    window.centre.notices.answer("recover nul", "Restore")
    assert len(window.project.document.model.blocks) > 3


def test_a_listener_that_fails_splits_nothing_and_is_told(caught: list[MainWindow]) -> None:
    window = opened(caught)
    project = window.project

    def failing(_: object) -> None:
        raise RuntimeError("a listener of the test")

    project.document.changed.connect(failing)
    before = to_text(project.document)
    _, edits = add_block(project.document, "Dense", (0.0, 0.0))
    project.do("Add Dense", edits)
    QApplication.processEvents()
    assert (project.history.undo_label, window.dirty) == ("Add Dense", True)
    assert "Something went wrong inside Netwright (RuntimeError)" in shown(window)
    window.undo()
    assert to_text(project.document) == before
    assert not window.dirty


def test_a_project_that_cannot_be_shown_leaves_an_empty_one(
    caught: list[MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "odd.netwright"
    path.write_bytes(CNN.read_bytes())
    whole = showing.show_project

    def put(window: MainWindow, project: Project) -> None:
        if project.path is not None:
            raise KeyError("a step of the test")
        whole(window, project)

    monkeypatch.setattr(showing, "show_project", put)
    window = opened(caught, path)
    assert window.loaded
    assert window.project.path is None
    assert "odd.netwright cannot be shown" in shown(window)
    window.files.open_path(path)
    assert not window.project.document.model.blocks
    assert window.windowTitle().startswith("Untitled")


def test_a_project_that_nobody_can_read_leaves_an_empty_one(
    caught: list[MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "odd.netwright"
    path.write_bytes(CNN.read_bytes())

    def broken(_: Path) -> None:
        raise TypeError("nobody thought of this")

    monkeypatch.setattr(Project, "open", broken)
    window = opened(caught, path)
    assert window.loaded
    assert "odd.netwright cannot be opened: something in it is not understood" in shown(window)


def test_a_damaged_data_file_is_chosen_told_and_taken_back(
    caught: list[MainWindow], tmp_path: Path
) -> None:
    data, path = tmp_path / "flowers.npz", tmp_path / "digits.netwright"
    raw = b"{'descr': '".ljust(117) + b"\n"
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "x.npy", b"\x93NUMPY\x01\x00" + len(raw).to_bytes(2, "little") + raw + bytes(640)
        )
    project = json.loads(CNN.read_text())
    project["data"] = {"source": "file", "path": data.name}
    path.write_text(json.dumps(project))
    window = opened(caught, path)
    assert window.loaded
    assert "broken header" in window.project.data_error
    assert "crash" not in window.centre.notices.shown()
    other = opened(caught)
    other.files.use_data_file(data)
    assert other.project.history.undo_label == "Choose data"
    assert other.dirty
    other.undo()
    assert (other.project.data_error, other.dirty) == ("", False)


def test_one_bad_composite_of_ones_own_is_named_and_greets_no_start(
    caught: list[MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.composites.library_folders.own_folder", lambda: tmp_path)
    meta = {"name": "act", "kind": {}, "value": "a", "choices": 3}
    bad = {"format": "netwright project", "version": 1, "model": {"metaparameters": [meta]}}
    (tmp_path / "Bad.netwright").write_text(json.dumps(bad))
    (tmp_path / "Worse.netwright").write_bytes(b"[" * 100_000)
    window = opened(caught)
    window.library.sections.load_now()
    entries = {
        entry.item.name: entry.item.problem for entry in window.library_index.entries("My library")
    }
    assert "of no known kind" in entries["Bad"]
    assert "nested too deeply" in entries["Worse"]
    assert "crash" not in window.centre.notices.shown()


PARTS = {
    "app.palette.palette.BlockPalette": "block palette",
    "app.composites.library.LibraryActions": "library",
    "app.inspector.panel.Inspector": "inspector",
    "app.problems.controller.ProblemCentre": "list of problems",
    "app.problems.panel.ProblemsPanel": "list of problems",
    "app.code.controller.CodeLinks": "links to the code",
    "app.window.command_palette.CommandPalette": "command palette",
    "app.runs.panel.TrainingPanel": "Training panel",
    "app.code.panel.CodePanel": "Code panel",
    "app.summary.panel.SummaryPanel": "Summary panel",
    "app.data.panel.DataPanel": "Data panel",
    "app.exports.code_controller.ExportActions": "exports",
    "app.composites.controller.CompositeActions": "composites",
    "app.imports.controller.ImportActions": "imports",
    "app.exports.model_file_controller.ModelFileActions": "model files",
    "app.exports.picture_controller.PictureActions": "pictures",
    "app.composites.sharing.SharingActions": "sharing",
    "app.exports.table_controller.TableActions": "tables",
    "app.runs.controller.TrainingActions": "training",
    "app.runs.project_change.RunActions": "runs",
    "app.runs.transfer.TransferActions": "transfer",
}


OFTEN = ("Palette", "Inspector", "Centre", "TrainingPanel", "RunActions")
"""Ends of the parts that others ask most; the rest are missing together in one window."""

ONE_BY_ONE = [
    pytest.param(part, marks=() if part.endswith(OFTEN) else pytest.mark.slow) for part in PARTS
]


def _no_part(*_: object) -> None:
    raise KeyError("a part of the test")


def _used(window: MainWindow) -> None:
    """Do a little of everything that a window is for."""
    window.canvas.adding.add_block("Dense")
    window.canvas.select([])
    for name in ("Training", "Problems", "Code", "Summary", "Data"):
        showing.go_to_panel(window, name)
    window.set_theme(window.theme)
    window.undo()
    window.redo()
    QApplication.processEvents()
    window.refresh_actions()


@pytest.mark.parametrize("part", ONE_BY_ONE)
def test_a_part_that_cannot_be_made_keeps_no_other_from_working(
    part: str, caught: list[MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "digits.netwright"
    path.write_bytes(CNN.read_bytes())
    monkeypatch.setattr(part, _no_part)
    window = opened(caught, path)
    assert window.loaded
    assert f"what is missing: {PARTS[part]}" in shown(window)
    first = window.crash.last
    _used(window)
    assert window.crash.last is first, window.crash.report()
    assert window.project.path == path
    assert window.files.save()
    assert len(window.project.document.model.blocks) > 6
    assert window.close()


def test_all_parts_may_be_missing_at_once(
    caught: list[MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in PARTS:
        monkeypatch.setattr(part, _no_part)
    window = opened(caught)
    assert window.loaded
    first = window.crash.last
    _used(window)
    assert window.crash.last is first, window.crash.report()
    assert len(window.project.document.model.blocks) == 1


def test_a_part_that_shows_no_project_keeps_no_other_from_it(
    caught: list[MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "digits.netwright"
    path.write_bytes(CNN.read_bytes())
    whole = CodePanel.set_project

    def in_the_window(panel: CodePanel, project: Project) -> None:
        if panel.parent() is not None:
            raise KeyError("a part of the test")
        whole(panel, project)

    monkeypatch.setattr(CodePanel, "set_project", in_the_window)
    window = opened(caught, path)
    assert window.loaded
    assert "digits.netwright cannot be shown" in shown(window)
    assert window.project.path is None
    assert window.problem_centre.project is window.project
    window.canvas.adding.add_block("Dense")
    assert window.dirty


def test_a_window_that_cannot_work_says_so_and_can_be_closed(
    caught: list[MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.files.controller.FileActions", _no_part)
    window = MainWindow(None, catch_errors=True)
    window.show()
    with pytest.raises(KeyError, match="a part of the test"):
        window.load_now()
    assert not window.loaded
    assert "Netwright could not be loaded" in shown(window)
    assert window.close()
    window.end()
    window.deleteLater()
