"""Words for problems: short, plain, naming this block, the other block, both shapes and what would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from blocks.errors import LONGEST
from blocks.graph.graph import Graph
from blocks.inference.result import BlockCheck
from blocks.parameters import show
from blocks.quoting import shortened, visible
from blocks.types.problems import Problem
from blocks.values.shapes import as_shape, shape_text
from blocks.values.values import Value

AXES = {
    0: "a single number",
    1: "a vector",
    2: "2 axes (rows, columns)",
    3: "an image (height, width, channels)",
    4: "a volume (4 axes)",
}


class Described(Protocol):
    """A check that problems come from: of the graph on screen, or of a composite for one instance."""

    @property
    def graph(self) -> Graph:
        """The graph that is checked."""

    @property
    def results(self) -> Mapping[str, BlockCheck]:
        """The result of the check for every block."""

    def label(self, block_id: str) -> str:
        """Return what a block is called before people."""


def describe(problem: Problem, checker: Described) -> str:
    """Say in one sentence what is wrong and what would do.

    Args:
        problem: the problem as data.
        checker: the check it comes from, for names and shapes.
    """
    return visible(shortened(_sentence(problem, checker), LONGEST))


def _sentence(problem: Problem, checker: Described) -> str:
    body = _body(problem, checker)
    if problem.iteration is not None:
        body = f"at i = {problem.iteration}, {body}"
    if not problem.block or problem.block not in checker.graph:
        return body[:1].upper() + body[1:]
    return f"{checker.label(problem.block)}: {body}"


def _body(problem: Problem, checker: Described) -> str:
    words = _SENTENCES.get(problem.kind)
    if words is None:
        return problem.text or problem.kind.replace("_", " ")
    if not isinstance(words, str):
        return words(problem, checker)
    got, expected = _value(problem.got), _value(problem.expected)
    return words.format(it=problem, got=got, expected=expected, source=_from(problem, checker))


def _value(value: Value) -> str:
    shape = as_shape(value)
    return show(value) if shape is None else shape_text(shape)


def _from(problem: Problem, checker: Described) -> str:
    return f" (from {checker.label(problem.other)})" if problem.other in checker.graph else ""


def _rank(problem: Problem, checker: Described) -> str:
    wanted = problem.expected
    axes = AXES.get(wanted, f"{wanted} axes") if isinstance(wanted, int) else str(wanted)
    kind = checker.graph.kind(problem.block)
    least = "at least " if kind is not None and kind.on_last_axis else ""
    return f"needs {least}{axes}, but gets {_value(problem.got)}{_from(problem, checker)}"


def _shapes_differ(problem: Problem, checker: Described) -> str:
    graph = checker.graph
    mine = graph.wire_into(problem.block, problem.port)
    source = f" (from {checker.label(mine.source)})" if mine else ""
    rule = (
        "its inputs must agree in all axes but one"
        if problem.parameter == "axis"
        else "its inputs must have equal shapes"
    )
    return f"{rule}, but {_value(problem.expected)}{_from(problem, checker)} ≠ {_value(problem.got)}{source}"


def _too_small(problem: Problem, checker: Described) -> str:
    size = checker.graph.wire_into(problem.block, problem.port)
    shape = checker.results[size.source].output if size else None
    what = {"pool_size": "window", "cropping": "cropping"}.get(problem.parameter, "kernel")
    covers = f"its {what} covers {_value(problem.expected)}"
    return f"nothing would be left: {covers}, the input is {shape_text(shape)}{_from(problem, checker)}"


def _groups(problem: Problem, checker: Described) -> str:
    name = "filters" if problem.parameter == "filters" else "channels of the input"
    return f"the {name} ({_value(problem.got)}) must be a multiple of groups ({_value(problem.expected)})"


def _output_rank(problem: Problem, checker: Described) -> str:
    if problem.other:
        ends = f"{_gives(problem, checker)} {_value(problem.got)}, as nothing follows it"
    else:
        ends = f"the model ends in {_value(problem.got)}"
    return f"{ends}, but the data {problem.text} need {_value(problem.expected)} values"


def _classes(problem: Problem, checker: Described) -> str:
    gives = _gives(problem, checker)
    return f"{gives} {_value(problem.got)} values, but the data {problem.text} need {_value(problem.expected)}"


def _gives(problem: Problem, checker: Described) -> str:
    """Name the output that a problem is about, where the model has several."""
    if not problem.other:
        return "the model gives"
    whose = "it" if problem.other == problem.block else checker.label(problem.other)
    return f"the output of {whose} gives" if whose != "it" else "its output gives"


def _no_array(problem: Problem, checker: Described) -> str:
    names = problem.expected if isinstance(problem.expected, tuple) else ()
    known = problem.got if isinstance(problem.got, tuple) else ()
    there = f"; there are {', '.join(map(str, known))}" if known else ""
    return f"{problem.text} has no array {' or '.join(map(str, names))} for it{there}"


def _loss(problem: Problem, checker: Described) -> str:
    suited = problem.expected[0] if isinstance(problem.expected, tuple) else problem.expected
    return f"the loss {_value(problem.got)} does not suit {problem.text}: {suited} does"


def _shared(problem: Problem, checker: Described) -> str:
    other = checker.label(problem.other) if problem.other in checker.graph else "another block"
    return f"cannot apply the layer of {other} again: {problem.text}"


_SENTENCES: dict[str, str | Callable[[Problem, Described], str]] = {
    "rank": _rank,
    "shapes_differ": _shapes_differ,
    "too_small": _too_small,
    "groups": _groups,
    "data_shape": "takes {got}, but the data {it.text} are {expected}",
    "output_rank": _output_rank,
    "classes": _classes,
    "activation": "ends with {got}; for {it.text} the usual last activation is {expected}",
    "loss": _loss,
    "no_array": _no_array,
    "training_only": "every output is for training only: nothing would be left of the model for use",
    "axis": lambda it, checker: (
        f"{it.parameter or 'axis'} {_value(it.got)} is not an axis it can use here"
    ),
    "open_size": "needs to know the {it.expected}, but gets {got}{source}",
    "strides_and_dilation": "Keras takes strides above 1 or dilation_rate above 1, not both",
    "output_padding": "output_padding {got} must be smaller than strides {expected}",
    "target_shape": "{got}{source} does not have as many values as target_shape {expected}",
    "range": "the channels {got} are none of the {expected} that come in",
    "inputs": "needs {expected} inputs, but has {got}",
    "unconnected": lambda it, checker: f"its {it.port.replace('_', ' ')} is not connected",
    "too_few_inputs": "needs at least {it.expected} inputs, has {it.got}",
    "missing_value": "{it.parameter} is missing: give it {it.expected}",
    "value": lambda it, checker: (
        it.text or f"Keras does not take {it.parameter} = {_value(it.got)} here"
    ),
    "expression": "{it.parameter} = {got}: {it.text}",
    "unknown_type": "{it.got} is not a block that this version knows; it is kept as it is",
    "shared": _shared,
    "stranger": "the class {it.got} is not known here: it stands in scripts, but the model cannot be trained or saved",
    "code": "it contains code, which is not loaded: {it.got} must be written anew before the model can be trained",
    "unknown_parameter": "{it.parameter} is not a parameter of this block; it is kept in the file",
    "duplicate_name": "the name {it.got} is used twice: Keras wants every layer name once",
    "not_adapted": (
        "only a Normalization right behind an Input finds mean and variance in the data; "
        "this one changes nothing: move it there, or give it mean and variance"
    ),
    "no_input": "the model has no Input block: it says what shape the data have",
    "unused_input": "nothing is connected to it: connect it to a block, or delete it",
    "inside": "inside it, {it.text}",
    "empty": "the canvas is empty: drag a block from the left, or press Tab",
}
"""By kind of problem: a sentence to fill in (``it`` is the problem), or a function where words depend on the rest."""
