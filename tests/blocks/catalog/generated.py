"""Generated parameter values and input shapes, derived from the declarations of the block types.

Values are legal each by itself; together they may be nonsense, so that refusals are met too.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from functools import singledispatch
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from blocks.errors import InvalidValue
from blocks.parameters import (
    Axis,
    Choice,
    Flag,
    Integer,
    Integers,
    NamedNumbers,
    Number,
    Numbers,
    ObjectOf,
    Padding,
    Parameter,
    Required,
    Sizes,
    Text,
    Words,
)
from blocks.types.block_type import BlockType
from blocks.values.shapes import Shape, element_count
from blocks.values.values import Configured, Value

Call = tuple[dict[str, Value], tuple[Shape, ...]]

USUAL_AXES = {
    "RepeatVector": 1,
    "Embedding": 1,
    "LSTM": 2,
    "GRU": 2,
    "SimpleRNN": 2,
    "MultiHeadAttention": 2,
    "Attention": 2,
}

SPREAD = 5
"""How far whole numbers go beyond their lower limit: small weights, quick cases."""

SIZE = st.sampled_from((1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
OPEN_OR_SIZE = st.sampled_from((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, None))


@singledispatch
def legal(parameter: Parameter) -> SearchStrategy[Value]:
    """Values that the kind of a parameter allows, leaving ``None`` aside."""
    raise NotImplementedError(type(parameter).__name__)


@legal.register
def _(parameter: Words) -> SearchStrategy[Value]:
    return st.lists(st.sampled_from(parameter.choices), unique=True).map(tuple)


@legal.register
def _(parameter: Integer) -> SearchStrategy[Value]:
    low = -SPREAD if parameter.minimum is None else parameter.minimum
    high = low + 2 * SPREAD if parameter.maximum is None else parameter.maximum
    return st.integers(low, high)


@legal.register
def _(parameter: Number) -> SearchStrategy[Value]:
    low = -3.0 if parameter.minimum is None else parameter.minimum
    if parameter.above is not None:
        low = parameter.above + 0.125
    high = low + 6 if parameter.maximum is None else parameter.maximum
    short = all(struct.unpack("f", struct.pack("f", each))[0] == each for each in (low, high))
    return st.floats(low, high, allow_subnormal=False, width=32 if short else 64)


@legal.register
def _(parameter: Numbers) -> SearchStrategy[Value]:
    one = legal(Number(name=parameter.name, minimum=parameter.minimum))
    return st.one_of(one, st.lists(one, min_size=1, max_size=3).map(tuple))


@legal.register
def _(parameter: Flag) -> SearchStrategy[Value]:
    return st.booleans()


@legal.register
def _(parameter: Choice) -> SearchStrategy[Value]:
    return st.sampled_from(parameter.choices)


@legal.register
def _(_parameter: Text) -> SearchStrategy[Value]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@legal.register
def _(parameter: Integers) -> SearchStrategy[Value]:
    one = st.integers(parameter.minimum, parameter.minimum + 3)
    return st.one_of(one, st.tuples(*[one] * parameter.rank)).map(parameter.validate)


@legal.register
def _(parameter: Sizes) -> SearchStrategy[Value]:
    one: SearchStrategy[Any] = st.integers(parameter.minimum, 6)
    if parameter.open_sizes:
        one = st.one_of(one, one, one, st.none())
    return st.lists(one, max_size=4).map(tuple)


@legal.register
def _(parameter: Axis) -> SearchStrategy[Value]:
    one = st.integers(-SPREAD, SPREAD)
    if parameter.rank is not None:
        one = st.integers(-parameter.rank, parameter.rank - 1)
    if not parameter.several:
        return one
    several = st.lists(one, min_size=1, max_size=3).map(tuple)
    if parameter.rank is not None:
        several = several.filter(
            lambda axes: len({axis % parameter.rank for axis in axes}) == len(axes)  # type: ignore[operator]
        )
    return st.one_of(one, several.map(parameter.validate))


@legal.register
def _(parameter: Padding) -> SearchStrategy[Value]:
    one = st.integers(0, 3)
    each: SearchStrategy[Any] = st.tuples(*[st.one_of(one, st.tuples(one, one))] * parameter.rank)
    if parameter.rank == 1:
        each = st.tuples(one, one)
    return st.one_of(one, each).map(parameter.validate)


@legal.register
def _(parameter: NamedNumbers) -> SearchStrategy[Value]:
    return _configured("dict", parameter.members, optional=True).map(parameter.validate)


@legal.register
def _(parameter: ObjectOf) -> SearchStrategy[Value]:
    family = parameter.family
    objects = [_configured(name, members) for name, members in family.members.items()]
    words = [word for word in (*family.aliases, *family.members) if is_legal(parameter, word)]
    return st.one_of(*([st.sampled_from(words)] if words else []), st.one_of(objects))


def is_legal(parameter: Parameter, value: Value) -> bool:
    """Tell whether a parameter takes a value."""
    try:
        parameter.validate(value)
    except InvalidValue:
        return False
    return True


def _configured(
    name: str, members: tuple[Parameter, ...], optional: bool = False
) -> SearchStrategy[Value]:
    needed = {each.name: value_of(each) for each in members if each.required and not optional}
    items = {each.name: value_of(each) for each in members if each.name not in needed}
    given = st.fixed_dictionaries(needed, optional=items)
    return given.map(lambda chosen: Configured(name, tuple(chosen.items())))


def value_of(parameter: Parameter) -> SearchStrategy[Value]:
    """Values of a parameter: half of the time the default, where there is one."""
    values = legal(parameter)
    if parameter.nullable:
        values = st.one_of(values, values, values, st.none())
    if isinstance(parameter.default, Required):
        return values
    return st.one_of(st.just(parameter.default), values)


def calls(block_type: BlockType, axes: int = 3) -> SearchStrategy[Call]:
    """One call of a block type: its arguments and the shapes that come in, mostly of ``axes`` axes."""
    shapes = input_shapes(block_type, axes)
    values = {parameter.name: value_of(parameter) for parameter in block_type.parameters}
    inside = block_type.wrapper is not None and block_type.wrapper.name == "TimeDistributed"
    fitting = FITTING.get(inner_type(block_type).name, {})

    @st.composite
    def one(draw: Any) -> Call:
        came = draw(shapes)
        arguments = draw(st.fixed_dictionaries(values))
        for name, fit in fitting.items():
            if name in arguments and draw(st.integers(0, 3)):
                arguments[name] = draw(fit(came[0][1:] if inside else came[0]))
        return arguments, came

    return one()


def usual_axes(block_type: BlockType) -> int:
    """Number of axes of an input that a type takes: those in its name, and one of channels."""
    if block_type.wrapper is not None and block_type.wrapper.name == "TimeDistributed":
        return usual_axes(block_type.wrapper.layer) + 1
    name = inner_type(block_type).name
    named = re.search(r"([123])D", name)
    return int(named[1]) + 1 if named else USUAL_AXES.get(name, 3)


def inner_type(block_type: BlockType) -> BlockType:
    """The type of the layer inside a wrapper; of any other, itself."""
    return block_type.wrapper.layer if block_type.wrapper else block_type


def input_shapes(block_type: BlockType, axes: int) -> SearchStrategy[tuple[Shape, ...]]:
    """Shapes for every input."""
    if block_type.inputs.many:
        return related_shapes()
    if block_type.inputs.optional:
        return attended_shapes(axes)
    return st.tuples(*[shapes_of(axes)] * len(block_type.inputs.names))


@st.composite
def shapes_of(draw: Any, axes: int) -> Shape:
    """Mostly of that many axes and with known sizes; now and then open, or of any rank."""
    rank = draw(st.sampled_from((axes,) * 10 + (0, 1, 2, 3, 4)))
    return tuple([draw(OPEN_OR_SIZE) for _ in range(rank)])


@st.composite
def related_shapes(draw: Any) -> tuple[Shape, ...]:
    """Inputs of a merging block: one shape, and others that differ from it a little or not at all."""
    first = draw(shapes_of(3))
    shapes = [first]
    for _ in range(draw(st.sampled_from((1, 1, 1, 1, 2, 2, 3, 0)))):
        shape = list(first)
        for at in range(len(shape)):
            if not draw(st.integers(0, 3)):
                shape[at] = draw(st.one_of(OPEN_OR_SIZE, st.just(1)))
        if not draw(st.integers(0, 4)):
            shape = shape[draw(st.integers(0, len(shape))) :]
        if not draw(st.integers(0, 6)):
            shape.insert(0, draw(SIZE))
        shapes.append(tuple(shape))
    return tuple(shapes)


@st.composite
def attended_shapes(draw: Any, axes: int) -> tuple[Shape, ...]:
    """Query, value and now and then a key, which go together but for a change here and there."""
    query = list(draw(shapes_of(draw(st.sampled_from((axes, axes, axes, axes + 1))))))
    value = list(query)
    if len(value) > 1:
        value[-2] = draw(OPEN_OR_SIZE)
    key = list(value)
    for shape in (value, key):
        for at in range(len(shape)):
            if not draw(st.integers(0, 7)):
                shape[at] = draw(OPEN_OR_SIZE)
    if not draw(st.integers(0, 12)):
        value = value[1:]
    given = [query, value, key][: draw(st.sampled_from((2, 3)))]
    return tuple(map(tuple, given))


@st.composite
def rearranged(draw: Any, shape: Shape) -> Shape:
    """A target for Reshape that fits, but for a change now and then."""
    left = element_count(shape) or 12
    sizes: list[int] = []
    while left > 1 and len(sizes) < 3:
        factor = draw(st.sampled_from([size for size in range(1, left + 1) if left % size == 0]))
        sizes.append(factor)
        left //= factor
    sizes.append(left)
    if draw(st.booleans()):
        sizes[draw(st.integers(0, len(sizes) - 1))] = -1
    return tuple(sizes)


@st.composite
def mask_of(draw: Any, shape: Shape) -> Shape:
    """A mask for Dropout that fits, but for a change now and then."""
    full = (None, *shape)
    sizes = [draw(st.sampled_from((size, size, 1, None))) for size in full]
    return tuple(sizes[draw(st.sampled_from((0, 0, 0, 1))) :])


def some_groups(shape: Shape) -> SearchStrategy[int]:
    """Groups that the channels of an image can be dealt into."""
    channels = (shape[-1] if shape else None) or 1
    return st.sampled_from([size for size in (1, 2, 3, 4) if channels % size == 0])


CONVOLUTION: dict[str, Callable[[Shape], SearchStrategy[Any]]] = {
    "groups": some_groups,
    "filters": lambda shape: st.sampled_from((6, 8, 12)),
    "dilation_rate": lambda shape: st.just(1),
}


def as_many_as(shape: Shape) -> SearchStrategy[Value]:
    """A number for each value of the last axis."""
    size = (shape[-1] if shape else None) or 1
    return st.lists(st.floats(0.5, 2, width=32), min_size=size, max_size=size).map(tuple)


def some_factor(shape: Shape) -> SearchStrategy[Value]:
    """How strongly an image is changed, as layers of augmentation take it."""
    return st.sampled_from((0.25, 0.0, (0.125, 0.5), (0.25, 0.75), 1.0))


def pixels(shape: Shape) -> SearchStrategy[Value]:
    """Ranges of the values of pixels."""
    return st.sampled_from(((0.0, 1.0), (0.0, 255.0), (-1.0, 1.0)))


FACTORS: dict[str, Callable[[Shape], SearchStrategy[Any]]] = dict.fromkeys(
    ("factor", "height_factor", "width_factor"), some_factor
)

FITTING: dict[str, dict[str, Callable[[Shape], SearchStrategy[Any]]]] = {
    "RandomRotation": FACTORS,
    "RandomZoom": FACTORS,
    "RandomTranslation": FACTORS,
    "RandomContrast": {"factor": some_factor, "value_range": pixels},
    "RandomBrightness": {"factor": some_factor, "value_range": pixels},
    "Conv1D": CONVOLUTION,
    "Conv2D": CONVOLUTION,
    "Conv3D": CONVOLUTION,
    **{
        f"Conv{rank}DTranspose": {"output_padding": lambda shape: st.sampled_from((None, 0, 1))}
        for rank in (1, 2, 3)
    },
    "Reshape": {"target_shape": rearranged},
    "Dropout": {"noise_shape": mask_of},
    "AlphaDropout": {"noise_shape": mask_of},
    "Permute": {"dims": lambda shape: st.permutations(range(1, len(shape) + 1)).map(tuple)},
    "GroupNormalization": {"groups": some_groups},
    "Dot": {"axes": lambda shape: st.sampled_from((1, -1, (1, 1), (-1, -1), (2, 2)))},
    "Rescaling": {"scale": as_many_as},
    "MultiHeadAttention": {
        "attention_axes": lambda shape: st.sampled_from((None, 1, -2, (1, 2))),
        "output_shape": lambda shape: st.sampled_from((None, None, (3,), (2, 3))),
    },
    "Normalization": {
        "axis": lambda shape: st.sampled_from((-1, None, 1, (1, 2), (1, -1))),
        "mean": as_many_as,
        "variance": as_many_as,
    },
    "PReLU": {"shared_axes": lambda shape: st.sampled_from((None, (1, 2), 1))},
}
"""Values that fit the input more often than chance would have it, so that rules are met, too."""
