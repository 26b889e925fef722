"""Parts that all layers of attention share: ports, parameters, and the rule for inputs that must fit each other."""

from __future__ import annotations

from blocks.parameters import Flag, Number
from blocks.types.receptive_field import Reach
from blocks.types.rules import Arguments, Refusal, Shapes
from blocks.values.shapes import Shape, shape_text

PORTS = ("query", "value", "key")

DROPOUT = Number(
    name="dropout",
    default=0.0,
    minimum=0,
    maximum=1,
    front=True,
    help="Share of the attention that is left out in training, from 0 to 1.",
)
CAUSAL = Flag(
    name="use_causal_mask",
    default=False,
    front=True,
    called=True,
    help="Whether a place sees only those before it, as where the next word is to be found.",
)


def look_everywhere(arguments: Arguments, shapes: Shapes) -> Reach | None:
    """Look at the whole sequence, since every place asks all others."""
    length = shapes[-1][0] if len(shapes[0]) == 2 else None
    return None if length is None else Reach((length - 1,), (1,))


def query_value_key(shapes: Shapes) -> tuple[Shape, Shape, Shape]:
    """Return query, value and key; the value is the key where there is none.

    Raises:
        Refusal: ``rank`` where one is no sequence, or they have different numbers of axes.
    """
    if len(shapes[0]) < 2:
        raise Refusal("rank", expected=2, got=shapes[0], port=0)
    for port, shape in enumerate(shapes):
        if len(shape) != len(shapes[0]):
            words = f"{len(shapes[0])} axes, as the query has"
            raise Refusal("rank", expected=words, got=shape, port=port)
    return shapes[0], shapes[1], shapes[-1]


def unlike(words: str, shapes: Shapes, one: int, other: int) -> Refusal:
    """Say that two inputs do not go together."""
    other = min(other, len(shapes) - 1)
    first, second = shape_text(shapes[one]), shape_text(shapes[other])
    text = f"{PORTS[one]} and {PORTS[other]} must {words}: {first} and {second} do not"
    return Refusal("unlike", got=shapes[other], port=other, other=one, text=text)


def same_size(one: int | None, other: int | None) -> bool:
    """Tell whether two sizes are the same, or may be."""
    return one == other or None in (one, other)
