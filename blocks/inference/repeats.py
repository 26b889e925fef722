"""The check of a block with a structure: repeated in series, in parallel with a merge, or under a condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from blocks.catalog.registry import block_type
from blocks.errors import EditError, ExpressionError, InvalidValue
from blocks.graph.graph import Block, Graph
from blocks.graph.structure import INDEX, MAX_COUNT, Structure
from blocks.inference.arguments import SHAPE_NAMES, shape_environment
from blocks.inference.block import Environment, check_once, strange_inside
from blocks.inference.crashing_kernels import can_crash
from blocks.inference.limits import MAX_LAYERS, TooMuchError, metered, spend
from blocks.inference.result import BlockCheck, totals_of
from blocks.inference.unevaluated import unread_problem
from blocks.parameters import Integer
from blocks.types.block_type import BlockType, Form
from blocks.types.problems import Problem
from blocks.types.rules import Inference, Inside, Refusal
from blocks.values.expressions import check_names, names_of, resolve
from blocks.values.shapes import Shape
from blocks.values.values import Value

Shapes = tuple[Shape | None, ...]
OF_WIRES = ("unconnected", "too_few_inputs", "misplaced", "unknown_type")
"""Kinds of problem that a block has whether or not its condition holds."""


def check_block(graph: Graph, block: Block, environment: Environment, shapes: Shapes) -> BlockCheck:
    """Check a block with its structure; arguments as for `check_once`."""
    structure = block.structure
    if structure is None:
        return check_once(graph, block, environment, shapes)
    kind = graph.kind_of(block)
    if kind is None or not can_have_structure(kind):
        text = "only a block with one input and one output can be repeated or depend on a condition"
        problem = Problem("structure", block.id, text=text)
        return BlockCheck(shapes, (None,) * (len(kind.outputs) if kind else 1), problems=(problem,))
    try:
        with metered() as outermost:
            run = Repeats(graph, block, structure, environment)
            return run.check(shapes) if shapes and None not in shapes else run.check_early(shapes)
    except Wrong as wrong:
        return BlockCheck(shapes, (None,), None, {}, (wrong.problem,))
    except TooMuchError:
        if not outermost:
            raise
        problem = Problem("too_large", block.id, text="there are too many layers in it")
        return BlockCheck(shapes, (None,), None, {}, (problem,))


def applications(
    graph: Graph, block: Block, environment: Environment, shapes: Shapes
) -> list[tuple[int, Shape]]:
    """Return the index and the incoming shape of every application of a block with a structure.

    The shape must be known. Raises `EditError` where the structure or one of the applications is wrong.
    """
    structure = block.structure or Structure()
    run = Repeats(graph, block, structure, environment)
    try:
        with metered():
            run.check(shapes)
    except Wrong as wrong:
        raise EditError(
            wrong.problem.text or f"{block.type} has problems: mend them first"
        ) from None
    except TooMuchError:
        raise EditError("there are too many layers in it") from None
    return run.applied


def repeats(structure: Structure | None) -> bool:
    """Tell whether a block has a loop index."""
    return structure is not None and (
        structure.series is not None or structure.parallel is not None
    )


def can_have_structure(kind: BlockType) -> bool:
    """Tell whether blocks of a type can be repeated or depend on a condition."""
    layer = kind.form in (Form.LAYER, Form.SLICE, Form.COMPOSITE)
    return layer and len(kind.inputs.names) == 1 and len(kind.outputs) == 1


class Wrong(Exception):
    """A repeat, or the condition, has no value that can be used; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class Undecided(Exception):
    """Whether a block is there depends on a shape that is not known."""


