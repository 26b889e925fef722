"""Files that change, go and come back under an open window; second windows; notices that end with their cause."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.files.autosave import Autosave
from app.files.recovery import About, RecoverySlot, recovery_folder
from app.files.second_window import FileClaim, free_dead_locks
from app.files.sweeping import sweep_leftovers
from app.project.project import Project
from app.runs.controller import obstacle
from app.window.window import MainWindow
from blocks.commands.blocks import add_block
from blocks.files.project_file import SUFFIX, read_project, to_text

pytestmark = pytest.mark.window

OpenWindow = Callable[..., MainWindow]
LONG_AGO = time.time() - 2 * 24 * 3600


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "netwright"


@pytest.fixture
def moved(cnn: MainWindow, tmp_path: Path) -> MainWindow:
    """A window whose project lies in a folder of its own, which can be moved away."""
    folder = tmp_path / "work"
    folder.mkdir()
    assert cnn.files.write(folder / "digits.netwright")
    return cnn


def _press(window: MainWindow, qtbot: QtBot, words: str) -> None:
    """Press a button of a notice with the mouse, where it is on screen."""
    (button,) = [
        each for each in window.centre.notices.findChildren(QPushButton) if each.text() == words
    ]
    at = button.mapTo(window, button.rect().center())
    under = window.childAt(at)
    assert under is button
    qtbot.mouseClick(
        under, Qt.MouseButton.LeftButton, pos=QPoint(*button.rect().center().toTuple())
    )


def test_a_folder_that_goes_is_told_and_one_that_comes_back_is_taken_back(
    moved: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    notices = moved.centre.notices
    assert not moved.dirty
    (tmp_path / "work").rename(tmp_path / "away")
    qtbot.waitUntil(lambda: "disk" in notices.shown())
    assert f"The folder {tmp_path / 'work'} is gone" in notices.text("disk")
    assert "Save as..." in [b.text() for b in notices.findChildren(QPushButton)]
    assert moved.dirty
    moved.autosave.wait()
    assert moved.autosave.slot.copy.exists()
    (tmp_path / "away").rename(tmp_path / "work")
    qtbot.waitUntil(lambda: "disk" not in notices.shown())
    assert not moved.dirty


def test_saving_where_the_folder_is_gone_offers_another_place(
    moved: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").rename(tmp_path / "away")
    assert not moved.files.save()
    assert "is gone" in moved.centre.notices.text("disk")
    target = tmp_path / "away" / "again.netwright"
    monkeypatch.setattr("app.files.controller.ask_save_path", lambda *_: target)
    _press(moved, qtbot, "Save as...")
    assert read_project(target).model.blocks
    assert "disk" not in moved.centre.notices.shown()
    assert not moved.dirty


def test_closing_asks_when_the_file_is_gone(
    moved: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work" / "digits.netwright").unlink()
    asked = []
    monkeypatch.setattr(
        moved.files, "ask_save", lambda: asked.append(1) or QMessageBox.StandardButton.Cancel
    )
    assert not moved.close()
    assert asked


def test_a_file_that_is_gone_can_be_saved_again(
    moved: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "work" / "digits.netwright"
    path.unlink()
    qtbot.waitUntil(lambda: "disk" in moved.centre.notices.shown())
    assert "digits.netwright is gone from the disk" in moved.centre.notices.text("disk")
    _press(moved, qtbot, "Save it again")
    assert read_project(path).model.blocks
    assert "disk" not in moved.centre.notices.shown()


def test_the_copy_of_a_file_that_is_gone_stays_when_all_is_undone(moved: MainWindow) -> None:
    path, copy = moved.project.path, moved.autosave.slot.copy
    assert path is not None
    path.unlink()
    moved.disk.look_at_disk()
    moved.canvas.adding.add_block("Dense")
    moved.undo()
    moved.autosave.wait()
    assert copy.exists()
    assert moved.files.save()
    moved.autosave.wait()
    assert not copy.exists()


def test_what_is_kept_against_a_changed_file_has_a_copy(moved: MainWindow, qtbot: QtBot) -> None:
    path = moved.project.path
    assert path is not None
    path.write_text(to_text(Project().document))
    moved.disk.look_at_disk()
    _press(moved, qtbot, "Keep mine")
    moved.autosave.wait()
    assert moved.dirty
    assert read_project(moved.autosave.slot.copy).model.blocks


def test_a_file_that_cannot_be_read_again_is_still_told(moved: MainWindow, qtbot: QtBot) -> None:
    path = moved.project.path
    assert path is not None
    path.write_text("{")
    moved.disk.look_at_disk()
    _press(moved, qtbot, "Read it again")
    assert {"disk", "refused"} <= set(moved.centre.notices.shown())
    assert moved.project.document.model.blocks


def test_a_change_in_place_is_seen(moved: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "work" / "digits.netwright"
    for title, other in (("Digits CNN", "Digits XNN"), ("Digits XNN", "Digits YNN")):
        text = path.read_bytes()
        with path.open("r+b") as file:  # the same file, of the same size
            file.write(text.replace(title.encode(), other.encode()))
        qtbot.waitUntil(lambda: "disk" in moved.centre.notices.shown())
        assert "was changed by another program" in moved.centre.notices.text("disk")
        _press(moved, qtbot, "Read it again")
        assert moved.project.title == other


def test_a_save_and_a_later_change_in_place_are_told_apart(
    moved: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "work" / "digits.netwright"
    moved.canvas.adding.add_block("Dense")
    assert moved.files.save()
    qtbot.wait(300)
    assert "disk" not in moved.centre.notices.shown()
    with path.open("ab") as file:
        file.write(b"\n")
    qtbot.waitUntil(lambda: "disk" in moved.centre.notices.shown())


def test_another_time_alone_is_no_change(moved: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "work" / "digits.netwright"
    for when in (10**18, 2 * 10**18):
        os.utime(path, ns=(when, when))
        moved.disk.look_at_disk()
        assert "disk" not in moved.centre.notices.shown()
        assert moved.files.save()


def test_a_project_opened_through_a_link_is_watched(
    cnn: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "far").mkdir()
    target = tmp_path / "far" / "model.netwright"
    target.write_text(to_text(cnn.project.document))
    link = tmp_path / "link.netwright"
    link.symlink_to(target)
    cnn.files.open_path(link)
    assert cnn.project.path == link
    draft = target.with_suffix(".new")
    draft.write_text(target.read_text().replace("Digits CNN", "Other"))
    draft.replace(target)
    qtbot.waitUntil(lambda: "disk" in cnn.centre.notices.shown())


# ------------------------------------------------------------ second windows


def test_a_second_window_on_the_same_file_is_told_until_the_first_lets_go(
    cnn: MainWindow, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = cnn.project.path
    assert path is not None
    link = tmp_path / "other name.netwright"
    link.symlink_to(path)
    second = open_window(link)
    assert "second" not in cnn.centre.notices.shown()
    assert "is open in another window" in second.centre.notices.text("second")
    cnn.files.show(Project())
    qtbot.waitUntil(lambda: "second" not in second.centre.notices.shown())
    cnn.files.open_path(path)
    assert "second" in cnn.centre.notices.shown()


def test_a_window_that_died_holds_nothing(tmp_path: Path, qapp: object) -> None:
    path = tmp_path / "x.netwright"
    first, second = FileClaim(tmp_path / "open"), FileClaim(tmp_path / "open")
    assert first.hold(path)
    assert not second.hold(path)
    (lock,) = (tmp_path / "open").iterdir()
    first.release()
    lock.write_text(f"{2**22 + 1}\nnetwright\n{os.uname().nodename}\n")
    assert second.hold(path)
    second.release()


def test_without_a_state_folder_files_still_open(tmp_path: Path, qapp: object) -> None:
    (tmp_path / "file").touch()
    claim = FileClaim(tmp_path / "file" / "open")
    assert claim.hold(tmp_path / "x.netwright")
    assert not claim.elsewhere
    claim.release()


# ------------------------------------------------------------ leftovers


def test_leftovers_of_killed_sessions_are_swept(state: Path, tmp_path: Path, qapp: object) -> None:
    work, recovery = tmp_path / "work", state / "recovery"
    for folder in (work, recovery, state / "open"):
        folder.mkdir(parents=True)
    old = [
        work / ".netwright-abcd_123.tmp",
        recovery / ".netwright-abcd_123.tmp",
        recovery / "0123456789ab.lock",
        state / "open" / "0123456789abcdef01234567.lock",
    ]
    kept = [recovery / "ba9876543210.lock", recovery / f"ba9876543210{SUFFIX}"]
    for path in (*old, *kept):
        path.write_text(f"{2**22 + 1}\nnetwright\n{os.uname().nodename}\n")
        os.utime(path, (LONG_AGO, LONG_AGO))
    fresh = work / ".netwright-efgh_123.tmp"
    fresh.touch()
    assert sweep_leftovers([work]) == len(old)
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in (*kept, fresh))


def test_the_lock_of_a_living_session_stays(tmp_path: Path, qapp: object) -> None:
    slot = RecoverySlot(tmp_path)
    assert slot.take()
    assert free_dead_locks(tmp_path, time.time() + 10) == 0
    assert list(tmp_path.glob("*.lock"))
    slot.release()


# ------------------------------------------------------------ notices and their causes


def _copy_of(folder: Path, path: Path | None, title: str) -> RecoverySlot:
    """Leave an unsaved copy behind, as a killed session does."""
    project = Project()
    project.do("Add", add_block(project.document, "Dense", (0.0, 0.0))[1])
    slot = RecoverySlot(folder)
    slot.write(to_text(project.document), About(path, title, None))
    slot.release()
    return slot


def test_an_offer_to_restore_belongs_to_its_project(
    state: Path, open_window: OpenWindow, tmp_path: Path
) -> None:
    mine, other = tmp_path / "mine.netwright", tmp_path / "other.netwright"
    for path in (mine, other):
        path.write_text(to_text(Project().document))
    own = _copy_of(recovery_folder(), mine, "Mine")
    unsaved = _copy_of(recovery_folder(), None, "Unsaved")
    window = open_window(other)

    def offers() -> set[str]:
        return {key for key in window.centre.notices.shown() if key.startswith("recover")}

    assert offers() == set()
    assert "unsaved work of 2 projects" in window.centre.toast.text()
    window.files.open_path(mine)
    assert offers() == {f"recover {own.name}"}
    window.files.open_path(other)
    assert offers() == set()
    window.files.show(Project())
    assert offers() == {f"recover {own.name}", f"recover {unsaved.name}"}
    window.centre.notices.answer(f"recover {unsaved.name}", "Restore")
    assert len(window.project.document.model.blocks) == 1
    assert offers() == set()


def test_what_a_script_lacks_is_no_longer_told_once_the_edit_is_undone(cnn: MainWindow) -> None:
    cnn.canvas.adding.add_block("Dense")
    cnn.actions_of["export.copy_code"].trigger()
    assert "There is no script yet" in cnn.centre.notices.text("refused")
    cnn.undo()
    assert "refused" not in cnn.centre.notices.shown()


def test_the_wish_for_data_goes_when_data_are_chosen(cnn: MainWindow) -> None:
    cnn.files.choose_source("none")
    cnn.transfer.new_head()
    assert "transfer" in cnn.centre.notices.shown()
    cnn.top.source_chosen.emit("digits")
    assert "transfer" not in cnn.centre.notices.shown()


def test_what_was_done_is_told_until_it_is_undone_or_left(cnn: MainWindow) -> None:
    cnn.transfer.new_head()
    assert "new head" in cnn.centre.notices.text("transfer")
    cnn.canvas.adding.add_block("Dense")
    assert "transfer" in cnn.centre.notices.shown()
    cnn.undo()
    cnn.undo()
    assert "transfer" not in cnn.centre.notices.shown()


def test_refusals_go_with_the_project(cnn: MainWindow, tmp_path: Path) -> None:
    cnn.files.open_path(tmp_path / "not there.netwright")
    cnn.files.choose_source("none")
    cnn.training.start()
    assert {"refused", "train"} <= set(cnn.centre.notices.shown())
    cnn.files.show(Project())
    assert not {"refused", "train"} & set(cnn.centre.notices.shown())


def test_a_strip_that_says_the_same_stays_as_it_is(cnn: MainWindow) -> None:
    cnn.files.choose_source("none")
    cnn.training.start()
    cnn.canvas.adding.add_block("Dense")
    cnn.links.show_checks()
    cnn.undo()
    cnn.links.show_checks()
    cnn.training.look_again()
    assert cnn.centre.notices.text("train") == obstacle(cnn.project)
    strip = cnn.centre.notices._strips["train"]
    cnn.training.look_again()
    assert cnn.centre.notices._strips["train"] is strip


def test_the_time_of_saving_is_told_of_the_project_that_was_saved(
    moved: MainWindow, tmp_path: Path
) -> None:
    assert moved.status.saved.text() == "Saved just now"
    other = tmp_path / "other.netwright"
    other.write_text(to_text(Project().document))
    moved.files.open_path(other)
    assert moved.status.saved.text() == "Saved"


def test_a_problem_that_was_looked_at_goes_with_its_project(cnn: MainWindow) -> None:
    cnn.canvas.adding.add_block("Dense")
    cnn.problem_centre.refresh()
    cnn.problem_centre.go_next()
    assert cnn.problem_centre._chosen is not None
    cnn.put_project(Project())
    assert cnn.problem_centre._chosen is None


def test_a_copy_that_can_be_written_again_takes_the_warning_back(
    cnn: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(RecoverySlot, "write", full)
        with qtbot.waitSignal(cnn.autosave.failed):
            cnn.autosave.write()
    assert "autosave" in cnn.centre.notices.shown()
    with qtbot.waitSignal(cnn.autosave.mended):
        cnn.autosave.write()
    assert "autosave" not in cnn.centre.notices.shown()
    assert isinstance(cnn.autosave, Autosave)
