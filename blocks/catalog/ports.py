"""The ports of composites: blocks whose names are the names of the ports.

They are no layers, so the palette of a model does not list them.
"""

from __future__ import annotations

from blocks.types.block_type import BlockType, Category, Form
from blocks.types.ports import NONE
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Shapes


def _in(arguments: Arguments, shapes: Shapes) -> Inference:
    return Inference(shapes)


def _out(arguments: Arguments, shapes: Shapes) -> Inference:
    return Inference(())


IN = BlockType(
    name="In",
    category=Category.COMPOSITE,
    role=Role.ENTRY,
    summary="Where a tensor enters a composite, whatever its shape.",
    parameters=(),
    infer=_in,
    inputs=NONE,
    form=Form.PORT,
)
OUT = BlockType(
    name="Out",
    category=Category.COMPOSITE,
    role=Role.EXIT,
    summary="Where a tensor leaves a composite.",
    parameters=(),
    infer=_out,
    outputs=(),
    form=Form.PORT,
)
ALL = (IN, OUT)
