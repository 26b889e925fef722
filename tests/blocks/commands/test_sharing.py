"""One layer applied by several blocks: weights once, values alike, whoever comes first makes it."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from blocks.commands.blocks import remove_blocks, rename_block, set_values
from blocks.commands.clipboard import copy_text, paste
from blocks.commands.composites import can_make, expand_instance, make_composite, set_structure
from blocks.commands.sharing import use_again, use_alone
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, ReplaceBlock
from blocks.document.history import History
from blocks.errors import EditError
from blocks.files.project_file import from_text, to_text
from blocks.graph.graph import MODEL, Wire
from blocks.graph.shared_layers import group_of, groups, is_again
from blocks.inference.wording import describe
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from tests.blocks.composites import Sketch, series


def twice(second: int = 8) -> tuple[Document, str, str]:
    """Two inputs, and one Dense for both."""
    sketch = Sketch()
    model = sketch.graph(MODEL)
    left, right = model.add("Input", shape=(8,)), model.add("Input", shape=(second,))
    first = model.add("Dense", left, units=4)
    again, edits = use_again(model.graph, first, (300.0, 0.0))
    sketch.document.apply([*edits, AddWire(MODEL, Wire(right, "output", again, "input"))])
    model.add("Add", first, again)
    return sketch.document, first, again


def test_weights_are_counted_once_and_the_layer_has_one_name() -> None:
    document, first, again = twice()
    checker = Checker(document)
    assert not checker.problems()
    assert checker.totals().parameters == 8 * 4 + 4
    assert checker.results[again].parameters == 0
    assert checker.results[again].multiply_adds == checker.results[first].multiply_adds
    assert checker.names[first] == checker.names[again] == "dense"
    assert to_text(from_text(to_text(document))) == to_text(document)


def test_what_is_changed_in_one_is_changed_in_all_as_one_step() -> None:
    document, first, again = twice()
    before, history, checker = to_text(document), History(document), Checker(document)
    history.do("units", set_values(document, again, units=6))
    history.do("name", rename_block(document, again, "code"))
    blocks = document.model.blocks
    assert blocks[first].values == blocks[again].values == {"units": 6}
    assert blocks[first].name == blocks[again].name == "code"
    assert checker.totals().parameters == 8 * 6 + 6
    history.undo()
    history.undo()
    assert to_text(document) == before


def test_without_the_first_the_next_makes_the_layer() -> None:
    document, first, again = twice()
    checker, history = Checker(document), History(document)
    history.do("remove", remove_blocks(document, {first}))
    assert not is_again(document.model, again)
    assert checker.results[again].parameters == 36
    history.undo()
    assert is_again(document.model, again)
    assert checker.results[again].parameters == 0


def test_inputs_that_need_other_weights_are_a_problem_that_names_both() -> None:
    document, _, _ = twice(second=5)
    checker = Checker(document)
    (problem,) = checker.problems()
    words = describe(problem, checker)
    assert words.startswith(
        "Dense again: cannot apply the layer of Dense used 2× again: it would need weights"
    )
    assert "(5, 4) and (4,)" in words
    document.apply(set_values(document, "input-2", shape=(8,)))
    assert not checker.problems()


def test_each_can_have_a_layer_of_its_own_again() -> None:
    document, first, again = twice()
    document.apply(use_alone(document.model, again))
    assert not groups(document.model)
    assert not any(block.shares for block in document.model.blocks.values())
    assert Checker(document).totals().parameters == 72
    assert Checker(document).names[again] == "dense_1"
    assert group_of(document.model, first) == (first,)


def test_a_third_use_joins_the_first_two() -> None:
    document, first, again = twice()
    third, edits = use_again(document.model, again, (0.0, 0.0))
    document.apply(edits)
    assert set(group_of(document.model, first)) == {first, again, third}


@pytest.mark.parametrize("field", ["values", "type", "structure"])
def test_a_file_that_says_two_things_of_one_layer_is_told(field: str) -> None:
    document, _, again = twice()
    text = to_text(document)
    line = next(line for line in text.splitlines() if f'"id": "{again}"' in line)
    changes = {
        "values": line.replace('"units": 4', '"units": 5'),
        "type": line.replace('"type": "Dense"', '"type": "ReLU"').replace(
            ', "values": {"units": 4}', ""
        ),
        "structure": line.replace('"shares"', '"structure": {"series": 2}, "shares"'),
    }
    assert changes[field] != line
    other = from_text(text.replace(line, changes[field]))
    problems = [problem for problem in Checker(other).problems() if problem.kind == "shared"]
    assert [problem.block for problem in problems] == [again]


def test_a_composite_has_all_of_a_layer_or_nothing_and_opens_into_the_same_file() -> None:
    document, first, again = twice()
    reason = can_make(document, {first}, MODEL)
    assert "are one layer" in reason
    before, history = to_text(document), History(document)
    edits = make_composite(document, {first, again, "add-5"}, "Both")
    history.do("make", edits)
    instance = next(key for key, block in document.model.blocks.items() if block.type == "Both")
    checker = Checker(document)
    assert checker.totals().parameters == 36
    assert not checker.problems()
    history.do("expand", expand_instance(document, instance))
    assert to_text(document) == before


def test_copies_of_both_are_one_layer_and_a_copy_of_one_is_its_own() -> None:
    document, first, again = twice()
    ids, edits = paste(document, copy_text(document, {first, again}))
    document.apply(edits)
    assert set(group_of(document.model, ids[0])) == set(ids)
    ids, edits = paste(document, copy_text(document, {first}))
    document.apply(edits)
    assert group_of(document.model, ids[0]) == (ids[0],)


def test_it_is_not_repeated_and_only_layers_are_used_again() -> None:
    document, _, again = twice()
    with pytest.raises(EditError, match="its own weights"):
        set_structure(document, again, series(2), MODEL)
    with pytest.raises(EditError, match="no layer"):
        use_again(document.model, "input-1", (0.0, 0.0))
    lone = Sketch()
    block = lone.graph(MODEL).add("Dense", units=2, structure=series(2))
    with pytest.raises(EditError, match="repeated"):
        use_again(lone.document.model, block, (0.0, 0.0))


def test_a_script_makes_the_layer_once() -> None:
    document, _, _ = twice()
    script = write_script(make_plan(document), model_only=True)
    assert script.count("layers.Dense(") == 1
    assert "shared_dense = layers.Dense(4)" in script
    assert script.count("shared_dense(") == 2


def test_a_word_that_nobody_else_has_means_nothing() -> None:
    sketch = Sketch()
    model = sketch.graph(MODEL)
    key = model.add("Dense", model.add("Input", shape=(3,)), units=2)
    old = model.graph.blocks[key]
    from dataclasses import replace

    sketch.document.apply([ReplaceBlock(MODEL, old, replace(old, shares="gone-7"))])
    assert Checker(sketch.document).totals().parameters == 8
    assert "shared" not in write_script(make_plan(sketch.document), model_only=True)


def test_the_layer_is_new_in_every_turn_of_a_repeated_composite() -> None:
    document, first, again = twice()
    part = Sketch()
    graph = part.graph("Part")
    entry = graph.add("In")
    one = graph.add("Dense", entry, units=8)
    two, edits = use_again(graph.graph, one, (0.0, 0.0))
    part.document.apply([*edits, AddWire("Part", Wire(one, "output", two, "input"))])
    graph.add("Out", two)
    model = part.graph(MODEL)
    model.add("Part", model.add("Input", shape=(8,)), structure=series(3))
    assert Checker(part.document).totals().parameters == 3 * 72
    assert isinstance(edits[-1], AddBlock)
    assert first != again
    assert document is not part.document
