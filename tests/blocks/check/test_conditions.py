"""What is switched off is not wrong: conditions that need no shape are decided before shapes are known."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from blocks.commands.blocks import set_values
from blocks.files.project_file import from_text
from blocks.graph.graph import MODEL
from blocks.graph.structure import Structure
from blocks.values.values import Expression
from tests.blocks import composites
from tests.blocks.composites import parallel, series, when
from tests.blocks.fixes.faults import TEMPLATES


def kinds(structure: Structure | None, units: object = 0) -> list[str]:
    """Return the problems of a block with a value that Keras refuses, behind one that is not connected."""
    model = composites.Sketch().graph(MODEL)
    conv = model.add("Conv2D", filters=4, kernel_size=3)
    model.add("Dense", conv, units=units, structure=structure)
    return [each.kind for each in Checker(model.document).problems()]


@pytest.mark.parametrize(
    ("structure", "said"),
    [
        (None, True),
        (when("1 > 0"), True),
        (when("0 > 1"), False),
        (when("False"), False),
        (series(0), False),
        (series(2), True),
        (parallel(2), True),
        (Structure(series=3, when=Expression("i > 5")), False),
        (Structure(series=3, when=Expression("i > 1")), True),
        (when("channels > 3"), False),
        (when("0 > 1 and channels > 3"), False),
        (when("1 > 0 or channels > 3"), True),
        (Structure(series=Expression("channels")), False),
    ],
)
def test_an_error_is_told_where_the_block_is_there(structure: Structure | None, said: bool) -> None:
    assert kinds(structure) == ["unconnected", *(["value"] if said else [])]


def test_a_condition_that_nobody_can_work_out_is_told_at_once() -> None:
    assert kinds(when("nobody > 3"), 4) == ["unconnected", "expression"]


def test_a_block_that_is_switched_off_still_needs_its_wire() -> None:
    model = composites.Sketch().graph(MODEL)
    model.add("Dense", units=0, structure=when("0 > 1"))
    assert [each.kind for each in Checker(model.document).problems()] == ["unconnected"]


def test_a_classifier_that_is_switched_off_is_not_wrong_where_the_module_before_it_is() -> None:
    text = (TEMPLATES / "inception-naive-module.netwright").read_text(encoding="utf-8")
    document = from_text(text)
    document.apply(set_values(document, "conv2d-4", "InceptionNaive", padding="valid"))
    assert [each.kind for each in Checker(document).problems()] == ["inside"]
