"""Composites in plan, Keras model and script: the same network whichever way it is read."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.files.project_file import from_text, to_text
from blocks.graph.graph import MODEL
from blocks.types.block_type import Form
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.apply import styles_of
from exporters.styles.options import Style
from tests.blocks.composites import Sketch, parallel, series
from tests.blocks.networks import densenet121, resnet50, resnext50
from tests.blocks.random_composites import METAPARAMETERS, composite_documents

FULL = settings.default.max_examples > 100

pytestmark = [
    pytest.mark.keras,
    pytest.mark.timeout(3600 if FULL else 300),
    pytest.mark.filterwarnings("ignore:.*softmax over axis.*size 1"),
]

CAREFUL = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def assert_all_agree(document: Document) -> Any:
    """Live check, worker's model and executed script agree; returns the model."""
    from tests.exporters.running import assert_same_in_style, built_by_plan, built_by_script

    checker = Checker(document)
    checker.close()
    plan = make_plan(document, checker)
    model = built_by_plan(plan)
    shapes = [tuple(tensor.shape[1:]) for tensor in model.outputs]
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)

    assert shapes == [checker.results[ref.block].outputs[ref.port] for ref in plan.outputs]
    assert model.count_params() == checker.totals().parameters
    assert trainable == checker.totals().trainable
    made = model.layers if plan.sequential else model.operations
    names = {each.name for each in made}
    single = [call.name for call in plan.calls if call.block in plain_layers(document)]
    assert set(single) <= names
    for style in styles_of(plan):
        script = write_script(plan, model_only=True, style=style)
        assert_same_in_style(model, built_by_script(script), style)
    assert to_text(from_text(to_text(document))) == to_text(document)
    return model


def plain_layers(document: Document) -> set[str]:
    """Blocks of the model that are one layer each."""
    graph = document.model
    return {
        key
        for key, block in graph.blocks.items()
        if block.structure is None
        and (kind := graph.kind(key)) is not None
        and kind.form is Form.LAYER
    }


@settings(CAREFUL, max_examples=400 if FULL else 25)
@given(composite_documents())
def test_random_composites_are_one_model_in_every_reading(document: Document) -> None:
    assert_all_agree(document)


@pytest.mark.parametrize(
    ("network", "parameters", "trainable"),
    [
        (resnet50, 25_636_712, 25_583_592),
        (densenet121, 7_946_408, 7_925_928),
        (resnext50, 26_493_160, 26_432_104),
    ],
)
def test_networks_of_the_handbook_have_their_counts(
    network: Callable[..., Document], parameters: int, trainable: int
) -> None:
    checker = Checker(network())
    totals = checker.totals()

    assert checker.problems() == []
    assert (totals.parameters, totals.trainable) == (parameters, trainable)


@pytest.mark.slow
@pytest.mark.parametrize("network", [resnet50, densenet121, resnext50])
def test_networks_of_the_handbook_are_one_model_in_every_reading(
    network: Callable[..., Document],
) -> None:
    assert_all_agree(network(32))


def test_merges_within_merges_have_the_workers_names_in_a_flat_script() -> None:
    sketch = Sketch()
    inner = sketch.graph("Inner", METAPARAMETERS[0])
    x = inner.add("In")
    inner.add("Out", inner.add("Dense", x, units="=filters", structure=parallel(2)))
    outer = sketch.graph("Outer", METAPARAMETERS[0])
    x = outer.add("In")
    outer.add("Out", outer.add("Inner", x, filters="=filters", structure=parallel(2)))
    model = sketch.graph(MODEL)
    x = model.add("Outer", model.add("Input", shape=(4,)), structure=parallel(2))
    model.add("Concatenate", x, x)

    made = assert_all_agree(sketch.document)
    script = write_script(make_plan(sketch.document), model_only=True, style=Style.FLAT)
    assert len([layer for layer in made.layers if layer.name.startswith("concatenate")]) == 8
    assert "name=" not in script  # the order of the lines is enough


def test_weights_of_one_load_in_the_others(tmp_path: Path) -> None:
    import keras
    import numpy as np

    from tests.exporters.running import built_by_plan, built_by_script

    sketch = Sketch()
    part = sketch.graph("Part", METAPARAMETERS[0])
    x = part.add("In")
    y = part.add("BatchNormalization", part.add("Conv2D", x, filters="=filters", kernel_size=1))
    part.add("Out", part.add("Concatenate", x, y))
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(4, 4, 3))
    x = model.add("Part", x, filters="=2 + i", structure=series(3))
    x = model.add("Part", model.add("Part", x, structure=parallel(2)))
    model.add("Dense", x, units=2)
    plan = make_plan(sketch.document)
    trained = built_by_plan(plan)
    images = np.random.default_rng(3).normal(size=(2, 4, 4, 3)).astype("float32")
    for weight in trained.weights:  # no two layers with the same numbers, normalization included
        weight.assign(keras.random.uniform(weight.shape, 0.01, 0.2))
    wanted = np.asarray(trained(images))
    trained.save_weights(tmp_path / "a.weights.h5")
    for style in (Style.FUNCTIONS, Style.INLINED, Style.FLAT):
        model = built_by_script(write_script(plan, model_only=True, style=style))
        model.load_weights(tmp_path / "a.weights.h5")
        assert [layer.name for layer in model.layers] == [layer.name for layer in trained.layers]
        np.testing.assert_allclose(np.asarray(model(images)), wanted, rtol=1e-5, atol=1e-6)
