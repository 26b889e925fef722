"""Every bundled network, at the size that trains, is one model: live check, worker, and scripts of all styles."""

from __future__ import annotations

import pytest

from app.template_list import open_template, small_of
from app.template_start import begin
from blocks.check import Checker
from blocks.document import Document
from tests.exporters.test_composites import assert_all_agree
from tests.templates.figures import FIGURES

pytestmark = [
    pytest.mark.keras,
    # Small images leave maps of one place.
    pytest.mark.filterwarnings("ignore:.*softmax over axis.*size 1"),
]

MANY = 150
"""Layers of a network that is left to the full run."""


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
