"""Layers that flip, turn, move, enlarge and lighten images at random in training; in use they change nothing."""

from __future__ import annotations

from blocks.catalog.augmentation.parts import (
    FILL_MODE,
    FILL_VALUE,
    INTERPOLATION,
    SEED,
    VALUE_RANGE,
    factor,
    images,
    moved,
    two_values,
    within,
)
from blocks.catalog.shared.parameters import DATA_FORMAT, layer_parameters
from blocks.parameters import Choice, Parameter
from blocks.types.block_type import BlockType, Category
from blocks.types.roles import Role
from blocks.types.rules import Rule

_SEARCH = ("augmentation", "image", "random")


def _layer(
    name: str,
    summary: str,
    parameters: tuple[Parameter, ...],
    infer: Rule,
    search: tuple[str, ...],
) -> BlockType:
    return BlockType(
        name=name,
        category=Category.PREPROCESSING,
        role=Role.DROPOUT,
        rank=2,
        summary=summary,
        parameters=layer_parameters(*parameters),
        infer=infer,
        card=(parameters[0].name,),
        search=(*_SEARCH, *search),
    )


RANDOM_FLIP = _layer(
    "RandomFlip",
    "Flips images at random in training.",
    (
        Choice(
            name="mode",
            choices=("horizontal", "vertical", "horizontal_and_vertical"),
            default="horizontal_and_vertical",
            front=True,
            help="Whether images are flipped sideways, upside down, or both.",
        ),
        SEED,
        DATA_FORMAT,
    ),
    images(),
    ("mirror",),
)

RANDOM_ROTATION = _layer(
    "RandomRotation",
    "Turns images by a random angle in training.",
    (
        factor("factor", "Part of a full turn"),
        FILL_MODE,
        INTERPOLATION,
        SEED,
        FILL_VALUE,
        DATA_FORMAT,
    ),
    images(within("factor", -1, 1, both=False), moved),
    ("rotate", "turn", "angle"),
)

RANDOM_ZOOM = _layer(
    "RandomZoom",
    "Enlarges or shrinks images at random in training, at the same size.",
    (
        factor("height_factor", "Part by which the height grows or shrinks"),
        factor("width_factor", "The same for the width; None keeps the proportions", nullable=True),
        FILL_MODE,
        INTERPOLATION,
        SEED,
        FILL_VALUE,
        DATA_FORMAT,
    ),
    images(
        within("height_factor", -1, 1, open_low=True),
        within("width_factor", -1, 1, open_low=True),
        moved,
    ),
    ("scale", "enlarge", "shrink"),
)

RANDOM_TRANSLATION = _layer(
    "RandomTranslation",
    "Moves images at random in training.",
    (
        factor("height_factor", "Part of the height by which images move down"),
        factor("width_factor", "Part of the width by which they move right"),
        FILL_MODE,
        INTERPOLATION,
        SEED,
        FILL_VALUE,
        DATA_FORMAT,
    ),
    images(within("height_factor", -1, 1), within("width_factor", -1, 1), moved),
    ("shift", "move"),
)

RANDOM_CONTRAST = _layer(
    "RandomContrast",
    "Makes the contrast of images stronger or weaker at random in training.",
    (factor("factor", "How much contrast changes"), VALUE_RANGE, SEED, DATA_FORMAT),
    images(within("factor", 0, 1, both=False), two_values),
    ("colour", "color"),
)

RANDOM_BRIGHTNESS = _layer(
    "RandomBrightness",
    "Makes images lighter or darker at random in training.",
    (factor("factor", "Part of the range that is added"), VALUE_RANGE, SEED, DATA_FORMAT),
    images(within("factor", -1, 1, both=False), two_values),
    ("light", "dark", "colour", "color"),
)

ALL = (
    RANDOM_FLIP,
    RANDOM_ROTATION,
    RANDOM_ZOOM,
    RANDOM_TRANSLATION,
    RANDOM_CONTRAST,
    RANDOM_BRIGHTNESS,
)
