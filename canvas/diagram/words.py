"""The few letters that a layer-box diagram has room for: `Conv 3×3`, `1.2 M`. No Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping

from blocks.catalog.registry import block_type
from blocks.types.block_type import wrapper_and_layer
from blocks.values.shapes import Shape, shape_text
from blocks.values.values import Value

_SHORTER = {
    "Normalization": "norm",
    "Pooling": "pool",
    "Average": "Avg",
    "Convolution": "Conv",
    "Separable": "Sep",
    "Padding": "pad",
    "Activation": "",
    "Cropping": "Crop",
    "Bidirectional": "Bidir.",
    "Distributed": "dist.",
    "Attention": "attention",
}
"""Words of names of layers, as papers write them."""
_WINDOWS = ("kernel_size", "pool_size")


def short_name(type_name: str) -> str:
    """Return the name of a layer in words: ``Max pool`` for ``MaxPooling2D``."""
    wrapper, layer = wrapper_and_layer(type_name)
    if wrapper:
        return f"{short_name(wrapper)} {short_name(layer)}"
    bare = re.sub(r"[123]D(?=[A-Z]|$)", "", type_name)
    words = re.findall(r"P?ReLU|[A-Z]+\d*(?![a-z])|[A-Z]?[^A-Z]+", bare) or [type_name]
    short = [_SHORTER.get(word, word) for word in words]
    kept = [word for word in short if word] or words
    first = kept[0][:1].upper() + kept[0][1:] if type_name[:1].isupper() else kept[0]
    return " ".join([first, *map(_small, kept[1:])])


def _small(word: str) -> str:
    return word if word[-1:].isupper() or word[1:].isdigit() else word.lower()


def layer_words(type_name: str, arguments: Mapping[str, Value]) -> str:
    """Return what stands on the box of a layer: its name, its window, and its stride where that is not 1."""
    window = next((arguments[name] for name in _WINDOWS if name in arguments), None)
    strides = arguments.get("strides")
    words = [short_name(type_name)]
    if window is not None:
        words.append(_sizes(window))
    if strides is not None and strides != window and _sizes(strides) not in ("1×1", "1"):
        stride = _sizes(strides).split("×")
        words.append(f"/{stride[0] if len(set(stride)) == 1 else '×'.join(stride)}")
    return " ".join(words)


def _sizes(value: Value) -> str:
    """Write the sizes of a window; one number stands for both."""
    sizes = value if isinstance(value, tuple) else (value, value)
    return "×".join(str(size) for size in sizes)


def merge_sign(type_name: str) -> str:
    """Return what stands in the circle of a merging layer."""
    kind = block_type(type_name)
    return kind.sign if kind is not None and kind.sign else type_name[:3].lower()


def count_words(count: int) -> str:
    """Write a number of parameters short: ``261``, ``36.9 k``, ``138 M``."""
    for unit, size in (("", 1), (" k", 10**3), (" M", 10**6), (" G", 10**9)):
        number = f"{count / size:.3g}" if size > 1 else str(count)
        if count < 1000 or ("e" not in number and float(number) < 1000):
            return f"{number}{unit}"
        if unit == " G":
            return f"{count / size:,.0f}{unit}"
    return str(count)


def shape_words(shape: Shape | None, before: Shape | None) -> tuple[str, str]:
    """Return what stands below a box: number of channels or units, and the size where it is another than before.

    Args:
        shape: what the box gives.
        before: what comes into it.
    """
    if not shape:
        return shape_text(shape), ""
    told = len(shape) > 1 and (before is None or shape[:-1] != before[:-1])
    return shape_text(shape[-1:]), shape_text(shape[:-1]) if told else ""
