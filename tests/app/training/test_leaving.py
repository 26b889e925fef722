"""How a session leaves its processes: without holding the window up, with what was trained, and with nothing empty."""

from __future__ import annotations

import subprocess
import textwrap
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.project.project import Project
from app.training import session as sessions
from app.training.messages import Detach, HookCost, RunFailed, RunFinished, StartRun, Stop
from app.training.process import client
from app.training.process.client import WorkerProcess
from app.training.run_folder import places
from app.training.session import IDLE, TRAINING, TrainingSession
from blocks.files.project_file import from_text
from tests.app.training.harness import project

SLOW = """
    import json, os, sys, threading, time
    from pathlib import Path
    stop = threading.Event()
    def train(folder):
        (folder / "begun").touch()
        stop.wait()
        time.sleep(0.2)  # the batch that is under way
        (folder / "kept").touch()
        os._exit(0)
    for line in sys.stdin.buffer:
        told = json.loads(line)
        kind = told.pop("type")
        if kind == "start_run":
            threading.Thread(target=train, args=[Path(told["run_folder"])]).start()
        elif kind == "stop":
            stop.set()
        elif kind == "quit":
            os._exit(0)
"""


class Unready:
    """A worker whose step takes longer than the window may be held up."""

    alive = True

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.sent: list[object] = []
        self.left = False

    def send(self, command: object) -> None:
        self.sent.append(command)

    def leave(self) -> None:
        self.left = True


@pytest.fixture
def busy(qapp: object, tmp_path: Path) -> tuple[TrainingSession, Unready]:
    """A session with a run whose worker does not answer yet."""
    session, worker = TrainingSession(), Unready()
    session._worker = worker  # type: ignore[assignment]
    session.state, session.run_folder = TRAINING, tmp_path / "2026-03-01_10-00-00"
    return session, worker


def test_the_window_lives_while_it_waits_for_a_run_that_is_let_go(
    busy: tuple[TrainingSession, Unready],
) -> None:
    session, worker = busy
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.timeout.connect(lambda: worker.let_go.set() if len(ticks) > 5 else None)
    timer.start(10)
    assert session.let_go(stop=True)
    timer.stop()
    assert len(ticks) > 5
    assert [type(each) for each in worker.sent] == [Stop, Detach]
    assert worker.left
    assert session.state == IDLE
    assert session.trained == {"2026-03-01_10-00-00"}  # it can be continued when it has ended


def test_a_worker_that_does_not_answer_stays_the_sessions(
    busy: tuple[TrainingSession, Unready], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "PATIENCE", 0.3)
    session, worker = busy
    assert not session.let_go()
    assert session.state == TRAINING
    assert not worker.left
    assert not session.trained


def test_a_run_that_ends_while_it_is_let_go_has_ended(
    busy: tuple[TrainingSession, Unready],
) -> None:
    session, worker = busy
    found: list[RunFinished] = []
    session.finished.connect(found.append)
    end = RunFinished("complete", 1, 1, {}, {}, 1.0, {}, HookCost(1, 1.0, 1.0))
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: session._tell(end))
    timer.start(0)
    assert session.let_go()
    assert found == [end]
    assert not worker.left
    assert session.state == IDLE


def test_a_run_that_is_to_stop_has_time_to_keep_what_was_trained(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(client, "COMMAND", ("-c", textwrap.dedent(SLOW)))
    session = TrainingSession()
    session._worker = worker = WorkerProcess(lambda news: None)
    worker.send(StartRun("", str(tmp_path)))
    qtbot.waitUntil((tmp_path / "begun").exists, timeout=20_000)
    session.close()
    assert (tmp_path / "kept").exists()
    assert not worker.alive


@pytest.mark.parametrize("earlier", [False, True])
def test_a_run_that_cannot_begin_leaves_no_folder(
    earlier: bool, qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    path = tmp_path / "flowers.netwright"
    path.write_text(project("iris-multiclass"), "utf-8")
    beside = places.runs_beside(path)
    if earlier:
        (beside / "2026-03-01_10-00-00").mkdir(parents=True)
        (beside / "2026-03-01_10-00-00" / "run.json").touch()
    monkeypatch.setattr(subprocess, "Popen", refuse)
    session = TrainingSession()
    failed: list[RunFailed] = []
    session.failed.connect(failed.append)
    session.start(Project(from_text(path.read_text("utf-8")), path))
    assert "Resource temporarily unavailable" in failed[0].sentence
    assert beside.exists() is earlier
    assert not earlier or len(list(beside.iterdir())) == 1
