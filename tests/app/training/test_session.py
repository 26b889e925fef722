"""Training as the window sees it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.project.project import Project
from app.training.session import IDLE, PAUSED, STARTING, STOPPING, TRAINING, TrainingSession
from blocks.files.project_file import from_text
from tests.app.training.harness import PATIENCE, project

pytestmark = pytest.mark.keras
WAIT = int(PATIENCE * 1000)


@pytest.fixture
def session(qapp: object) -> Iterator[TrainingSession]:
    made = TrainingSession()
    yield made
    made.close()


def opened(folder: Path, name: str, **training: object) -> Project:
    path = folder / "flowers.netwright"
    path.write_text(project(name, **training), "utf-8")
    return Project(from_text(path.read_text("utf-8")), path)


def test_a_run_with_pause_resume_and_stop(
    qtbot: QtBot, session: TrainingSession, tmp_path: Path
) -> None:
    states: list[str] = []
    phases: list[str] = []
    progress: list[float] = []
    session.state_changed.connect(states.append)
    session.phase.connect(phases.append)
    session.progress.connect(lambda told: progress.append(told.fraction))
    run = opened(tmp_path, "digits-cnn", epochs=500, patience=None)
    start = time.perf_counter()
    session.start(run)
    assert time.perf_counter() - start < 0.5  # the window does not wait for Keras
    assert session.busy
    with qtbot.waitSignal(session.epoch_done, timeout=WAIT):
        pass
    session.pause()
    qtbot.waitUntil(lambda: session.state == PAUSED, timeout=WAIT)
    session.resume()
    qtbot.waitUntil(lambda: session.state == TRAINING, timeout=WAIT)
    with qtbot.waitSignal(session.finished, timeout=WAIT) as ended:
        session.stop()
    assert ended.args[0].reason == "stopped"
    assert states == [STARTING, TRAINING, PAUSED, TRAINING, STOPPING, IDLE]
    assert "Loading data" in phases
    assert 0 < progress[-1] < 1
    assert session.run_folder is not None
    assert session.run_folder.parent == tmp_path / "flowers.runs"
    assert session.history.per_batch["loss"].y
    assert session.device.startswith(("cpu", "gpu"))


def test_a_death_is_one_sentence_and_the_next_run_works(
    qtbot: QtBot, session: TrainingSession, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.batches, timeout=WAIT):
        session.start(opened(tmp_path, "digits-cnn", epochs=500, patience=None))
    assert session._worker is not None
    with qtbot.waitSignal(session.failed, timeout=WAIT) as ended:
        os.kill(session._worker.process_id, signal.SIGKILL)
    assert ended.args[0].kind == "died"
    assert session.state == IDLE
    assert session.error == ended.args[0]
    session.warm_up()
    with qtbot.waitSignal(session.ready, timeout=WAIT):
        pass
    with qtbot.waitSignal(session.finished, timeout=WAIT) as ended:
        session.start(opened(tmp_path, "iris-multiclass", epochs=2))
    assert ended.args[0].epochs == 2
    assert session.error is None


def test_a_process_that_waits_can_be_sent_away(qtbot: QtBot, session: TrainingSession) -> None:
    session.warm_up()
    spare = session._spare
    assert spare is not None
    session.warm_up()
    assert session._spare is spare  # one is enough
    session.cool_down()
    qtbot.waitUntil(lambda: not spare.alive, timeout=WAIT)
    assert session.state == IDLE
    assert session.error is None


def test_a_second_stop_ends_the_process_hard(
    qtbot: QtBot, session: TrainingSession, tmp_path: Path
) -> None:
    session.start(opened(tmp_path, "digits-cnn", epochs=500))
    with qtbot.waitSignal(session.failed, timeout=WAIT):
        session.stop()  # Keras is still loading: nobody listens yet
        session.stop()
    assert session.state == IDLE


def test_a_folder_that_cannot_be_written_to(
    qtbot: QtBot, session: TrainingSession, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    run = opened(tmp_path, "iris-multiclass")
    with qtbot.waitSignal(session.failed, timeout=WAIT) as ended:
        session.start(run, tmp_path / "taken")
    assert ended.args[0].kind == "disk"
    assert json.dumps(ended.args[0].sentence)


def test_a_run_continues_on_the_same_curves(
    qtbot: QtBot, session: TrainingSession, tmp_path: Path
) -> None:
    run = opened(tmp_path, "iris-multiclass", epochs=3, patience=None)
    with qtbot.waitSignal(session.finished, timeout=WAIT):
        session.start(run)
    history, folder = session.history, session.run_folder
    assert folder is not None
    assert session.trained == {folder.name}
    run.change_settings("x", run.settings.with_training(epochs=50))  # another time, not now
    with qtbot.waitSignal(session.finished, timeout=WAIT) as ended:
        session.go_on(folder, 2, history)
    assert session.history is history
    assert ended.args[0].epochs == 5
    assert history.per_epoch["loss"].x == [1, 2, 3, 4, 5]
    assert history.per_batch["loss"].x == sorted(set(history.per_batch["loss"].x))
    assert history.epochs == 5
    assert session.run_folder == folder


def test_a_run_that_is_let_go_is_no_longer_the_sessions(
    qtbot: QtBot, session: TrainingSession, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.epoch_done, timeout=WAIT):
        session.start(opened(tmp_path, "digits-cnn", epochs=500, patience=None))
    folder, told = session.run_folder, []
    assert folder is not None
    session.finished.connect(told.append)
    assert session.let_go(stop=True)
    assert session.state == IDLE
    with qtbot.waitSignal(session.finished, timeout=WAIT):
        session.start(opened(tmp_path, "iris-multiclass", epochs=2))  # another one meanwhile
    qtbot.waitUntil(lambda: (folder / "result.json").is_file(), timeout=WAIT)
    assert json.loads((folder / "result.json").read_text())["reason"] == "stopped"
    assert len(told) == 1
    session.close()
    assert not (folder / "alive.json").exists()
