"""Parts that convolution and pooling of any rank share: axes, channels, and how far a window slides.

Every shape here is without the batch axis. The rank is the number of axes that the window slides
along: 1 for sequences, 2 for images, 3 for volumes.
"""

from __future__ import annotations

from blocks.types.rules import Arguments, Refusal
from blocks.values.shapes import Shape, window_length

Sizes = tuple[int, ...]


def per_axis(value: int | Sizes, rank: int) -> Sizes:
    """Spread a size over all axes: ``3`` becomes ``(3, 3)``; a tuple stays as it is."""
    return value if isinstance(value, tuple) else (value,) * rank


def split(arguments: Arguments, shape: Shape, rank: int) -> tuple[Shape, int | None]:
    """Part a shape into the axes that a window slides along, and the number of channels.

    Raises:
        Refusal: ``rank`` where the shape has not ``rank + 1`` axes.
    """
    if len(shape) != rank + 1:
        raise Refusal("rank", expected=rank + 1, got=shape, port=0)
    if arguments.get("data_format") == "channels_first":
        return shape[1:], shape[0]
    return shape[:-1], shape[-1]


def split_known(arguments: Arguments, shape: Shape, rank: int) -> tuple[Shape, int]:
    """Part a shape like `split`, where the weights need a known number of channels.

    Raises:
        Refusal: ``rank``, or ``open_size`` where the number of channels is open.
    """
    spatial, channels = split(arguments, shape, rank)
    if channels is None:
        raise Refusal("open_size", expected="channels", got=shape, port=0)
    return spatial, channels


def join(arguments: Arguments, spatial: Shape, channels: int | None) -> Shape:
    """Put sizes and channels together again, in the order of ``data_format``."""
    if arguments.get("data_format") == "channels_first":
        return (channels, *spatial)
    return (*spatial, channels)


def reach(window: Sizes, dilation: Sizes) -> Sizes:
    """Size that a window covers once its gaps are counted: ``dilation * (window - 1) + 1``."""
    return tuple(gap * (size - 1) + 1 for size, gap in zip(window, dilation, strict=True))


def slide(lengths: Shape, covered: Sizes, strides: Sizes, padding: str, blame: str) -> Shape:
    """Output sizes of a window that slides over ``lengths``.

    Args:
        lengths: input sizes; open ones stay open.
        covered: size of the window, gaps included.
        strides: its step.
        padding: ``same``, ``causal`` or ``valid``.
        blame: the parameter to name where the window does not fit.

    Raises:
        Refusal: ``too_small`` where an output size would be zero or negative.
    """
    outputs = []
    for length, size, stride in zip(lengths, covered, strides, strict=True):
        output = window_length(length, size, stride, padding)
        if output is not None and output <= 0:
            raise Refusal("too_small", expected=covered, got=lengths, parameter=blame, port=0)
        outputs.append(output)
    return tuple(outputs)
