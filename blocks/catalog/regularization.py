"""Regularization: keeps a network from learning its training data by heart."""

from __future__ import annotations

from blocks.catalog.shared.parameters import DATA_FORMAT, DTYPE, layer_parameters
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


_SEED = Integer(
    name="seed",
    default=None,
    nullable=True,
    help="Makes the choice repeatable; None chooses anew in every run.",
)


def _rate(words: str) -> Number:
    return Number(name="rate", minimum=0, maximum=1, initial=0.5, front=True, help=words)


DROPOUT = BlockType(
    name="Dropout",
    category=Category.REGULARIZATION,
    role=Role.DROPOUT,
    summary="Sets a random part of the values to zero during training.",
    parameters=layer_parameters(
        _rate("Part of the values that is dropped, from 0 to 1."),
        Sizes(
            name="noise_shape",
            default=None,
            nullable=True,
            open_sizes=True,
            help="Shape of the mask with its batch axis; a 1 drops along that whole axis at once.",
        ),
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


SPATIAL_DROPOUT_2D = BlockType(
    name="SpatialDropout2D",
    category=Category.REGULARIZATION,
    role=Role.DROPOUT,
    rank=2,
    summary="Sets whole channels of an image to zero, chosen at random during training.",
    parameters=(
        _rate("Part of the channels that is dropped, from 0 to 1."),
        DATA_FORMAT,
        _SEED,
        DTYPE,
    ),
    infer=spatial_dropout(2),
    card=("rate",),
    search=("overfitting", "regularisation", "noise", "feature maps"),
)

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

ALL = (DROPOUT, SPATIAL_DROPOUT_2D, GAUSSIAN_NOISE)
