"""Helpers that published models of Keras share and that scripts copy along: what they give, worked out here."""

from __future__ import annotations

from importers.source.values.symbols import new_leaf
from importers.source.values.values import (
    Args,
    Kwargs,
    NotStructure,
    ShapeOf,
    SourceValue,
    Tensor,
    Unknown,
)

HELPERS = ("obtain_input_shape", "_obtain_input_shape", "correct_pad")


def helper(name: str, args: Args, kwargs: Kwargs) -> SourceValue:
    """Return what one of `HELPERS` gives.

    Source: keras.applications.imagenet_utils, https://github.com/keras-team/keras.
    """
    if name == "correct_pad":
        given = dict(zip(("inputs", "kernel_size"), args, strict=False)) | dict(kwargs)
        return _correct_pad(given.get("inputs"), given.get("kernel_size"))
    given = dict(zip(("input_shape", "default_size"), args, strict=False)) | dict(kwargs)
    shape = given.get("input_shape")
    if shape is not None:
        return shape
    size, top = given.get("default_size"), given.get("require_flatten", True)
    return (size, size, 3) if top is not False else (None, None, 3)


def _correct_pad(tensor: SourceValue, kernel_size: SourceValue) -> SourceValue:
    """Return the zeros that make a strided window with valid padding see what same padding would.

    Raises:
        NotStructure: the shape of the tensor is not known here.
    """
    if isinstance(tensor, ShapeOf):
        tensor = tensor.tensor
    sizes = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    shape = tensor.shape if isinstance(tensor, Tensor) else None
    if shape is None and isinstance(tensor, Tensor):
        raise NotStructure(frozenset((new_leaf("size", tensor=tensor),)))
    whole = [each for each in sizes if isinstance(each, int)]
    if shape is None or len(shape) != 3 or len(whole) < len(sizes):
        return Unknown("the padding that correct_pad() gives")
    height, width = shape[:2]
    # As the original has it for open sizes.
    sizes_in = (0, 0) if height is None or width is None else (height, width)
    return tuple(
        (size // 2 - (1 - size_in % 2), size // 2)
        for size, size_in in zip(whole, sizes_in, strict=False)
    )
