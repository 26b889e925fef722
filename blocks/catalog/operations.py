"""Arithmetic between tensors as Python writes it: ``x + y``, ``x * 0.5``. Keras makes nodes of ``keras.ops`` of it."""

from __future__ import annotations

from blocks.parameters import Number
from blocks.types.block_type import BlockType, Category, Form
from blocks.types.ports import many
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal, Shapes

_VALUE = Number(
    name="value",
    default=None,
    nullable=True,
    front=True,
    help="The number on the right; None takes a second tensor.",
)


def _arithmetic(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape beside a number; broadcast two tensors of one rank against each other.

    Tensors of different ranks are refused: from the right, the batch axis of one would meet a size of the other.
    Source: https://keras.io/api/ops/numpy/ (add, multiply).
    """
    if len(shapes) + (arguments["value"] is not None) != 2:
        expected = 2 if arguments["value"] is None else 1
        raise Refusal("inputs", expected=expected, got=len(shapes))
    if len(shapes) == 1:
        return Inference(shapes)
    left, right = shapes
    if len(left) != len(right):
        raise Refusal("shapes_differ", expected=left, got=right, port=1, other=0)
    sizes: list[int | None] = []
    for one, other in zip(left, right, strict=True):
        if one != other and None not in (one, other) and 1 not in (one, other):
            raise Refusal("shapes_differ", expected=left, got=right, port=1, other=0)
        sizes.append(_common(one, other))
    return Inference((tuple(sizes),))


def _common(one: int | None, other: int | None) -> int | None:
    """Return the size of two that fit: a size of 1 stretches, an open one takes the other's."""
    if one == 1:
        return other
    if one is None:
        return None if other == 1 else other
    return one


def _operation(
    name: str, role: Role, operator: str, summary: str, search: tuple[str, ...]
) -> BlockType:
    return BlockType(
        name=name,
        category=Category.MERGING,
        role=role,
        summary=summary,
        parameters=(_VALUE,),
        infer=_arithmetic,
        inputs=many(1),
        form=Form.OPERATION,
        operator=operator,
        card=("value",),
        search=search,
    )


OPS_ADD = _operation(
    "OpsAdd",
    Role.SUM,
    "+",
    "Adds two tensors, or a number, as x + y does in Python.",
    ("plus", "sum", "keras.ops", "constant", "offset"),
)
OPS_MULTIPLY = _operation(
    "OpsMultiply",
    Role.PRODUCT,
    "*",
    "Multiplies two tensors, or by a number, as x * y does in Python.",
    ("times", "product", "scale", "keras.ops", "constant"),
)
ALL = (OPS_ADD, OPS_MULTIPLY)
