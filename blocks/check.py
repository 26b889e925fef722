"""The live check: shapes, weights and problems of a graph, kept up to date edit by edit.

After an edit only the blocks that it touches are inferred again, then those that follow as long as a shape changes.
A block whose input is unknown is unknown itself, not wrong: one mistake gives one problem.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from blocks.block_type import BlockType, Inference, Refusal
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
from blocks.errors import ExpressionError, InvalidValue
from blocks.expressions import resolve
from blocks.graph import MODEL, Block, Graph
from blocks.naming import layer_names
from blocks.problems import Problem, Severity
from blocks.shapes import Shape, element_count
from blocks.signals import Signal
from blocks.values import Value, has_expression

SHAPE_NAMES = ("channels", "height", "width", "units")
_BYTES = {"float64": 8, "int64": 8, "float16": 2, "bfloat16": 2, "mixed_float16": 2, "mixed_bfloat16": 2, "uint8": 1, "bool": 1, "int8": 1, "int16": 2}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BlockCheck:
    """What is known of one block.

    Attributes:
        inputs: shape at each wired input, in port order; ``None`` for unknown.
        outputs: shape at each output port; ``None`` for unknown.
        inference: what the rule found, or ``None``.
        arguments: the parameters in effect, expressions evaluated.
        problems: what is wrong with this block.
    """

    inputs: tuple[Shape | None, ...] = ()
    outputs: tuple[Shape | None, ...] = (None,)
    inference: Inference | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def output(self) -> Shape | None:
        """Shape at the first output port."""
        return self.outputs[0] if self.outputs else None

    @property
    def parameters(self) -> int:
        """Number of weights' values, trainable or not."""
        return sum(weight.count for weight in self.inference.weights) if self.inference else 0

    @property
    def trainable(self) -> int:
        """Number of weights' values that training changes."""
        return (
            sum(weight.count for weight in self.inference.weights if weight.trainable)
            if self.inference
            else 0
        )

    @property
    def multiply_adds(self) -> int | None:
        """Multiply-adds for one example; ``None`` where a size is open."""
        return self.inference.multiply_adds if self.inference else 0

    @property
    def weight_bytes(self) -> int:
        """Memory of the weights in bytes."""
        policy = str(self.arguments.get("dtype") or "float32")
        return self.parameters * (4 if policy.startswith("mixed") else _BYTES.get(policy, 4))

    @property
    def activation_bytes(self) -> int | None:
        """Memory of the outputs for one example in bytes; ``None`` where a size is open."""
        size = _BYTES.get(str(self.arguments.get("dtype") or "float32"), 4)
        counts = [element_count(shape) for shape in self.outputs]
        return (
            None if None in counts else size * sum(count for count in counts if count is not None)
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a graph; per example where they depend on data. ``None`` where a size is open."""

    parameters: int = 0
    trainable: int = 0
    multiply_adds: int | None = 0
    weight_bytes: int = 0
    activation_bytes: int | None = 0

    @property
    def non_trainable(self) -> int:
        """Number of weights' values that training leaves alone."""
        return self.parameters - self.trainable


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
        ranks = self._ranks
        heap = [(ranks[block_id], block_id) for block_id in start]
        heapq.heapify(heap)
        queued = {block_id for _, block_id in heap}
        changed = set(told)
        while heap:
            block_id = heapq.heappop(heap)[1]
            before = self.results.get(block_id)
            after = self._check(block_id)
            self.results[block_id] = after
            if before is None or before != after:
                changed.add(block_id)
            if before is None or before.outputs != after.outputs:
                for target in self.graph.network.adj[block_id]:
                    if target not in queued:
                        queued.add(target)
                        heapq.heappush(heap, (ranks[target], target))
        self._totals = None
        self.updated.emit(frozenset(changed))

    def _check(self, block_id: str) -> BlockCheck:
        block = self.graph.blocks[block_id]
        kind = block.kind
        shapes = tuple(
            self._shape_from(wire.source, wire.source_port)
            for wire in self.graph.incoming(block_id)
        )
        if kind is None:
            return BlockCheck(
                shapes, (None,), problems=(Problem("unknown_type", block_id, got=block.type),)
            )
        unknown = (None,) * len(kind.outputs)
        missing = self._missing_inputs(block, kind)
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

    def _missing_inputs(self, block: Block, kind: BlockType) -> tuple[Problem, ...]:
        wired = {wire.target_port for wire in self.graph.incoming(block.id)}
        if kind.inputs.many:
            if len(wired) >= kind.inputs.minimum:
                return ()
            return (Problem("too_few_inputs", block.id, expected=kind.inputs.minimum, got=len(wired), severity=Severity.UNFINISHED),)  # fmt: skip
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
            other=(peer or wire).source if wire else "",  # type: ignore[union-attr]
            other_port=peer.target_port if peer else "",
        )


def resolve_arguments(
    block: Block, kind: BlockType, environment: Mapping[str, Value]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return every parameter's value in effect, and a problem for each that has none."""
    arguments: dict[str, Any] = {}
    problems: list[Problem] = []
    for parameter in kind.parameters:
        value = block.values.get(parameter.name)
        if parameter.name not in block.values:
            if parameter.required:
                problems.append(
                    Problem(
                        "missing_value",
                        block.id,
                        parameter=parameter.name,
                        expected=parameter.expects(),
                    )
                )
            else:
                arguments[parameter.name] = parameter.default
            continue
        try:
            arguments[parameter.name] = parameter.validate(
                resolve(value, environment) if has_expression(value) else value
            )
        except (InvalidValue, ExpressionError) as error:
            kind_word = "expression" if has_expression(value) else "value"
            problems.append(
                Problem(kind_word, block.id, parameter=parameter.name, got=value, text=str(error))
            )
    problems += [Problem("unknown_parameter", block.id, parameter=name) for name in block.values if kind.parameter(name) is None]  # fmt: skip
    return arguments, tuple(problems)


def shape_environment(shapes: tuple[Shape | None, ...]) -> dict[str, Value]:
    """Return ``channels``, ``height``, ``width`` and ``units`` of the first input, where they are known."""
    shape = shapes[0] if shapes else None
    if not shape:
        return {}
    names: dict[str, Value] = {"channels": shape[-1], "units": shape[-1]}
    if len(shape) == 3:
        names |= {"height": shape[0], "width": shape[1]}
    return names


def totals_of(results: Iterable[BlockCheck]) -> Totals:
    """Sum over blocks."""
    parameters = trainable = weight_bytes = 0
    multiply_adds: int | None = 0
    activation_bytes: int | None = 0
    for result in results:
        parameters += result.parameters
        trainable += result.trainable
        weight_bytes += result.weight_bytes
        multiply_adds = _plus(multiply_adds, result.multiply_adds)
        if result.inference is not None:
            activation_bytes = _plus(activation_bytes, result.activation_bytes)
    return Totals(parameters, trainable, multiply_adds, weight_bytes, activation_bytes)


def _plus(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right
