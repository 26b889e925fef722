"""The layers of a block in the order of making: also where nobody could wait for all of them."""

from __future__ import annotations

from blocks.check.checker import Checker
from blocks.check.layer_paths import layer_paths, names_in_order, note_source
from blocks.graph.graph import MODEL
from blocks.graph.structure import MERGE
from tests.blocks.composites import Sketch, parallel, series


def test_paths_name_the_blocks_that_a_layer_lies_in_with_their_iterations() -> None:
    sketch = Sketch()
    part = sketch.graph("Part")
    start = part.add("In", name="input")
    end = part.add("Dense", start, units=4, structure=series(2))
    part.add("Out", end, name="output")
    model = sketch.graph(MODEL)
    instance = model.add("Part", model.add("Input", shape=(4,)), structure=parallel(2, merge="Add"))
    checker = Checker(sketch.document, follows=False)

    assert list(layer_paths(checker, instance)) == [
        (("", 0), (end, 0)),
        (("", 0), (end, 1)),
        (("", 1), (end, 0)),
        (("", 1), (end, 1)),
        (("", MERGE),),
    ]


def test_repeats_within_repeats_are_given_up_and_their_names_left_alone() -> None:
    sketch = Sketch()
    inner = ""
    for depth in range(12):
        part = sketch.graph(f"Part{depth}")
        start = part.add("In", name="input")
        end = part.add(inner or "Dropout", start, structure=series(1000))
        part.add("Out", end, name="output")
        inner = part.name
    model = sketch.graph(MODEL)
    instance = model.add(inner, model.add("Input", shape=(4,)), structure=series(1000))

    note_source(sketch.document, "net.h5", "0" * 64, {instance: ["one", "two"]})

    assert not sketch.document.model.blocks[instance].layers
    assert names_in_order(sketch.document) == {}
