"""Values of the source that can be applied to tensors: layers, models, and lists or conditions of such."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TypeGuard, TypeVar

from importers.source.values.values import (
    AbstractValue,
    Args,
    Cells,
    ClassValue,
    Func,
    Kwargs,
    Leaf,
    SourceValue,
    Sym,
    Tensor,
    TensorGraph,
)

_V = TypeVar("_V", bound=SourceValue)


@dataclass(eq=False, slots=True)
class LayerValue(AbstractValue):
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
    args: Args
    kwargs: Kwargs
    line: int
    depth: int
    own: str = ""
    signature: tuple[str, ...] = ()
    applied: Tensor | None = None


@dataclass(eq=False, slots=True)
class Maker(AbstractValue):
    """Makes a composite where it is applied; one of the two classes below."""

    func: Func | ClassValue
    args: Args
    kwargs: Kwargs
    depth: int


@dataclass(eq=False, slots=True)
class FunctionMaker(Maker):
    """A call of a function that gives a list of layers."""

    func: Func


@dataclass(eq=False, slots=True)
class ClassMaker(Maker):
    """An object of a class of the source, which is applied by its ``call``."""

    func: ClassValue
    line: int = 0


@dataclass(eq=False, slots=True)
class Repeat(AbstractValue):
    """A list of layers that are made alike.

    Attributes:
        node: the loop; it is written out where the list cannot stay one thing.
        count: how many.
        index: the symbol of the loop's variable.
        item: what is repeated.
        when: the condition.
    """

    node: ast.AST
    count: SourceValue
    index: Leaf
    item: LayerValue | Maker | Repeat
    when: Sym | None = None


@dataclass(eq=False, slots=True)
class When(AbstractValue):
    """A layer that is only there under a condition."""

    test: Sym
    item: LayerValue | Maker | Repeat


class SequentialValue(Cells[Tensor | None], AbstractValue):
    """A Sequential model; ``tensor`` is what its last layer gives."""

    def __init__(self, builder: TensorGraph, line: int, name: str = "") -> None:
        super().__init__({"tensor": None})
        self.builder, self.line, self.name = builder, line, name
        self.input: Tensor | None = None


@dataclass(eq=False)
class ModelValue(AbstractValue):
    """A functional model."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    line: int
    name: str = ""


ReadModel = SequentialValue | ModelValue
LayerLike = LayerValue | Maker | Repeat | When | ReadModel
"""A value that can be applied to tensors."""


def is_layer_like(value: object) -> TypeGuard[LayerLike]:
    """Tell whether a value can be applied to tensors."""
    return isinstance(value, (LayerValue, Maker, Repeat, When, SequentialValue, ModelValue))


def at_depth(layer: _V, depth: int) -> _V:
    """Return a template as if it were made where it is applied."""
    if isinstance(layer, (LayerValue, Maker)):
        return replace(layer, depth=depth)
    return layer
