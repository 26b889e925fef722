"""Comprehensions of the source: layers that are made alike, parallel branches, or plain lists."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from importers.source.graph.builder import BranchList
from importers.source.interpreter.loops import Items, Loops, deeper, repeat_of
from importers.source.reading.interpreter import Interpreter, Work
from importers.source.reading.state import ReadingState
from importers.source.values import budget as python_budget, symbols
from importers.source.values.templates import LayerValue, Maker, Repeat, When
from importers.source.values.values import (
    Frame,
    ListValue,
    NotStructure,
    Range,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
)

Comprehension = ast.ListComp | ast.GeneratorExp


@dataclass(eq=False)
class Comprehensions:
    """Works out comprehensions."""

    state: ReadingState
    host: Interpreter
    loops: Loops

    def work(self) -> dict[type[ast.expr], Work]:
        """Return what works out which kind of comprehension."""
        return {ast.ListComp: self.comprehension, ast.GeneratorExp: self.comprehension}

    def comprehension(self, node: Comprehension, frame: Frame) -> SourceValue:
        """Work out a comprehension: kept as one thing where it can be, else gone through."""
        inner = Frame(outer=frame, function=frame.function)
        first = node.generators[0]
        over = self.host.evaluate(first.iter, inner)
        if isinstance(over, Unknown):
            return Unknown("a list of something that is not known")
        items = self.loops.loop_items(over)
        if items is None:
            return Unknown("a list")
        if (
            isinstance(items, (Range, Repeat))
            and not self.state.flat
            and node not in self.state.unroll
        ):
            try:
                with self.state.attempt():
                    return self._kept_comprehension(node, items, inner)
            except NotStructure:
                if isinstance(items, Repeat) and self.state.regions:
                    raise
        if isinstance(items, Repeat):
            self.state.restart(items.node)
        found: list[SourceValue] = []
        self._go_through(node, 0, inner, found, items)
        return ListValue(found)

    def _go_through(
        self,
        node: Comprehension,
        at: int,
        frame: Frame,
        found: list[SourceValue],
        items: Items | None = None,
    ) -> None:
        if at == len(node.generators):
            found.append(self.host.evaluate(node.elt, frame))
            python_budget.spend(1)
            return
        generator = node.generators[at]
        over = (
            items if at == 0 else self.loops.loop_items(self.host.evaluate(generator.iter, frame))
        )
        if isinstance(over, Repeat):
            self.state.restart(over.node)
        for item in [] if over is None else self.loops.iterations(node, over):
            self.state.step()
            self.host.assign(generator.target, item, frame)
            tests = [self.host.truth(self.host.evaluate(each, frame)) for each in generator.ifs]
            if all(not isinstance(each, Unknown) and symbols.settled(each) for each in tests):
                self._go_through(node, at + 1, frame, found)

    def _kept_comprehension(
        self, node: Comprehension, items: Range | Repeat, frame: Frame
    ) -> SourceValue:
        """Keep ``[... for i in range(n)]``: layers that are made alike, or parallel branches."""
        count, index, value = self.loops.begin(items)
        with self.state.trial(shapes=False) as region:
            self.host.assign(node.generators[0].target, deeper(value, self.state.depth), frame)
            when = self._test_of(node.generators[0], frame)
            for generator in node.generators[1:]:
                inner = self.loops.loop_items(self.host.evaluate(generator.iter, frame))
                if not isinstance(inner, list) or len(inner) != 1 or generator.ifs:
                    raise NotStructure
                self.host.assign(generator.target, inner[0], frame)
            element = self.host.evaluate(node.elt, frame)
        if any(cells is not frame for cells, _, _ in region.left.values()):
            raise NotStructure
        if isinstance(element, Tensor):
            spec = self.loops.one_block(region, element)
            whole = when if isinstance(items, Range) else items.when
            return ListValue() if count == 0 else BranchList(node, count, index, spec, whole)
        if isinstance(element, (LayerValue, Maker, When, Repeat)):
            if isinstance(items, Repeat):
                raise NotStructure
            return ListValue([repeat_of(node, count, index, element, when)])
        raise NotStructure

    def _test_of(self, generator: ast.comprehension, frame: Frame) -> Sym | None:
        tests = [self.host.truth(self.host.evaluate(each, frame)) for each in generator.ifs]
        if not tests:
            return None
        if len(tests) > 1 or not isinstance(tests[0], Sym):
            raise NotStructure
        return tests[0]
