"""Composites: types of their own, edits with inverses, checks from inside, files, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import pytest

from blocks.catalog.registry import block_type
from blocks.check.checker import Checker
from blocks.check.instance import Instance
from blocks.commands.blocks import set_values
from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.document.edits import (
    AddBlock,
    AddGraph,
    RemoveBlock,
    RemoveGraph,
    RemoveWire,
    ReplaceBlock,
)
from blocks.document.history import History
from blocks.errors import EditError, FileError, InvalidValue
from blocks.files.project_file import from_text, to_text
from blocks.graph.graph import MODEL, Block, Metaparameter
from blocks.graph.structure import MERGES, Structure
from blocks.inference.wording import describe
from blocks.parameters import Integer
from blocks.types.block_type import Form
from blocks.types.problems import Severity
from tests.blocks.composites import Drawing, Sketch, parallel, series, when
from tests.blocks.networks import densenet121, resnet50, resnext50, whole

NETWORKS = [resnet50, densenet121, resnext50]


def sketch_with_part(**values: object) -> tuple[Sketch, Drawing, Drawing]:
    """A composite ``Part`` of one convolution, and a model with an input."""
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 4, "Channels."), description="One convolution.")
    conv = part.add(
        "Conv2D", part.add("In", name="input"), filters="=filters", **{"kernel_size": 3, **values}
    )
    part.add("Out", conv, name="output")
    model = sketch.graph(MODEL)
    model.add("Input", shape=(8, 8, 3))
    return sketch, part, model


def test_a_type_is_derived_from_the_graph() -> None:
    _, part, model = sketch_with_part()
    block_id = model.add("Part", "input-1", filters=7)
    kind = model.graph.kind(block_id)

    assert kind is not None
    assert (kind.form, kind.summary) == (Form.COMPOSITE, "One convolution.")
    assert (kind.inputs.names, kind.outputs) == (("input",), ("output",))
    assert kind.parameter("filters").default == 4  # type: ignore[union-attr]
    part.add("In", name="mask")
    assert model.graph.kind(block_id).inputs.names == ("input", "mask")  # type: ignore[union-attr]


def test_an_edit_inside_reaches_every_instance_and_back() -> None:
    sketch, _, model = sketch_with_part()
    outer = sketch.graph("Outer", whole("filters", 2))
    outer.add("Out", outer.add("Part", outer.add("In", name="x"), filters="=2 * filters"))
    ids = [model.add("Part", "input-1"), model.add("Outer", "input-1", filters=3)]
    checker = Checker(sketch.document)
    history = History(sketch.document)

    assert [checker.results[key].output for key in ids] == [(6, 6, 4), (6, 6, 6)]
    history.do("edit", set_values(sketch.document, "conv2d-2", "Part", padding="same"))
    assert [checker.results[key].output for key in ids] == [(8, 8, 4), (8, 8, 6)]
    history.undo()
    assert [checker.results[key].output for key in ids] == [(6, 6, 4), (6, 6, 6)]
    assert checker.results == Checker(copy_document(sketch.document)).results


@pytest.mark.parametrize(
    ("structure", "output", "parameters"),
    [
        (series(3), (8, 8, 3), 3 * 84),
        (series(0), (8, 8, 3), 0),
        (series(3, "i > 0"), (8, 8, 3), 2 * 84),
        (series("channels - 1"), (8, 8, 3), 2 * 84),
        (parallel(3), (8, 8, 9), 3 * 84),
        (parallel(2, "Add"), (8, 8, 3), 2 * 84),
        (parallel(2, "Add", "channels > 3"), (8, 8, 3), 0),
        (when("channels == 3"), (8, 8, 3), 84),
        (when("channels != 3"), (8, 8, 3), 0),
    ],
)
def test_repeats_and_conditions(
    structure: Structure, output: tuple[int, ...], parameters: int
) -> None:
    _, _, model = sketch_with_part(padding="same")
    wide = model.add(
        "Conv2D", "input-1", structure=structure, filters=3, kernel_size=3, padding="same"
    )
    block_id = model.add("Part", "input-1", structure=structure, filters=3)
    results = Checker(model.document).results

    assert results[block_id].output == results[wide].output == output
    assert results[block_id].parameters == results[wide].parameters == parameters


def test_names_on_the_canvas_count_what_lies_inside() -> None:
    _, _, model = sketch_with_part(padding="same")
    first = model.add("Conv2D", "input-1", filters=3, kernel_size=3)
    part = model.add("Part", first, structure=series(4))
    last = model.add("Conv2D", part, filters=3, kernel_size=3)
    checker = Checker(model.document)

    assert checker.names[last] == "conv2d_5"
    old = model.graph.blocks[part]
    model.document.apply([ReplaceBlock(MODEL, old, replace(old, structure=series(2)))])
    assert checker.names[last] == "conv2d_3"


def test_a_problem_inside_is_one_problem_with_a_path() -> None:
    sketch, _, model = sketch_with_part(kernel_size=9)
    outer = sketch.graph("Outer")
    inner = outer.add("Part", outer.add("In"))
    outer.add("Out", inner)
    block_id = model.add("Outer", "input-1")
    checker = Checker(sketch.document)
    (problem,) = checker.problems()

    assert (problem.block, problem.path) == (block_id, (inner, "conv2d-2"))
    words = describe(problem, checker)
    assert "Conv2D: nothing would be left" in words
    assert "kernel covers 9×9" in words
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("structure", "words"),
    [
        (series("channels / 2"), "whole number"),
        (series("1001"), "from 0 to 1000"),
        (parallel("0"), "from 1 to 1000"),
        (when("nonsense > 1"), "nonsense is not known"),
        (parallel("2", "Add"), ""),
    ],
)
def test_a_wrong_structure_is_a_problem_in_words(structure: Structure, words: str) -> None:
    _, _, model = sketch_with_part()
    block_id = model.add("Part", "input-1", structure=structure)
    checker = Checker(model.document)
    found = [describe(problem, checker) for problem in checker.results[block_id].problems]

    assert len(found) == (1 if words else 0)
    assert all(words in text for text in found)


def test_branches_that_do_not_fit_are_named() -> None:
    _, _, model = sketch_with_part()
    model.add("Part", "input-1", filters="=i + 2", structure=parallel(3, "Add"))
    checker = Checker(model.document)

    assert "Add cannot merge" in describe(checker.problems()[0], checker)


def test_a_metaparameter_with_the_name_of_a_size_is_refused_in_words() -> None:
    sketch = Sketch()
    part = sketch.graph("Part", whole("width", 4))
    part.add("Out", part.add("In"))
    model = sketch.graph(MODEL)
    model.add("Part", model.add("Input", shape=(4,)))
    checker = Checker(sketch.document)

    assert "width needs another name" in describe(checker.problems()[0], checker)


def test_what_leads_nowhere_is_not_counted() -> None:
    _, part, model = sketch_with_part()
    part.add("Dense", "in-1", units=1000)
    block_id = model.add("Part", "input-1")

    assert Checker(model.document).results[block_id].parameters == 3 * 9 * 4 + 4


def test_a_composite_never_contains_itself() -> None:
    sketch, _, _ = sketch_with_part()
    outer = sketch.graph("Outer")
    outer.add("Out", outer.add("Part", outer.add("In")))
    before = to_text(sketch.document)
    for name in ("Part", "Outer"):
        with pytest.raises(EditError, match="contain itself"):
            sketch.document.apply([AddBlock("Part", Block("again-9", name), (0.0, 0.0))])
    assert to_text(sketch.document) == before

    data = json.loads(before)
    data["composites"]["Part"]["blocks"].append({"id": "again-9", "type": "Outer"})
    with pytest.raises(FileError, match="contain itself"):
        from_text(json.dumps(data))


def test_a_port_in_use_cannot_go() -> None:
    sketch, part, model = sketch_with_part()
    model.add("Part", "input-1")
    end, wire = part.graph.blocks["in-1"], next(iter(part.graph.incoming("conv2d-2")))
    before = to_text(sketch.document)
    with pytest.raises(EditError, match="is in use"):
        sketch.document.apply([RemoveWire("Part", wire), RemoveBlock("Part", end, (0.0, 0.0))])
    with pytest.raises(EditError, match="is in use"):
        sketch.document.apply([ReplaceBlock("Part", end, replace(end, name="other"))])
    assert to_text(sketch.document) == before


@pytest.mark.parametrize("name", ["", "Conv2D", "Part", "In", "1a", "a b", "x" * 61, "naïve"])
def test_a_definition_needs_a_name_of_its_own(name: str) -> None:
    sketch, _, _ = sketch_with_part()
    with pytest.raises(EditError):
        sketch.document.apply([AddGraph(name)])


def test_a_definition_that_goes_leaves_unknown_blocks() -> None:
    sketch = Sketch()
    sketch.graph("Part")
    model = sketch.graph(MODEL)
    block_id = model.add("Part")
    checker = Checker(sketch.document)
    history = History(sketch.document)

    history.do("remove", [RemoveGraph("Part")])
    assert [problem.kind for problem in checker.problems()] == ["unknown_type"]
    history.undo()
    assert model.graph.kind(block_id) is not None


@pytest.mark.parametrize("network", NETWORKS)
def test_networks_survive_files(network: Callable[..., Document]) -> None:
    text = to_text(network())
    again = from_text(text)

    assert to_text(again) == text
    assert Checker(again).totals() == Checker(network()).totals()


@pytest.mark.parametrize(
    "structure",
    [
        [],
        {"series": -1},
        {"series": 1001},
        {"series": True},
        {"series": 2, "parallel": 2},
        {"parallel": 0},
        {"parallel": 2, "merge": "Dense"},
        {"when": 3},
        {"future": 1},
    ],
)
def test_a_broken_structure_in_a_file_is_refused(structure: object) -> None:
    _, _, model = sketch_with_part()
    data = json.loads(to_text(model.document))
    data["model"]["blocks"][0]["structure"] = structure
    with pytest.raises(FileError):
        from_text(json.dumps(data))


@pytest.mark.parametrize("name", MERGES)
def test_branches_are_merged_by_merging_layers(name: str) -> None:
    kind = block_type(name)

    assert kind is not None
    assert kind.inputs.many
    assert not any(parameter.required for parameter in kind.parameters)


def test_structure_refuses_what_means_nothing() -> None:
    with pytest.raises(InvalidValue):
        Structure(series=2, parallel=2)


@pytest.mark.parametrize("shape", ["tower", "indexed tower"])
def test_loops_within_loops_end_in_words_and_in_time(shape: str) -> None:
    """Ten composites inside one another, each a thousand times: 10**30 layers."""
    sketch = Sketch()
    names = ["Part0"]
    part = sketch.graph("Part0", Metaparameter(Integer(name="n"), 1))
    values = {"rate": "=1 / (n + 2)"}
    part.add("Out", part.add("Dropout", part.add("In"), **values))
    for level in range(1, 11):
        part = sketch.graph(f"Part{level}", Metaparameter(Integer(name="n"), 1))
        number = "=(n * 7 + i) % 1000003" if "indexed" in shape else "=n"
        body = part.add(names[-1], part.add("In"), n=number, structure=series(1000))
        part.add("Out", body)
        names.append(f"Part{level}")
    model = sketch.graph(MODEL)
    model.add(names[-1], model.add("Input", shape=(4,)))
    start = perf_counter()
    checker = Checker(sketch.document)

    assert perf_counter() - start < 20
    assert "layers" in describe(checker.problems()[0], checker)


def test_the_inside_of_one_instance_can_be_looked_at() -> None:
    sketch, _, _ = sketch_with_part()
    checker = Checker(sketch.document, "Part", Instance({"filters": 9}, ((5, 5, 2),)))

    assert checker.results["conv2d-2"].output == (3, 3, 9)


def test_an_expression_may_use_the_index_of_its_own_loop_alone() -> None:
    sketch = Sketch()
    part = sketch.graph("Part")
    part.add("Out", part.add("Conv2D", part.add("In"), filters="=i + 1", kernel_size=1))
    model = sketch.graph(MODEL)
    model.add("Part", model.add("Input", shape=(8, 8, 1)), structure=series(2))
    checker = Checker(sketch.document)

    assert "the name i is not known" in describe(checker.problems()[0], checker)
