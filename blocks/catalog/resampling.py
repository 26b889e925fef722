"""Reshaping of images: cut at the rim, enlarged by whole factors."""

from __future__ import annotations

from fractions import Fraction

from blocks.catalog.convolution.windows import join, per_axis, split
from blocks.catalog.reshaping import sides
from blocks.catalog.shared.parameters import DATA_FORMAT, layer_parameters
from blocks.parameters import Choice, Integers, Padding
from blocks.types.block_type import BlockType, Category
from blocks.types.receptive_field import Look, Reach
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Rule, Shapes

INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")


def cropping(rank: int) -> Rule:
    """Return the rule of cutting off a rim along ``rank`` axes; something must be left."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        spatial, channels = split(arguments, shapes[0], rank)
        cut = tuple(sum(side) for side in sides(arguments["cropping"], rank))
        left: list[int | None] = []
        for size, less in zip(spatial, cut, strict=True):
            if size is not None and less >= size:
                raise Refusal("too_small", expected=cut, got=spatial, parameter="cropping", port=0)
            left.append(None if size is None else size - less)
        return Inference((join(arguments, tuple(left), channels),))

    return infer


def up_sampling(rank: int) -> Rule:
    """Return the rule of enlarging along ``rank`` axes."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        spatial, channels = split(arguments, shapes[0], rank)
        factors = per_axis(arguments["size"], rank)
        grown = tuple(
            None if size is None else size * factor
            for size, factor in zip(spatial, factors, strict=True)
        )
        return Inference((join(arguments, grown, channels),))

    return infer


def _enlarged(rank: int) -> Look:
    """Look back through an enlargement: at one place, or at its neighbour, too, where pixels are interpolated."""

    def look(arguments: Arguments, shapes: Shapes) -> Reach:
        more = 0 if arguments["interpolation"] == "nearest" else 1
        steps = tuple(Fraction(1, size) for size in per_axis(arguments["size"], rank))
        return Reach((more,) * rank, steps)

    return look


CROPPING_2D = BlockType(
    name="Cropping2D",
    category=Category.RESHAPING,
    role=Role.CROPPING,
    rank=2,
    summary="Cuts rows and columns off the rim of an image.",
    parameters=layer_parameters(
        Padding(
            name="cropping",
            rank=2,
            default=0,
            initial=1,
            front=True,
            help="Rows and columns to cut off on each side.",
        ),
        DATA_FORMAT,
    ),
    infer=cropping(2),
    card=("cropping",),
    search=("crop", "cut", "border", "margin"),
)

UP_SAMPLING_2D = BlockType(
    name="UpSampling2D",
    category=Category.RESHAPING,
    role=Role.RESIZING,
    rank=2,
    summary="Enlarges an image by repeating or interpolating its pixels.",
    parameters=layer_parameters(
        Integers(
            name="size",
            rank=2,
            default=2,
            front=True,
            help="Factors of height and width, one number for both or one each.",
        ),
        DATA_FORMAT,
        Choice(
            name="interpolation",
            choices=INTERPOLATIONS,
            default="nearest",
            front=True,
            help="How the new pixels are found.",
        ),
    ),
    infer=up_sampling(2),
    look=_enlarged(2),
    card=("size", "interpolation"),
    search=("upscale", "enlarge", "resize", "decoder", "unet"),
)

ALL = (CROPPING_2D, UP_SAMPLING_2D)
