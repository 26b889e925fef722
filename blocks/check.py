"""The live check: shapes, weights and problems of a graph, kept up to date edit by edit.

After an edit only the blocks that it touches are inferred again, then those that follow as long as a shape changes.
A block whose input is unknown is unknown itself, not wrong: one mistake gives one problem.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import Any

from blocks.arguments import resolve_arguments, shape_environment
from blocks.block_check import BlockCheck, Totals, totals_of
from blocks.block_type import BlockType, Refusal
from blocks.document import Document
from blocks.edits import (
    STRUCTURE,
    AddBlock,
    AddWire,
    Edit,
    RemoveBlock,
    RemoveWire,
    ReplaceBlock,
    SetMetaparameters,
)
from blocks.graph import MODEL, Block, Graph, Wire
from blocks.naming import layer_names
from blocks.problems import Problem, Severity
from blocks.shapes import Shape
from blocks.signals import Signal
from blocks.values import has_expression

__all__ = ["BlockCheck", "Checker", "Totals"]


class Checker:
    """Keeps the check of one graph up to date.

    Attributes:
        results: a `BlockCheck` for every block.
        names: the layer name of every block, as Keras will give it.
        updated: emitted after every pass with the ids whose result changed.
    """

    def __init__(self, document: Document, graph: str = MODEL) -> None:
        """Check the whole graph once, then follow the document's edits."""
        self.document = document
        self.graph_name = graph
        self.results: dict[str, BlockCheck] = {}
        self.names: dict[str, str] = {}
        self.updated: Signal[[frozenset[str]]] = Signal()
        self._ranks: dict[str, int] = {}
        self._totals: Totals | None = None
        self._resolved: dict[str, tuple[Block, dict[str, Any], tuple[Problem, ...]]] = {}
        self.refresh()
        document.changed.connect(self.follow)

    @property
    def graph(self) -> Graph:
        """The graph that is checked."""
        return self.document.graph(self.graph_name)

    def close(self) -> None:
        """Stop following the document."""
        self.document.changed.disconnect(self.follow)

    def refresh(self) -> None:
        """Check everything anew."""
        self.results.clear()
        self._resolved.clear()
        self._rank()
        self._infer(self.graph.blocks)

    def follow(self, edits: Sequence[Edit]) -> None:
        """Check what the edits changed."""
        dirty: set[str] = set()
        mine = [edit for edit in edits if getattr(edit, "graph", None) == self.graph_name]
        for edit in mine:
            dirty |= self._touched(edit)
        renamed = any(
            isinstance(edit, ReplaceBlock) and edit.old.name != edit.new.name for edit in mine
        )
        if renamed or any(isinstance(edit, STRUCTURE) for edit in mine):
            self._rank()
        for block_id in dirty - self.graph.blocks.keys():
            self.results.pop(block_id, None)
            self._resolved.pop(block_id, None)
        self._infer(dirty & self.graph.blocks.keys(), dirty)

    def problems(self) -> list[Problem]:
        """Return every block's problems, in the order of the graph."""
        return [
            problem
            for block_id in self.graph.order()
            for problem in self.results[block_id].problems
        ]

    def totals(self) -> Totals:
        """Return the sums over all blocks."""
        if self._totals is None:
            self._totals = totals_of(self.results.values())
        return self._totals

    def label(self, block_id: str) -> str:
        """Return type and layer name for people: ``Conv2D conv2d_1``."""
        return f"{self.graph.blocks[block_id].type} {self.names[block_id]}"

    def _rank(self) -> None:
        order = self.graph.order()
        self._ranks = {block_id: rank for rank, block_id in enumerate(order)}
        self.names = layer_names(self.graph, order)

    def _touched(self, edit: Edit) -> set[str]:
        if isinstance(edit, (AddBlock, RemoveBlock)):
            return {edit.block.id}
        if isinstance(edit, ReplaceBlock):
            return {edit.new.id}
        if isinstance(edit, (AddWire, RemoveWire)):
            return {edit.wire.target}
        if isinstance(edit, SetMetaparameters):
            depending = {
                key
                for key, block in self.graph.blocks.items()
                if any(map(has_expression, block.values.values()))
            }
            for block_id in depending:
                self._resolved.pop(block_id, None)
            return depending
        return set()

    def _infer(self, start: Iterable[str], told: Iterable[str] = ()) -> None:
        ranks, following = self._ranks, self.graph.network.adj
        heap = [(ranks[block_id], block_id) for block_id in start]
        heapq.heapify(heap)
        queued = {block_id for _, block_id in heap}
        changed = set(told)
        while heap:
            block_id = heapq.heappop(heap)[1]
            before = self.results.get(block_id)
            after = self._check(block_id)
            self.results[block_id] = after
            if before is not None and before.outputs == after.outputs:
                if before != after:
                    changed.add(block_id)
            else:
                changed.add(block_id)
                for target in following[block_id]:
                    if target not in queued:
                        queued.add(target)
                        heapq.heappush(heap, (ranks[target], target))
        self._totals = None
        self.updated.emit(frozenset(changed))

    def _check(self, block_id: str) -> BlockCheck:
        graph = self.graph
        block = graph.blocks[block_id]
        kind = block.kind
        wires = graph.incoming(block_id)
        shapes = tuple([self._shape_from(wire.source, wire.source_port) for wire in wires])
        if kind is None:
            return BlockCheck(
                shapes, (None,), problems=(Problem("unknown_type", block_id, got=block.type),)
            )
        unknown = (None,) * len(kind.outputs)
        missing = self._missing_inputs(block, kind, wires)
        arguments, problems = self._arguments(block, kind, shapes)
        if missing or problems or None in shapes:
            return BlockCheck(shapes, unknown, None, arguments, (*problems, *missing))
        try:
            inference = kind.infer(arguments, shapes)  # type: ignore[arg-type]
        except Refusal as refusal:
            return BlockCheck(shapes, unknown, None, arguments, (self._refused(block_id, refusal),))
        return BlockCheck(shapes, inference.outputs, inference, arguments)

    def _shape_from(self, source: str, port: str) -> Shape | None:
        outputs = self.results[source].outputs
        if len(outputs) == 1:
            return outputs[0]
        ports = self.graph.output_ports(source)
        return outputs[ports.index(port)] if port in ports else None

    def _missing_inputs(
        self, block: Block, kind: BlockType, wires: Sequence[Wire]
    ) -> tuple[Problem, ...]:
        # Every wire ends at a port of its own, so counting tells whether all are taken.
        if len(wires) >= (kind.inputs.minimum if kind.inputs.many else len(kind.inputs.names)):
            return ()
        if kind.inputs.many:
            return (
                Problem(
                    "too_few_inputs",
                    block.id,
                    expected=kind.inputs.minimum,
                    got=len(wires),
                    severity=Severity.UNFINISHED,
                ),
            )
        wired = {wire.target_port for wire in wires}
        return tuple(
            Problem("unconnected", block.id, port=port, severity=Severity.UNFINISHED)
            for port in kind.inputs.names
            if port not in wired
        )

    def _arguments(
        self, block: Block, kind: BlockType, shapes: tuple[Shape | None, ...]
    ) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        known = self._resolved.get(block.id)
        if known is not None and known[0] is block:
            return known[1], known[2]
        environment = {**self.graph.environment(), **shape_environment(shapes)}
        arguments, problems = resolve_arguments(block, kind, environment)
        # What depends on the incoming shape must be worked out again each time.
        if not any(map(has_expression, block.values.values())):
            self._resolved[block.id] = (block, arguments, problems)
        return arguments, problems

    def _refused(self, block_id: str, refusal: Refusal) -> Problem:
        wires = self.graph.incoming(block_id)
        at = 0 if refusal.port is None else refusal.port
        wire = wires[at] if at < len(wires) else None
        peer = (
            wires[refusal.other]
            if refusal.other is not None and refusal.other < len(wires)
            else None
        )
        return Problem(
            refusal.kind,
            block_id,
            port=wire.target_port if wire else "",
            parameter=refusal.parameter,
            expected=refusal.expected,
            got=refusal.got,
            other=(peer or wire).source if wire else "",
            other_port=peer.target_port if peer else "",
        )
