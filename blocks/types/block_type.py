"""A block type: everything the program knows about one kind of block, declared once.

Palette, form, checker, Keras call, code line and tooltip are all readings of this one frozen value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from blocks.parameters import Parameter
from blocks.types.ports import ONE, Ports
from blocks.types.receptive_field import Look, each_place
from blocks.types.roles import Role
from blocks.types.rules import Explain, Rule, no_steps
from blocks.values.values import Value


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
    """The form that a block has as a line of Keras."""

    INPUT = "input"  # keras.Input(shape=...)
    LAYER = "layer"  # layers.Conv2D(...)(x), or of a list of tensors for merging layers
    SLICE = "slice"  # x[..., start:stop]
    OPERATION = "operation"  # x + y, or x * 2.0
    COMPOSITE = "composite"  # residual_block(x, filters=...)
    PORT = "port"  # an argument or the result of a composite's function


def _any_layer(layer: BlockType) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class WrapperType:
    """A layer of Keras that has another one inside, such as ``TimeDistributed``; declared once for all those layers.

    Attributes:
        name: Keras's class.
        category: where the palette lists it.
        summary: one sentence; ``{layer}`` stands for the name of the layer inside.
        infer: makes the shape rule of both from that of the layer.
        explain: makes the lines of "how the numbers come about" from the layer.
        look: makes of how far the layer looks how far both look.
        takes: tells whether it can have a layer of one input inside.
        offered: the layers inside with which it stands in the palette; those of files may be others.
        own: its own parameters.
        instead: parameters of the layer that the wrapper is given in its place.
        both: parameters that wrapper and layer are given.
        unset: parameters of the layer that it sets itself, so that nobody can.
        card: names of the parameters on the card; those of the layer where there are none.
        search: further words that find it.
        found_as_layer: the words that find the layer find it as well.
    """

    name: str
    category: Category
    summary: str
    infer: Callable[[Rule], Rule]
    explain: Callable[[BlockType], Explain] = lambda layer: layer.explain
    look: Callable[[Look], Look] = lambda look: look
    takes: Callable[[BlockType], bool] = _any_layer
    offered: tuple[BlockType, ...] = ()
    own: tuple[Parameter, ...] = ()
    instead: tuple[str, ...] = ()
    both: tuple[str, ...] = ("dtype",)
    unset: tuple[str, ...] = ()
    card: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    found_as_layer: bool = False

    def around(self, layer: BlockType) -> BlockType | None:
        """Return the type of both together, such as ``TimeDistributed(Dense)``; ``None`` where it cannot be."""
        plain = layer.form is Form.LAYER and layer.inputs == ONE and layer.wrapper is None
        if not plain or not self.takes(layer):
            return None
        given = [each for each in layer.parameters if each.name not in self.unset]
        inner = tuple(each.name for each in given if each.name not in self.instead)
        names = {each.name for each in (*given, *self.own)}
        own = tuple(each.name for each in self.own)
        outer = tuple(name for name in (*own, *self.instead, *self.both) if name in names)
        # Its own parameters stand behind the layer's, before those that every layer has.
        ends = [at for at, each in enumerate(given) if each.name in ("trainable", "dtype")]
        at = min(ends, default=len(given))
        return replace(
            layer,
            name=f"{self.name}({layer.name})",
            category=self.category,
            role=Role.WRAPPER,
            summary=self.summary.format(layer=layer.name),
            parameters=(*given[:at], *self.own, *given[at:]),
            infer=self.infer(layer.infer),
            look=self.look(layer.look),
            explain=self.explain(layer),
            applies_activation=False,
            on_last_axis=False,
            card=self.card or layer.card,
            search=(*self.search, *(layer.search if self.found_as_layer else ())),
            wrapper=Wrapper(self, layer, outer, inner),
            makes=(layer.name, *layer.makes),
        )


def wrapper_and_layer(type_name: str) -> tuple[str, str]:
    """Return both names in that of a type: ``TimeDistributed`` and ``Dense``; without a wrapper ``""`` and the name."""
    wrapper, bracket, layer = type_name.partition("(")
    return (wrapper, layer[:-1]) if bracket and layer.endswith(")") else ("", type_name)


@dataclass(frozen=True)
class Wrapper:
    """The wrapper in a block type, and the layer in it.

    Attributes:
        type: the wrapper.
        layer: the type of the layer inside.
        outer: names of the parameters that the wrapper takes.
        inner: names of those that the layer inside takes; some are for both.
    """

    type: WrapperType
    layer: BlockType
    outer: tuple[str, ...]
    inner: tuple[str, ...]

    @property
    def name(self) -> str:
        """Keras's class."""
        return self.type.name


@dataclass(frozen=True)
class BlockType:
    """One kind of block.

    Attributes:
        name: the name in files and in the palette: Keras's class name.
        category: Keras's group.
        role: what it is for in a network.
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
        sign: what stands in the circle that papers draw for it.
        rank: how many axes its window slides along.
        on_last_axis: it works along the last axis, whatever axes stand before that.
        applies_activation: its ``activation`` is applied to what comes out, and nothing after that.
        function: the name of the activation function that it is, as long as no parameter is set.
        learns: the parameter that is found in the data before training, where its value is ``None``.
        search: further words that find it.
        definition: the `Graph` of a composite, else ``None``.
        module: where its class is from; empty for ``keras.layers``.
        wrapper: the layer of Keras around it, where the type stands for two, such as ``TimeDistributed(Dense)``.
        makes: types of the layers that Keras makes inside without a name, and so counts.
    """

    name: str
    category: Category
    role: Role
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
    sign: str = ""
    rank: int | None = None
    on_last_axis: bool = False
    applies_activation: bool = False
    function: str = ""
    learns: str = ""
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

    @property
    def layer(self) -> BlockType:
        """The type of the layer in a wrapper; without one, itself."""
        return self if self.wrapper is None else self.wrapper.layer

    @property
    def ends_features(self) -> bool:
        """Whether it makes one list of values of an image, which ends the features and begins the classifier."""
        pools = self.role is Role.GLOBAL_POOLING and self.rank == 2
        return pools or self.role is Role.FLATTEN

    @property
    def initializes(self) -> bool:
        """Whether people can choose what its weights begin with."""
        return any(each.name.endswith("_initializer") for each in self.parameters)

    def finds_in_data(self, value: Callable[[str], object]) -> bool:
        """Tell whether a layer takes something from the data before training; ``value`` gives its parameters."""
        return bool(self.learns) and value(self.learns) is None

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or ``None``."""
        return self._by_name.get(name)

    def value_in(self, values: Mapping[str, Value], name: str) -> Value:
        """Return a parameter out of the values of a block, else its default; ``None`` where it is required."""
        if name in values:
            return values[name]
        parameter = self.parameter(name)
        return None if parameter is None else parameter.fallback
