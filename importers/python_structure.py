"""Loops and conditions of the source: kept as repeats and conditions where they can be, else gone through."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from importers import python_symbols as symbols
from importers.python_builder import Spec
from importers.python_core import Region
from importers.python_statements import Statements
from importers.python_values import (
    UNSET,
    BranchList,
    Cells,
    Frame,
    LayerValue,
    Leaving,
    ListValue,
    Maker,
    ModelValue,
    NotStructure,
    Poison,
    Range,
    Repeat,
    SequentialValue,
    Stopped,
    Sym,
    Tensor,
    Unknown,
    When,
    is_plain,
)

Writes = Mapping[tuple[int, str], tuple[Cells, str, Any]]


class Structures(Statements):
    """Goes through loops and conditions."""

    # ------------------------------------------------------------ conditions

    def _do_if(self, node: ast.If, frame: Frame) -> None:
        test = self.truth(self.evaluate(node.test, frame))
        if isinstance(test, Unknown):
            if _is_main(node.test):
                test = True
            else:
                if self._matters(node, frame):
                    self.tell(
                        f"{test.why} is not known: the condition is taken to hold", node.lineno
                    )
                test = not _stops(node.body)
        if not isinstance(test, Sym):
            self.run(node.body if test else node.orelse, frame)
            return
        if _stops(node.body):
            self.run(node.orelse, frame)
            return
        if node in self.unroll or not self._keeps(test):
            self._decide(node, test, frame, frozenset())
            return
        mark = self.mark()
        try:
            self._both(node, test, frame)
        except NotStructure as error:
            self.forget(mark)
            self._decide(node, test, frame, error.leaves)

    def _keeps(self, test: Sym) -> bool:
        """Tell whether a condition is to be kept: one that only asks for sizes is decided where they are known."""
        leaves = symbols.leaves_of(test)
        return test.known is UNSET or any(leaf.tensor is None for leaf in leaves)

    def _decide(self, node: ast.If, test: Sym, frame: Frame, leaves: frozenset[Any]) -> None:
        if test.known is UNSET:
            raise NotStructure(symbols.leaves_of(test) | leaves)
        self.run(node.body if test.known else node.orelse, frame)

    def _matters(self, node: ast.AST, frame: Frame) -> bool:
        """Tell whether a piece of the source has to do with a model."""
        kinds = (Tensor, SequentialValue, ModelValue, LayerValue, Maker)
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                scope: Frame | None = frame
                while scope is not None:
                    if isinstance(scope.cells.get(each.id), kinds):
                        return True
                    scope = scope.outer
        return False

    def _both(self, node: ast.If, test: Sym, frame: Frame) -> None:
        """Read both ways and put together what they write."""
        ways: list[tuple[Region, Writes]] = []
        for body in (node.body, node.orelse):
            region = self.open(shapes=True)
            self.assumed.append(test if body is node.body else None)
            try:
                self.run(body, frame)
            except (Leaving, Stopped):
                raise NotStructure from None
            finally:
                self.assumed.pop()
                finals = self.close(region)
            ways.append((region, finals))
        self._joined(node, test, *ways)

    def _joined(
        self, node: ast.If, test: Sym, yes: tuple[Region, Writes], no: tuple[Region, Writes]
    ) -> None:
        places = {**{k: v[:2] for k, v in yes[1].items()}, **{k: v[:2] for k, v in no[1].items()}}
        tensors: list[tuple[Cells, str, Any, Any]] = []
        values: list[tuple[Cells, str, Any]] = []
        for key, (cells, name) in places.items():
            old = cells.cells.get(name, UNSET)
            one = yes[1][key][2] if key in yes[1] else old
            other = no[1][key][2] if key in no[1] else old
            made = any(
                isinstance(value, Tensor) and value.builder is region.builder
                for value, region in ((one, yes[0]), (other, no[0]))
            )
            if isinstance(one, list) and isinstance(other, list):
                values.append((cells, name, self._either_list(test, one, other)))
            elif made:
                tensors.append((cells, name, one, other))
            elif one is other:
                values.append((cells, name, one))
            elif UNSET in (one, other):
                values.append((cells, name, self._only_sometimes(node, test, one, other)))
            else:
                values.append((cells, name, self.either(test, one, other)))
        merged = self._tensors(node, test, tensors, yes[0], no[0])
        for cells, name, value in [*values, *merged]:
            self.put(cells, name, value)

    def _either_list(self, test: Sym, one: list[Any], other: list[Any]) -> list[Any]:
        """Return the items of a list that gets one more layer under a condition."""
        if len(one) != len(other) + 1 or any(a is not b for a, b in zip(one, other, strict=False)):
            raise NotStructure
        if not isinstance(one[-1], (LayerValue, Maker, Repeat)):
            raise NotStructure
        return [*other, When(test, one[-1])]

    def _only_sometimes(self, node: ast.If, test: Sym, one: Any, other: Any) -> Any:
        return Poison(node)

    def _tensors(
        self,
        node: ast.If,
        test: Sym,
        places: Sequence[tuple[Cells, str, Any, Any]],
        yes: Region,
        no: Region,
    ) -> list[tuple[Cells, str, Any]]:
        """Put blocks under a condition; each way takes one tensor and gives it back changed."""
        if not places:
            return []
        inner: list[tuple[Cells, str, Any, Any]] = []
        outer: list[tuple[Cells, str, Any, Any]] = []
        for place in places:
            (outer if isinstance(place[0].cells.get(place[1]), Tensor) else inner).append(place)
        found: list[tuple[Cells, str, Any]] = [(c, n, Poison(node)) for c, n, _, _ in inner]
        if not outer:
            raise NotStructure
        starts = {cells.cells[name].key: cells.cells[name] for cells, name, _, _ in outer}
        results: tuple[dict[Any, Any], dict[Any, Any]] = ({}, {})
        for cells, name, one, other in outer:
            for side, way in enumerate((one, other)):
                if way.key != cells.cells[name].key:
                    results[side][way.key] = way
        if len(starts) != 1 or max(map(len, results)) > 1:
            raise NotStructure
        (start,) = starts.values()
        tensor = start
        sized = any(leaf.tensor is not None for leaf in symbols.leaves_of(test))
        if results[0] and results[1] and sized:
            raise NotStructure
        for side, region in ((0, yes), (1, no)):
            for result in results[side].values():
                if not isinstance(result, Tensor) or result.builder is not region.builder:
                    raise NotStructure
                spec = self.enclosed(region, result, "Part")
                if spec.structured and (spec.when is not None or sized):
                    spec = self.wrapped(spec)
                if [each.key for each in spec.inputs] != [start.key]:
                    raise NotStructure
                spec.inputs = [tensor]
                spec.when = test if side == 0 else symbols.negated(test)
                tensor = self.emit(spec)[0]
        changed = {*results[0], *results[1]}
        for cells, name, one, other in outer:
            if not {one.key, other.key} & changed:
                continue
            whole = all(
                not results[side] or place.key in results[side]
                for side, place in ((0, one), (1, other))
            )
            if not whole:
                raise NotStructure
            found.append((cells, name, tensor))
        return found

    def wrapped(self, spec: Spec) -> Spec:
        """Make a composite of one block, which can then have another structure of its own."""
        region = self.open(shapes=True)
        try:
            (result,) = self.emit(spec)
            return self.composite(region, result, "Part")
        finally:
            self.close(region)

    def composite(self, region: Region, result: Tensor, stem: str) -> Spec:
        """Make a composite of a trial."""
        raise NotImplementedError

    # ------------------------------------------------------------ loops

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
            return self.plain_items(items) or []
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
        return self._bounded_list(found)

    def _go_through(
        self, node: Any, at: int, frame: Frame, found: list[Any], items: Any = None
    ) -> None:
        if at == len(node.generators):
            found.append(self.evaluate(node.elt, frame))
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


def _repeat_of(count: Any, index: Any, item: Any, when: Any = None) -> Repeat:
    """Return layers that are made alike, each perhaps under a condition."""
    if isinstance(item, When) and when is None:
        item, when = item.item, item.test
    if not isinstance(item, (LayerValue, Maker, Repeat)):
        raise NotStructure
    return Repeat(count, index, item, when)


def _deeper(value: Any, depth: int) -> Any:
    """Let the layer of a turn count as made in it."""
    from importers.python_apply import _at_depth

    if isinstance(value, When):
        return When(value.test, _deeper(value.item, depth))
    return _at_depth(value, depth)


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return one.key == other.key
    return is_plain(one) and is_plain(other) and type(one) is type(other) and one == other


def _stops(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a body ends the program with an error."""
    return bool(body) and isinstance(body[-1], ast.Raise)


def _is_main(test: ast.expr) -> bool:
    """Tell whether a condition is ``__name__ == "__main__"``."""
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))
