"""The rows of the summary beside Keras's own layers."""

from __future__ import annotations

import pytest

from app.summary.rows import layer_count, leaves, rows
from app.templates.catalog import open_template, template_named
from app.templates.start import begin
from blocks.check.checker import Checker

pytestmark = pytest.mark.keras


@pytest.mark.parametrize("name", ["mobilenet", "inception-v4-stem", "resnet34"])
def test_flat_rows_are_the_layers_of_keras(name: str) -> None:
    from exporters.keras_model import build_model
    from exporters.plan.make import make_plan

    small = template_named(name).small
    document = begin(open_template(name), small.set if small else {}).document
    checker = Checker(document)
    model = build_model(make_plan(document))
    assert layer_count(checker) == len(model.layers)
    flat = [(row.type, row.parameters) for row in leaves(rows(checker))]
    layers = [(type(layer).__name__, layer.count_params()) for layer in model.layers]
    wanted = [("Input" if kind == "InputLayer" else kind, count) for kind, count in layers]
    assert sorted(flat) == sorted(wanted)
