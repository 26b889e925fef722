"""Loops of the source: kept as repeats where they can be, else gone through iteration by iteration."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from importers.source.graph.builder import BranchList, Spec
from importers.source.reading.contents import Contents
from importers.source.reading.interpreter import Interpreter, Work
from importers.source.reading.state import ReadingState, Region, Written
from importers.source.structure.composites import Composites
from importers.source.values import symbols
from importers.source.values.budget import TooLong, TooMuch
from importers.source.values.templates import LayerValue, Maker, Repeat, When, at_depth
from importers.source.values.values import (
    UNSET,
    BodyLeft,
    Cells,
    Frame,
    Leaf,
    ListValue,
    NotStructure,
    Poison,
    Range,
    SourceValue,
    Stopped,
    Sym,
    Tensor,
    Unknown,
    is_plain,
)

MOST_ITERATIONS = 2_000
"""Iterations of a loop that has nothing to do with the model."""

Items = list[SourceValue] | Range
"""The items of a loop that is gone through iteration by iteration."""


@dataclass(eq=False)
class Loops:
    """Goes through loops."""

    state: ReadingState
    host: Interpreter
    contents: Contents
    composites: Composites

    def work(self) -> dict[type[ast.stmt], Work]:
        """Return what goes through which kind of loop."""
        return {ast.For: self.for_loop, ast.While: self.while_loop}

    def for_loop(self, node: ast.For, frame: Frame) -> None:
        """Go through a ``for`` loop: kept as a repeat where it can be, else written out."""
        over = self.host.evaluate(node.iter, frame)
        if isinstance(over, Unknown) or (items := self.loop_items(over)) is None:
            if self.state.matters(node, frame):
                self.state.tell("what the loop goes through is not known: left out", node.lineno)
            return
        kept = not self.state.flat and node not in self.state.unroll
        if kept and isinstance(items, (Range, Repeat)):
            try:
                with self.state.attempt():
                    self._series(node, items, frame)
                return
            except NotStructure:
                if isinstance(items, Repeat) and self.state.regions:
                    raise
        if isinstance(items, Repeat):
            self.state.restart(items.node)
        if _many(items) and not self.state.matters(node, frame):
            self.state.tell("it runs too often, and makes no layers: left out", node.lineno)
            return
        for item in self.iterations(node, items):
            self.host.assign(node.target, item, frame)
            if not self._goes_on(node, frame):
                break

    def _goes_on(self, node: ast.For | ast.While, frame: Frame) -> bool:
        """Go through the body once; returns whether the loop goes on."""
        try:
            self.host.run(node.body, frame)
        except BodyLeft as leaving:
            if leaving.kind == "return":
                raise
            return leaving.kind != "break"
        return True

    def loop_items(self, over: SourceValue) -> Items | Repeat | None:
        """Return what a loop goes through; ``None`` where that is not known."""
        if isinstance(over, (Range, Repeat)):
            return over
        items = self.contents.plain_items(over)
        if items is not None and len(items) == 1 and isinstance(items[0], Repeat):
            return items[0]
        return items

    def iterations(self, node: ast.AST, items: Items) -> list[SourceValue]:
        """Return the values of the variable of a loop that is written out."""
        if isinstance(items, Range):
            if symbols.leaves_of((items.start, items.stop, items.step)) and not self.state.flat:
                line = getattr(node, "lineno", 0)
                self.state.tell("it is written out with the values that it has now", line, "loop")
            try:
                return self.contents.plain_items(items) or []
            except TooLong:
                if isinstance(node, ast.For):
                    raise TooMuch("a loop runs too often") from None
                raise
        return items

    def begin(self, items: Range | Repeat) -> tuple[SourceValue, Leaf, SourceValue]:
        """Return how often a loop runs, its symbol, and what its variable is.

        Raises:
            NotStructure: it is no loop that can be kept.
        """
        if isinstance(items, Repeat):
            return items.count, items.index, items.item
        if items.step != 1:
            raise NotStructure
        count: SourceValue = items.stop
        if items.start != 0:
            count = symbols.difference(items.stop, items.start)
        if isinstance(count, Unknown) or (
            isinstance(count, (int, float)) and not 0 < count <= 1000
        ):
            raise NotStructure
        index = symbols.new_leaf("index", index=True)
        value: SourceValue = symbols.sym_of(index)
        if items.start != 0:
            value = symbols.binary(ast.Add(), value, items.start)
        return count, index, value

    def _series(self, node: ast.For, items: Range | Repeat, frame: Frame) -> None:
        """Read the body once, and keep it as a repeat in series or in parallel."""
        count, index, value = self.begin(items)
        try:
            with self.state.trial(shapes=False) as region:
                self.host.assign(node.target, deeper(value, self.state.depth), frame)
                self.host.run(node.body, frame)
        except (BodyLeft, Stopped):
            raise NotStructure from None
        self._keep_loop(node, region, count, index, items)

    def _keep_loop(
        self,
        node: ast.For,
        region: Region,
        count: SourceValue,
        index: Leaf,
        items: Range | Repeat,
    ) -> None:
        carried: list[tuple[Cells[SourceValue], str, Tensor, Tensor]] = []
        lists: list[tuple[ListValue, Tensor]] = []
        later: list[Written] = []
        for key, (cells, name, value) in region.left.items():
            old = cells.cells.get(name, UNSET)
            if isinstance(cells, ListValue) and old is not UNSET:
                if len(old) != 0 or len(value) != 1:
                    raise NotStructure
                if isinstance(value[0], Tensor):
                    lists.append((cells, value[0]))
                else:
                    later.append((cells, name, [repeat_of(node, count, index, value[0])]))
            elif isinstance(old, Tensor) and isinstance(value, Tensor) and value.key != old.key:
                if key in region.read:
                    carried.append((cells, name, old, value))
                else:
                    later.append((cells, name, Poison(node)))
            elif key in region.read and not _same(old, value):
                raise NotStructure
            elif _same(old, value):
                continue
            else:
                fixed = is_plain(value) or not self._belongs(value, region, index)
                later.append((cells, name, value if fixed else Poison(node)))
        if lists and (carried or len(lists) > 1):
            raise NotStructure
        when = items.when if isinstance(items, Repeat) else None
        if lists:
            cells_, result = lists[0]
            spec = self.one_block(region, result)
            later.append((cells_, "items", [BranchList(node, count, index, spec, when)]))
        elif carried:
            later += self._repeat(region, carried, count, index, when)
        for cells, name, value in later:
            self.state.put(cells, name, value)

    def _belongs(self, value: SourceValue, region: Region, index: Leaf) -> bool:
        if isinstance(value, Tensor):
            return value.builder is region.builder
        if isinstance(value, (Sym, tuple)):
            return any(
                leaf is index or (leaf.tensor and leaf.tensor.builder is region.builder)
                for leaf in symbols.leaves_of(value)
            )
        return not is_plain(value)

    def one_block(self, region: Region, result: Tensor) -> Spec:
        """Return the block of one branch; raises `NotStructure` where it takes several tensors, or makes none."""
        if result.builder is not region.builder:
            raise NotStructure
        spec = self.composites.enclosed(region, result, "Branch")
        if spec.structured:
            spec = self.composites.wrapped(spec)
        if len(spec.inputs) != 1:
            raise NotStructure
        return spec

    def _repeat(
        self,
        region: Region,
        carried: Sequence[tuple[Cells[SourceValue], str, Tensor, Tensor]],
        count: SourceValue,
        index: Leaf,
        when: Sym | None,
    ) -> list[Written]:
        """Repeat what is read, from the tensor that it takes to the one that it gives."""
        starts = {old.key: old for _, _, old, _ in carried}
        ends = {new.key: new for _, _, _, new in carried}
        if len(starts) != 1 or len(ends) != 1:
            raise NotStructure
        (start,), (end,) = starts.values(), ends.values()
        if end.builder is not region.builder:
            raise NotStructure
        spec = self.composites.enclosed(region, end, "Repeated")
        if (
            spec.parallel is not None
            or spec.series is not None
            or (spec.when is not None and when is not None)
        ):
            spec = self.composites.wrapped(spec)
        if [each.key for each in spec.inputs] != [start.key]:
            raise NotStructure
        spec.series, spec.index = count, index
        spec.when = when if spec.when is None else spec.when
        result = self.state.emit(spec)[0]
        return [(cells, name, result) for cells, name, _, _ in carried]

    def while_loop(self, node: ast.While, frame: Frame) -> None:
        """Go through a ``while`` loop, up to a limit."""
        for _ in range(MOST_ITERATIONS):
            test = self.host.truth(self.host.evaluate(node.test, frame))
            if isinstance(test, Unknown):
                if self.state.matters(node, frame):
                    self.state.tell(f"{test.why} is not known: the loop is left out", node.lineno)
                return
            if not symbols.settled(test):
                return
            if not self._goes_on(node, frame):
                return
        self.state.tell("the loop runs too often: left after 2,000 turns", node.lineno)


def _many(items: Items) -> bool:
    """Tell whether a loop runs very often."""
    if not isinstance(items, Range):
        return len(items) > MOST_ITERATIONS
    start, stop = (_number(each) for each in (items.start, items.stop))
    return start is not None and stop is not None and abs(stop - start) > MOST_ITERATIONS


def _number(value: int | Sym) -> int | None:
    """Return a whole number as it is known; ``None`` where it is not."""
    known = value.known if isinstance(value, Sym) else value
    return known if isinstance(known, int) else None


def repeat_of(
    node: ast.AST, count: SourceValue, index: Leaf, item: SourceValue, when: Sym | None = None
) -> Repeat:
    """Return layers that are made alike, each perhaps under a condition."""
    if isinstance(item, When) and when is None:
        when, item = item.test, item.item
    if not isinstance(item, (LayerValue, Maker, Repeat)):
        raise NotStructure
    return Repeat(node, count, index, item, when)


def deeper(value: SourceValue, depth: int) -> SourceValue:
    """Let the layer of an iteration count as made in it."""
    if isinstance(value, When):
        return When(value.test, at_depth(value.item, depth))
    return at_depth(value, depth)


def _same(one: SourceValue, other: SourceValue) -> bool:
    if one is other:
        return True
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return one.key == other.key
    return is_plain(one) and is_plain(other) and type(one) is type(other) and one == other
