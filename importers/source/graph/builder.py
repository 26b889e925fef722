"""Graphs while source is read: blocks whose values may still hold symbols, and tensors of graphs around them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from blocks.catalog.core import INPUT
from blocks.catalog.ports import IN
from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.errors import NetwrightError
from blocks.graph.graph import MODEL, Block, Graph, Wire
from blocks.graph.ids import slug
from blocks.graph.structure import MERGES, Structure
from blocks.inference.repeats import check_block
from blocks.types.ports import MANY_LIMIT
from blocks.values.shapes import Shape
from blocks.values.values import Value
from importers.keras_json.document import ports_of
from importers.source.values.budget import TooMuch
from importers.source.values.values import (
    AbstractValue,
    Leaf,
    SourceValue,
    Sym,
    Tensor,
    fresh_number,
)

MAX_BLOCKS = 5_000

__all__ = ["MERGES", "BranchList", "Builder", "Checker", "Spec"]


@dataclass(eq=False, slots=True)
class Spec:
    """A block to be.

    Attributes:
        type: block type or composite.
        values: by parameter; with symbols.
        inputs: tensors of the same builder.
        id: in its builder.
        outputs: names of the ports.
        name: of the layer.
        extra: what an unknown layer keeps.
        layer: the same for all blocks that apply one layer.
        series: how often, one after the other.
        parallel: how often, side by side.
        merge: what joins those.
        when: the condition.
        index: the symbol of the loop's variable.
        line: of the source.
    """

    type: str
    values: dict[str, SourceValue]
    inputs: list[Tensor]
    id: str = ""
    outputs: tuple[str, ...] = ("output",)
    name: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
    layer: object = None
    series: SourceValue = None
    parallel: SourceValue = None
    merge: str = MERGES[0]
    when: SourceValue = None
    index: Leaf | None = None
    line: int = 0

    @property
    def structured(self) -> bool:
        """Whether it is repeated or depends on a condition."""
        return self.series is not None or self.parallel is not None or self.when is not None

    @property
    def is_input(self) -> bool:
        """Whether it is where data enter the model."""
        return self.type == INPUT.name

    @property
    def begins(self) -> bool:
        """Whether it is where data enter the model or a composite."""
        return self.type in (INPUT.name, IN.name)

    @property
    def moving(self) -> tuple[SourceValue, ...]:
        """All values in it."""
        return (*self.values.values(), self.series, self.parallel, self.when)


@dataclass(eq=False, slots=True)
class BranchList(AbstractValue):
    """The outputs of parallel branches before they are merged.

    Attributes:
        node: the loop; it is written out where anything but a merge happens to it.
        count: how many.
        index: the symbol of the loop's variable.
        enclosed: what is repeated.
    """

    node: ast.AST
    count: SourceValue
    index: Leaf
    enclosed: Spec
    when: Sym | None = None


class Builder:
    """Blocks of one graph, in the order in which they are made.

    Attributes:
        uid: tells it from others.
        scope: the number of the function whose arguments are its metaparameters; 0 for the model.
        specs: by id.
        ins: for a tensor of another graph, by its key, the tensor here and the one there.
        shapes: whether shapes are worked out at once.
        scratch: the blocks as they are, for working out shapes.
    """

    def __init__(self, document: Document, scope: int = 0, shapes: bool = True) -> None:
        self.uid, self.scope, self.shapes = fresh_number(), scope, shapes
        self.specs: dict[str, Spec] = {}
        self.ins: dict[tuple[int, str, str], tuple[Tensor, Tensor]] = {}
        self.count = 0
        self.scratch = Graph(MODEL if not scope else "~")
        self.scratch.type_named = document.type_named

    def add(self, spec: Spec) -> list[Tensor]:
        """Add a block; returns what it gives.

        Raises:
            TooMuch: there are too many.
        """
        self.count += 1
        if self.count > MAX_BLOCKS:
            raise TooMuch(f"the model has more than {MAX_BLOCKS:,} layers")
        if len(spec.inputs) > MANY_LIMIT:
            raise TooMuch(f"a layer takes more than {MANY_LIMIT:,} tensors")
        spec.id = f"{slug(spec.type)}-{self.count}"
        spec.inputs = [self.bring(each) for each in spec.inputs]
        self.specs[spec.id] = spec
        return [Tensor(self, spec.id, port) for port in spec.outputs]

    def bring(self, tensor: Tensor, opaque: bool = False) -> Tensor:
        """Return a tensor as one of this graph; one of another graph comes in by an In block.

        Args:
            tensor: any.
            opaque: its shape may be another one each time.
        """
        if tensor.builder is self:
            return tensor
        known = self.ins.get(tensor.key)
        if known is None:
            inner = self.enter(tensor.rank)
            if not opaque and self.shapes:
                inner.shape = tensor.shape
            inner.rank = tensor.rank
            known = self.ins[tensor.key] = inner, tensor
        return known[0]

    def enter(self, rank: int | None = None) -> Tensor:
        """Add an In block."""
        (found,) = self.add(Spec(IN.name, {}, []))
        found.rank = rank
        return found

    def inner(self, tensor: Tensor) -> Tensor:
        """Return the tensor of this graph that one of another graph is here; else itself."""
        known = self.ins.get(tensor.key)
        return known[0] if known else tensor

    def work_out(
        self,
        spec: Spec,
        outputs: Sequence[Tensor],
        block_of: Callable[[Spec], Block],
        environment: Callable[[], Mapping[str, Value]],
    ) -> None:
        """Find the shapes that a block gives, where those are known that come in."""
        if not self.shapes or any(each.shape is None for each in spec.inputs):
            return
        try:
            block = block_of(spec)
            kind = self.scratch.kind_of(block)
            self.scratch.put(block)
            for port, tensor in zip(ports_of(kind, len(spec.inputs)), spec.inputs, strict=True):
                if tensor.block not in self.scratch:
                    self.scratch.put(block_of(self.specs[tensor.block]))
                self.scratch.join(Wire(tensor.block, tensor.port, block.id, port))
            shapes: tuple[Shape | None, ...] = tuple(each.shape for each in spec.inputs)
            check = check_block(self.scratch, block, environment(), shapes)
        except (NetwrightError, ValueError):
            return
        for tensor, shape in zip(outputs, check.outputs, strict=False):
            tensor.shape = shape
            tensor.rank = None if shape is None else len(shape)

    def ancestors(self, outs: Sequence[Tensor], stop: Sequence[Tensor] = ()) -> set[str]:
        """Return the blocks that lead to tensors, up to those that are inputs."""
        ends = {each.block for each in stop}
        found: set[str] = set()
        waiting = [each.block for each in outs]
        while waiting:
            key = waiting.pop()
            if key in found:
                continue
            found.add(key)
            if key not in ends:
                waiting += [each.block for each in self.specs[key].inputs]
        return found


def structure_of(series: Value, parallel: Value, merge: str, when: Value) -> Structure | None:
    """Return the repeats and the condition of a block; ``None`` for none. Raises `InvalidValue`."""
    if series is None and parallel is None and when is None:
        return None
    return Structure(series, parallel, merge, when)  # type: ignore[arg-type]  # it refuses others
