from __future__ import annotations

import pytest

from blocks.check.layer_paths import names_in_order, note_source
from blocks.commands.composites import set_structure
from blocks.document.document import Document
from blocks.document.history import History
from blocks.graph.graph import MODEL
from blocks.graph.structure import Structure
from blocks.values.values import Expression, Value
from tests.blocks.composites import Sketch

WITHOUT_THE_SECOND = Structure(series=3, when=Expression("i != 1"))


def model(structure: Structure, deep: bool, rate: Value = 0.5) -> tuple[Document, str, str, str]:
    """A model with a Dropout, in a composite or not; its graph, its id and that of the block of the model."""
    sketch = Sketch()
    drawn = graph = sketch.graph("Part") if deep else sketch.graph("")
    start = drawn.add("In") if deep else drawn.add("Input", shape=(8,))
    key = block = drawn.add("Dropout", start, structure=structure, rate=rate)
    if deep:
        drawn.add("Out", key)
        graph = sketch.graph("")
        block = graph.add("Part", graph.add("Input", shape=(8,)), structure=Structure(series=2))
    graph.add("Dense", block, units=3)
    return sketch.document, "Part" if deep else MODEL, key, block


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(
    "new", [Structure(series=2), Structure(parallel=2, merge="Add")], ids=["series", "parallel"]
)
def test_iterations_that_come_have_the_names_of_those_that_go(new: Structure, deep: bool) -> None:
    document, graph, key, block = model(WITHOUT_THE_SECOND, deep)
    names = ["one", "two", *(["three", "four"] if deep else [])]
    note_source(document, "net.h5", "0" * 64, {block: names})
    history, before = History(document), document.model.blocks[block].layers
    history.do("repeat", set_structure(document, key, new, graph))
    assert [name for name in names_in_order(document)[block] if name] == names
    history.undo()
    assert document.model.blocks[block].layers == before


def test_a_name_of_an_iteration_that_was_not_there_comes_back() -> None:
    document, graph, key, block = model(Structure(series=3), deep=False)
    note_source(document, "net.h5", "0" * 64, {block: ["one", "two", "three"]})
    for structure, names in (
        (WITHOUT_THE_SECOND, ["one", "three"]),
        (Structure(series=2), ["one", "three"]),
        (Structure(series=3), ["one", "three", "two"]),
    ):
        document.apply(set_structure(document, key, structure, graph))
        assert names_in_order(document)[block] == names


def test_where_values_depend_on_the_iteration_no_layer_stands_for_another() -> None:
    document, graph, key, block = model(
        WITHOUT_THE_SECOND, deep=False, rate=Expression("0.1 * (i + 1)")
    )
    note_source(document, "net.h5", "0" * 64, {block: ["one", "two"]})
    document.apply(set_structure(document, key, Structure(series=2), graph))
    assert names_in_order(document)[block] == ["one", ""]
