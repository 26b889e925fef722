"""Runs, done in this process: the five kinds of the handbook, stop, pause, resume, and failures."""

from __future__ import annotations

import csv
import json
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.training.explain import RunError
from app.training.messages import (
    Batches,
    EpochDone,
    Event,
    Pause,
    Paused,
    Resume,
    Resumed,
    RunFailed,
    RunFinished,
    RunStarted,
    Stop,
)
from app.training.run_folder import folder as runs
from app.training.worker import watcher
from app.training.worker.control import Control
from tests.app.training.harness import project, train_here

pytestmark = pytest.mark.keras

KINDS = {
    "diabetes-regressor": {"epochs": 4},
    "breast-cancer-binary": {"epochs": 3},
    "iris-multiclass": {"epochs": 3},
    "wine-multiclass": {"epochs": 3, "loss": "categorical_crossentropy"},
    "digits-dnn-dropout": {"epochs": 2},
    "digits-cnn": {"epochs": 2},
}


def run_script(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[float]]:
    """Runs the exported script as a person would and returns what `fit` gave."""
    import keras

    keras.utils.clear_session()
    kept: list[Any] = []
    fit = keras.Model.fit

    def keeping_fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        kept.append(fit(self, *args, **kwargs, verbose=0))
        return kept[-1]

    monkeypatch.setattr(keras.Model, "fit", keeping_fit)
    monkeypatch.chdir(folder)
    source = (folder / runs.SCRIPT).read_text("ascii")
    exec(compile(source, "model.py", "exec"), {"__name__": "__main__"})
    return kept[0].history


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_trains_and_the_script_trains_to_the_same_history(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = train_here(project(name, **KINDS[name]), tmp_path)
    finished = events.last
    assert isinstance(finished, RunFinished), finished
    assert finished.epochs == KINDS[name]["epochs"]
    assert finished.evaluation.keys() | {"loss"} == {"loss", *finished.evaluation}
    first, last = finished.history["loss"][0], finished.history["loss"][-1]
    assert last < first
    history = run_script(tmp_path, monkeypatch)
    assert history.keys() == finished.history.keys()
    for key, values in history.items():
        assert np.allclose(values, finished.history[key], rtol=1e-4, atol=1e-5), key


def test_a_run_folder_has_everything(tmp_path: Path) -> None:
    import keras

    events = train_here(project("digits-cnn", epochs=2), tmp_path)
    files = {path.name for path in tmp_path.iterdir()}
    assert files == {
        *(runs.PROJECT, runs.SCRIPT, runs.MODEL, runs.HISTORY, runs.EVENTS, runs.RESULT, runs.RUN),
        *(runs.CHECKPOINT, runs.LAST_WEIGHTS, runs.BEST_WEIGHTS, runs.GRAPH),
    }
    started = events.of(RunStarted)[0]
    points = [step for batch in events.of(Batches) for step in batch.steps]
    assert points == list(range(1, started.steps_per_epoch + 1)) * 2  # every batch, once
    rows = list(csv.DictReader((tmp_path / runs.HISTORY).read_text().splitlines()))
    assert [float(row["loss"]) for row in rows] == events.last.history["loss"]
    model = keras.saving.load_model(tmp_path / runs.MODEL)
    assert model.count_params() == started.parameters
    before = [weight.copy() for weight in model.get_weights()]
    model.load_weights(tmp_path / runs.BEST_WEIGHTS)
    assert events.last.best_epoch == 2
    assert all(map(np.array_equal, before, model.get_weights()))
    assert runs.read_run(tmp_path).result == events.last
    assert json.loads((tmp_path / runs.RUN).read_text())["seed"] == 42


def test_best_weights_are_kept_though_the_run_gets_worse(tmp_path: Path) -> None:
    import keras

    def worsen(event: Event, control: Control) -> None:
        if isinstance(event, EpochDone) and event.epoch == 2:
            events_model[0].optimizer.learning_rate = 3.0

    events_model: list[Any] = []
    make = watcher.make_callbacks

    def keeping(told: Any, model: Any, *args: Any, **kwargs: Any) -> Any:
        events_model.append(model)
        return make(told, model, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.training.worker.fitting.make_callbacks", keeping)
        text = project("wine-multiclass", epochs=4, patience=None, optimizer="sgd")
        events = train_here(text, tmp_path, worsen)
    assert events.last.best_epoch == 2
    model = keras.saving.load_model(tmp_path / runs.MODEL)
    model.load_weights(tmp_path / runs.BEST_WEIGHTS)
    assert [event.best for event in events.of(EpochDone)] == [True, True, False, False]


def test_stop_ends_between_two_batches_and_keeps_what_was_trained(tmp_path: Path) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, Batches) and event.epoch == 2:
            control.take(Stop())

    events = train_here(project("digits-cnn", epochs=50), tmp_path, stop)
    assert isinstance(events.last, RunFinished)
    assert (events.last.reason, events.last.epochs, events.last.best_epoch) == ("stopped", 1, 1)
    assert len(events.last.history["val_loss"]) == 1
    assert {"model", "best_weights", "history", "script"} <= events.last.files.keys()


def test_stop_before_the_first_batch(tmp_path: Path) -> None:
    events = train_here(project("iris-multiclass"), tmp_path, lambda _, control: control.take(Stop()))  # fmt: skip
    assert (events.last.reason, events.last.epochs) == ("stopped", 0)


def test_pause_waits_and_resume_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]  # no clock of the machine: how long a pause lasts on it is not to matter
    monkeypatch.setattr(watcher, "time", SimpleNamespace(perf_counter=lambda: clock[0]))

    def pause(event: Event, control: Control) -> None:
        if isinstance(event, Batches) and event.epoch == 1 and event.steps[0] == 1:
            control.take(Pause())
        elif isinstance(event, Paused):
            clock[0] += 1000
            threading.Timer(0.6, lambda: control.take(Resume())).start()
        elif isinstance(event, Batches):
            clock[0] += 1

    events = train_here(project("iris-multiclass", epochs=2), tmp_path, pause)
    kinds = [type(event) for event in events.all]
    assert kinds.index(Resumed) == kinds.index(Paused) + 1
    assert events.last.epochs == 2
    assert all(done.seconds < 100 for done in events.of(EpochDone))


