"""Activation: functions of single values. They keep the shape and count no multiply-adds."""

from __future__ import annotations

from blocks.block_type import Arguments, BlockType, Category, Inference, Refusal
from blocks.catalog.common import layer_parameters
from blocks.catalog.families import ACTIVATIONS
from blocks.parameters import Axis, Choice, Number
from blocks.shapes import Shape


def _same(arguments: Arguments, shapes: tuple[Shape, ...]) -> Inference:
    return Inference(shapes)


def _softmax(arguments: Arguments, shapes: tuple[Shape, ...]) -> Inference:
    """Keep the shape. Every axis must be there, once; the batch is axis 0."""
    axis = arguments["axis"]
    axes = axis if axis.__class__ is tuple else (axis,)
    rank = len(shapes[0]) + 1
    places = {at % rank for at in axes if -rank <= at < rank}
    if len(places) != len(axes):
        raise Refusal("axis", expected=rank - 1, got=axis, parameter="axis", port=0)
    return Inference(shapes)


ACTIVATION = BlockType(
    name="Activation",
    category=Category.ACTIVATION,
    summary="Applies a function, chosen by name, to every value.",
    parameters=layer_parameters(
        Choice(
            name="activation",
            choices=ACTIVATIONS,
            initial="relu",
            front=True,
            help="Name of the function.",
        ),
    ),
    infer=_same,
    card=("activation",),
    search=ACTIVATIONS,
)

RELU = BlockType(
    name="ReLU",
    category=Category.ACTIVATION,
    summary="Sets negative values to zero.",
    parameters=layer_parameters(
        Number(
            name="max_value",
            default=None,
            nullable=True,
            minimum=0,
            front=True,
            help="Largest value that comes out; None for no limit.",
        ),
        Number(
            name="negative_slope",
            default=0.0,
            minimum=0,
            front=True,
            help="Slope below the threshold: 0 cuts off, a little lets some through.",
        ),
        Number(
            name="threshold",
            default=0.0,
            minimum=0,
            front=True,
            help="Values below it count as negative.",
        ),
    ),
    infer=_same,
    card=("max_value", "negative_slope", "threshold"),
    search=("rectifier", "relu6", "leaky"),
)

SOFTMAX = BlockType(
    name="Softmax",
    category=Category.ACTIVATION,
    summary="Turns values into probabilities that add up to 1.",
    parameters=layer_parameters(
        Axis(
            name="axis",
            default=-1,
            several=True,
            front=True,
            help="Axis along which they add up to 1: -1 is the last; the batch is 0.",
        ),
    ),
    infer=_softmax,
    card=("axis",),
    search=("probabilities", "classes"),
)

ALL = (ACTIVATION, RELU, SOFTMAX)