class Repeats:
    """Runs through the repeats of one block, shape by shape."""

    def __init__(
        self, graph: Graph, block: Block, structure: Structure, environment: Environment
    ) -> None:
        self.graph, self.block, self.structure = graph, block, structure
        self.environment = environment
        self.done: list[BlockCheck] = []
        self.layers: Counter[str] = Counter()
        self.merged: BlockCheck | None = None
        self.applied: list[tuple[int, Shape]] = []

    def check(self, shapes: Shapes) -> BlockCheck:
        parallel = self.structure.parallel is not None
        out = self._parallel(shapes) if parallel else self._series(shapes)
        if not self.done:
            self._look_at_what_never_runs()
        merged = (self.merged,) if self.merged else ()
        totals = totals_of((*self.done, *merged))
        if sum(self.layers.values()) > MAX_LAYERS:
            raise TooMuchError
        crash = any(can_crash(self.block.type, check) for check in self.done)
        found = (check.inside.strange for check in self.done if check.inside)
        strange = next((each for each in found if each), None)
        inside = Inside(totals, tuple(sorted(self.layers.items())), crash, strange)
        inference = Inference((out,), (), totals.multiply_adds, inside)
        arguments = self.done[0].arguments if self.done else {}
        problems = strange_inside(self.block, inference)
        return BlockCheck(shapes, (out,), inference, arguments, problems)

    def check_early(self, shapes: Shapes) -> BlockCheck:
        """Check the block before it is known what comes in.

        What is switched off is not wrong, and of what nobody can say yet whether it is there, nothing is said but
        that it needs wires.
        """
        try:
            iteration = self._first_iteration()
        except Undecided:
            iteration = None
        else:
            if iteration is None:
                self._look_at_what_never_runs()
        names: dict[str, Value] = {INDEX: iteration or 0} if repeats(self.structure) else {}
        check = check_once(self.graph, self.block, {**self.environment, **names}, shapes)
        if iteration is not None:
            return check
        wires = tuple(each for each in check.problems if each.kind in OF_WIRES)
        return replace(check, problems=wires)

    def _first_iteration(self) -> int | None:
        """Return the first iteration at which the block is applied, ``None`` for none at all.

        Raises:
            Undecided: that depends on a shape.
            Wrong: a count or the condition cannot be worked out.
        """
        if self.structure.parallel is not None:
            self.count("parallel", self.structure.parallel, None, 1)
            return 0 if self.holds(None, {}) else None
        indexed = self.structure.series is not None
        for iteration in range(self.count("series", self.structure.series, None, 0)):
            if self.holds(None, {INDEX: iteration} if indexed else {}):
                return iteration
        return None

    def _look_at_what_never_runs(self) -> None:
        problem = unread_problem(self.graph, self.block, self.environment)
        if problem is not None:
            raise Wrong(problem)

    def _series(self, shapes: Shapes) -> Shape:
        shape = _known(shapes)
        indexed = self.structure.series is not None
        for index in range(self.count("series", self.structure.series, shape, 0)):
            spend(1)
            names: dict[str, Value] = {INDEX: index} if indexed else {}
            if self.holds(shape, names):
                shape = self._once(shape, names)
        return shape

    def _parallel(self, shapes: Shapes) -> Shape:
        shape = _known(shapes)
        count = self.count("parallel", self.structure.parallel, shape, 1)
        if not self.holds(shape, {}):
            return shape
        branches = [self._once(shape, {INDEX: index}) for index in range(count)]
        return self._merged(branches)

    def _once(self, shape: Shape, names: dict[str, Value]) -> Shape:
        spend(1)
        count = names.get(INDEX)
        index = count if isinstance(count, int) else None
        check = check_once(self.graph, self.block, {**self.environment, **names}, (shape,))
        strange = check.inside.strange if check.inside else None
        if (check.problems and strange is None) or check.output is None:
            problem = check.problems[0] if check.problems else Problem("structure", self.block.id)
            if index is not None:
                problem = replace(problem, iterations=(index, *problem.iterations[1:]))
            raise Wrong(problem)
        self.done.append(check)
        self.applied.append((index or 0, shape))
        self.layers.update(dict(check.layers) if check.inside else {self.block.type: 1})
        return check.output

    def _merged(self, branches: Sequence[Shape]) -> Shape:
        kind = block_type(self.structure.merge)
        assert kind is not None
        arguments = {each.name: each.default for each in kind.parameters}
        try:
            inference = kind.infer(arguments, tuple(branches))
        except Refusal:
            shapes = " and ".join(str(shape) for shape in dict.fromkeys(branches))
            text = f"{kind.name} cannot merge branches of the shapes {shapes[:200]}"
            raise Wrong(Problem("structure", self.block.id, text=text)) from None
        self.merged = BlockCheck(tuple(branches), inference.outputs, inference, arguments)
        self.layers[kind.name] += 1
        return inference.outputs[0]

    def count(self, name: str, count: Value, shape: Shape | None, least: int) -> int:
        """Return how many times the block is there; raises `Wrong`."""
        if count is None:
            return 1
        found = self._value(name, count, shape, {})
        try:
            Integer(name=name, minimum=least, maximum=MAX_COUNT).validate(found)
        except InvalidValue as error:
            raise self._wrong(name, count, str(error)) from None
        assert isinstance(found, int)
        return found

    def holds(self, shape: Shape | None, names: dict[str, Value]) -> bool:
        """Tell whether the condition holds for a shape; raises `Wrong`."""
        when = self.structure.when
        return when is None or bool(self._value("when", when, shape, names))

    def _value(
        self, name: str, value: Value, shape: Shape | None, names: dict[str, Value]
    ) -> Value:
        known = {**self.environment, **names, **shape_environment((shape,))}
        try:
            found = resolve(value, known)
            check_names(value, known.keys() | SHAPE_NAMES)
            return found
        except ExpressionError as error:
            if shape is None and not names_of(value).isdisjoint(SHAPE_NAMES):
                raise Undecided from None
            raise self._wrong(name, value, str(error)) from None

    def _wrong(self, name: str, value: Value, text: str) -> Wrong:
        return Wrong(Problem("expression", self.block.id, parameter=name, got=value, text=text))


def _known(shapes: Shapes) -> Shape:
    (shape,) = shapes
    assert shape is not None  # an unknown input was answered before
    return shape
