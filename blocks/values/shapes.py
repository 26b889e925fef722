"""Shapes and the arithmetic that every layer shares.

A shape never holds the batch axis: it is what ``keras.Input(shape=...)`` takes, channels last unless a block
says otherwise. ``None`` is a size that is only known when data flows (a free height, say).
"""

from __future__ import annotations

from collections.abc import Iterable

Shape = tuple[int | None, ...]


def shape_text(shape: Shape | None) -> str:
    """Write a shape for people: ``28×28×1``, ``(scalar)``, or ``?`` where it is not known."""
    if shape is None:
        return "?"
    if not shape:
        return "scalar"
    return "×".join("?" if size is None else str(size) for size in shape)


def element_count(shape: Shape | None) -> int | None:
    """Number of values in one example, or ``None`` where a size is open."""
    if shape is None:
        return None
    total = 1
    for size in shape:
        if size is None:
            return None
        total *= size
    return total


def product(sizes: Iterable[int]) -> int:
    """Multiply sizes; 1 for none."""
    total = 1
    for size in sizes:
        total *= size
    return total


def window_length(
    length: int | None, window: int, stride: int, padding: str, dilation: int = 1
) -> int | None:
    """Output length of a sliding window (convolution or pooling) along one axis.

    ``same`` gives ``ceil(length / stride)``, ``valid`` gives ``floor((length - reach) / stride) + 1`` with
    ``reach = dilation * (window - 1) + 1``, ``causal`` pads on the left only and behaves like ``same``.
    The result can be zero or negative: the caller decides whether that is refused.

    Source: https://keras.io/api/layers/convolution_layers/convolution2d/
    """
    if length is None:
        return None
    if padding in ("same", "causal"):
        return -(-length // stride)
    reach = dilation * (window - 1) + 1
    return (length - reach) // stride + 1


def transposed_length(
    length: int | None, window: int, stride: int, padding: str, extra: int | None, dilation: int = 1
) -> int | None:
    """Output length of a transposed convolution along one axis.

    Args:
        length: input length.
        window: kernel size.
        stride: stride, which here enlarges.
        padding: ``same`` or ``valid``.
        extra: ``output_padding``, or ``None`` for Keras's own choice.
        dilation: dilation rate of the kernel.

    Source: https://keras.io/api/layers/convolution_layers/convolution2d_transpose/
    """
    if length is None:
        return None
    reach = dilation * (window - 1) + 1
    if extra is None:
        return length * stride if padding == "same" else length * stride + max(reach - stride, 0)
    pad = reach // 2 if padding == "same" else 0
    return (length - 1) * stride + reach - 2 * pad + extra


def as_shape(value: object) -> Shape | None:
    """Return a value as a shape without the batch axis; ``None`` where it is none."""
    if not isinstance(value, tuple):
        return None
    return value if all(size is None or isinstance(size, int) for size in value) else None
