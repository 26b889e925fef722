"""Every bundled network has the parameters that the handbook's text gives it, checked without Keras."""

from __future__ import annotations

import pytest

from app.templates.catalog import names, open_template
from blocks.check.checker import Checker
from blocks.check.model_problems import input_blocks
from tests.templates.figures import FIGURES


@pytest.mark.parametrize("name", FIGURES)
def test_a_network_comes_to_its_figures(name: str) -> None:
    checker = Checker(open_template(name))
    (entry,) = input_blocks(checker)
    totals = checker.totals()

    assert checker.results[entry].output == FIGURES[name].shape
    assert (totals.parameters, totals.trainable) == FIGURES[name][1:]
    assert checker.problems() == []


def test_every_template_of_a_paper_has_its_figures() -> None:
    networks = {name for name in names() if "template" in open_template(name).extra}
    assert networks <= FIGURES.keys()
