"""Names of metaparameters: none is shadowed in silence by the size that comes in."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from blocks.check.model_problems import model_problems
from blocks.commands.composites import rename_metaparameter, set_composite_metaparameters
from blocks.document.document import Document
from blocks.errors import EditError
from blocks.files.project_file import from_text, to_text
from blocks.fixes.finder import fixes
from blocks.graph.graph import Metaparameter
from blocks.inference.arguments import SHAPE_NAMES
from blocks.inference.wording import describe
from blocks.parameters import Integer
from blocks.types.problems import Severity
from blocks.values.values import Expression
from tests.blocks.composites import Sketch


def knob(name: str) -> Metaparameter:
    return Metaparameter(Integer(name=name, default=8), 8)


def model() -> Document:
    sketch = Sketch()
    drawn = sketch.graph("", knob("knob"))
    first = drawn.add("Input", shape=(32, 32, 3))
    drawn.add("Conv2D", first, filters=Expression("knob"), kernel_size=3)
    return sketch.document


def opened(name: str) -> Document:
    """A file, made by another program, whose model has a metaparameter of this name."""
    return from_text(to_text(model()).replace("knob", name))


@pytest.mark.parametrize("name", SHAPE_NAMES)
def test_the_model_refuses_a_metaparameter_that_would_be_shadowed(name: str) -> None:
    document = model()
    words = f"the metaparameter {name} needs another name: {name} means the size that comes in"
    with pytest.raises(EditError, match=words):
        set_composite_metaparameters(document, "", (knob("knob"), knob(name)))
    with pytest.raises(EditError, match=words):
        rename_metaparameter(document, "", "knob", name)


@pytest.mark.parametrize("name", SHAPE_NAMES)
def test_a_file_that_has_one_opens_with_a_problem_that_can_be_mended(name: str) -> None:
    document = opened(name)
    checker = Checker(document)
    (problem,) = model_problems(checker, None)
    assert (problem.kind, problem.parameter) == ("metaparameter", name)
    assert problem.severity is Severity.ERROR
    assert describe(problem, checker).endswith(f"{name} means the size that comes in")
    (fix,) = fixes(checker, problem)
    assert fix.title == f"rename it {name}_1"
    document.apply(fix.edits)
    assert not model_problems(checker, None)
    (conv,) = (b for b in document.model.blocks.values() if b.type == "Conv2D")
    assert checker.results[conv.id].output == (30, 30, 8)
    assert to_text(from_text(to_text(document))) == to_text(document)
