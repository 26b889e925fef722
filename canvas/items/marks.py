"""Problems of blocks and wires, and the shapes that flow through: asked of the live check. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from blocks.check.checker import Checker
from blocks.graph.graph import Wire
from blocks.types.problems import Problem, Severity
from blocks.values.shapes import shape_text


class WireLabel(NamedTuple):
    """The label of a wire: the shape that flows through, and whether it is the one that does not fit."""

    text: str
    wrong: bool


class Marks:
    """The problems of one graph: those of the live check, and further ones from outside.

    Attributes:
        checker: the live check.
    """

    def __init__(self, checker: Checker) -> None:
        """Know of no further problems yet."""
        self.checker = checker
        self._further: dict[str, tuple[Problem, ...]] = {}

    def set_further(self, problems: Iterable[Problem]) -> frozenset[str]:
        """Take problems from outside; returns the blocks that look different now.

        What the live check says itself is left out: that would stay when it is mended.
        """
        found: dict[str, tuple[Problem, ...]] = {}
        for problem in problems:
            if problem not in self._own(problem.block):
                found[problem.block] = (*found.get(problem.block, ()), problem)
        before, self._further = self._further, found
        return frozenset(
            key for key in found.keys() | before.keys() if found.get(key) != before.get(key)
        )

    def further(self, block_id: str) -> tuple[Problem, ...]:
        """Return a block's problems that came from outside."""
        return self._further.get(block_id, ())

    def problems(self, block_id: str) -> tuple[Problem, ...]:
        """Return all problems of a block."""
        return (*self._own(block_id), *self.further(block_id))

    def has_error(self, block_id: str) -> bool:
        """Tell whether Keras would refuse a block."""
        return any(problem.severity is Severity.ERROR for problem in self.problems(block_id))

    def is_wrong(self, wire: Wire) -> bool:
        """Tell whether a wire brings the shape that does not fit."""
        return any(
            problem.port == wire.target_port and problem.severity is Severity.ERROR
            for problem in self.problems(wire.target)
        )

    def label(self, wire: Wire) -> WireLabel:
        """Return what a wire says."""
        result = self.checker.results.get(wire.source)
        if result is None:
            return WireLabel("?", False)
        shape = result.output
        if len(result.outputs) > 1:
            ports = self.checker.graph.output_ports(wire.source)
            shape = dict(zip(ports, result.outputs, strict=False)).get(wire.source_port)
        wrong = self.is_wrong(wire)
        return WireLabel(
            "" if self._says_it_again(wire) and not wrong else shape_text(shape), wrong
        )

    def _says_it_again(self, wire: Wire) -> bool:
        """Tell whether a sequence asks itself, and the wire before this one has said its shape."""
        graph = self.checker.graph
        kind = graph.kind(wire.target)
        if kind is None or not kind.inputs.optional:
            return False
        for other in graph.incoming(wire.target):
            if other[:2] == wire[:2]:
                return other != wire
        return False

    def _own(self, block_id: str) -> tuple[Problem, ...]:
        result = self.checker.results.get(block_id)
        return result.problems if result is not None else ()
