"""Merging: several tensors become one. The arithmetic value by value counts no multiply-adds."""

from __future__ import annotations

from blocks.catalog.shared.explanations import multiply_add_step, number, times
from blocks.catalog.shared.parameters import layer_parameters
from blocks.parameters import Axis, Flag
from blocks.types.block_type import BlockType, Category
from blocks.types.ports import many
from blocks.types.receptive_field import rearranged
from blocks.types.roles import Role
from blocks.types.rules import Arguments, ExplanationStep, Inference, Refusal, Rule, Shapes, Steps
from blocks.values.shapes import Shape, element_count

# Keras merges a list of one as well. A block with one wire is all but surely unfinished, so the
# ports ask for two.
_TWO = many(2)


def _elementwise(arguments: Arguments, shapes: Shapes) -> Inference:
    """Broadcast the inputs against each other, from the right, one after the other.

    A size of 1 stretches; an open size makes the result open, even beside a known one, as Keras has
    it.

    Raises:
        Refusal: ``shapes_differ`` with the first input that does not fit and the one it does not
            fit to.
    """
    merged = shapes[0]
    for port in range(1, len(shapes)):
        shape = shapes[port]
        if shape == merged and None not in shape:
            continue
        result = _broadcast(merged, shape)
        if result is None:
            raise _differ(shapes, port)
        merged = result
    return Inference((merged,))


def _broadcast(left: Shape, right: Shape) -> Shape | None:
    """Return the common shape, or ``None`` where there is none."""
    if len(left) < len(right):
        left, right = right, left
    start = len(left) - len(right)
    sizes = list(left)
    for at, other in enumerate(right, start):
        size = sizes[at]
        if size is None or other is None:
            sizes[at] = None
        elif size == 1:
            sizes[at] = other
        elif other != 1 and other != size:
            return None
    return tuple(sizes)


def _differ(shapes: Shapes, port: int) -> Refusal:
    """Blame the earliest input that this one cannot be broadcast with.

    There is always one: a known size other than 1 in the merged shape came from an input that has
    it.
    """
    other = next(at for at in range(port) if _broadcast(shapes[at], shapes[port]) is None)
    return Refusal(
        "shapes_differ", expected=shapes[other], got=shapes[port], port=port, other=other
    )


def _subtract(arguments: Arguments, shapes: Shapes) -> Inference:
    if len(shapes) != 2:
        raise Refusal("inputs", expected=2, got=len(shapes))
    return _elementwise(arguments, shapes)


def _concatenate(arguments: Arguments, shapes: Shapes) -> Inference:
    """Join along ``axis``, where the batch is axis 0; all other sizes must agree.

    The result takes the other sizes of the first input, so one that is open there stays open.

    Raises:
        Refusal: ``axis`` where an input has no such axis; ``shapes_differ`` where other sizes
            disagree.
    """
    axis = arguments["axis"]
    first = shapes[0]
    rank = len(first)
    place = (axis if axis >= 0 else axis + rank + 1) - 1
    if not -1 <= place < rank:
        raise Refusal("axis", expected=rank, got=axis, parameter="axis", port=0)
    for port, shape in enumerate(shapes):
        if len(shape) != rank:
            raise _not_joined(shapes, port, 0)
    for at in range(rank):
        if at != place:
            _agree(shapes, at)
    if place == -1:
        return Inference((first,))
    known = [size for shape in shapes if (size := shape[place]) is not None]
    joined = sum(known) if len(known) == len(shapes) else None
    return Inference(((*first[:place], joined, *first[place + 1 :]),))


def _agree(shapes: Shapes, at: int) -> None:
    """Refuse where two inputs have different known sizes at one axis."""
    known, owner = shapes[0][at], 0
    for port in range(1, len(shapes)):
        size = shapes[port][at]
        if size is None or size == known:
            continue
        if known is not None:
            raise _not_joined(shapes, port, owner)
        known, owner = size, port


def _not_joined(shapes: Shapes, port: int, other: int) -> Refusal:
    return Refusal(
        "shapes_differ",
        expected=shapes[other],
        got=shapes[port],
        parameter="axis",
        port=port,
        other=other,
    )


