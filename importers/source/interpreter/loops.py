"""Loops of the source: kept as repeats where they can be, else gone through turn by turn."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from importers.source.graph.builder import Spec
from importers.source.interpreter import budget as python_budget
from importers.source.interpreter.budget import TooLong, TooMuch
from importers.source.interpreter.conditions import Conditions, Writes
from importers.source.interpreter.state import Region
from importers.source.values import symbols
from importers.source.values.values import (
    UNSET,
    BranchList,
    Cells,
    Frame,
    LayerValue,
    Leaving,
    ListValue,
    Maker,
    NotStructure,
    Poison,
    Range,
    Repeat,
    Stopped,
    Sym,
    Tensor,
    Unknown,
    When,
    is_plain,
)

MOST_TURNS = 2_000
"""Turns of a loop that has nothing to do with the model."""


class Loops(Conditions):
    """Goes through loops and comprehensions."""

    def _do_for(self, node: ast.For, frame: Frame) -> None:
        over = self.evaluate(node.iter, frame)
        if isinstance(over, Unknown) or (items := self._loop_items(over)) is None:
            if self._matters(node, frame):
                self.tell("what the loop goes through is not known: left out", node.lineno)
            return
        structured = isinstance(items, (Range, Repeat)) and not self.flat
        if structured and node not in self.unroll:
            leaves: frozenset[Any] = frozenset()
            mark = self.mark()
            try:
                self._series(node, items, frame)
                return
            except NotStructure as error:
                self.forget(mark)
                leaves = error.leaves
            if isinstance(items, Repeat):
                raise NotStructure(leaves)
        if isinstance(items, Repeat):
            raise NotStructure
        if _many(items) and not self._matters(node, frame):
            self.tell("it runs too often, and makes no layers: left out", node.lineno)
            return
        for item in self._turns(node, items):
            try:
                self.assign(node.target, item, frame)
                self.run(node.body, frame)
            except Leaving as leaving:
                if leaving.kind == "return":
                    raise
                if leaving.kind == "break":
                    break

    def _loop_items(self, over: Any) -> Any:
        if isinstance(over, (Range, Repeat)):
            return over
        items = self.plain_items(over)
        if items is not None and len(items) == 1 and isinstance(items[0], Repeat):
            return items[0]
        return items

    def _turns(self, node: ast.AST, items: Any) -> list[Any]:
        if isinstance(items, Range):
            if symbols.leaves_of((items.start, items.stop, items.step)) and not self.flat:
                line = getattr(node, "lineno", 0)
                self.tell("it is written out with the values that it has now", line, "loop")
            try:
                return self.plain_items(items) or []
            except TooLong:
                if isinstance(node, ast.For):
                    raise TooMuch("a loop runs too often") from None
                raise
        return list(items)

    def _begin(self, items: Range | Repeat) -> tuple[Any, symbols.Leaf, Any]:
        """Return how often a loop runs, its symbol, and what its variable is.

        Raises:
            NotStructure: it is no loop that can be kept.
        """
        if isinstance(items, Repeat):
            return items.count, items.index, items.item
        if items.step != 1:
            raise NotStructure
        count = items.stop
        if items.start != 0 or isinstance(items.start, Sym):
            count = symbols.difference(items.stop, items.start)
        if isinstance(count, Unknown) or (is_plain(count) and not 0 < count <= 1000):
            raise NotStructure
        index = symbols.new_leaf("index", index=True)
        value = symbols.sym_of(index)
        if items.start != 0:
            value = symbols.binary(ast.Add(), value, items.start)
        return count, index, value

    def _series(self, node: ast.For, items: Range | Repeat, frame: Frame) -> None:
        """Read the body once, and keep it as a repeat in series or in parallel."""
        count, index, value = self._begin(items)
        region = self.open(shapes=False)
        depth = self.depth
        try:
            self.assign(node.target, _deeper(value, depth), frame)
            self.run(node.body, frame)
        except (Leaving, Stopped):
            raise NotStructure from None
        finally:
            finals = self.close(region)
        self._keep_loop(node, region, finals, count, index, items)

    def _keep_loop(
        self,
        node: ast.For,
        region: Region,
        finals: Writes,
        count: Any,
        index: symbols.Leaf,
        items: Range | Repeat,
    ) -> None:
        carried: list[tuple[Cells, str, Tensor, Tensor]] = []
        lists: list[tuple[ListValue, Tensor]] = []
        later: list[tuple[Cells, str, Any]] = []
        for key, (cells, name, value) in finals.items():
            old = cells.cells.get(name, UNSET)
            if isinstance(cells, ListValue) and old is not UNSET:
                if len(old) != 0 or len(value) != 1:
                    raise NotStructure
                if isinstance(value[0], Tensor):
                    lists.append((cells, value[0]))
                else:
                    later.append((cells, name, [_repeat_of(count, index, value[0])]))
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
            spec = self._one_block(region, result)
            later.append((cells_, "items", [BranchList(node, count, index, spec, when)]))
        elif carried:
            later += self._repeat(region, carried, count, index, when)
        for cells, name, value in later:
            self.put(cells, name, value)

    def _belongs(self, value: Any, region: Region, index: symbols.Leaf) -> bool:
        if isinstance(value, Tensor):
            return value.builder is region.builder
        if isinstance(value, (Sym, tuple)):
            return any(
                leaf is index or (leaf.tensor and leaf.tensor.builder is region.builder)
                for leaf in symbols.leaves_of(value)
            )
        return not is_plain(value)

    def _one_block(self, region: Region, result: Tensor) -> Spec:
        spec = self.enclosed(region, result, "Branch")
        if spec.structured:
            spec = self.wrapped(spec)
        if len(spec.inputs) != 1:
            raise NotStructure
        return spec

    def _repeat(
        self,
        region: Region,
        carried: Sequence[tuple[Cells, str, Tensor, Tensor]],
        count: Any,
        index: symbols.Leaf,
        when: Any,
    ) -> list[tuple[Cells, str, Any]]:
        """Repeat what is read, from the tensor that it takes to the one that it gives."""
        starts = {old.key: old for _, _, old, _ in carried}
        ends = {new.key: new for _, _, _, new in carried}
        if len(starts) != 1 or len(ends) != 1:
            raise NotStructure
        (start,), (end,) = starts.values(), ends.values()
        if end.builder is not region.builder:
            raise NotStructure
        spec = self.enclosed(region, end, "Repeated")
        if (
            spec.parallel is not None
            or spec.series is not None
            or (spec.when is not None and when is not None)
        ):
            spec = self.wrapped(spec)
        if [each.key for each in spec.inputs] != [start.key]:
            raise NotStructure
        spec.series, spec.index = count, index
        spec.when = when if spec.when is None else spec.when
        result = self.emit(spec)[0]
        return [(cells, name, result) for cells, name, _, _ in carried]

    def _do_while(self, node: ast.While, frame: Frame) -> None:
        for _ in range(2000):
            test = self.truth(self.evaluate(node.test, frame))
            if isinstance(test, Unknown):
                if self._matters(node, frame):
                    self.tell(f"{test.why} is not known: the loop is left out", node.lineno)
                return
            if not symbols.settled(test):
                return
            try:
                self.run(node.body, frame)
            except Leaving as leaving:
                if leaving.kind == "return":
                    raise
                if leaving.kind == "break":
                    return
        self.tell("the loop runs too often: left after 2,000 turns", node.lineno)

    # ------------------------------------------------------------ comprehensions

    def comprehension(self, node: Any, frame: Frame) -> Any:
        inner = Frame(outer=frame, function=frame.function)
        first = node.generators[0]
        over = self.evaluate(first.iter, inner)
        if isinstance(over, Unknown):
            return Unknown("a list of something that is not known")
        items = self._loop_items(over)
        if items is None:
            return Unknown("a list")
        if isinstance(items, (Range, Repeat)) and not self.flat and node not in self.unroll:
            mark = self.mark()
            try:
                return self._kept_comprehension(node, items, inner)
            except NotStructure:
                self.forget(mark)
                if isinstance(items, Repeat):
                    raise
        if isinstance(items, Repeat):
            raise NotStructure
        found: list[Any] = []
        self._go_through(node, 0, inner, found, items)
        return ListValue(found)

    def _go_through(
        self, node: Any, at: int, frame: Frame, found: list[Any], items: Any = None
    ) -> None:
        if at == len(node.generators):
            found.append(self.evaluate(node.elt, frame))
            python_budget.spend(1)
            return
        generator = node.generators[at]
        over = items if at == 0 else self._loop_items(self.evaluate(generator.iter, frame))
        for item in [] if over is None else self._turns(node, over):
            self.step()
            self.assign(generator.target, item, frame)
            tests = [self.truth(self.evaluate(each, frame)) for each in generator.ifs]
            if all(not isinstance(each, Unknown) and symbols.settled(each) for each in tests):
                self._go_through(node, at + 1, frame, found)

    def _kept_comprehension(self, node: Any, items: Range | Repeat, frame: Frame) -> Any:
        """Keep ``[... for i in range(n)]``: layers that are made alike, or parallel branches."""
        count, index, value = self._begin(items)
        region = self.open(shapes=False)
        try:
            self.assign(node.generators[0].target, _deeper(value, self.depth), frame)
            when = self._test_of(node.generators[0], frame)
            for generator in node.generators[1:]:
                inner = self._loop_items(self.evaluate(generator.iter, frame))
                if not isinstance(inner, list) or len(inner) != 1 or generator.ifs:
                    raise NotStructure
                self.assign(generator.target, inner[0], frame)
            element = self.evaluate(node.elt, frame)
        finally:
            finals = self.close(region)
        if any(cells is not frame for cells, _, _ in finals.values()):
            raise NotStructure
        if isinstance(element, Tensor):
            spec = self._one_block(region, element)
            whole = when if isinstance(items, Range) else items.when
            return ListValue([]) if count == 0 else self._branches(node, count, index, spec, whole)
        if isinstance(element, (LayerValue, Maker, When, Repeat)):
            if isinstance(items, Repeat):
                raise NotStructure
            return ListValue([_repeat_of(count, index, element, when)])
        raise NotStructure

    def _branches(self, node: Any, count: Any, index: Any, spec: Spec, when: Any) -> BranchList:
        return BranchList(node, count, index, spec, when)

    def _test_of(self, generator: ast.comprehension, frame: Frame) -> Any:
        tests = [self.truth(self.evaluate(each, frame)) for each in generator.ifs]
        if len(tests) > 1 or any(not isinstance(each, Sym) for each in tests):
            raise NotStructure
        return tests[0] if tests else None


def _many(items: Any) -> bool:
    """Tell whether a loop runs very often."""
    if not isinstance(items, Range):
        return len(items) > MOST_TURNS
    ends = [each.known if isinstance(each, Sym) else each for each in (items.start, items.stop)]
    return all(isinstance(each, int) for each in ends) and abs(ends[1] - ends[0]) > MOST_TURNS


def _repeat_of(count: Any, index: Any, item: Any, when: Any = None) -> Repeat:
    """Return layers that are made alike, each perhaps under a condition."""
    if isinstance(item, When) and when is None:
        item, when = item.item, item.test
    if not isinstance(item, (LayerValue, Maker, Repeat)):
        raise NotStructure
    return Repeat(count, index, item, when)


def _deeper(value: Any, depth: int) -> Any:
    """Let the layer of a turn count as made in it."""
    from importers.source.interpreter.apply import _at_depth

    if isinstance(value, When):
        return When(value.test, _deeper(value.item, depth))
    return _at_depth(value, depth)


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return one.key == other.key
    return is_plain(one) and is_plain(other) and type(one) is type(other) and one == other
