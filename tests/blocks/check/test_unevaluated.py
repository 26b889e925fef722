"""What never runs is written into scripts all the same: an unknown name there is a problem at its field."""

from __future__ import annotations

import pytest

from app.project.project import Project
from app.project.scripts import script_of, snapshot
from blocks.check.checker import Checker
from blocks.commands.blocks import set_values
from blocks.document.document import Document
from blocks.document.edits import AddWire, RemoveWire
from blocks.fixes.finder import fixes
from blocks.graph.structure import Structure
from blocks.inference.wording import describe
from blocks.types.problems import Severity
from blocks.values.values import Expression
from exporters.plan.make import PlanError, make_plan
from tests.blocks.composites import Sketch

NEVER = [
    Structure(series=0),
    Structure(when=False),
    Structure(series=Expression("0 * 1")),
    Structure(when=Expression("1 > 2")),
    Structure(parallel=2, when=False),
]


def model(structure: Structure | None, units: str, deep: int = 0) -> tuple[Document, str, str]:
    """A model with a Dense that has a structure, so many composites deep; its id and that of the outermost."""
    sketch = Sketch()
    type_name, inner = "Dense", ""
    for level in range(deep):
        drawn = sketch.graph(f"Part{level}")
        start = drawn.add("In")
        values = {"units": Expression(units)} if type_name == "Dense" else {}
        key = drawn.add(type_name, start, structure=None, **values)
        drawn.add("Out", key)
        inner, type_name = inner or key, f"Part{level}"
    drawn = sketch.graph("")
    values = {"units": Expression(units)} if type_name == "Dense" else {}
    key = drawn.add(type_name, drawn.add("Input", shape=(8,)), structure=structure, **values)
    drawn.add("Dense", key, units=3)
    return sketch.document, inner or key, key


@pytest.mark.parametrize("deep", [0, 1, 2])
@pytest.mark.parametrize("structure", NEVER, ids=repr)
def test_an_unknown_name_in_what_never_runs_is_a_problem(structure: Structure, deep: int) -> None:
    document, dense, outer = model(structure, "nobody * 2", deep)
    checker = Checker(document)
    (problem,) = checker.problems()
    assert problem.block == outer
    assert (problem.path or (problem.block,))[-1] == dense
    assert "the name nobody is not known here" in describe(problem, checker)
    if deep:
        return
    assert (problem.kind, problem.parameter) == ("expression", "units")
    document.apply(set_values(document, dense, units=4))
    assert not checker.problems()
    assert "layers.Dense(4)" in script_of(snapshot(Project(document)))


@pytest.mark.parametrize("units", ["2 +", "__import__('os')", "i if 1 > 2 else nobody"])
def test_what_cannot_be_read_is_a_problem_too(units: str) -> None:
    document, _, _ = model(Structure(series=0), units)
    assert [problem.parameter for problem in Checker(document).problems()] == ["units"]


def test_a_name_that_a_choice_never_asks_for_is_a_problem() -> None:
    document, _, _ = model(None, "4 if True else nobody")
    (problem,) = Checker(document).problems()
    assert (problem.kind, problem.parameter) == ("expression", "units")
    document, _, _ = model(Structure(when=Expression("True or nobody")), "4")
    (problem,) = Checker(document).problems()
    assert (problem.kind, problem.parameter) == ("expression", "when")


def test_sizes_and_the_index_are_known_in_what_never_runs() -> None:
    for structure, units in (
        (Structure(series=0), "i + height + width + channels + units"),
        (Structure(when=False), "height"),
    ):
        document, _, _ = model(structure, units)
        assert not Checker(document).problems()


@pytest.mark.parametrize("deep", [1, 2])
@pytest.mark.parametrize("target", ["Dense", "Out"])
@pytest.mark.parametrize("structure", NEVER, ids=repr)
def test_an_input_without_a_wire_in_what_never_runs_is_a_problem(
    structure: Structure, target: str, deep: int
) -> None:
    """A script has a function for every composite, whether it is called or not."""
    document, _, outer = model(structure, "4", deep)
    graph = document.graph("Part0")
    (end,) = (key for key, block in graph.blocks.items() if block.type == target)
    (wire,) = graph.incoming(end)
    checker = Checker(document)
    assert not checker.problems()
    document.apply([RemoveWire("Part0", wire)])
    (problem,) = checker.problems()
    assert (problem.kind, problem.block, problem.path[-1]) == ("inside", outer, end)
    assert problem.severity is Severity.UNFINISHED
    assert "its input is not connected" in describe(problem, checker)
    for fix in fixes(checker, problem):
        assert fix.title
    with pytest.raises(PlanError, match="its input is not connected"):
        make_plan(document)
    document.apply([AddWire("Part0", wire)])
    assert not checker.problems()
    assert make_plan(document)
