"""Activation: functions of single values. They keep the shape and count no multiply-adds."""

from __future__ import annotations

from blocks.catalog.shared.explanations import explain_weights
from blocks.catalog.shared.families import ACTIVATIONS
from blocks.catalog.shared.parameters import (
    constraint,
    layer_parameters,
    regularizer,
    vector_initializer,
)
from blocks.catalog.shared.rules import known_sizes, places_of, same_shape
from blocks.parameters import Axis, Choice, Number
from blocks.types.block_type import BlockType, Category
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Shapes, Weight


def _softmax(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape. Every axis must be there, once; the batch is axis 0."""
    places_of(arguments["axis"], shapes[0], batch=True)
    return Inference(shapes)


ACTIVATION = BlockType(
    name="Activation",
    category=Category.ACTIVATION,
    role=Role.ACTIVATION,
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
    infer=same_shape,
    card=("activation",),
    search=ACTIVATIONS,
)

RELU = BlockType(
    name="ReLU",
    category=Category.ACTIVATION,
    role=Role.ACTIVATION,
    function="relu",
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
    infer=same_shape,
    card=("max_value", "negative_slope", "threshold"),
    search=("rectifier", "relu6", "leaky"),
)

SOFTMAX = BlockType(
    name="Softmax",
    category=Category.ACTIVATION,
    role=Role.ACTIVATION,
    function="softmax",
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


def _prelu(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; a slope for every value of an example, or one for all along the shared axes.

    Keras counts the batch as axis 0 and takes one off, so that 0 means the last axis.
    """
    shape, shared = shapes[0], arguments["shared_axes"]
    sizes = list(shape)
    for axis in shared if isinstance(shared, tuple) else () if shared is None else (shared,):
        if not 1 - len(sizes) <= axis <= len(sizes) or not sizes:
            raise Refusal("axis", expected=len(sizes), got=axis, parameter="shared_axes", port=0)
        sizes[axis - 1] = 1
    rule = arguments["alpha_constraint"]
    if not sizes and rule is not None and "norm" in str(getattr(rule, "name", rule)).lower():
        words = "none that wants an axis, as there is one slope alone"
        raise Refusal("value", expected=words, parameter="alpha_constraint", port=0)
    known = known_sizes(tuple(sizes), shape, "sizes of the slopes", "shared_axes")
    return Inference(shapes, (Weight("alpha", known, arguments["trainable"]),))


LEAKY_RELU = BlockType(
    name="LeakyReLU",
    category=Category.ACTIVATION,
    role=Role.ACTIVATION,
    summary="Makes negative values small instead of zero.",
    parameters=layer_parameters(
        Number(
            name="negative_slope",
            default=0.3,
            minimum=0,
            front=True,
            help="Slope below zero.",
        ),
    ),
    infer=same_shape,
    card=("negative_slope",),
    search=("leaky", "rectifier"),
)

PRELU = BlockType(
    name="PReLU",
    category=Category.ACTIVATION,
    role=Role.ACTIVATION,
    summary="Makes negative values smaller by slopes that are learned.",
    parameters=layer_parameters(
        vector_initializer("alpha", "Zeros"),
        regularizer("alpha"),
        constraint("alpha"),
        Axis(
            name="shared_axes",
            default=None,
            nullable=True,
            several=True,
            front=True,
            help="Axes along which one slope serves all; 1 and 2 for one slope per channel.",
        ),
    ),
    infer=_prelu,
    explain=explain_weights,
    card=("shared_axes",),
    search=("parametric", "rectifier", "leaky"),
)

ELU = BlockType(
    name="ELU",
    category=Category.ACTIVATION,
    role=Role.ACTIVATION,
    function="elu",
    summary="Bends negative values towards a limit, exponentially.",
    parameters=layer_parameters(
        Number(
            name="alpha", default=1.0, front=True, help="The limit of negative values, negated."
        ),
    ),
    infer=same_shape,
    card=("alpha",),
    search=("exponential", "selu"),
)

ALL = (ACTIVATION, RELU, SOFTMAX, LEAKY_RELU, PRELU, ELU)
