"""A composite that a function, a class or a trial is: where it was read, and how its instances come about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from importers.source.graph.finish import Draft
from importers.source.reading.state import Region, Written
from importers.source.structure.docstrings import argument_helps
from importers.source.values.values import ClassValue, Func, Kwargs, Leaf, SourceValue, Tensor

ArgumentPath: TypeAlias = "tuple[str, *tuple[int, ...]]"
"""The name of an argument, and the numbers of the items within it."""


@dataclass(eq=False)
class Definition:
    """A composite that a function is, and how its instances come about.

    Attributes:
        func: the function or class; ``None`` for a trial that is neither.
        region: where its body was read.
        defaults: works out the defaults of its arguments.
        drafts: metaparameters to be, by symbol.
        paths: which argument each of them is.
        sources: where the tensor of every In comes from: a path to an argument, or a tensor outside.
        result: what the function returns.
        grown: what the Sequential models end with.
        name: of the composite.
        outs: the ports by the keys of the tensors.
        used: the metaparameters in use.
        reads: what the body reads from outside, with the values that it had.
        remarks: what was told while the body was read; every instance tells it.
    """

    func: Func | ClassValue | None
    region: Region
    defaults: Callable[[], Kwargs] = dict
    drafts: dict[Leaf, Draft] = field(default_factory=dict)
    paths: dict[Leaf, ArgumentPath] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)
    sources: list[tuple[Tensor, Tensor | ArgumentPath]] = field(default_factory=list)
    result: SourceValue = None
    grown: list[Tensor | None] = field(default_factory=list)
    name: str = ""
    outs: dict[tuple[int, str, str], str] = field(default_factory=dict)
    used: list[Draft] = field(default_factory=list)
    reads: list[Written] = field(default_factory=list)
    remarks: Sequence[tuple[str, int, str, str]] = ()

    def __post_init__(self) -> None:
        """Look for what is said about the arguments."""
        if self.func is not None:
            self.helps = argument_helps(self.func.node)

    def enter(self, tensor: Tensor, source: ArgumentPath) -> Tensor:
        """Let the tensor of an argument come in."""
        builder = self.region.builder
        rank = len(tensor.shape) if tensor.shape is not None else tensor.rank
        inner = builder.enter(rank)
        if builder.shapes:
            inner.shape = tensor.shape
        self.sources.append((inner, source))
        return inner
