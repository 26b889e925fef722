"""Runs and their project in the window: shown with it and only with it, and asked about before it is left."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from app.files.leaving import LeaveChoice
from app.project.project import Project
from app.runs.panel import TrainingPanel
from app.training.lines import encode
from app.training.messages import EpochDone, HookCost, RunFailed, RunFinished, RunStarted
from app.training.run_folder import folder as runs, places, presence
from app.window.window import MainWindow
from blocks.files.project_file import SUFFIX
from tests.app.conftest import CNN, OpenWindow
from tests.app.training.test_leaving import Unready

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return places.state_folder()


def made_run(
    project: Path | None, number: int = 1, epochs: int = 3, *, key: str = "", ended: bool = True
) -> Path:
    """Write a run folder as a worker does."""
    folder = places.new_run_folder(project, "x", key)
    fill(folder, number, epochs, ended=ended)
    return folder


def fill(folder: Path, number: int = 1, epochs: int = 3, *, ended: bool = True) -> None:
    info = runs.RunInfo(
        title="Digits",
        started=f"2026-03-0{number}T10:00:00+01:00",
        seed=1,
        backend="tensorflow",
        device="cpu:0",
        versions={},
        data={},
        training={},
        format=1,
        min_reader=1,
        id=f"id{number}",
        number=number,
        optimizer="adam",
        epochs=epochs,
        watches="val_loss",
    )
    (folder / runs.PROJECT).write_bytes(CNN.read_bytes())
    (folder / runs.RUN).write_bytes(msgspec.json.encode(info))
    lines = [encode(RunStarted("", epochs, 1, 1, 9, 9, ("loss",), "val_loss", "cpu:0"))]
    table = ["epoch,loss,val_loss"]
    for epoch in range(1, epochs + 1):
        value = number / epoch
        logs: dict[str, float | None] = {"loss": value, "val_loss": value}
        lines.append(encode(EpochDone(epoch, logs, 0.1, 1.0, True, epoch)))
        table.append(f"{epoch},{value},{value}")
    (folder / runs.EVENTS).write_bytes(b"".join(lines))
    (folder / runs.HISTORY).write_text("\n".join(table) + "\n")
    if ended:
        end(folder, number, epochs)


def end(folder: Path, number: int, epochs: int) -> None:
    (folder / runs.MODEL).write_bytes(f"model of run {number}".encode())
    result = RunFinished(
        "complete", epochs, epochs, {}, {}, 1.0, {"model": "model.keras"}, HookCost(1, 1.0, 1.0)
    )
    (folder / runs.RESULT).write_bytes(runs.to_write(result))


def panel_of(window: MainWindow) -> TrainingPanel:
    panel: TrainingPanel = window.training_panel
    return panel


def lines(window: MainWindow) -> list[str]:
    return [record.called for record in panel_of(window).runs.records]


def project_at(path: Path) -> Path:
    path.write_bytes(CNN.read_bytes())
    return path


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where 'Keep best' writes."""
    from app.runs import keep_best

    target = tmp_path / "kept.keras"
    monkeypatch.setattr(keep_best.QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    return target


def press_keep(window: MainWindow, qtbot: QtBot) -> None:
    window.show_tab("Training")
    QApplication.processEvents()
    button = panel_of(window).status.buttons["keep"]
    qtbot.waitUntil(button.isEnabled)
    spot = button.mapTo(window, button.rect().center())
    target = window.childAt(spot)
    assert target is button
    with qtbot.waitSignal(panel_of(window).copies.ended):
        qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(window, spot))


def test_runs_are_shown_with_their_project_and_only_with_it(
    open_window: OpenWindow, tmp_path: Path, kept: Path, qtbot: QtBot
) -> None:
    one, two = (project_at(tmp_path / f"{name}{SUFFIX}") for name in ("one", "two"))
    made_run(one, 1)
    made_run(one, 2, epochs=5)
    made_run(two, 7)
    window = open_window(one)
    assert lines(window) == ["Run 2", "Run 1"]
    panel = panel_of(window)
    qtbot.waitUntil(lambda: bool(panel.plots.plots), timeout=20_000)
    loss = panel.plots.plots[0].plot
    qtbot.waitUntil(lambda: len(loss.training.yData) == 5)
    assert "finished after 5 epochs" in panel.status.facts.text()
    press_keep(window, qtbot)
    assert kept.read_bytes() == b"model of run 2"
    panel.runs.item(1).setSelected(True)
    assert len(loss._overlays) == 1
    window.files.open_path(two)
    assert lines(window) == ["Run 7"]
    assert len(loss.training.yData) == 3
    assert len(loss._overlays) == 0
    press_keep(window, qtbot)
    assert kept.read_bytes() == b"model of run 7"
    window.files.show(Project())
    assert lines(window) == []
    assert panel.hint.isVisible()
    assert panel.status.buttons["keep"].isHidden()
    window.files.open_path(one)
    assert lines(window) == ["Run 2", "Run 1"]
    press_keep(window, qtbot)
    assert kept.read_bytes() == b"model of run 2"


