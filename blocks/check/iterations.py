"""One of the times that a block is applied: what an instance of a composite sees, in one iteration of its loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from blocks.check.checker import Checker
from blocks.check.instance import Instance
from blocks.graph.graph import Block, Graph
from blocks.graph.structure import INDEX, Structure
from blocks.inference.arguments import resolve_arguments, shape_environment
from blocks.inference.block import Environment, check_once
from blocks.inference.limits import TooMuchError, metered, spend
from blocks.inference.repeats import Repeats, Undecided, Wrong, repeats
from blocks.inference.result import BlockCheck
from blocks.values.shapes import Shape
from blocks.values.values import Value


@dataclass(frozen=True, slots=True)
class Iteration:
    """A block in one iteration of its loop, as the graph around it has it.

    Attributes:
        instance: values and incoming shapes at this iteration.
        index: the iteration, from 0.
        count: how many iterations there are, 1 without a loop; ``None`` where that cannot be told.
        absent: its condition does not hold here, or there is no iteration at all: what comes in passes through.
    """

    instance: Instance
    index: int = 0
    count: int | None = 1
    absent: bool = False


def iteration_of(checker: Checker, block_id: str, index: int = 0) -> Iteration:
    """Return what a block sees at a iteration; beyond the last iteration the last one.

    Args:
        checker: the check of the graph that the block is in.
        block_id: the block; it has a known type.
        index: the iteration, from 0.
    """
    graph = checker.graph
    block = graph.blocks[block_id]
    shapes = _entering(checker, block_id)
    structure = block.structure
    if structure is None:
        arguments = _arguments(graph, block, checker.environment, shapes)
        return Iteration(Instance(arguments, shapes))
    try:
        with metered():
            return _Iterations(checker, block, structure, shapes[0] if shapes else None).at(index)
    except TooMuchError:
        return Iteration(
            Instance(_arguments(graph, block, checker.environment, ()), (None,)), index
        )


def iterations_of(checker: Checker, block_id: str) -> list[Iteration]:
    """Return what a block sees each time that it is applied; one iteration where nobody can say how many there are.

    Raises:
        TooMuchError: that takes more work than anybody would wait for.
    """
    block = checker.graph.blocks[block_id]
    structure = block.structure
    if structure is None:
        return [iteration_of(checker, block_id)]
    shapes = _entering(checker, block_id)
    with metered():
        iterations = _Iterations(checker, block, structure, shapes[0] if shapes else None)
        return [iteration for iteration in iterations.every() if not iteration.absent]


def _entering(checker: Checker, block_id: str) -> tuple[Shape | None, ...]:
    """Return a shape for each input port, ``None`` where no wire brings a known one."""
    graph = checker.graph
    result = checker.results.get(block_id, BlockCheck())
    came = {
        wire.target_port: shape
        for wire, shape in zip(graph.incoming(block_id), result.inputs, strict=False)
    }
    kind = graph.kind(block_id)
    return tuple(came.get(port) for port in (kind.inputs.names if kind else ()))


def _arguments(
    graph: Graph, block: Block, environment: Environment, shapes: tuple[Shape | None, ...]
) -> dict[str, Value]:
    kind = graph.kind_of(block)
    names = {**environment, **shape_environment(shapes)}
    return resolve_arguments(block, kind, names)[0] if kind is not None else {}


class _Iterations:
    """Goes through the iterations of one block, shape by shape."""

    def __init__(
        self, checker: Checker, block: Block, structure: Structure, shape: Shape | None
    ) -> None:
        self.graph, self.block, self.structure = checker.graph, block, structure
        self.environment, self.shape = checker.environment, shape
        self.repeats = Repeats(self.graph, block, structure, checker.environment)

    def at(self, index: int) -> Iteration:
        count = self._count()
        index = max(0, min(index, (count or 1) - 1 if count is not None else index))
        shape = self.shape
        for before in range(index):
            shape = self._after(before, shape)
        return self._iteration(index, count, shape)

    def every(self) -> Iterator[Iteration]:
        count, shape = self._count(), self.shape
        for index in range(1 if count is None else count):
            spend(1)
            yield self._iteration(index, count, shape)
            shape = self._after(index, shape)

    def _iteration(self, index: int, count: int | None, shape: Shape | None) -> Iteration:
        names = {**self.environment, **self._names(index)}
        arguments = _arguments(self.graph, self.block, names, (shape,))
        absent = count == 0 or not self._present(index, shape)
        return Iteration(Instance(arguments, (shape,)), index, count, absent)

    def _count(self) -> int | None:
        structure = self.structure
        try:
            if structure.parallel is not None:
                return self.repeats.count("parallel", structure.parallel, self.shape, 1)
            return self.repeats.count("series", structure.series, self.shape, 0)
        except (Undecided, Wrong):
            return None

    def _names(self, index: int) -> dict[str, Value]:
        return {INDEX: index} if repeats(self.structure) else {}

    def _present(self, index: int, shape: Shape | None) -> bool:
        """Tell whether the condition holds; where that cannot be told it is taken to hold."""
        names = self._names(index) if self.structure.series is not None else {}
        try:
            return self.repeats.holds(shape, names)
        except (Undecided, Wrong):
            return True

    def _once(self, index: int, shape: Shape | None) -> BlockCheck:
        names = {**self.environment, **self._names(index)}
        return check_once(self.graph, self.block, names, (shape,))

    def _after(self, index: int, shape: Shape | None) -> Shape | None:
        """Return what comes into the next iteration."""
        if shape is None or self.structure.series is None or not self._present(index, shape):
            return shape
        return self._once(index, shape).output
