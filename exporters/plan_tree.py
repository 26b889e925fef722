"""The plan of a model: what Keras is told, as data.

The Keras builder and the script writer both read this and nothing else, so what is trained and what is exported
cannot differ. The plan is a tree: a function has a body, a body is a sequence of statements. Today every
statement is a call; composites, repeats and conditions become statements of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from blocks.block_type import Form
from blocks.datasets import DataDescription
from blocks.errors import NetwrightError
from blocks.graph import Metaparameter
from blocks.problems import Problem
from blocks.settings import Settings
from blocks.shapes import Shape
from blocks.values import Value
from exporters.compile_plan import CompilePlan


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

    @property
    def output(self) -> TensorRef:
        """The tensor that it makes."""
        return TensorRef(self.block)

    def value(self, name: str) -> Value:
        """Return an argument's value, or ``None`` where it is left at its default."""
        return next((argument.value for argument in self.arguments if argument.name == name), None)


Statement = Call
"""What a body is made of."""


@dataclass(frozen=True, slots=True)
class Function:
    """A graph as a function from input tensors to output tensors.

    Attributes:
        metaparameters: those that its expressions use, in the order of the graph.
        body: statements in the order in which they run; inputs come first.
        inputs: the tensors of the Input blocks.
        outputs: the tensors that it gives back.
    """

    metaparameters: tuple[Metaparameter, ...] = ()
    body: tuple[Statement, ...] = ()
    inputs: tuple[TensorRef, ...] = ()
    outputs: tuple[TensorRef, ...] = ()

    def calls(self) -> Iterator[Call]:
        """Yield every call, in the order in which layers are made."""
        yield from self.body


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a worker or a script needs to know.

    Attributes:
        title: the project's title, as the user wrote it.
        description: the project's description, as the user wrote it.
        model: the main graph.
        sequential: the model is one chain, to be written as ``keras.Sequential``.
        training: how it is compiled and fitted.
        settings: the project's settings, for those who load the data.
        data: what is known of the data.
        plain_kernels: training must keep to TensorFlow's own kernels; see `blocks.tensorflow_limits`.
    """

    title: str
    description: str
    model: Function
    sequential: bool
    training: CompilePlan
    settings: Settings = field(default_factory=Settings)
    data: DataDescription | None = None
    plain_kernels: bool = False

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call, in the order in which layers are made."""
        return tuple(self.model.calls())

    @property
    def inputs(self) -> tuple[TensorRef, ...]:
        """The model's inputs."""
        return self.model.inputs

    @property
    def outputs(self) -> tuple[TensorRef, ...]:
        """The model's outputs."""
        return self.model.outputs

    @property
    def metaparameters(self) -> tuple[Metaparameter, ...]:
        """The metaparameters that the model's expressions use."""
        return self.model.metaparameters