def test_a_moved_and_a_copied_folder_bring_their_runs(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    made_run(project_at(tmp_path / "a" / f"one{SUFFIX}"), 4)
    (tmp_path / "a").rename(tmp_path / "b")
    window = open_window(tmp_path / "b" / f"one{SUFFIX}")
    assert lines(window) == ["Run 4"]
    source = panel_of(window).record.best_file()  # type: ignore[union-attr]
    assert source is not None
    assert source.is_relative_to(tmp_path / "b")


def test_a_damaged_run_is_listed_with_a_word(open_window: OpenWindow, tmp_path: Path) -> None:
    one = project_at(tmp_path / f"one{SUFFIX}")
    made_run(one, 1)
    broken = made_run(one, 2)
    (broken / runs.RUN).write_text("{")
    (broken / runs.RESULT).write_bytes(b"\xff")
    empty = made_run(one, 3)
    for path in empty.iterdir():
        path.unlink() if path.name != runs.PROJECT else path.write_text("[" * 10_000)
    window = open_window(one)
    panel = panel_of(window)
    texts = [panel.runs.item(row).text() for row in range(panel.runs.count())]
    assert len(texts) == 3
    assert sum("damaged" in text for text in texts) == 1
    assert sum("broken off" in text for text in texts) == 1
    (row,) = [row for row, text in enumerate(texts) if "damaged" in text]
    assert runs.RUN in panel.runs.item(row).toolTip()
    assert panel.record is not None
    for row in range(3):  # none of them can be drawn to death
        panel.runs.item(row).setSelected(True)


# ---------------------------------------------------------------------- a run under way


class MadeUpRun:
    """A session that believes in a worker; its folder is written by hand."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window, self.session = window, window.training.session
        self.told: list[str] = []
        self.answers = True
        monkeypatch.setattr(self.session, "let_go", self.let_go)
        monkeypatch.setattr(self.session, "abandon", self.abandon)
        project = window.project
        self.session.run_folder = None
        self.change("starting")
        self.folder = places.new_run_folder(project.path, project.title, project.key)
        fill(self.folder, 1, 2, ended=False)
        sign = {"process": os.getpid(), "host": socket.gethostname()}
        (self.folder / presence.ALIVE).write_text(json.dumps(sign))
        self.session.run_folder = self.folder
        self.session.phase.emit("Loading Keras")
        self.change("training")

    def change(self, state: str) -> None:
        self.session.state = state
        self.session.state_changed.emit(state)

    def let_go(self, *, stop: bool = False) -> bool:
        self.told.append("stop" if stop else "keep")
        if self.answers:
            self.change("idle")
        return self.answers

    def abandon(self) -> None:
        self.told.append("abandon")
        if self.session.busy:
            self.change("idle")

    def end(self) -> None:
        """The worker ends the run by itself."""
        fill(self.folder, 1, 4)
        (self.folder / presence.ALIVE).unlink()


@pytest.fixture
def run(cnn: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[MadeUpRun]:
    made = MadeUpRun(cnn, monkeypatch)
    yield made
    made.change("idle")
    (made.folder / presence.ALIVE).unlink(missing_ok=True)


def answer(button: str) -> list[str]:
    """Press a button of the question about the run as soon as it is there; return what it says."""
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or box.objectName() != "runQuestion":
            QTimer.singleShot(20, press)
            return
        said.append(box.text())
        said.extend(each.text().replace("&", "") for each in box.buttons())
        target = next(each for each in box.buttons() if each.text().replace("&", "") == button)
        spot = target.mapTo(box, target.rect().center())
        assert box.childAt(spot) is target
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, press)
    return said


@pytest.mark.parametrize(
    ("button", "told"), [("Keep running until done", ["keep"]), ("Stop the run", ["stop"])]
)
def test_leaving_during_a_run_asks_and_the_run_stays_with_its_project(
    run: MadeUpRun, tmp_path: Path, button: str, told: list[str], qtbot: QtBot
) -> None:
    window = run.window
    first = window.project.path
    assert first is not None
    other = project_at(tmp_path / f"other{SUFFIX}")
    said = answer(button)
    window.files.open_path(other)
    assert "is being trained" in said[0]
    assert set(said[1:]) == {"Keep running until done", "Stop the run", "Cancel"}
    assert run.told == told
    assert window.project.path == other
    assert lines(window) == []
    assert window.top.train.text() == "Train"
    window.files.open_path(first)  # it is still under way
    panel = panel_of(window)
    assert lines(window) == ["Run 1"]
    assert panel.status.state == "background"
    assert "goes on by itself" in panel.status.detail.text()
    assert window.actions_of["train.stop"].isEnabled()
    window.actions_of["train.stop"].trigger()
    assert (run.folder / presence.STOP).exists()
    assert "stops after the current batch" in panel.status.detail.text()
    run.end()
    qtbot.waitUntil(lambda: panel.status.state == "ended", timeout=20_000)
    assert panel.record is not None
    assert panel.record.history.last_epoch == 4
    assert panel.record.best_file() == run.folder / runs.MODEL
    assert "finished after 4 epochs" in panel.status.facts.text()


def test_cancel_stays_with_the_run(run: MadeUpRun, tmp_path: Path) -> None:
    window, first = run.window, run.window.project.path
    answer("Cancel")
    window.files.open_path(project_at(tmp_path / f"other{SUFFIX}"))
    assert window.project.path == first
    answer("Cancel")
    assert not window.close()
    assert run.told == []
    assert run.session.busy


def test_a_worker_that_does_not_answer_is_not_left_alone(run: MadeUpRun, tmp_path: Path) -> None:
    run.answers = False
    window, first = run.window, run.window.project.path
    answer("Keep running until done")
    window.files.open_path(project_at(tmp_path / f"other{SUFFIX}"))
    assert window.project.path == first
    assert "does not answer" in window.centre.notices.text("runs")
    assert run.session.busy
    answer("Stop the run")  # then it is ended, and nobody is held up
    window.files.open_path(tmp_path / f"other{SUFFIX}")
    assert window.project.path == tmp_path / f"other{SUFFIX}"
    assert run.told == ["keep", "stop", "abandon"]


def test_quitting_during_a_run_asks(run: MadeUpRun) -> None:
    said = answer("Keep running until done")
    assert run.window.close()
    assert said
    assert run.told == ["keep"]
    assert run.folder.is_dir()


def test_a_project_without_a_file_gets_one_before_its_run_goes_on_alone(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from app.files import controller as file_actions

    window.files.use_template(CNN)
    run = MadeUpRun(window, monkeypatch)
    target = tmp_path / f"mine{SUFFIX}"
    monkeypatch.setattr(file_actions, "ask_save_path", lambda *_: None)
    answer("Keep running until done")
    window.files.use_template(CNN)
    assert window.project.path is None  # no place was chosen: nothing is left alone
    assert run.told == []
    monkeypatch.setattr(file_actions, "ask_save_path", lambda *_: target)
    answer("Keep running until done")
    window.files.use_template(CNN)
    assert run.told == ["keep"]
    assert lines(window) == []
    window.files.open_path(target)
    assert lines(window) == ["Run 1"]
    run.end()
    qtbot.waitUntil(lambda: panel_of(window).status.state == "ended", timeout=20_000)
    window.runs.gather()
    window.runs.wait()
    assert (tmp_path / "mine.runs" / run.folder.name / runs.MODEL).is_file()


def test_an_unsaved_project_that_is_given_up_ends_its_run(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files.use_template(CNN)
    run = MadeUpRun(window, monkeypatch)
    monkeypatch.setattr(window.files, "ask_save", lambda: QMessageBox.StandardButton.Discard)
    answer("Stop the run")
    window.files.use_template(CNN)
    assert "abandon" in run.told
    assert not run.folder.exists()
    assert not window.training.session.busy


def test_save_as_during_a_run_asks_and_leaves_the_run_with_the_old_file(
    run: MadeUpRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.files import controller as file_actions

    window, target = run.window, tmp_path / f"second{SUFFIX}"
    monkeypatch.setattr(file_actions, "ask_save_path", lambda *_: target)
    answer("Cancel")
    assert not window.files.save_as()
    assert not target.exists()
    answer("Keep running until done")
    assert window.files.save_as()
    assert target.exists()
    assert lines(window) == []
    assert run.folder.parent.name == "digits.runs"


def test_a_run_of_a_project_that_is_opened_again_is_seen_to_grow(
    open_window: OpenWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    one = project_at(tmp_path / f"one{SUFFIX}")
    folder = made_run(one, 1, 2, ended=False)
    sign = {"process": os.getpid(), "host": socket.gethostname()}
    (folder / presence.ALIVE).write_text(json.dumps(sign))
    window = open_window(one)
    panel = panel_of(window)
    qtbot.waitUntil(lambda: panel.record is not None and panel.record.history.last_epoch == 2)
    logs: dict[str, float | None] = {"loss": 0.1, "val_loss": 0.1}
    with (folder / runs.EVENTS).open("ab") as stream:
        stream.write(encode(EpochDone(3, logs, 0.1, 1.0, True, 3)))
    qtbot.waitUntil(lambda: panel.record.history.last_epoch == 3, timeout=20_000)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "epoch 3" in panel.status.facts.text())
    assert panel.status.state == "background"
    (folder / presence.ALIVE).unlink()  # it was killed
    qtbot.waitUntil(lambda: panel.status.state == "ended", timeout=20_000)
    assert panel.status.facts.text() == "broken off after 3 epochs"


# ---------------------------------------------------------------------- where a project has its runs


def test_a_project_saved_later_takes_its_runs_along(
    window: MainWindow, tmp_path: Path, state: Path
) -> None:
    window.files.use_template(CNN)
    folder = made_run(None, 1, key=window.project.key)
    assert folder.is_relative_to(state)
    panel_of(window).book.read()
    assert lines(window) == ["Run 1"]
    assert window.files.write(tmp_path / f"mine{SUFFIX}")
    window.runs.wait()
    QApplication.processEvents()
    assert lines(window) == ["Run 1"]
    assert (tmp_path / "mine.runs" / folder.name / runs.MODEL).is_file()
    best = panel_of(window).record.best_file()  # type: ignore[union-attr]
    assert best is not None
    assert best.is_relative_to(tmp_path / "mine.runs")
    assert not folder.exists()


def test_giving_up_a_project_with_runs_asks_first(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files.use_template(CNN)
    assert not window.dirty
    folder = made_run(None, 1, key=window.project.key)
    asked: list[QMessageBox.StandardButton] = []
    reply = QMessageBox.StandardButton.Cancel

    def ask() -> QMessageBox.StandardButton:
        asked.append(reply)
        return reply

    monkeypatch.setattr(window.files, "ask_save", ask)
    window.files.use_template(CNN)
    assert asked
    assert folder.is_dir()
    reply = QMessageBox.StandardButton.Discard
    window.files.use_template(CNN)
    assert not folder.exists()


def test_save_as_leaves_the_runs_and_offers_copies(
    cnn: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    made_run(cnn.project.path, 1)
    made_run(cnn.project.path, 2)
    panel_of(cnn).book.read()
    assert cnn.files.write(tmp_path / f"second{SUFFIX}")
    assert lines(cnn) == []
    assert "2 runs stay with digits" in cnn.centre.notices.text("runs")
    cnn.centre.notices.answer("runs", "Copy them here")
    cnn.runs.wait()
    qtbot.waitUntil(lambda: lines(cnn) == ["Run 2", "Run 1"])
    assert len(list((tmp_path / "second.runs").iterdir())) == 2
    assert len(list((tmp_path / "digits.runs").iterdir())) == 2
    assert cnn.files.write(tmp_path / f"second{SUFFIX}")  # an ordinary save says nothing
    assert lines(cnn) == ["Run 2", "Run 1"]


def test_saving_over_another_project_sets_its_runs_aside(cnn: MainWindow, tmp_path: Path) -> None:
    other = project_at(tmp_path / f"other{SUFFIX}")
    folder = made_run(other, 9)
    sign = {"process": os.getpid(), "host": socket.gethostname()}
    (folder / presence.ALIVE).write_text(json.dumps(sign))
    before = other.read_bytes()
    cnn.canvas.adding.add_block("Dense")
    assert not cnn.files.write(other)  # while it is trained
    assert "still being trained" in cnn.centre.notices.text("runs")
    assert other.read_bytes() == before
    (folder / presence.ALIVE).unlink()
    assert cnn.files.write(other)
    assert lines(cnn) == []
    assert "other (earlier).runs" in cnn.centre.notices.text("runs aside")
    assert (tmp_path / "other (earlier).runs" / folder.name).is_dir()


def test_runs_that_were_set_aside_are_told_beside_the_offer_of_copies(
    cnn: MainWindow, tmp_path: Path
) -> None:
    folder = made_run(project_at(tmp_path / "other.netwright"))
    folder.rename(folder.with_name("2020-01-01_00-00-00"))  # else both have the name of this second
    made_run(cnn.project.path)
    cnn.runs.look()
    assert cnn.files.write(tmp_path / "other.netwright")
    assert {"runs", "runs aside"} <= set(cnn.centre.notices.shown())


def test_a_renamed_project_is_offered_the_runs_that_it_left(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    threads: list[threading.Thread] = []
    homes = places.stray_homes

    def stray_homes(path: Path) -> list[Path]:
        threads.append(threading.current_thread())
        return homes(path)

    monkeypatch.setattr(places, "stray_homes", stray_homes)
    old, new = project_at(tmp_path / f"old{SUFFIX}"), tmp_path / f"new{SUFFIX}"
    made_run(old, 5)
    kept = made_run(project_at(tmp_path / f"kept{SUFFIX}"), 6)
    old.rename(new)
    window = open_window(new)
    assert lines(window) == []
    qtbot.waitUntil(lambda: "runs" in window.centre.notices.shown())
    assert window.centre.notices.text("runs").startswith("old.runs is here without its project")
    assert threading.main_thread() not in threads  # a disk may be slow
    window.centre.notices.answer("runs", "Take them over")
    assert lines(window) == ["Run 5"]
    assert (tmp_path / "new.runs").is_dir()
    assert kept.is_dir()  # its project is there


def test_runs_of_the_command_line_are_seen_when_the_window_comes_to_the_front(
    cnn: MainWindow,
) -> None:
    made_run(cnn.project.path, 1)
    assert lines(cnn) == []
    cnn.runs.look()
    assert lines(cnn) == ["Run 1"]
    before = panel_of(cnn).record
    cnn.runs.look()
    assert panel_of(cnn).record is before


def test_a_run_that_cannot_be_kept_beside_its_project_says_where_it_is(
    cnn: MainWindow, monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    assert cnn.project.path is not None
    beside = places.runs_beside(cnn.project.path)
    beside.write_text("a file is in the way")
    run = MadeUpRun(cnn, monkeypatch)
    assert run.folder.is_relative_to(state)
    cnn.training.session.started.emit(RunStarted("", 2, 1, 1, 9, 9, ("loss",), "loss", "cpu:0"))
    assert str(run.folder) in cnn.centre.notices.text("runs")
    run.end()
    run.change("idle")
    panel_of(cnn).book.read()
    assert lines(cnn) == ["Run 1"]
    beside.unlink()
    cnn.runs.gather()
    cnn.runs.wait()
    assert (beside / run.folder.name).is_dir()


def test_a_crash_does_not_part_an_unsaved_project_from_its_runs(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    window.files.use_template(CNN)
    monkeypatch.setattr(window.training.session, "start", lambda *_: None)
    window.training.start()  # not edited since the template
    window.autosave.wait()
    folder = made_run(None, 3, key=window.project.key)
    slot = window.autosave.slot
    assert slot.about().key == window.project.key
    slot.release()  # as a death does
    fresh = open_window()
    (key,) = [each for each in fresh.centre.notices.shown() if each.startswith("recover")]
    assert "and its run" in fresh.centre.notices.text(key)
    fresh.disk.recover(fresh.disk._copies[slot.name])
    assert fresh.project.key == window.project.key
    assert lines(fresh) == ["Run 3"]
    assert folder.is_dir()
    window.project.key = Project().key  # the dead one does not give anything up


def test_continue_is_offered_after_a_run_of_this_program_and_keeps_its_curves(
    cnn: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    made_run(cnn.project.path, 1)
    panel = panel_of(cnn)
    panel.book.read()
    cnn.show_tab("Training")
    assert panel.status.buttons["more"].isHidden()  # of an earlier program
    run = MadeUpRun(cnn, monkeypatch)
    session = cnn.training.session
    session.history.add(RunStarted("", 5, 1, 1, 9, 9, ("loss",), "loss", "cpu:0"))
    session.history.add(EpochDone(1, {"loss": 0.5}, 0.1, 1.0, True, 1))
    (run.folder / runs.CHECKPOINT).write_text("{}")
    end(run.folder, 2, 1)
    (run.folder / presence.ALIVE).unlink()
    session.trained.add(run.folder.name)
    run.change("idle")
    result = runs.read_run(run.folder).result
    session.finished.emit(result)
    assert not panel.status.buttons["more"].isHidden()
    assert panel.status.more.text() == "4"  # what is left of five
    asked: list[tuple[Path, int]] = []

    def go_on(folder: Path, more: int, history: object) -> None:
        asked.append((folder, more))
        assert history is session.history
        session.run_folder = folder
        run.change("starting")

    monkeypatch.setattr(session, "go_on", go_on)
    button = panel.status.buttons["more"]
    qtbot.waitUntil(button.isEnabled)
    panel.status.more.set_text("none")
    cnn.actions_of["train.continue"].trigger()
    assert asked == []
    assert "whole number" in panel.trouble.label.text()
    panel.status.more.set_text("7")
    QApplication.processEvents()
    spot = button.mapTo(cnn, button.rect().center())
    target = cnn.childAt(spot)
    assert isinstance(target, QPushButton)
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton)
    assert asked == [(run.folder, 7)]
    assert panel.record is not None
    assert panel.record.history is session.history
    assert len(panel.runs.records) == 2  # the same run
    run.change("idle")
    session.failed.emit(RunFailed("x", "Sorry."))


def test_a_page_with_room_does_not_scroll(cnn: MainWindow, qtbot: QtBot) -> None:
    cnn.show_tab("Training")
    cnn.resizeDocks([cnn.panels_dock], [420], Qt.Orientation.Vertical)
    page = cnn.tabs.currentWidget()
    assert isinstance(page, QScrollArea)
    assert panel_of(cnn).hint.isVisible()  # words that break their lines
    qtbot.waitUntil(lambda: page.viewport().height() > 300)
    assert page.verticalScrollBar().maximum() == 0


def test_the_question_is_not_asked_without_a_run(cnn: MainWindow) -> None:
    assert cnn.runs.ask() is LeaveChoice.NOTHING


def test_many_runs_are_read_between_the_events_of_the_window(
    open_window: OpenWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    one = project_at(tmp_path / f"one{SUFFIX}")
    for number in range(1, 46):
        folder = places.runs_beside(one) / f"2026-01-{number:03}"
        folder.mkdir(parents=True)
        fill(folder, 1 + number % 9, 2)
    window = open_window(one)
    book = panel_of(window).book
    assert book.current is not None
    qtbot.waitUntil(lambda: book.complete)
    assert len(lines(window)) == 45
    same = book.records
    book.read()
    assert all(
        new is old for new, old in zip(book.records, same, strict=True)
    )  # none is read again


def test_a_run_that_was_left_alone_can_be_continued_when_it_has_ended(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    one, two = (project_at(tmp_path / f"{name}{SUFFIX}") for name in ("one", "two"))
    window = open_window(one)
    panel, session = panel_of(window), window.training.session
    with monkeypatch.context() as change:
        run = MadeUpRun(window, change)
    worker = Unready()
    worker.let_go.set()
    session._worker = worker  # type: ignore[assignment]
    assert window.runs.let_go(LeaveChoice.KEEP)
    window.files.open_path(two)
    assert panel.status.buttons["more"].isHidden()
    (run.folder / runs.CHECKPOINT).write_text("{}")
    run.end()
    window.files.open_path(one)
    window.show_tab("Training")
    assert panel.record is not None
    assert panel.record.folder == run.folder
    assert not panel.status.buttons["more"].isHidden()
    asked: list[Path] = []
    monkeypatch.setattr(session, "go_on", lambda folder, *_: asked.append(folder))
    window.actions_of["train.continue"].trigger()
    assert asked == [run.folder]


def test_a_finished_run_can_be_continued_after_another_project_was_shown(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (project_at(tmp_path / f"{name}{SUFFIX}") for name in ("one", "two"))
    window = open_window(one)
    panel, session = panel_of(window), window.training.session
    with monkeypatch.context() as change:
        run = MadeUpRun(window, change)
    (run.folder / runs.CHECKPOINT).write_text("{}")
    run.end()
    result = runs.read_run(run.folder).result
    assert result is not None
    session._tell(result)
    window.show_tab("Training")
    assert not panel.status.buttons["more"].isHidden()
    window.files.open_path(two)
    assert panel.status.buttons["more"].isHidden()
    window.files.open_path(one)
    window.show_tab("Training")
    assert not panel.status.buttons["more"].isHidden()
    assert panel.record is not None
    assert len(panel.record.history.per_epoch["loss"].x) == 4
