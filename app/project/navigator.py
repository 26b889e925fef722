"""Keeps the place of the window in the model: the path from the model into its composites. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.check.iterations import Iteration, iteration_of
from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import MODEL, Graph
from blocks.inference.result import Totals, totals_of
from blocks.signals import Signal
from blocks.types.block_type import BlockType, Form
from blocks.types.problems import Problem


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step inside.

    Attributes:
        block: the instance stepped into, in the graph before; empty for a definition that is looked at by itself.
        graph: the definition.
        index: the iteration of its loop that is looked at, from 0.
    """

    block: str
    graph: str
    index: int = 0


@dataclass(slots=True)
class Level:
    """A step with what is seen there.

    Attributes:
        step: the step.
        iteration: what its instance sees; ``None`` for a definition by itself.
        checker: the check of the definition for that instance.
    """

    step: PathStep
    iteration: Iteration | None
    checker: Checker


class Navigator:
    """Knows which graph is on screen, and keeps the check of it for the instance that was stepped into.

    Attributes:
        leaving: emitted before somebody goes elsewhere, while what is typed can still be taken over.
        moved: emitted when another graph, or another instance of it, is on screen.
        iteration_changed: emitted when another iteration of a loop is looked at, or there are more or fewer iterations.
        updated: emitted after every check of the graph on screen, with the ids whose result changed.
    """

    def __init__(self, document: Document, checker: Checker) -> None:
        """Stand in the model.

        Args:
            document: the project's document; followed from now on.
            checker: the check of the model.
        """
        self.document = document
        self.leaving: Signal[[]] = Signal()
        self.moved: Signal[[]] = Signal()
        self.iteration_changed: Signal[[]] = Signal()
        self.updated: Signal[[frozenset[str]]] = Signal()
        self._model = checker
        self._levels: list[Level] = []
        checker.updated.connect(self._model_updated)
        document.changed.connect(self._follow)

    # ------------------------------------------------------------ where we are

    @property
    def path(self) -> tuple[PathStep, ...]:
        """The steps that led here; none in the model."""
        return tuple(level.step for level in self._levels)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The steps with what is seen at each."""
        return tuple(self._levels)

    @property
    def depth(self) -> int:
        """Number of composites that were stepped into; 0 for the model."""
        return len(self._levels)

    @property
    def graph_name(self) -> str:
        """Name of the graph on screen."""
        return self._levels[-1].step.graph if self._levels else MODEL

    @property
    def graph(self) -> Graph:
        """The graph on screen."""
        return self.document.graph(self.graph_name)

    @property
    def checker(self) -> Checker:
        """The check of the graph on screen; inside a composite that of the instance stepped into."""
        return self.checker_at(self.depth)

    @property
    def iteration(self) -> Iteration | None:
        """The iteration of the instance that was stepped into; ``None`` in the model."""
        return self._levels[-1].iteration if self._levels else None

    def checker_at(self, depth: int) -> Checker:
        """Return the check of the graph at a depth; 0 is the model."""
        return self._levels[depth - 1].checker if depth else self._model

    def totals(self) -> Totals:
        """Return the sums over the graph on screen; what leads to no end of a composite is not there."""
        if not self.depth:
            return self._model.totals()
        results, kind = self.checker.results, self.graph.kind
        layers = [key for key in live_order(self.graph) if not is_port(kind(key))]
        return totals_of(results[key] for key in layers)

    # ------------------------------------------------------------ moving

    def can_enter(self, block_id: str) -> bool:
        """Tell whether a block of the graph on screen is a composite."""
        return block_id in self.graph and is_composite(self.graph, block_id)

    def enter(self, block_id: str, index: int = 0) -> bool:
        """Step into an instance of the graph on screen; tells whether there is one."""
        return self.show([*self.path, self._step(self.graph, block_id, index)])

    def leave(self) -> bool:
        """Step out; tells whether there was a step to leave."""
        return self.go(self.depth - 1)

    def go(self, depth: int) -> bool:
        """Go back to a depth; 0 is the model. Tells whether that is another place."""
        return 0 <= depth < self.depth and self.show(self.path[:depth])

    def show(self, path: Sequence[PathStep]) -> bool:
        """Go to a place; tells whether it exists. Where it does not, nothing happens."""
        if tuple(path) == self.path:
            return True
        self.leaving.emit()
        levels = self._common(path)
        for step in path[len(levels) :]:
            checker = levels[-1].checker if levels else self._model
            if not self._exists(checker.graph, step, bool(levels)):
                return False
            levels.append(self._open(checker, step))
        self._levels = levels
        self.moved.emit()
        return True

    def find(self, graph_name: str) -> tuple[PathStep, ...] | None:
        """Return a path to a graph: as far as possible the one on screen, else the shortest from the model."""
        names = [MODEL, *(step.graph for step in self.path)]
        if graph_name in names:
            return self.path[: names.index(graph_name)]
        if graph_name not in self.document.graphs:
            return None
        paths = {MODEL: ()} | {self.graph_name: self.path}
        for start in (self.graph_name, MODEL):
            found = self._search(graph_name, start, paths[start])
            if found is not None:
                return found
        return (PathStep("", graph_name),)

    def set_iteration(self, index: int, depth: int | None = None) -> None:
        """Look at another iteration of a loop.

        Args:
            index: the iteration, from 0.
            depth: of which step, from 1; the last one by default.
        """
        at = (self.depth if depth is None else depth) - 1
        if not 0 <= at < self.depth:
            return
        level = self._levels[at]
        level.step = PathStep(level.step.block, level.step.graph, max(0, index))
        self._look_again(at)
        self.iteration_changed.emit()

    def wrong_path(self, problem: Problem, depth: int) -> tuple[tuple[PathStep, ...], str]:
        """Return the path to the block that is wrong inside a composite, in the iteration where it is, and its id.

        Args:
            problem: the problem, with a path.
            depth: where it was found, among the steps that led here.
        """
        checker, levels = self.checker_at(depth), list(self._levels[:depth])
        block_id = problem.block
        iterations = problem.iterations or (None,) * len(problem.path)
        for inner, index in zip(problem.path, iterations, strict=False):
            if not inner or not self._exists(checker.graph, PathStep(block_id, ""), True):
                break
            step = self._step(checker.graph, block_id, index or 0)
            levels.append(self._open(checker, step))
            checker, block_id = levels[-1].checker, inner
        return tuple(level.step for level in levels), block_id

    def close(self) -> None:
        """Stop following the document and the check."""
        self.document.changed.disconnect(self._follow)
        self._model.updated.disconnect(self._model_updated)
        self._levels = []

    # ------------------------------------------------------------ inside

    def _step(self, graph: Graph, block_id: str, index: int) -> PathStep:
        block = graph.blocks.get(block_id)
        return PathStep(block_id, block.type if block else "", index)

    def _exists(self, graph: Graph, step: PathStep, inner: bool) -> bool:
        if not step.block:
            return not inner and step.graph in self.document.graphs
        block = graph.blocks.get(step.block)
        named = block is not None and step.graph in ("", block.type)
        return named and is_composite(graph, step.block)

    def _open(self, outside: Checker, step: PathStep) -> Level:
        iteration = iteration_of(outside, step.block, step.index) if step.block else None
        instance = iteration.instance if iteration else None
        checker = Checker(self.document, step.graph, instance, follows=False)
        checker.updated.connect(lambda ids: self._updated(checker, ids))
        return Level(
            PathStep(step.block, step.graph, iteration.index if iteration else 0),
            iteration,
            checker,
        )

    def _common(self, path: Sequence[PathStep]) -> list[Level]:
        """Return the levels that a path shares with where we are."""
        kept: list[Level] = []
        for level, step in zip(self._levels, path, strict=False):
            if level.step != step:
                break
            kept.append(level)
        return kept

    def _search(
        self, graph_name: str, start: str, first: tuple[PathStep, ...]
    ) -> tuple[PathStep, ...] | None:
        """Look for an instance, nearest first."""
        waiting, seen = [(start, first)], {start}
        for name, path in waiting:
            graph = self.document.graph(name)
            for block_id in graph.order():
                inner = graph.blocks[block_id].type
                if inner in seen or not is_composite(graph, block_id):
                    continue
                if inner == graph_name:
                    return (*path, PathStep(block_id, inner))
                seen.add(inner)
                waiting.append((inner, (*path, PathStep(block_id, inner))))
        return None

    # ------------------------------------------------------------ following

    def _model_updated(self, ids: frozenset[str]) -> None:
        self._updated(self._model, ids)

    def _updated(self, checker: Checker, ids: frozenset[str]) -> None:
        if checker is self.checker:
            self.updated.emit(ids)

    def _follow(self, edits: Sequence[Edit]) -> None:
        """Follow the document; the check of the model has followed already."""
        before = [(level.checker, level.step.index, level.iteration) for level in self._levels]
        levels: list[Level] = []
        for level in self._levels:
            outside = levels[-1].checker if levels else self._model
            now = self._followed(level, outside, edits)
            if now is None:
                break
            levels.append(now)
        self._levels = levels
        after = [(level.checker, level.step.index, level.iteration) for level in levels]
        if [each[0] for each in before] != [each[0] for each in after]:
            self.moved.emit()
        elif before != after:
            self.iteration_changed.emit()

    def _followed(self, level: Level, outside: Checker, edits: Sequence[Edit]) -> Level | None:
        """Return a level as it is after edits, a new one for another definition, or ``None`` where it is gone."""
        step = level.step
        if not step.block:
            if step.graph not in self.document.graphs:
                return None
            level.checker.follow(edits)
            return level
        block = outside.graph.blocks.get(step.block)
        if block is None or not is_composite(outside.graph, step.block):
            return None
        if block.type != step.graph:  # renamed, or made independent
            return self._open(outside, PathStep(step.block, block.type, step.index))
        level.checker.follow(edits)
        self._look(level, outside)
        return level

    def _look_again(self, at: int) -> None:
        """Show every step from a level on what now comes in."""
        for number in range(at, self.depth):
            self._look(self._levels[number], self.checker_at(number))

    def _look(self, level: Level, outside: Checker) -> None:
        if level.step.block:
            level.iteration = iteration_of(outside, level.step.block, level.step.index)
            level.step = PathStep(level.step.block, level.step.graph, level.iteration.index)
            level.checker.look_at(level.iteration.instance)


def is_port(kind: BlockType | None) -> bool:
    """Tell whether a block is an end of a composite."""
    return kind is not None and kind.form is Form.PORT
