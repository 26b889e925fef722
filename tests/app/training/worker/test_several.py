"""Runs of models with several inputs and outputs: the worker's history is the script's, and auxiliary outputs go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.training.messages import RunFinished, RunStarted
from app.training.run_folder import folder as runs
from blocks.document.document import Document
from blocks.files.project_file import to_text
from tests.app.training.harness import train_here
from tests.app.training.worker.test_fitting import run_script
from tests.blocks.check.test_outputs import key_of, two_by_two, two_heads, with_composite

pytestmark = pytest.mark.keras


def auxiliary(folder: Path) -> Document:
    """Digits, with an auxiliary output that counts 0.3 and learns one-hot rows, as the other does not."""
    document = two_heads()
    settings = document.settings.with_data(source="digits", channel_axis=False)
    document.settings = settings.with_output(
        key_of(document, "aux"),
        loss_weight=0.3,
        training_only=True,
        loss="categorical_crossentropy",
        metrics=("auto", "mae"),
    )
    return document


def arrays(folder: Path) -> Document:
    """Two inputs and two outputs, each with an array of its own."""
    numbers = np.random.default_rng(3)
    left, right = numbers.normal(size=(80, 4)), numbers.integers(0, 9, (80, 3))
    size = left.sum(axis=1, keepdims=True)
    kind = np.array(["low", "mid", "top"])[np.digitize(size[:, 0], (-1, 1))]
    np.savez(folder / "own.npz", left=left, x_right=right, kind=kind, y_size=size)
    document = two_by_two()
    document.settings = document.settings.with_data(source="file", path=str(folder / "own.npz"))
    return document


def composite(folder: Path) -> Document:
    """A composite with two outputs; they have no names for Keras, so the model gives a dictionary."""
    document = with_composite()
    document.settings = document.settings.with_data(source="iris")
    key = key_of(document, "heads_first")
    document.settings = document.settings.with_output(key, training_only=True, loss="mse")
    return document


MODELS: dict[str, tuple[Callable[[Path], Document], tuple[str, ...], tuple[str, ...]]] = {
    "auxiliary": (auxiliary, ("main", "aux"), ("input_layer", "flatten", "dense", "main")),
    "arrays": (arrays, ("kind", "size"), ()),
    "composite": (
        composite,
        ("heads_second", "heads_first"),
        ("input_layer", "dense", "activation"),
    ),
}
"""Model, its outputs in the order of the plots, and the layers of the saved model where that is another."""


@pytest.mark.parametrize("name", MODELS)
def test_the_worker_trains_as_the_script_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    make, outputs, layers = MODELS[name]
    document = make(tmp_path)
    document.settings = document.settings.with_training(epochs=2)
    folder = tmp_path / "run"
    events = train_here(to_text(document), folder)
    finished = events.last
    assert isinstance(finished, RunFinished), finished
    started: RunStarted = events.of(RunStarted)[0]
    assert started.outputs == outputs
    assert set(started.metrics) == {
        series for series in finished.history if not series.startswith("val_")
    }
    assert {f"val_{each}_loss" for each in outputs} < finished.history.keys()
    saved = keras.saving.load_model(folder / runs.MODEL)
    history = run_script(folder, monkeypatch)
    assert history.keys() == finished.history.keys()
    for series, values in history.items():
        assert np.allclose(values, finished.history[series], rtol=1e-6, atol=1e-7), series
    if layers:
        assert tuple(layer.name for layer in saved.layers) == layers
    again = keras.saving.load_model(folder / runs.MODEL)  # by the script, over the worker's
    for one, other in zip(saved.get_weights(), again.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_the_model_for_use_gives_what_the_main_output_gave() -> None:
    import keras

    from exporters.keras_model import build_model, inference_model
    from exporters.plan.make import make_plan
    from exporters.python.script import write_script
    from tests.exporters.running import run_script as build

    document = auxiliary(Path())
    plan = make_plan(document)
    keras.utils.clear_session()
    model: Any = build_model(plan)
    examples = np.random.default_rng(1).normal(size=(5, 8, 8)).astype("float32")
    main = dict(zip(model.output_names, model(examples), strict=True))["main"]
    left = inference_model(model, plan)
    assert "aux" not in {layer.name for layer in left.layers}
    assert np.array_equal(left(examples), main)

    from blocks.commands.training_outputs import for_use

    script = write_script(make_plan(for_use(document), for_use=True), model_only=True)
    keras.utils.clear_session()
    other = build(script)["build_model"]()
    other.set_weights(left.get_weights())
    assert np.allclose(other(examples), main, rtol=1e-6)