def _explain_concatenate(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    axis = arguments["axis"]
    place = (axis if axis >= 0 else axis + len(shapes[0]) + 1) - 1
    if place < 0:
        return ()
    label = "Channels" if place == len(shapes[0]) - 1 else f"Size of axis {place + 1}"
    formula = " + ".join(number(shape[place]) for shape in shapes)
    return (ExplanationStep(label, formula, number(inference.outputs[0][place])),)


def _merging(
    name: str,
    role: Role,
    sign: str,
    summary: str,
    search: tuple[str, ...],
    infer: Rule = _elementwise,
) -> BlockType:
    """Return a layer that merges value by value; ``sign`` stands in the circle that papers draw for it."""
    return BlockType(
        name=name,
        category=Category.MERGING,
        role=role,
        sign=sign,
        summary=summary,
        parameters=layer_parameters(),
        infer=infer,
        inputs=_TWO,
        search=(*search, "merge"),
    )


ADD = _merging(
    "Add",
    Role.SUM,
    "+",
    "Adds its inputs value by value, as a shortcut connection does.",
    ("sum", "plus", "shortcut", "skip", "residual"),
)
SUBTRACT = _merging(
    "Subtract",
    Role.MERGE,
    "−",
    "Takes the second input from the first, value by value.",
    ("minus", "difference"),
    infer=_subtract,
)
MULTIPLY = _merging(
    "Multiply",
    Role.PRODUCT,
    "×",
    "Multiplies its inputs value by value, as a gate does.",
    ("times", "product", "gate", "squeeze", "excite"),
)
AVERAGE = _merging(
    "Average", Role.MERGE, "", "Takes the mean of its inputs value by value.", ("mean",)
)
MAXIMUM = _merging(
    "Maximum", Role.MERGE, "", "Takes the largest of its inputs value by value.", ("max",)
)
MINIMUM = _merging(
    "Minimum", Role.MERGE, "", "Takes the smallest of its inputs value by value.", ("min",)
)

CONCATENATE = BlockType(
    name="Concatenate",
    category=Category.MERGING,
    role=Role.JOIN,
    sign="C",
    summary="Joins its inputs along one axis, channels by default.",
    parameters=layer_parameters(
        Axis(
            name="axis",
            default=-1,
            front=True,
            help="Axis along which they are joined: -1 is the last; the batch is 0.",
        ),
    ),
    infer=_concatenate,
    inputs=_TWO,
    explain=_explain_concatenate,
    card=("axis",),
    search=("concat", "join", "stack", "merge", "inception", "densenet"),
)


def _dot(arguments: Arguments, shapes: Shapes) -> Inference:
    """Multiply two inputs along one axis of each, where the batch is axis 0, and sum.

    What is left of the first comes before what is left of the second; multiply-adds are the sizes of all of that.
    Source: https://keras.io/api/layers/merging_layers/dot/

    Raises:
        Refusal: ``inputs``, ``axis``, or ``shapes_differ`` where the sizes along the axes do.
    """
    if len(shapes) != 2:
        raise Refusal("inputs", expected=2, got=len(shapes))
    axes = arguments["axes"]
    if isinstance(axes, tuple) and len(axes) != 2:
        words = "an axis for both inputs, or two axes"
        raise Refusal("value", expected=words, got=axes, parameter="axes")
    places = [_dot_axis(axes, port, len(shape)) for port, shape in enumerate(shapes)]
    sizes = [shape[place - 1] for shape, place in zip(shapes, places, strict=True)]
    if sizes[0] != sizes[1]:
        raise Refusal(
            "shapes_differ", expected=shapes[0], got=shapes[1], parameter="axes", port=1, other=0
        )
    left = [
        size
        for shape, place in zip(shapes, places, strict=True)
        for at, size in enumerate(shape, 1)
        if at != place
    ]
    count = element_count((*left, sizes[0]))
    return Inference((tuple(left) or (1,),), (), count)


def _dot_axis(axes: int | tuple[int, ...], port: int, rank: int) -> int:
    """Return the axis of one input, from 1; Keras counts a single negative number round and round."""
    axis = axes[port] if isinstance(axes, tuple) else axes
    if axis < 0:
        axis = axis + rank + 1 if isinstance(axes, tuple) else axis % (rank + 1)
    if not 0 < axis <= rank:
        raise Refusal("axis", expected=rank, got=axes, parameter="axes", port=port)
    return axis


def _explain_dot(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    place = _dot_axis(arguments["axes"], 0, len(shapes[0]))
    return (multiply_add_step(times((*inference.outputs[0], shapes[0][place - 1])), inference),)


DOT = BlockType(
    name="Dot",
    category=Category.MERGING,
    role=Role.MERGE,
    sign="·",
    summary="Multiplies two inputs along one axis of each and sums, as matrices are multiplied.",
    parameters=layer_parameters(
        Axis(
            name="axes",
            several=True,
            initial=-1,
            front=True,
            help="Axis of both inputs, or one of each in brackets: -1 is the last; the batch is 0.",
        ),
        Flag(
            name="normalize",
            default=False,
            front=True,
            help="Whether lengths are brought to 1 first: the result is the cosine of the angle.",
        ),
    ),
    infer=_dot,
    inputs=_TWO,
    look=rearranged,
    explain=_explain_dot,
    card=("axes", "normalize"),
    search=("product", "matmul", "cosine", "similarity", "merge"),
)

ALL = (ADD, SUBTRACT, MULTIPLY, AVERAGE, MAXIMUM, MINIMUM, CONCATENATE, DOT)

PARALLEL = (CONCATENATE, ADD, AVERAGE, MAXIMUM, MULTIPLY)
"""Those that can join the branches of a block that is repeated in parallel; the first is what a fresh one has."""
