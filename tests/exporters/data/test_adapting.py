"""Normalization learns mean and variance from the training data before training: in the worker as in the script."""

from __future__ import annotations

import numpy as np
import pytest

from blocks.check.checker import Checker
from blocks.check.model_problems import model_problems
from blocks.document.document import Document
from blocks.settings.declarations import Settings
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from tests.exporters.documents import document_of


def normalized(settings: Settings | None = None) -> Document:
    document = document_of(
        [
            ("x", "Input", (), {"shape": (13,)}),
            ("first", "Normalization", ("x",), {}),
            ("given", "Normalization", ("first",), {"mean": (1.0,), "variance": (2.0,)}),
            ("y", "Dense", ("given",), {"units": 1, "activation": None}),
        ]
    )
    if settings is not None:
        document.settings = settings
    return document


def test_the_script_adapts_before_it_compiles() -> None:
    script = write_script(make_plan(normalized()))

    assert 'model = build_model()\n    model.get_layer("normalization").adapt(x_train)\n' in script
    assert "layers.Normalization(mean=[1.0], variance=[2.0])" in script


def test_one_that_is_not_right_behind_an_input_is_warned_of() -> None:
    document = document_of(
        [
            ("x", "Input", (), {"shape": (13,)}),
            ("dense", "Dense", ("x",), {}),
            ("late", "Normalization", ("dense",), {}),
        ]
    )

    problems = model_problems(Checker(document), None)

    assert [problem.kind for problem in problems] == ["not_adapted"]
    assert not model_problems(Checker(normalized()), None)
    films = document_of(
        [
            ("x", "Input", (), {"shape": (5, 13)}),
            ("each", "TimeDistributed(Normalization)", ("x",), {}),
        ]
    )
    assert [each.kind for each in model_problems(Checker(films), None)] == ["not_adapted"]
    assert "adapt" not in write_script(make_plan(document))


@pytest.mark.keras
def test_the_worker_adapts_as_the_script_does() -> None:
    from exporters.data.adapting import adapt
    from tests.exporters.running import assert_same_model, built_by_plan, built_by_script

    document = normalized()
    plan = make_plan(document)
    x = np.random.default_rng(1).normal(3, 2, (50, 13)).astype("float32")
    model = built_by_plan(plan)
    assert_same_model(model, built_by_script(write_script(plan, model_only=True)))

    class Data:
        x_by_name = False

    adapt(model, plan, Data(), x)  # type: ignore[arg-type]

    layer = model.get_layer("normalization")
    np.testing.assert_allclose(layer.adapt_mean, x.mean(0), rtol=1e-5)
    np.testing.assert_allclose(np.asarray(layer(x)).std(0), 1, rtol=1e-3)
