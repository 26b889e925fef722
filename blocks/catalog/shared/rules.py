"""Parts of shape rules that many layers share: the same shape again, and sizes along axes."""

from __future__ import annotations

from blocks.types.rules import Arguments, Inference, Refusal, Shapes
from blocks.values.shapes import Shape


def same_shape(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; there are no weights."""
    return Inference(shapes)


def places_of(
    axis: int | tuple[int, ...] | None, shape: Shape, batch: bool = False
) -> tuple[int, ...]:
    """Return axes in order, counted from the batch, which is 0.

    Args:
        axis: one axis, several, or none; -1 is the last.
        shape: the shape without the batch axis.
        batch: whether the batch may be one of them.

    Raises:
        Refusal: ``axis`` where there is no such axis, or one comes twice.
    """
    axes = () if axis is None else axis if isinstance(axis, tuple) else (axis,)
    rank = len(shape) + 1
    places = {each % rank for each in axes if -rank <= each < rank}
    if len(places) != len(axes) or (0 in places and not batch):
        raise Refusal("axis", expected=rank - 1, got=axis, parameter="axis", port=0)
    return tuple(sorted(places))


def known_sizes(
    sizes: Shape, shape: Shape, words: str = "size of that axis", parameter: str = "axis"
) -> tuple[int, ...]:
    """Return sizes that weights depend on.

    Args:
        sizes: the sizes.
        shape: the shape that they are from.
        words: what they are, for the refusal.
        parameter: the parameter that asks for them.

    Raises:
        Refusal: ``open_size`` where one is not known.
    """
    known = tuple(size for size in sizes if size is not None)
    if len(known) != len(sizes):
        raise Refusal("open_size", expected=words, got=shape, parameter=parameter, port=0)
    return known
