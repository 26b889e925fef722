"""Conditions of the source: kept where they can be, else decided."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from importers.source.reading.contents import is_value
from importers.source.reading.interpreter import Interpreter, Work
from importers.source.reading.state import ReadingState, Region, Written
from importers.source.structure.composites import Composites
from importers.source.text.match import SUBJECT, as_conditions
from importers.source.values import symbols
from importers.source.values.templates import LayerValue, Maker, Repeat, When
from importers.source.values.values import (
    UNSET,
    BodyLeft,
    Cells,
    Frame,
    Leaf,
    ListValue,
    NotStructure,
    Poison,
    SourceValue,
    Stopped,
    Sym,
    Tensor,
    TensorKey,
    Unknown,
    is_plain,
)

BothWritten = tuple[Cells[Any], str, SourceValue, SourceValue]
"""A place and what stands there after the one path and after the other."""


@dataclass(eq=False)
class Conditions:
    """Goes through conditions."""

    state: ReadingState
    host: Interpreter
    composites: Composites

    def work(self) -> dict[type[ast.stmt], Work]:
        """Return what goes through which kind of condition."""
        return {ast.If: self.statement, ast.Match: self.match}

    def statement(self, node: ast.If, frame: Frame) -> None:
        """Go through an ``if`` statement: kept as a condition where it can be, else decided."""
        test = self.host.truth(self.host.evaluate(node.test, frame))
        if isinstance(test, Unknown):
            main = _is_main(node.test)
            if not main and self.state.matters(node, frame):
                words = f"{test.why} is not known: the condition is taken to hold"
                self.state.tell(words, node.lineno)
            test = main or not _stops(node.body)
        if not isinstance(test, Sym):
            self.host.run(node.body if test else node.orelse, frame)
            return
        if _stops(node.body):
            self.host.run(node.orelse, frame)
            return
        if node in self.state.unroll or not self._keeps(test):
            self._decide(node, test, frame, frozenset())
            return
        try:
            with self.state.attempt():
                self._both(node, test, frame)
        except NotStructure as error:
            self._decide(node, test, frame, error.leaves)

    def match(self, node: ast.Match, frame: Frame) -> None:
        """Go through a ``match`` statement as the conditions that it is."""
        body = as_conditions(node)
        if body is None:
            if self.state.matters(node, frame):
                self.state.tell("its patterns are of a kind that is not read: left out")
            return
        self.state.put(frame, SUBJECT, self.host.evaluate(node.subject, frame))
        self.host.run(body, frame)

    def _keeps(self, test: Sym) -> bool:
        """Tell whether a condition is to be kept: one that only asks for sizes is decided where they are known."""
        leaves = symbols.leaves_of(test)
        return test.known is UNSET or any(leaf.tensor is None for leaf in leaves)

    def _decide(self, node: ast.If, test: Sym, frame: Frame, leaves: frozenset[Leaf]) -> None:
        if test.known is UNSET:
            raise NotStructure(symbols.leaves_of(test) | leaves)
        self.host.run(node.body if test.known else node.orelse, frame)

    def _both(self, node: ast.If, test: Sym, frame: Frame) -> None:
        """Read both paths and put together what they write."""
        paths: list[Region] = []
        for body, assumed in ((node.body, test), (node.orelse, None)):
            self.state.assumed.append(assumed)
            try:
                with self.state.trial(shapes=True) as region:
                    self.host.run(body, frame)
            except (BodyLeft, Stopped):
                raise NotStructure from None
            finally:
                self.state.assumed.pop()
            paths.append(region)
        self._joined(node, test, *paths)

    def _joined(self, node: ast.If, test: Sym, yes: Region, no: Region) -> None:
        tensors: list[BothWritten] = []
        values: list[Written] = []
        for key, (cells, name, _) in (yes.left | no.left).items():
            old = cells, name, cells.cells.get(name, UNSET)
            one, other = yes.left.get(key, old)[2], no.left.get(key, old)[2]
            made = any(
                isinstance(value, Tensor) and value.builder is region.builder
                for value, region in ((one, yes), (other, no))
            )
            if isinstance(one, list) and isinstance(other, list):
                values.append((cells, name, self._either_list(test, one, other)))
            elif made:
                tensors.append((cells, name, one, other))
            elif one is other:
                values.append((cells, name, one))
            elif UNSET in (one, other):
                values.append((cells, name, Poison(node)))
            else:
                values.append((cells, name, self.either(test, one, other)))
        merged = self._tensors(node, test, tensors, (yes, no))
        for cells, name, value in [*values, *merged]:
            self.state.put(cells, name, value)

    def _either_list(
        self, test: Sym, one: list[SourceValue], other: list[SourceValue]
    ) -> list[SourceValue]:
        """Return the items of a list that gets one more layer under a condition."""
        if len(one) != len(other) + 1 or any(a is not b for a, b in zip(one, other, strict=False)):
            raise NotStructure
        if not isinstance(one[-1], (LayerValue, Maker, Repeat)):
            raise NotStructure
        return [*other, When(test, one[-1])]

    def _tensors(
        self,
        node: ast.If,
        test: Sym,
        places: Sequence[BothWritten],
        regions: tuple[Region, Region],
    ) -> list[Written]:
        """Put blocks under a condition; each path takes one tensor and gives it back changed."""
        found: list[Written] = []
        outer: list[tuple[Cells[Any], str, Tensor, Tensor]] = []
        starts: dict[TensorKey, Tensor] = {}
        results: tuple[dict[TensorKey, Tensor], ...] = ({}, {})
        for cells, name, one, other in places:
            old = cells.cells.get(name)
            if not isinstance(old, Tensor):
                found.append((cells, name, Poison(node)))
                continue
            if not isinstance(one, Tensor) or not isinstance(other, Tensor):
                raise NotStructure
            outer.append((cells, name, one, other))
            starts[old.key] = old
            for side, tensor in zip(results, (one, other), strict=True):
                if tensor.key != old.key:
                    side[tensor.key] = tensor
        if not places:
            return []
        if len(starts) != 1 or max(map(len, results)) > 1:
            raise NotStructure
        (start,) = starts.values()
        tensor = self._chained(test, start, results, regions)
        for cells, name, one, other in outer:
            if one.key not in results[0] and other.key not in results[1]:
                continue
            for side, each in zip(results, (one, other), strict=True):
                if side and each.key not in side:
                    raise NotStructure
            found.append((cells, name, tensor))
        return found

    def _chained(
        self,
        test: Sym,
        start: Tensor,
        results: Sequence[Mapping[TensorKey, Tensor]],
        regions: tuple[Region, Region],
    ) -> Tensor:
        """Put the blocks of both paths one behind the other, each under its condition; returns what comes out.

        Raises:
            NotStructure: a path gives something that is no change of ``start``.
        """
        tensor = start
        sized = any(leaf.tensor is not None for leaf in symbols.leaves_of(test))
        if results[0] and results[1] and sized:
            raise NotStructure
        for side, region in enumerate(regions):
            for result in results[side].values():
                if result.builder is not region.builder:
                    raise NotStructure
                spec = self.composites.enclosed(region, result, "Part")
                if spec.structured and (spec.when is not None or sized):
                    spec = self.composites.wrapped(spec)
                if [each.key for each in spec.inputs] != [start.key]:
                    raise NotStructure
                spec.inputs = [tensor]
                spec.when = test if side == 0 else symbols.negated(test)
                tensor = self.state.emit(spec)[0]
        return tensor

    def choice(self, node: ast.IfExp, frame: Frame) -> SourceValue:
        """Work out ``a if test else b``."""
        test = self.host.truth(self.host.evaluate(node.test, frame))
        if isinstance(test, Unknown):
            self.state.tell(f"{test.why} is not known: the condition is taken to hold")
            test = True
        if not isinstance(test, Sym):
            return self.host.evaluate(node.body if test else node.orelse, frame)
        yes, no = self.host.evaluate(node.body, frame), self.host.evaluate(node.orelse, frame)
        return self.either(test, yes, no)

    def either(self, test: Sym, yes: SourceValue, no: SourceValue) -> SourceValue:
        """Return one of two values by a condition that is a symbol.

        Raises:
            NotStructure: there is no value for both.
        """
        if yes is no or (is_plain(yes) and is_plain(no) and yes == no and type(yes) is type(no)):
            return yes
        if isinstance(yes, ListValue) and isinstance(no, ListValue) and not self.state.items(no):
            items = self.state.items(yes)
            layers = [each for each in items if isinstance(each, (LayerValue, Maker, Repeat))]
            if len(layers) == len(items):
                return ListValue(When(test, each) for each in layers)
        if isinstance(yes, (LayerValue, Maker)) and no is None:
            return When(test, yes)
        if isinstance(yes, Repeat) and isinstance(no, ListValue) and not self.state.items(no):
            return When(test, yes)
        if isinstance(yes, tuple) and isinstance(no, tuple) and len(yes) == len(no) > 0:
            if all(each == row[0] for row in (yes, no) for each in row):
                return (self.either(test, yes[0], no[0]),) * len(yes)  # (2, 2) or (1, 1)
            return tuple(self.either(test, *each) for each in zip(yes, no, strict=True))
        if is_value(yes) and is_value(no):
            return symbols.either(test, yes, no)
        if test.known is UNSET:
            raise NotStructure(symbols.leaves_of(test))
        return yes if test.known else no


def _stops(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a body ends the program with an error."""
    return bool(body) and isinstance(body[-1], ast.Raise)


def _is_main(test: ast.expr) -> bool:
    """Tell whether a condition is ``__name__ == "__main__"``."""
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))
