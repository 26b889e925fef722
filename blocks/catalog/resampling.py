"""Reshaping of sequences, images and volumes: cut at the rim, enlarged by whole factors."""

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
        more = 0 if arguments.get("interpolation", "nearest") == "nearest" else 1
        steps = tuple(Fraction(1, size) for size in per_axis(arguments["size"], rank))
        return Reach((more,) * rank, steps)

    return look


def _cropping(rank: int, default: int, summary: str, words: str) -> BlockType:
    cut = Padding(
        name="cropping",
        rank=rank,
        default=default,
        initial=1,
        front=True,
        help=f"{words} to cut off on each side.",
    )
    return BlockType(
        name=f"Cropping{rank}D",
        category=Category.RESHAPING,
        role=Role.CROPPING,
        rank=rank,
        summary=summary,
        parameters=layer_parameters(cut) if rank == 1 else layer_parameters(cut, DATA_FORMAT),
        infer=cropping(rank),
        card=("cropping",),
        search=("crop", "cut", "border", "margin"),
    )


_INTERPOLATION = Choice(
    name="interpolation",
    choices=INTERPOLATIONS,
    default="nearest",
    front=True,
    help="How the new pixels are found.",
)


def _up_sampling(rank: int, summary: str, words: str) -> BlockType:
    size = Integers(name="size", rank=rank, default=2, front=True, help=words)
    further = {1: (), 2: (DATA_FORMAT, _INTERPOLATION), 3: (DATA_FORMAT,)}[rank]
    return BlockType(
        name=f"UpSampling{rank}D",
        category=Category.RESHAPING,
        role=Role.RESIZING,
        rank=rank,
        summary=summary,
        parameters=layer_parameters(size, *further),
        infer=up_sampling(rank),
        look=_enlarged(rank),
        card=("size", "interpolation") if rank == 2 else ("size",),
        search=("upscale", "enlarge", "resize", "decoder", "unet"),
    )


CROPPING_2D = _cropping(2, 0, "Cuts rows and columns off the rim of an image.", "Rows and columns")
UP_SAMPLING_2D = _up_sampling(
    2,
    "Enlarges an image by repeating or interpolating its pixels.",
    "Factors of height and width, one number for both or one each.",
)

ALL = (
    CROPPING_2D,
    UP_SAMPLING_2D,
    _cropping(1, 1, "Cuts steps off the two ends of a sequence.", "Steps"),
    _up_sampling(
        1, "Lengthens a sequence by repeating its steps.", "How often each step is repeated."
    ),
    _cropping(3, 1, "Cuts layers off the rim of a volume.", "Layers"),
    _up_sampling(
        3,
        "Enlarges a volume by repeating its values.",
        "Factors of depth, height and width, one number for all or one each.",
    ),
)
