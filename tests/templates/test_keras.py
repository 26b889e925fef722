"""Every bundled network, at the size that trains, is one model: live check, worker, and scripts of all styles."""

from __future__ import annotations

import math

import pytest

from app.templates.catalog import open_template, small_of
from app.templates.start import begin
from blocks.check.checker import Checker
from blocks.commands.blocks import set_metaparameter
from blocks.document.document import Document
from exporters.plan.make import make_plan
from tests.exporters.test_composites import assert_all_agree
from tests.templates.figures import FIGURES

pytestmark = [
    pytest.mark.keras,
    pytest.mark.timeout(1800),
    # Small images leave maps of one place.
    pytest.mark.filterwarnings("ignore:.*softmax over axis.*size 1"),
]

MANY = 150
"""Layers of a network that is left to the full run."""
LARGE = 10**9
"""Parameters of a network that is not built."""


def at_its_small_size(name: str) -> Document:
    document = open_template(name)
    small = small_of(document)
    assert small is not None
    start = begin(document, small.set)
    assert not start.problems
    assert not start.misfit
    return start.document


def layers(name: str) -> int:
    results = Checker(open_template(name)).results.values()
    return sum(
        1 if each.inside is None else sum(count for _, count in each.layers) for each in results
    )


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if layers(name) > MANY else [])
        for name in FIGURES
    ],
)
def test_a_network_is_one_model_in_every_reading(name: str) -> None:
    assert_all_agree(at_its_small_size(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in FIGURES if FIGURES[name].parameters < LARGE])
def test_keras_counts_what_the_table_says(name: str) -> None:
    from tests.exporters.running import built_by_plan

    model = built_by_plan(make_plan(*listing(name)))
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    assert (model.count_params(), trainable) == FIGURES[name][1:]


def listing(name: str) -> tuple[Document, Checker]:
    """Return a network as it is listed, with small images where its parameters do not depend on their size."""
    document, small = open_template(name), small_of(open_template(name))
    assert small is not None
    if "input" in small.set:
        document.apply(set_metaparameter(document, "input", small.set["input"]))
    checker = Checker(document)
    if checker.totals().parameters == FIGURES[name].parameters:
        return document, checker
    document = open_template(name)
    return document, Checker(document)
