"""Regularization: keeps a network from learning its training data by heart."""

from __future__ import annotations

from blocks.catalog.shared.parameters import DATA_FORMAT, DTYPE, TRAINABLE, layer_parameters
from blocks.catalog.shared.rules import same_shape
from blocks.parameters import Integer, Number, Sizes
from blocks.types.block_type import BlockType, Category
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Rule, Shapes
from blocks.values.shapes import Shape


def _dropout(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape. The mask must fit the input, or training would fail."""
    shape = shapes[0]
    mask = arguments["noise_shape"]
    if mask is not None and 0 < arguments["rate"] < 1 and not _fits(mask, shape):
        raise Refusal("value", expected=shape, got=mask, parameter="noise_shape", port=0)
    return Inference((shape,))


def _fits(mask: Shape, shape: Shape) -> bool:
    """Tell whether a mask can be laid over an input, sizes matched from the right.

    Args:
        mask: sizes with the batch first; ``None`` takes the input's size, counted from the left.
            Where it has fewer axes than the input, the batch is left out.
        shape: the input without the batch axis.
    """
    skipped = len(shape) + 1 - len(mask)
    if skipped < 0:
        return False
    if not skipped and mask[0] not in (None, 1):
        return False  # it would fit batches of that one size only
    for at in range(0 if skipped else 1, len(mask)):
        size, have = mask[at], shape[at + skipped - 1]
        if size is None:
            if at == 0:
                return False  # this takes the size of the batch, where another axis lies
            size = shape[at - 1]
        if size is not None and have is not None and size != 1 and size != have:
            return False
    return True


_NOISE_SHAPE = Sizes(
    name="noise_shape",
    default=None,
    nullable=True,
    open_sizes=True,
    help="Shape of the mask with its batch axis; a 1 drops along that whole axis at once.",
)
_SEED = Integer(
    name="seed",
    default=None,
    nullable=True,
    help="Makes the choice repeatable; None chooses anew in every run.",
)


def _rate(words: str) -> Number:
    return Number(name="rate", minimum=0, maximum=1, initial=0.5, front=True, help=words)


def _penalty(name: str, words: str) -> Number:
    return Number(
        name=name,
        default=0.0,
        minimum=0,
        front=True,
        help=f"Factor of the {words}, which is added to the loss.",
    )


def _alpha_dropout(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape. The mask names an axis of the input by its place, the batch first.

    Source: https://arxiv.org/abs/1706.02515

    Raises:
        Refusal: ``value`` where the mask does not fit the input, or nothing is kept.
    """
    shape, mask, rate = shapes[0], arguments["noise_shape"], arguments["rate"]
    if rate == 1:
        raise Refusal("value", expected="less than 1", got=rate, parameter="rate")
    if mask is not None and rate > 0 and not _lies_over(mask, shape):
        raise Refusal("value", expected=shape, got=mask, parameter="noise_shape", port=0)
    return Inference((shape,))


def _lies_over(mask: Shape, shape: Shape) -> bool:
    """Tell whether a mask, whose open sizes are those of the input at the same place, stretches over it."""
    whole = (None, *shape)
    if len(mask) > len(whole):
        return False
    sizes = [whole[at] if size is None else size for at, size in enumerate(mask)]
    if len(mask) == len(whole) and mask[0] not in (None, 1):
        return False  # it would fit batches of that one size only
    if len(mask) < len(whole) and mask[:1] == (None,):
        return False  # this takes the size of the batch, where another axis lies
    return all(
        size in (1, have) or None in (size, have)
        for size, have in zip(reversed(sizes), reversed(whole), strict=False)
    )


def _gaussian_dropout(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape.

    Raises:
        Refusal: ``value`` where the variance of the noise, rate / (1 - rate), is infinite.
    """
    if arguments["rate"] == 1:
        raise Refusal("value", expected="less than 1", got=1, parameter="rate")
    return Inference(shapes)


DROPOUT = BlockType(
    name="Dropout",
    category=Category.REGULARIZATION,
    role=Role.DROPOUT,
    summary="Sets a random part of the values to zero during training.",
    parameters=layer_parameters(
        _rate("Part of the values that is dropped, from 0 to 1."),
        _NOISE_SHAPE,
        _SEED,
    ),
    infer=_dropout,
    card=("rate",),
    search=("overfitting", "regularisation", "noise"),
)


def spatial_dropout(rank: int) -> Rule:
    """Return the rule of a dropout of whole channels over ``rank`` axes."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        if len(shapes[0]) != rank + 1:
            raise Refusal("rank", expected=rank + 1, got=shapes[0], port=0)
        return Inference(shapes)

    return infer


def _spatial_dropout(rank: int, words: str) -> BlockType:
    parts = _rate("Part of the channels that is dropped, from 0 to 1.")
    return BlockType(
        name=f"SpatialDropout{rank}D",
        category=Category.REGULARIZATION,
        role=Role.DROPOUT,
        rank=rank,
        summary=f"Sets whole channels of {words} to zero, chosen at random during training.",
        parameters=(parts, _SEED, DTYPE) if rank == 1 else (parts, DATA_FORMAT, _SEED, DTYPE),
        infer=spatial_dropout(rank),
        card=("rate",),
        search=("overfitting", "regularisation", "noise", "feature maps"),
    )


SPATIAL_DROPOUT_2D = _spatial_dropout(2, "an image")

GAUSSIAN_NOISE = BlockType(
    name="GaussianNoise",
    category=Category.REGULARIZATION,
    role=Role.DROPOUT,
    summary="Adds random numbers to the values during training.",
    parameters=layer_parameters(
        Number(
            name="stddev",
            minimum=0,
            maximum=1,
            initial=0.1,
            front=True,
            help="Standard deviation of the numbers that are added, from 0 to 1.",
        ),
        _SEED,
    ),
    infer=same_shape,
    card=("stddev",),
    search=("augmentation", "regularisation", "normal"),
)

GAUSSIAN_DROPOUT = BlockType(
    name="GaussianDropout",
    category=Category.REGULARIZATION,
    role=Role.DROPOUT,
    summary="Multiplies the values by random numbers around 1 during training.",
    parameters=layer_parameters(
        _rate("How strong the noise is, from 0 to 1; its variance is rate / (1 - rate)."), _SEED
    ),
    infer=_gaussian_dropout,
    card=("rate",),
    search=("overfitting", "regularisation", "noise", "normal"),
)

ALPHA_DROPOUT = BlockType(
    name="AlphaDropout",
    category=Category.REGULARIZATION,
    role=Role.DROPOUT,
    summary="Drops values and keeps mean and spread as they are, for networks with selu.",
    parameters=layer_parameters(
        _rate("Part of the values that is dropped, from 0 to 1."),
        _NOISE_SHAPE,
        _SEED,
    ),
    infer=_alpha_dropout,
    card=("rate",),
    search=("overfitting", "regularisation", "noise", "selu", "self-normalizing"),
)

ACTIVITY_REGULARIZATION = BlockType(
    name="ActivityRegularization",
    category=Category.REGULARIZATION,
    role=Role.PASS,
    summary="Adds a penalty on large values to the loss, and hands the values on.",
    parameters=(
        _penalty("l1", "sum of absolute values"),
        _penalty("l2", "sum of squares"),
        TRAINABLE,
        DTYPE,
    ),
    infer=same_shape,
    card=("l1", "l2"),
    search=("penalty", "sparsity", "regularisation", "l1", "l2"),
)

ALL = (
    DROPOUT,
    SPATIAL_DROPOUT_2D,
    GAUSSIAN_NOISE,
    _spatial_dropout(1, "a sequence"),
    _spatial_dropout(3, "a volume"),
    GAUSSIAN_DROPOUT,
    ALPHA_DROPOUT,
    ACTIVITY_REGULARIZATION,
)
