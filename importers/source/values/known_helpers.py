"""Helpers that published models of Keras share and that scripts copy along: what they give, worked out here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from importers.source.values.symbols import new_leaf
from importers.source.values.values import NotStructure, ShapeOf, Tensor, Unknown, is_plain

HELPERS = ("obtain_input_shape", "_obtain_input_shape", "correct_pad")


def helper(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return what one of `HELPERS` gives.

    Source: keras.applications.imagenet_utils, https://github.com/keras-team/keras.
    """
    if name == "correct_pad":
        return _correct_pad(
            *args[:2], **{key: kwargs[key] for key in kwargs if key == "kernel_size"}
        )
    given = dict(zip(("input_shape", "default_size"), args, strict=False)) | dict(kwargs)
    shape = given.get("input_shape")
    if shape is not None:
        return shape
    size, top = given.get("default_size"), given.get("require_flatten", True)
    return (size, size, 3) if top is not False else (None, None, 3)


def _correct_pad(tensor: Any = None, kernel_size: Any = None) -> Any:
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
    if shape is None or len(shape) != 3 or not all(isinstance(each, int) for each in sizes):
        return Unknown("the padding that correct_pad() gives")
    if not is_plain(shape[:2]) or None in shape[:2]:
        sizes_in: tuple[Any, ...] = (0, 0)  # as the original has it for open sizes
    else:
        sizes_in = shape[:2]
    return tuple(
        (size // 2 - (1 - size_in % 2), size // 2)
        for size, size_in in zip(sizes, sizes_in, strict=False)
    )
