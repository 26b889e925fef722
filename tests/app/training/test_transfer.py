"""Transfer learning from end to end: a model comes in with its weights, is frozen, gets a new head, and is trained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.imports.importing import import_document
from app.training.messages import RunFinished, WeightsGiven
from app.training.run_folder import folder as runs
from blocks.check.checker import Checker
from blocks.commands.transfer import freeze_before, replace_head
from blocks.document.document import Document
from blocks.files.project_file import to_text
from blocks.settings.datasets import describe_bundled
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.options import Style
from tests.app.training.harness import train_here
from tests.app.training.worker.test_fitting import run_script

pytestmark = pytest.mark.keras


def learnt(path: Path) -> Any:
    """Save a small CNN, as if it had learnt five kinds of something, and return it."""
    import keras
    from keras import layers

    keras.utils.clear_session()
    keras.utils.set_random_seed(6)
    x = inputs = keras.Input((8, 8, 1))
    for number in range(4):
        x = layers.Conv2D(6, 3, padding="same", name=f"conv{number}")(x)
        x = layers.BatchNormalization(name=f"bn{number}")(x)
        x = layers.ReLU()(x)
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, layers.Dense(5, activation="softmax", name="kinds")(x))
    numbers = np.random.default_rng(0)
    model.set_weights([numbers.uniform(0.1, 0.5, each.shape) for each in model.get_weights()])
    model.save(path)
    return model


def with_new_head(folder: Path) -> Document:
    """Import the model, keep what it has learnt, and let it learn ten digits."""
    document, _ = import_document(folder / "learnt.keras", weights=True, beside=folder)
    settings = document.settings.with_data(source="digits").with_training(epochs=2)
    document.settings = replace(settings, title="Transfer")
    data = describe_bundled(document.settings)
    checker = Checker(document)
    assert data is not None
    ids, edits = replace_head(document, checker, data)
    document.apply(edits)
    document.apply(freeze_before(document, ids[0]))
    checker.close()
    return document


def test_what_is_frozen_stays_as_the_file_has_it_and_the_script_does_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    before = learnt(tmp_path / "learnt.keras")
    document, folder = with_new_head(tmp_path), tmp_path / "run"
    assert len(document.model.blocks) < len(before.layers)  # the four stages are folded
    events = train_here(to_text(document), folder, base_folder=str(tmp_path))
    finished = events.last
    assert isinstance(finished, RunFinished), finished
    (given,) = events.of(WeightsGiven)
    assert (given.loaded, given.wanted) == (8, 9)
    trained = keras.saving.load_model(folder / runs.MODEL)
    left = [layer for layer in before.layers if layer.weights][:-1]
    right = [layer for layer in trained.layers if layer.weights][:-1]
    for one, other in zip(left, right, strict=True):
        for mine, theirs in zip(one.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, theirs)
    assert trained.layers[-1].units == 10

    history = run_script(folder, monkeypatch)
    assert history.keys() == finished.history.keys()
    for series, values in history.items():
        assert np.allclose(values, finished.history[series], rtol=1e-6, atol=1e-7), series


def test_every_style_says_how_the_weights_are_loaded(tmp_path: Path) -> None:
    learnt(tmp_path / "learnt.keras")
    plan = make_plan(with_new_head(tmp_path))
    for style in (Style.FUNCTIONS, Style.INLINED, Style.FLAT):
        script = write_script(plan, style=style)
        assert 'WEIGHTS = "learnt_start.weights.h5"\n' in script
        assert "    model.load_weights(WEIGHTS)\n" in script
    script = write_script(plan, style=Style.CLASSES)
    assert "load_weights" not in script
    assert "# Weights of the imported model are not loaded" in script
    assert "load_weights" not in write_script(plan, model_only=True)
