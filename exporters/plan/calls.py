"""Calls: what is made and applied, one layer, composite or operation each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from blocks.catalog.registry import block_type
from blocks.errors import NetwrightError
from blocks.graph.unknown_layers import NO_LAYER, UnknownLayer
from blocks.types.block_type import BlockType, Form
from blocks.types.problems import Problem
from blocks.values.shapes import Shape
from blocks.values.values import Value


class PlanError(NetwrightError):
    """The model is unfinished or wrong, so that there is nothing to build.

    Attributes:
        problems: what is in the way, the first one named in the text.
    """

    def __init__(self, text: str, problems: tuple[Problem, ...] = ()) -> None:
        """Keep the problems beside their words."""
        super().__init__(text)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TensorRef:
    """A tensor: an output of a block, by the number of its port."""

    block: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """The block that a call was made from.

    Attributes:
        graph: name of its graph.
        block: its id.
        iteration: the iteration of its loop, from 0, where the loop is written out.
    """

    graph: str
    block: str
    iteration: int = 0


Path = tuple[Origin, ...]
"""Where a call comes from: the instances that it lies in, outer ones first, then its own block."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call that is not left at Keras's default.

    Attributes:
        name: Keras's name of it.
        value: the value that Keras gets, expressions evaluated.
        source: the value as code is to show it, expressions kept.
    """

    name: str
    value: Value
    source: Value


@dataclass(frozen=True, slots=True)
class Call:
    """A layer that is made and applied, an input that is declared, or a slice that is cut.

    Attributes:
        block: id of the block.
        name: the layer's name, the user's or the one that Keras will give.
        named: the name is the user's, so Keras must be told.
        type: name of the block type.
        form: how it becomes Keras.
        arguments: in Keras's order.
        inputs: the tensors that it is applied to, in the order of its ports.
        many: it takes its inputs as a list.
        input_shapes: shapes of the inputs, without the batch axis.
        shared: a word that all calls of one layer in a function have, and no other; empty for a layer of its own.
    """

    block: str
    name: str
    named: bool
    type: str
    form: Form
    arguments: tuple[Argument, ...] = ()
    inputs: tuple[TensorRef, ...] = ()
    many: bool = False
    input_shapes: tuple[Shape, ...] = ()
    shared: str = ""

    @property
    def kind(self) -> BlockType:
        """The block type; raises `PlanError` where there is none, as for a composite."""
        found = block_type(self.type)
        if found is None:
            raise PlanError(f"there is no block type {self.type}")
        return found

    @property
    def when_called(self) -> frozenset[str]:
        """Names of the arguments that a layer is given when it is called, not when it is made."""
        return frozenset(each.name for each in self.kind.parameters if each.called)

    @property
    def output(self) -> TensorRef:
        """The tensor that it makes."""
        return TensorRef(self.block)

    @property
    def outputs(self) -> tuple[TensorRef, ...]:
        """All tensors that it makes: several only where it is a composite."""
        return (self.output,)

    def argument(self, name: str) -> Argument | None:
        """Return an argument, or ``None`` where it is left at its default."""
        return next((argument for argument in self.arguments if argument.name == name), None)

    def value(self, name: str) -> Value:
        """Return an argument's value, or ``None`` where it is left at its default."""
        found = self.argument(name)
        return None if found is None else found.value


def with_argument(call: Call, argument: Argument) -> Call:
    """Return a call of a known type with an argument, in Keras's order; one of this name is replaced."""
    order = [parameter.name for parameter in call.kind.parameters]
    given = [*(each for each in call.arguments if each.name != argument.name), argument]
    return replace(call, arguments=tuple(sorted(given, key=lambda each: order.index(each.name))))


@dataclass(frozen=True, slots=True)
class _CallOfSeveral(Call):
    """A call that may make several tensors.

    Attributes:
        ports: number of tensors that it makes.
    """

    ports: int = 1

    @property
    def outputs(self) -> tuple[TensorRef, ...]:
        """All tensors that it makes."""
        return tuple(TensorRef(self.block, port) for port in range(self.ports))


@dataclass(frozen=True, slots=True)
class CompositeCall(_CallOfSeveral):
    """An instance of a composite.

    Attributes:
        function: name of the definition.
    """

    function: str = ""


@dataclass(frozen=True, slots=True)
class UnknownLayerCall(_CallOfSeveral):
    """A layer of a class that is not known here: it can be written, not built.

    Attributes:
        unknown_layer: what the file says of it.
    """

    unknown_layer: UnknownLayer = NO_LAYER