def test_a_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    def stop(event: Event, control: Control) -> None:
        if isinstance(event, Batches) and event.epoch == 3:
            control.take(Stop())

    text = project("digits-dnn-dropout", epochs=5)
    before = train_here(text, tmp_path, stop).last
    checkpoint = json.loads((tmp_path / runs.CHECKPOINT).read_text())
    done = checkpoint["epoch"]
    assert 1 <= done <= 2
    events = train_here(text, tmp_path, resume=True)
    assert events.of(RunStarted)[0].first_epoch == done + 1
    assert events.last.epochs == 5
    assert events.last.history["loss"][:done] == before.history["loss"][:done]
    assert events.last.history["loss"][done] < before.history["loss"][0]  # it did not begin anew
    assert len((tmp_path / runs.HISTORY).read_text().splitlines()) == 6


def test_a_checkpoint_of_another_model_is_refused(tmp_path: Path) -> None:
    train_here(project("iris-multiclass", epochs=1), tmp_path)
    failed = train_here(project("wine-multiclass"), tmp_path, resume=True).last
    assert (failed.kind, failed.remedy) == ("project", "Start a new run.")
    assert not failed.resumable  # it would end in the same way


def test_early_stopping_ends_with_the_best_weights(tmp_path: Path) -> None:
    wild = {"class": "SGD", "learning_rate": 0.9}
    text = project("wine-multiclass", epochs=200, patience=1, optimizer=wild)
    finished = train_here(text, tmp_path).last
    assert finished.reason == "early"
    assert finished.best_epoch == finished.epochs - 1


