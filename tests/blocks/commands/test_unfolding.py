"""Unfolding a whole model: the same sums, no composite left, one undo step."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.commands.composites.unfolding import unfold_all
from blocks.document.document import Document
from blocks.document.history import History
from blocks.errors import EditError
from blocks.files.project_file import read_project, to_text
from blocks.graph.graph import MODEL
from blocks.values.values import Expression
from tests.blocks.composites import Sketch, series
from tests.blocks.random_composites import composite_documents

TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


def totals(document: Document) -> object:
    checker = Checker(document)
    checker.close()
    sums = checker.totals()
    return None if checker.problems() else (sums.parameters, sums.trainable, sums.multiply_adds)


def unfolded(document: Document) -> None:
    """Unfold a document, compare, and undo."""
    before, sums = to_text(document), totals(document)
    edits = unfold_all(document)
    assert to_text(document) == before
    history = History(document)
    history.do("Unfold", edits)
    graph = document.model
    assert not any(is_composite(graph, key) for key in graph.blocks)
    assert totals(document) == sums
    history.undo()
    assert to_text(document) == before


@pytest.mark.parametrize("name", ["resnet50", "densenet121", "googlenet"])
def test_a_network_is_the_same_unfolded(name: str) -> None:
    unfolded(read_project(TEMPLATES / f"{name}.netwright"))


@given(composite_documents())
def test_whatever_composites_there_are_they_unfold_or_say_why_not(document: Document) -> None:
    with suppress(EditError):
        unfolded(document)


def test_a_repeated_layer_is_unrolled() -> None:
    sketch = Sketch()
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(4,))
    model.add("Dense", x, units=4, structure=series(3))
    unfolded(sketch.document)
    edits = unfold_all(sketch.document)
    sketch.document.apply(edits)
    assert [block.type for block in sketch.document.model.blocks.values()].count("Dense") == 3


def test_nothing_to_unfold_is_said() -> None:
    sketch = Sketch()
    sketch.graph(MODEL).add("Input", shape=(4,))
    with pytest.raises(EditError, match="nothing to unfold"):
        unfold_all(sketch.document)


def test_a_repeated_layer_whose_value_follows_from_the_round_is_unrolled() -> None:
    sketch = Sketch()
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(4,))
    model.add("Dense", x, units=Expression("4 * (i + 1)"), structure=series(3))
    unfolded(sketch.document)
    History(sketch.document).do("Unfold", unfold_all(sketch.document))
    units = [dict(block.values).get("units") for block in sketch.document.model.blocks.values()]
    assert units == [None, 4, 8, 12]
