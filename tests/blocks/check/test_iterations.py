"""What an instance sees at one iteration of its loop is what as many repeats as came before it give."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, strategies as st

from blocks.check.checker import Checker
from blocks.check.instance import Instance
from blocks.check.iterations import iteration_of
from blocks.document.document import Document
from blocks.document.edits import ReplaceBlock
from blocks.graph.graph import MODEL
from blocks.graph.structure import Structure
from tests.blocks.composites import Sketch, parallel, series
from tests.blocks.networks import whole


def looped(structure: Structure, size: int = 33, **values: str) -> tuple[Document, str]:
    """A composite that convolves without padding, repeated as a structure says."""
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 2), whole("kernel", 3))
    x = part.add("Conv2D", part.add("In"), filters="=filters", kernel_size="=kernel")
    part.add("Out", x)
    model = sketch.graph(MODEL, whole("base", 2))
    block_id = model.add(
        "Part", model.add("Input", shape=(size, size, 3)), structure=structure, **values
    )
    model.add("ReLU", block_id)
    return sketch.document, block_id


TESTS = st.sampled_from([None, "i % 2 == 0", "channels < 5", "height > 24"])


@given(
    count=st.integers(1, 9),
    when=TESTS,
    filters=st.sampled_from(["i + base", "channels + 1", "base * 2"]),
)
def test_a_turn_sees_what_the_turns_before_it_give(
    count: int, when: str | None, filters: str
) -> None:
    document, block_id = looped(series(count, when), filters=f"={filters}", kernel="=1 + i % 3")
    checker = Checker(document)
    for index in range(count):
        iteration = iteration_of(checker, block_id, index)
        assert (iteration.index, iteration.count) == (index, count)
        shorter, other = looped(series(index, when), filters=f"={filters}", kernel="=1 + i % 3")
        assert iteration.instance.shapes == Checker(shorter).results[other].outputs
        one_more, other = looped(
            series(index + 1, when), filters=f"={filters}", kernel="=1 + i % 3"
        )
        after = Checker(one_more).results[other].outputs
        inside = Checker(document, "Part", iteration.instance, follows=False)
        out = next(key for key in inside.graph.order() if key.startswith("out"))
        given_out = inside.results[out].inputs
        assert after == (iteration.instance.shapes if iteration.absent else given_out)


@given(count=st.integers(1, 6))
def test_branches_see_the_same_shape_and_another_index(count: int) -> None:
    document, block_id = looped(parallel(count), filters="=i + 1", kernel="=1")
    checker = Checker(document)
    iterations = [iteration_of(checker, block_id, index) for index in range(count)]
    assert {iteration.instance.shapes for iteration in iterations} == {((33, 33, 3),)}
    assert [iteration.instance.arguments["filters"] for iteration in iterations] == list(
        range(1, count + 1)
    )
    merged = checker.results[block_id].output
    assert merged is not None
    assert merged[-1] == sum(range(1, count + 1))


@given(size=st.integers(3, 20), count=st.integers(1, 12))
def test_the_turn_that_goes_wrong_is_found(size: int, count: int) -> None:
    document, block_id = looped(series(count), size=size)
    checker = Checker(document)
    fits = (size - 1) // 2
    assert bool(checker.results[block_id].problems) == (count > fits)
    if count > fits:
        (problem,) = checker.results[block_id].problems
        assert problem.iteration == fits
        shape = iteration_of(checker, block_id, problem.iteration).instance.shapes[0]
        assert shape is not None
        assert shape[0] < 3


def test_turns_beyond_the_last_are_the_last() -> None:
    document, block_id = looped(series(3))
    iteration = iteration_of(Checker(document), block_id, 99)
    assert (iteration.index, iteration.count) == (2, 3)


def test_what_is_not_known_is_not_made_up() -> None:
    document, block_id = looped(series("no_such_name"))
    iteration = iteration_of(Checker(document), block_id, 4)
    assert iteration.count is None
    assert not iteration.absent
    document, block_id = looped(series(2))
    wire = document.model.incoming(block_id)[0]
    block = document.model.blocks[wire.source]
    document.apply([ReplaceBlock(MODEL, block, replace(block, values={}))])
    iteration = iteration_of(Checker(document), block_id, 1)
    assert iteration.instance.shapes == (None,)
    assert iteration.count == 2


def test_an_instance_is_the_same_only_with_the_same_kinds_of_values() -> None:
    one = Instance({"a": 1}, ())
    assert one.same_as(Instance({"a": 1}, ()))
    assert not one.same_as(Instance({"a": 1.0}, ()))
    assert not one.same_as(Instance({"a": True}, ()))


def test_another_instance_is_looked_at_as_if_anew() -> None:
    document, block_id = looped(series(4), filters="=i + 1", kernel="=1")
    outside = Checker(document)
    checker = Checker(document, "Part", iteration_of(outside, block_id, 0).instance)
    for index in (1, 3, 0):
        instance = iteration_of(outside, block_id, index).instance
        changed: list[frozenset[str]] = []
        checker.updated.connect(changed.append)
        checker.look_at(instance)
        checker.updated.disconnect(changed.append)
        fresh = Checker(document, "Part", instance, follows=False)
        assert checker.results == fresh.results
        assert changed
    checker.look_at(Instance(dict(instance.arguments), instance.shapes))
    assert checker.results == fresh.results
