"""Runs that go on: for more epochs on the same curves, and without the window that began them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.training.messages import Batches, Event, RunFinished, RunStarted, Stop
from app.training.run_folder import folder as runs, presence
from app.training.run_folder.folder import read_run
from app.training.run_folder.replay import Replay, read_curves
from app.training.worker.control import Control
from tests.app.training.harness import PATIENCE, is_running, project, train_here

pytestmark = pytest.mark.keras
ROOT = Path(__file__).parents[3]


def test_a_run_goes_on_for_more_epochs_in_its_own_folder(tmp_path: Path) -> None:
    text = project("iris-multiclass", epochs=3, patience=None)
    first = train_here(text, tmp_path, number=4).last
    began = read_run(tmp_path)
    events = train_here(text, tmp_path, resume=True, more=2)
    (started,) = events.of(RunStarted)
    assert (started.first_epoch, started.epochs) == (4, 5)
    assert events.last.reason == "complete"
    assert events.last.epochs == 5
    assert events.last.history["loss"][:3] == first.history["loss"]
    run = read_run(tmp_path)
    assert run.info is not None
    assert began.info is not None
    assert (run.info.id, run.info.number, run.info.started) == (
        *(began.info.id, 4, began.info.started),
    )
    assert run.info.epochs == 5
    assert run.result == events.last
    assert len((tmp_path / runs.HISTORY).read_text().splitlines()) == 6
    assert "EPOCHS = 5" in (tmp_path / runs.SCRIPT).read_text()


def test_a_run_that_was_stopped_in_an_epoch_goes_on_with_what_it_had(tmp_path: Path) -> None:
    import keras

    def stop(event: Event, control: Control) -> None:
        if isinstance(event, Batches) and event.epoch == 2:
            control.take(Stop())

    text = project("digits-cnn", epochs=50, patience=None)
    stopped = train_here(text, tmp_path, stop).last
    assert (stopped.reason, stopped.epochs) == ("stopped", 1)
    model = keras.saving.load_model(tmp_path / runs.MODEL)
    assert read_run(tmp_path).resumable
    events = train_here(text, tmp_path, resume=True, more=1)
    assert events.of(RunStarted)[0].first_epoch == 2
    assert events.last.epochs == 2
    # The weights of the moment of the stop, not those of the epoch before it.
    trained = keras.saving.load_model(tmp_path / runs.MODEL)
    assert trained.optimizer.iterations > model.optimizer.iterations > 0


def test_a_run_stopped_before_it_goes_on_keeps_its_result(tmp_path: Path) -> None:
    text = project("iris-multiclass", epochs=2, patience=None)
    first = train_here(text, tmp_path).last
    again = train_here(
        text, tmp_path, lambda event, control: control.take(Stop()), resume=True, more=5
    ).last
    assert again == first
    assert read_run(tmp_path).result == first
    failed = train_here(project("iris-multiclass", {"source": "none"}), tmp_path, resume=True).last
    assert failed.sentence
    assert read_run(tmp_path).result == first


def test_the_best_model_is_kept_beside_the_last_one(tmp_path: Path) -> None:
    import keras

    wild = {"class": "Adam", "learning_rate": 0.5}
    text = project("iris-multiclass", epochs=12, patience=None, optimizer=wild)
    result = train_here(text, tmp_path).last
    assert 0 < result.best_epoch < 12
    best = keras.saving.load_model(tmp_path / runs.BEST_MODEL)
    last = keras.saving.load_model(tmp_path / runs.MODEL)
    assert any(
        not np.allclose(one, other)
        for one, other in zip(best.get_weights(), last.get_weights(), strict=True)
    )
    last.load_weights(tmp_path / runs.BEST_WEIGHTS)
    for one, other in zip(best.get_weights(), last.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert read_run(tmp_path).best_file == tmp_path / runs.BEST_MODEL


def test_the_graph_that_was_built_is_written_down(tmp_path: Path) -> None:
    train_here(project("digits-residual", epochs=1), tmp_path)
    graph = json.loads((tmp_path / runs.GRAPH).read_text())
    layers = {layer["name"]: layer for layer in graph["layers"]}
    (add,) = [layer for layer in graph["layers"] if layer["type"] == "Add"][:1]
    (feeders,) = add["fed_by"]  # it is applied once
    assert len(feeders) == 2
    assert set(feeders) <= set(layers)
    assert graph["outputs"][0] in layers
    assert sum(layer["parameters"] for layer in layers.values()) == graph["parameters"]


CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.project.project import Project
from app.training.session import TrainingSession
app = QCoreApplication([])
session = TrainingSession()
when = sys.argv[2]
def leave(*_):
    print(session._worker.process_id, session.run_folder, flush=True)
    print(session.let_go(stop=when == "stop"), session.state, flush=True)
    session.close()
    app.quit()
if when == "loading":
    session.start(Project.open(Path(sys.argv[1])))
    leave()
else:
    session.epoch_done.connect(leave)
    session.start(Project.open(Path(sys.argv[1])))
    app.exec()
"""


@pytest.mark.parametrize("when", ["loading", "stop"])
def test_a_run_goes_on_when_its_window_is_closed(tmp_path: Path, when: str) -> None:
    path = tmp_path / "flowers.netwright"
    epochs = 10_000 if when == "stop" else 40
    path.write_text(project("iris-multiclass", epochs=epochs, patience=None), "utf-8")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), when],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    where, answer = child.stdout.splitlines()
    assert answer == "True idle", child.stderr
    process, _, folder = where.partition(" ")
    run = Path(folder)
    assert run.parent == tmp_path / "flowers.runs"
    end = time.monotonic() + PATIENCE
    while is_running(int(process)) and time.monotonic() < end:
        assert presence.is_running(run) or read_run(run).result or not (run / runs.EVENTS).exists()
        time.sleep(0.05)
    found = read_run(run)
    assert isinstance(found.result, RunFinished)
    assert found.result.reason == ("stopped" if when == "stop" else "complete")
    assert found.result.epochs == 40 or when == "stop"
    assert not found.running
    assert found.best_file is not None
    assert len(read_curves(found).per_epoch["loss"].x) == found.result.epochs
    assert (run / runs.LOG).is_file()


def test_a_run_without_a_window_stops_when_its_folder_says_so(tmp_path: Path) -> None:
    path = tmp_path / "flowers.netwright"
    path.write_text(project("iris-multiclass", epochs=100_000, patience=None), "utf-8")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), "training"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    process, _, folder = child.stdout.splitlines()[0].partition(" ")
    run, replay = Path(folder), Replay(Path(folder))
    replay.read()
    reached = replay.history.epoch
    assert presence.is_running(run)
    presence.ask_to_stop(run)
    end = time.monotonic() + PATIENCE
    while is_running(int(process)) and time.monotonic() < end:
        time.sleep(0.05)
    while replay.read():
        pass
    assert isinstance(replay.ended, RunFinished)
    assert replay.ended.reason == "stopped"
    assert replay.ended.epochs >= reached - 1
