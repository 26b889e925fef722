"""A block type: everything the program knows about one kind of block, declared once.

Palette, form, checker, Keras call, code line and tooltip are all readings of this one frozen value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from blocks.parameters import Parameter
from blocks.types.problems import Problem
from blocks.types.receptive_field import Look, each_place
from blocks.values.shapes import Shape, product

Arguments = Mapping[str, Any]
"""Parameter name to its value in normal form, expressions already evaluated."""


class Category(Enum):
    """Keras's own grouping of its layers; the order is the palette's."""

    CORE = "Core"
    CONVOLUTION = "Convolution"
    POOLING = "Pooling"
    NORMALIZATION = "Normalization"
    REGULARIZATION = "Regularization"
    ACTIVATION = "Activation"
    MERGING = "Merging"
    RESHAPING = "Reshaping"
    RECURRENT = "Recurrent"
    ATTENTION = "Attention"
    PREPROCESSING = "Preprocessing"
    COMPOSITE = "Composite"


class Form(Enum):
    """How a block becomes a line of Keras."""

    INPUT = "input"  # keras.Input(shape=...)
    LAYER = "layer"  # layers.Conv2D(...)(x), or of a list of tensors for merging layers
    SLICE = "slice"  # x[..., start:stop]
    OPERATION = "operation"  # x + y, or x * 2.0
    COMPOSITE = "composite"  # residual_block(x, filters=...)
    PORT = "port"  # an argument or the result of a composite's function


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight tensor: Keras's name, its shape, and whether training changes it."""

    name: str
    shape: tuple[int, ...]
    trainable: bool = True

    @property
    def count(self) -> int:
        """Number of values."""
        return product(self.shape)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of "how the numbers come about": ``Output height = ⌈16 / 2⌉ = 8``."""

    label: str
    formula: str
    result: str


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


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies inside a composite or a repeated block: sums, and how many layers of each type.

    Attributes:
        totals: the sums.
        layers: types and numbers.
        can_crash: the answer of `blocks.check.tensorflow_limits` for all of them.
        strange: the problem of a layer inside whose class is not known; ``text`` says it in words.
    """

    totals: Totals
    layers: tuple[tuple[str, int], ...]
    can_crash: bool = False
    strange: Problem | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """What a shape rule finds out, without allocating anything.

    Attributes:
        outputs: a shape for every output port.
        weights: the weight tensors that Keras would make, in Keras's order.
        multiply_adds: multiply-adds for one example; ``None`` where a size is open.
        inside: sums over the layers of a composite or of a repeated block, which has no list of weights.
    """

    outputs: tuple[Shape, ...]
    weights: tuple[Weight, ...] = ()
    multiply_adds: int | None = 0
    inside: Inside | None = None


@dataclass(eq=False)
class Refusal(Exception):
    """A rule's word that Keras would refuse this call.

    Attributes:
        kind: what went wrong, one of the kinds in `blocks.types.problems`.
        parameter: the parameter to change, where there is one.
        expected: in words or as a shape, what would do.
        got: what came instead.
        port: index of the offending input, where it is one.
        other: index of the input that it does not agree with.
        text: ready words, where it comes from inside a composite.
        path: ids that lead from a composite to the block inside that is wrong.
        turns: for each of them the turn of its loop, ``None`` without one.
        unfinished: something inside is missing, not wrong.
    """

    kind: str
    expected: object = None
    got: object = None
    parameter: str = ""
    port: int | None = None
    other: int | None = None
    text: str = ""
    path: tuple[str, ...] = ()
    turns: tuple[int | None, ...] = ()
    unfinished: bool = False


Rule = Callable[[Arguments, tuple[Shape, ...]], Inference]
Explain = Callable[[Arguments, tuple[Shape, ...], Inference], tuple[Step, ...]]


def no_steps(
    arguments: Arguments, shapes: tuple[Shape, ...], inference: Inference
) -> tuple[Step, ...]:
    """Explain nothing beyond what every block shows."""
    return ()


@dataclass(frozen=True)
class Ports:
    """Input ports: named ones, or an ordered many (``input_1``, ``input_2``, ...) of at least ``minimum``.

    Attributes:
        names: the named ones, in Keras's order.
        many: as many as are wired instead.
        minimum: how many of those there must be.
        optional: how many of the named ones, the last, may be left open.
        listed: Keras takes them as one list.
    """

    names: tuple[str, ...] = ("input",)
    many: bool = False
    minimum: int = 1
    optional: int = 0
    listed: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """The named ports that must have a wire."""
        return self.names[: len(self.names) - self.optional]

    def has(self, port: str) -> bool:
        """Tell whether there is such a port."""
        return port in self.names or (self.many and many_index(port) is not None)


ONE = Ports()
NONE = Ports(names=(), minimum=0)


def many(minimum: int) -> Ports:
    """Ports of a merging block: as many as are wired, at least ``minimum``."""
    return Ports(names=(), many=True, minimum=minimum, listed=True)


MANY_LIMIT = 1000


def many_index(port: str) -> int | None:
    """Number of an ordered port: 1 for ``input_1``; ``None`` where the name is none."""
    head, _, number = port.partition("_")
    if head != "input" or not number.isascii() or not number.isdigit() or number.startswith("0"):
        return None
    return int(number) if len(number) <= 4 and int(number) <= MANY_LIMIT else None


@dataclass(frozen=True)
class Wrapper:
    """A layer of Keras that has another one inside: ``Bidirectional``, ``TimeDistributed``.

    Attributes:
        name: Keras's class.
        layer: the type of the layer inside.
        outer: names of the parameters that the wrapper takes.
        inner: names of those that the layer inside takes; some are for both.
    """

    name: str
    layer: BlockType
    outer: tuple[str, ...]
    inner: tuple[str, ...]


@dataclass(frozen=True)
class BlockType:
    """One kind of block.

    Attributes:
        name: the name in files and in the palette: Keras's class name.
        category: Keras's group.
        summary: one sentence that says what it does.
        parameters: constructor arguments in Keras's order.
        infer: the shape rule; raises `Refusal` exactly where Keras refuses.
        inputs: input ports.
        outputs: names of the output ports.
        form: how it becomes Keras.
        look: how far it looks around each place, for the receptive field.
        explain: extra lines for "how the numbers come about".
        card: names of the parameters shown on the card, in order.
        operator: Python's sign of an operation.
        search: further words that find it.
        definition: the `Graph` of a composite, else ``None``.
        module: where its class is from; empty for ``keras.layers``.
        wrapper: the layer of Keras around it, where the type stands for two, such as ``TimeDistributed(Dense)``.
        makes: types of the layers that Keras makes inside without a name, and so counts.
    """

    name: str
    category: Category
    summary: str
    parameters: tuple[Parameter, ...]
    infer: Rule
    inputs: Ports = ONE
    outputs: tuple[str, ...] = ("output",)
    form: Form = Form.LAYER
    look: Look = each_place
    explain: Explain = no_steps
    card: tuple[str, ...] = ()
    operator: str = ""
    search: tuple[str, ...] = ()
    definition: Any = None
    module: str = ""
    wrapper: Wrapper | None = None
    makes: tuple[str, ...] = ()
    _by_name: dict[str, Parameter] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Index the parameters once."""
        self._by_name.update({parameter.name: parameter for parameter in self.parameters})

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or ``None``."""
        return self._by_name.get(name)

    def value_in(self, values: Mapping[str, Any], name: str) -> Any:
        """Return a parameter out of the values of a block, else its default; ``None`` where it is required."""
        if name in values:
            return values[name]
        parameter = self.parameter(name)
        return None if parameter is None or parameter.required else parameter.default