def test_a_loss_that_is_no_number_ends_the_run_and_names_the_batch(tmp_path: Path) -> None:
    wild = {"class": "SGD", "learning_rate": 100.0}
    events = train_here(project("diabetes-regressor", optimizer=wild), tmp_path)
    failed = events.last
    assert isinstance(failed, RunFailed)
    assert failed.kind == "not_finite"
    assert "at batch" in failed.sentence
    assert "of epoch 1" in failed.sentence
    assert any(odd.value in ("nan", "inf") for event in events.of(Batches) for odd in event.odd)
    assert runs.read_run(tmp_path).result == failed


def broken(change: Any) -> str:
    content = json.loads(project("iris-multiclass"))
    change(content)
    return json.dumps(content)


def set_shape(content: Any) -> None:
    content["model"]["blocks"][0]["values"]["shape"] = [5]


def set_units(content: Any) -> None:
    content["model"]["blocks"][1]["values"]["units"] = 10**10


def drop_wire(content: Any) -> None:
    content["model"]["wires"].pop(0)


def lose_file(content: Any) -> None:
    content["data"] = {"source": "file", "path": "gone.npz"}


FAULTS = [
    (set_shape, "shape", "4"),
    (set_units, "memory", "GiB"),
    (drop_wire, "project", ""),
    (lose_file, "data", "gone.npz"),
    (lambda content: content["data"].clear(), "data", "No data are chosen"),
    (lambda content: content.update(format="other"), "project", ""),
]


@pytest.mark.parametrize(("change", "kind", "words"), FAULTS)
def test_what_cannot_be_trained_is_refused_in_a_sentence(
    change: Any, kind: str, words: str, tmp_path: Path
) -> None:
    failed = train_here(broken(change), tmp_path).last
    assert isinstance(failed, RunFailed)
    assert failed.kind == kind
    assert words in failed.sentence
    assert failed.sentence.endswith(".")
    assert runs.read_run(tmp_path).result == failed


def test_too_few_examples_for_validation_are_refused() -> None:
    from app.training.worker.fitting import _watched_count

    assert (_watched_count(1437, 0.2), _watched_count(10, 0.0)) == (288, 0)
    with pytest.raises(RunError, match="5 training examples cannot be shared out"):
        _watched_count(5, 0.9)


def test_gaps_in_the_data_are_named(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(60, 4))
    x[7, 2] = np.nan
    np.savez(tmp_path / "d.npz", x=x, y=np.arange(60) % 3)
    text = project("iris-multiclass", data={"source": "file", "path": "d.npz"})
    failed = train_here(text, tmp_path / "run", base_folder=str(tmp_path)).last
    assert (failed.kind, "missing values" in failed.sentence) == ("data", True)


def test_a_file_of_the_user_trains_and_its_script_finds_it_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"{i % 7},{i % 3},{'yes' if i % 2 else 'no'}\n" for i in range(90))
    (tmp_path / "täble.csv").write_text("a,b,kind\n" + rows, "utf-8")
    text = project("breast-cancer-binary", {"source": "file", "path": "täble.csv"}, epochs=2)
    text = text.replace('"shape": [30]', '"shape": [2]')
    folder = tmp_path / "run"
    finished = train_here(text, folder, base_folder=str(tmp_path)).last
    assert isinstance(finished, RunFinished), finished
    history = run_script(folder, monkeypatch)
    assert np.allclose(history["loss"], finished.history["loss"], rtol=1e-4)


def test_watching_costs_little_and_the_run_says_how_much(tmp_path: Path) -> None:
    hooks = train_here(project("digits-cnn", epochs=3), tmp_path).last.hooks
    assert hooks.steps == 3 * 36
    assert 0 < hooks.hook_us < hooks.step_us


def test_an_ordinary_callback_does_where_keras_has_no_callback_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keras import callbacks

    text = project("iris-multiclass", epochs=2)
    usual = train_here(text, tmp_path / "one").last
    monkeypatch.delattr(callbacks, "CallbackList")
    finished = train_here(text, tmp_path / "two").last
    assert finished.hooks.steps == usual.hooks.steps
    assert finished.history == usual.history
