"""What can be applied to tensors, among the values of the source."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from importers.source.values.values import Cells, Tensor


@dataclass(eq=False, slots=True)
class LayerValue:
    """A layer that is made and not yet applied.

    Attributes:
        name: Keras's class.
        given: arguments without and with names.
        line: where it is made.
        depth: how many structures were being read.
        own: a class of the source or of somebody else.
        inner: for a wrapper, the layer in it.
        applied: the tensor that it gave last.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    line: int
    depth: int
    own: str = ""
    signature: tuple[str, ...] = ()
    applied: Tensor | None = None


@dataclass(eq=False, slots=True)
class Maker:
    """What makes a composite: a function that gives a list of layers, or an object of a class of the source."""

    func: Any
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    depth: int


@dataclass(eq=False, slots=True)
class Repeat:
    """A list of layers that are made alike."""

    count: Any
    index: Any
    item: Any
    when: Any = None


@dataclass(eq=False, slots=True)
class When:
    """A layer that is only there under a condition."""

    test: Any
    item: Any


@dataclass(eq=False, slots=True)
class BranchList:
    """What parallel branches give, before they are merged.

    Attributes:
        node: the loop; it is written out where anything but a merge happens to it.
        count: how many.
        index: the symbol of the loop's variable.
        enclosed: what is repeated.
    """

    node: ast.AST
    count: Any
    index: Any
    enclosed: Any
    when: Any = None


class SequentialValue(Cells):
    """A Sequential model; ``tensor`` is what its last layer gives."""

    def __init__(self, builder: Any, line: int, name: str = "") -> None:
        super().__init__({"tensor": None, "count": 0})
        self.builder, self.line, self.name = builder, line, name
        self.input: Tensor | None = None


@dataclass(eq=False)
class ModelValue:
    """A functional model."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    line: int
    name: str = ""


def is_layer_like(value: Any) -> bool:
    """Tell whether something can be applied to tensors."""
    return isinstance(value, (LayerValue, Maker, Repeat, When, SequentialValue, ModelValue))


def at_depth(layer: Any, depth: int) -> Any:
    """Return a template as if it were made where it is applied."""
    if isinstance(layer, (LayerValue, Maker)):
        return replace(layer, depth=depth)
    return layer
