"""The whole script: it trains to the history that the plan trains to, and leaves a model behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from blocks.document.document import Document
from blocks.values.values import Configured
from exporters.data.arrays import load
from exporters.data.make import make_data_plan
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from tests.exporters.documents import document_of

pytestmark = pytest.mark.keras


def iris() -> Document:
    """A small classifier with all that draws random numbers: weights, dropout, shuffling."""
    document = document_of(
        (
            ("in", "Input", (), {"shape": (4,)}),
            ("hidden", "Dense", ("in",), {"units": 10, "activation": "relu"}),
            ("drop", "Dropout", ("hidden",), {"rate": 0.2}),
            ("skip", "Concatenate", ("in", "drop"), {}),
            ("out", "Dense", ("skip",), {"units": 3, "activation": "softmax"}),
        )
    )
    optimizer = Configured("RMSprop", (("learning_rate", 0.01),))
    settings = document.settings.with_data(source="iris").with_training(
        optimizer=optimizer,
        epochs=3,
        patience=2,
        seed=7,
        metrics=("auto", "top_k_categorical_accuracy"),
    )
    document.settings = settings
    return document


@pytest.fixture
def precision() -> Iterator[None]:
    """Whatever a test computes in, the next one computes in 32 bits."""
    yield
    import keras

    keras.config.set_dtype_policy("float32")


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("mixed", [False, True])
def test_the_script_trains_to_the_same_history(
    mixed: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import keras

    from tests.exporters.running import run_script

    document = iris()
    document.settings = document.settings.with_training(mixed_precision=mixed)
    plan = make_plan(document)
    wanted, weights = _trained_by_plan(plan)
    found: list[Any] = []
    fit = keras.Model.fit
    monkeypatch.setattr(
        keras.Model, "fit", lambda *given, **named: found.append(fit(*given, **named, verbose=0))
    )
    monkeypatch.chdir(tmp_path)

    keras.utils.clear_session()
    keras.config.set_dtype_policy("float32")
    run_script(write_script(plan))["main"]()

    assert found[0].history.keys() == wanted.keys()
    for name, values in wanted.items():
        np.testing.assert_allclose(found[0].history[name], values, rtol=1e-5, err_msg=name)
    saved = keras.saving.load_model(tmp_path / "model.keras")
    dtypes = [layer.compute_dtype for layer in saved.layers if layer.weights]
    assert dtypes == ["float16" if mixed else "float32", "float32"]
    for left, right in zip(saved.get_weights(), weights, strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-4, atol=1e-6)
    assert "test accuracy: " in capsys.readouterr().out


def _trained_by_plan(plan: Any) -> tuple[dict[str, list[float]], list[np.ndarray]]:
    """Train as the worker does: seed, data, model, compile, fit."""
    import keras

    from exporters.keras_model import build_model, compile_model, set_precision

    training = plan.training
    keras.utils.clear_session()
    set_precision(plan)
    keras.utils.set_random_seed(training.seed)
    (x, y), _ = load(make_data_plan(plan.settings, plan.data))
    model = build_model(plan)
    compile_model(model, plan)
    stopping = keras.callbacks.EarlyStopping(patience=training.patience, restore_best_weights=True)
    history = model.fit(
        x,
        y,
        batch_size=training.batch_size,
        epochs=training.epochs,
        validation_split=training.validation_split,
        callbacks=[stopping],
        verbose=0,
    )
    return history.history, model.get_weights()


@pytest.mark.parametrize("outputs", [1, 2])
def test_a_compiled_model_has_what_the_plan_says(outputs: int) -> None:
    from exporters.keras_model import build_model, compile_model

    ends = [(str(at), "Dense", ("in",), {"units": at + 1}) for at in range(outputs)]
    document = document_of((("in", "Input", (), {"shape": (4,)}), *ends))
    document.settings = document.settings.with_training(
        jit_compile="off", steps_per_execution=4, metrics=("mae",), loss="huber"
    )
    plan = make_plan(document)
    model = build_model(plan)
    compile_model(model, plan)

    config = model.get_compile_config()
    names = ["dense", "dense_1"]
    assert config["loss"] == ("huber" if outputs == 1 else dict.fromkeys(names, "huber"))
    assert config["metrics"] == (["mae"] if outputs == 1 else {each: ["mae"] for each in names})
    assert (config["jit_compile"], config["steps_per_execution"]) == (False, 4)
