"""Preprocessing: brings data into the range that a network likes. It counts no multiply-adds."""

from __future__ import annotations

from blocks.block_type import Arguments, BlockType, Category, Inference
from blocks.catalog.common import layer_parameters
from blocks.parameters import Number
from blocks.shapes import Shape


def _same(arguments: Arguments, shapes: tuple[Shape, ...]) -> Inference:
    return Inference(shapes)


RESCALING = BlockType(
    name="Rescaling",
    category=Category.PREPROCESSING,
    summary="Multiplies every value by a number and adds another one.",
    parameters=layer_parameters(
        Number(
            name="scale",
            initial=1 / 255,
            front=True,
            help="The factor; 1 / 255 brings bytes into the range from 0 to 1.",
        ),
        Number(name="offset", default=0.0, front=True, help="What is added then."),
    ),
    infer=_same,
    card=("scale", "offset"),
    search=("normalize", "divide", "bytes", "255"),
)

ALL = (RESCALING,)
