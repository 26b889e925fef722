"""Commands of composites: make and expand are inverses, totals stay, one undo step each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.check import Checker
from blocks.composite_commands import can_make, expand_instance, make_composite
from blocks.document import Document
from blocks.edits import AddBlock, Edit
from blocks.errors import EditError
from blocks.files import from_text, to_text
from blocks.graph import MODEL, Graph, Metaparameter
from blocks.history import History
from blocks.parameters import Number
from blocks.promoting import promoted
from tests.blocks.composites import Drawing, Sketch
from tests.blocks.random_composites import composite_documents


def added(edits: list[Edit]) -> str:
    """Return the last block that edits add: the instance."""
    return [edit.block.id for edit in edits if isinstance(edit, AddBlock)][-1]


def totals(document: Document) -> object:
    checker = Checker(document)
    checker.close()
    sums = checker.totals()
    return (sums.parameters, sums.trainable, sums.multiply_adds) if not checker.problems() else None


def chain() -> tuple[Sketch, Drawing]:
    """A model with a knob: Input, two convolutions with a shortcut, a head."""
    sketch = Sketch()
    model = sketch.graph(
        MODEL, Metaparameter(Number(name="alpha", minimum=0.25, maximum=2, help="Width."), 1.0)
    )
    x = model.add("Input", shape=(8, 8, 3))
    first = model.add("Conv2D", x, filters="=int(8 * alpha)", kernel_size=1, activation="relu")
    y = model.add("Conv2D", first, filters="=int(8 * alpha)", kernel_size=3, padding="same")
    y = model.add("Add", first, y)
    model.add("Dense", model.add("Flatten", y), units=10, activation="softmax")
    return sketch, model


def selection(graph: Graph, data: st.DataObject) -> set[str]:
    """Choose blocks: any, or neighbours, which are more often a composite."""
    order = graph.order()
    if data.draw(st.booleans()):
        return set(data.draw(st.lists(st.sampled_from(order), min_size=1)))
    start = data.draw(st.integers(0, len(order) - 1))
    part = order[start : data.draw(st.integers(start + 1, len(order)))]
    return {key for key in part if graph.blocks[key].type not in ("In", "Out", "Input")}


def some_parameters(graph: Graph, ids: set[str], data: st.DataObject) -> list[tuple[str, str]]:
    """Choose parameters that can be promoted."""
    wanted = []
    for key in sorted(ids):
        kind = graph.kind(key)
        for each in kind.parameters if kind else ():
            try:
                promoted(graph, graph.blocks[key], each.name, ())
            except EditError:
                continue
            wanted.append((key, each.name))
    return data.draw(st.lists(st.sampled_from(wanted), max_size=3)) if wanted else []


@given(document=composite_documents(), data=st.data())
def test_expand_is_the_inverse_of_make(document: Document, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(document.graphs)))
    graph = document.graph(name)
    places = st.tuples(st.floats(-500, 500), st.floats(-500, 500))
    for key in graph.positions:
        graph.positions[key] = data.draw(places)
    before, history, sums = to_text(document), History(document), totals(document)
    ids = selection(graph, data)
    promote = some_parameters(graph, ids, data)
    if can_make(document, ids, name):
        with pytest.raises(EditError):
            make_composite(document, ids, "Made", name)
        return
    edits = make_composite(document, ids, "Made", name, promote)
    history.do("make", edits)
    assert totals(document) == sums
    made = to_text(document)
    again = from_text(made)
    assert to_text(again) == made
    again.apply(expand_instance(again, added(edits), name))
    assert to_text(again) == before
    history.do("expand", expand_instance(document, added(edits), name))
    assert to_text(document) == before
    history.undo()
    assert to_text(document) == made
    history.undo()
    assert to_text(document) == before


@given(document=composite_documents())
def test_expanding_everything_leaves_the_same_sums(document: Document) -> None:
    sums = totals(document)
    for _ in range(40):
        found = [
            key
            for key, block in document.model.blocks.items()
            if (kind := document.model.kind(key)) and kind.definition is not None
        ]
        if not found:
            break
        document.apply(expand_instance(document, min(found)))
        assert totals(document) == sums
        assert to_text(from_text(to_text(document))) == to_text(document)
