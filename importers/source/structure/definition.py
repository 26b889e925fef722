"""A composite that a function, a class or a trial is: where it was read, and how its instances come about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from importers.source.graph.finish import Knob
from importers.source.reading.state import Region, Written
from importers.source.structure.docstrings import argument_helps
from importers.source.values.values import Leaf, Tensor


@dataclass(eq=False)
class Definition:
    """A composite that a function is, and how its instances come about.

    Attributes:
        func: the function or class.
        region: where its body was read.
        knobs: metaparameters to be, by symbol.
        paths: which argument each of them is.
        sources: where the tensor of every In comes from: a path to an argument, or a tensor outside.
        result: what the function returns.
        grown: what the Sequential models end with.
        name: of the composite.
        outs: the ports by the keys of the tensors.
        used: the metaparameters in use.
        reads: what the body reads from outside, with the values that it had.
    """

    func: Any
    region: Region
    knobs: dict[Leaf, Knob] = field(default_factory=dict)
    paths: dict[Leaf, tuple[Any, ...]] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)
    sources: list[tuple[Tensor, Any]] = field(default_factory=list)
    result: Any = None
    grown: list[Any] = field(default_factory=list)
    name: str = ""
    outs: dict[tuple[int, str, str], str] = field(default_factory=dict)
    used: list[Knob] = field(default_factory=list)
    ins: list[Any] = field(default_factory=list)
    reads: list[Written] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look for what is said about the arguments."""
        if self.func is not None and hasattr(self.func, "node"):
            self.helps = argument_helps(self.func.node)

    def enter(self, tensor: Tensor, source: Any) -> Tensor:
        """Let the tensor of an argument come in."""
        builder = self.region.builder
        rank = len(tensor.shape) if tensor.shape is not None else tensor.rank
        inner = builder.enter(rank)
        if builder.shapes:
            inner.shape = tensor.shape
        self.sources.append((inner, source))
        return inner
