"""Normalization: brings values to a common scale. It counts no multiply-adds."""

from __future__ import annotations

from dataclasses import replace

from blocks.catalog.shared.explanations import explain_weights
from blocks.catalog.shared.parameters import (
    constraint,
    layer_parameters,
    regularizer,
    vector_initializer,
)
from blocks.catalog.shared.rules import known_sizes, places_of
from blocks.parameters import Axis, Flag, Integer, NamedNumbers, Number
from blocks.types.block_type import BlockType, Category
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Shapes, Weight
from blocks.values.values import Configured

_RENORM_STATISTICS = ("moving_stddev", "renorm_mean", "renorm_stddev")


def _batch_normalization(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; every weight is a vector along ``axis``, where the batch is axis 0.

    The moving statistics are never trained: they follow the data.
    Source: https://arxiv.org/abs/1502.03167, with ``renorm`` https://arxiv.org/abs/1702.03275
    """
    shape = shapes[0]
    (place,) = places_of(arguments["axis"], shape)
    vector = known_sizes((shape[place - 1],), shape)
    if arguments["renorm"]:
        _check_clipping(arguments["renorm_clipping"])
    trainable = arguments["trainable"]
    weights = [Weight("gamma", vector, trainable)] if arguments["scale"] else []
    if arguments["center"]:
        weights.append(Weight("beta", vector, trainable))
    weights.append(Weight("moving_mean", vector, False))
    weights.append(Weight("moving_variance", vector, False))
    if arguments["renorm"]:
        weights += [Weight(name, vector, False) for name in _RENORM_STATISTICS]
    return Inference((shape,), tuple(weights))


def _check_clipping(clipping: Configured | None) -> None:
    if clipping is None:
        return
    limits = dict(clipping.arguments)
    rmin, rmax = limits.get("rmin"), limits.get("rmax")
    if isinstance(rmin, float) and isinstance(rmax, float) and rmax < rmin:
        raise Refusal(
            "value", expected=f"rmax of at least {rmin:g}", got=rmax, parameter="renorm_clipping"
        )


_EPSILON = Number(
    name="epsilon",
    default=0.001,
    minimum=0,
    front=True,
    help="Added to the variance, so that nothing is divided by zero.",
)
_CENTER = Flag(name="center", default=True, help="Whether a learned offset (beta) is added.")
_SCALE = Flag(name="scale", default=True, help="Whether a learned factor (gamma) is applied.")
_FILLING = (vector_initializer("beta", "zeros"), vector_initializer("gamma", "ones"))
_KEEPING = (regularizer("beta"), regularizer("gamma"), constraint("beta"), constraint("gamma"))
_RESCALING = (_CENTER, _SCALE, *_FILLING, *_KEEPING)


def _limit(name: str, words: str) -> Number:
    return Number(name=name, minimum=0, help=words)


BATCH_NORMALIZATION = BlockType(
    name="BatchNormalization",
    category=Category.NORMALIZATION,
    role=Role.NORMALIZATION,
    summary="Brings each channel to mean 0 and spread 1 over the batch, then rescales it.",
    parameters=layer_parameters(
        Axis(
            name="axis",
            default=-1,
            front=True,
            help="The axis that keeps its own statistics: -1 is the last; the batch is 0.",
        ),
        Number(
            name="momentum",
            default=0.99,
            minimum=0,
            maximum=1,
            front=True,
            help="How slowly the moving mean and variance follow the batches.",
        ),
        _EPSILON,
        _CENTER,
        _SCALE,
        *_FILLING,
        vector_initializer("moving_mean", "zeros"),
        vector_initializer("moving_variance", "ones"),
        *_KEEPING,
        Flag(
            name="renorm",
            default=False,
            help="Whether training leans on the moving statistics too, for small batches.",
        ),
        NamedNumbers(
            name="renorm_clipping",
            default=None,
            nullable=True,
            members=(
                _limit("rmax", "Largest scale correction."),
                _limit("rmin", "Smallest scale correction."),
                _limit("dmax", "Largest shift correction."),
            ),
            help="Limits of the corrections that renorm makes.",
        ),
        Number(
            name="renorm_momentum",
            default=0.99,
            minimum=0,
            maximum=1,
            help="How slowly the statistics of renorm follow the batches.",
        ),
        Flag(
            name="synchronized",
            default=False,
            help="Whether statistics are shared by all devices (TensorFlow only).",
        ),
    ),
    infer=_batch_normalization,
    explain=explain_weights,
    card=("axis",),
    search=("batchnorm", "bn", "normalisation"),
)


def _layer_normalization(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; factor and offset have the sizes of the normalized axes, where the batch is axis 0.

    Source: https://arxiv.org/abs/1607.06450
    """
    shape, axis = shapes[0], arguments["axis"]
    places_of(axis, shape, batch=True)
    axes = sorted(axis) if isinstance(axis, tuple) else [axis]  # as Keras lays out the weights
    if not (arguments["scale"] or arguments["center"]):
        return Inference(shapes)
    sizes = known_sizes(tuple((None, *shape)[each] for each in axes), shape)
    return Inference(shapes, _rescaling(arguments, sizes))


def _rescaling(arguments: Arguments, sizes: tuple[int, ...]) -> tuple[Weight, ...]:
    names = [name for name, key in (("gamma", "scale"), ("beta", "center")) if arguments[key]]
    return tuple(Weight(name, sizes, arguments["trainable"]) for name in names)


def _group_normalization(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; the size along ``axis`` is dealt into groups, -1 for one each.

    Source: https://arxiv.org/abs/1803.08494
    """
    shape, groups = shapes[0], arguments["groups"]
    if groups == 0:
        raise Refusal("value", expected="at least 1, or -1", got=groups, parameter="groups")
    (place,) = places_of(arguments["axis"], shape)
    (size,) = known_sizes((shape[place - 1],), shape)
    if groups != -1 and size % groups:
        raise Refusal("groups", expected=groups, got=size, parameter="groups", port=0)
    return Inference(shapes, _rescaling(arguments, (size,)))


LAYER_NORMALIZATION = BlockType(
    name="LayerNormalization",
    category=Category.NORMALIZATION,
    role=Role.NORMALIZATION,
    summary="Brings the values of each example to mean 0 and spread 1, then rescales them.",
    parameters=layer_parameters(
        Axis(
            name="axis",
            default=-1,
            several=True,
            front=True,
            help="The axes along which mean and spread are taken: -1 is the last; the batch is 0.",
        ),
        _EPSILON,
        *_RESCALING,
    ),
    infer=_layer_normalization,
    explain=explain_weights,
    card=("axis",),
    search=("layernorm", "ln", "transformer", "normalisation"),
)

GROUP_NORMALIZATION = BlockType(
    name="GroupNormalization",
    category=Category.NORMALIZATION,
    role=Role.NORMALIZATION,
    summary="Brings groups of channels of each example to mean 0 and spread 1, then rescales them.",
    parameters=layer_parameters(
        Integer(
            name="groups",
            default=32,
            minimum=-1,
            front=True,
            help="Number of groups; -1 makes each channel a group (instance normalization).",
        ),
        Axis(
            name="axis",
            default=-1,
            front=True,
            help="The axis that is dealt into groups: -1 is the last; the batch is 0.",
        ),
        _EPSILON,
        *_RESCALING,
    ),
    infer=_group_normalization,
    explain=explain_weights,
    card=("groups", "axis"),
    search=("groupnorm", "gn", "instance", "normalisation"),
)


def _rms_normalization(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; the factor has the sizes of the normalized axes, where the batch is axis 0.

    Source: https://arxiv.org/abs/1910.07467
    """
    shape, axis = shapes[0], arguments["axis"]
    places_of(axis, shape, batch=True)
    axes = sorted(axis) if isinstance(axis, tuple) else [axis]  # as Keras lays out the weights
    sizes = known_sizes(tuple((None, *shape)[each] for each in axes), shape)
    last = zip(reversed(sizes), reversed(shape), strict=False)
    if len(sizes) > len(shape) or any(size not in (1, have) for size, have in last if have):
        # The factor is laid over the last axes, whichever were normalized.
        words = "the last axes, which the factor is laid over"
        raise Refusal("value", expected=words, got=axis, parameter="axis", port=0)
    return Inference(shapes, (Weight("scale", sizes, arguments["trainable"]),))


RMS_NORMALIZATION = BlockType(
    name="RMSNormalization",
    category=Category.NORMALIZATION,
    role=Role.NORMALIZATION,
    summary="Divides the values of each example by their root mean square, then rescales them.",
    parameters=layer_parameters(
        Axis(
            name="axis",
            default=-1,
            several=True,
            front=True,
            help="The axes along which the root mean square is taken: -1 is the last.",
        ),
        replace(_EPSILON, default=1e-6),
    ),
    infer=_rms_normalization,
    explain=explain_weights,
    card=("axis",),
    search=("rmsnorm", "transformer", "llama", "normalisation"),
)


def _unit_normalization(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; there must be such axes."""
    places_of(arguments["axis"], shapes[0], batch=True)
    return Inference(shapes)


UNIT_NORMALIZATION = BlockType(
    name="UnitNormalization",
    category=Category.NORMALIZATION,
    role=Role.NORMALIZATION,
    summary="Scales the values of each example so that their squares have the sum 1.",
    parameters=layer_parameters(
        Axis(
            name="axis",
            default=-1,
            several=True,
            front=True,
            help="The axes along which lengths are taken: -1 is the last.",
        ),
    ),
    infer=_unit_normalization,
    card=("axis",),
    search=("l2", "length", "cosine", "unit", "normalisation"),
)

ALL = (
    BATCH_NORMALIZATION,
    LAYER_NORMALIZATION,
    GROUP_NORMALIZATION,
    RMS_NORMALIZATION,
    UNIT_NORMALIZATION,
)
