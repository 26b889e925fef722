"""Layers as Keras 1 wrote them, in the words of today: classes and places of arguments.

Names of arguments are those of `blocks.catalog.words`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from blocks.catalog.words.arguments import VALUES
from importers.source.values.values import Args, Kwargs, SourceValue, Sym

_CONVOLUTION = re.compile(r"(Convolution|Deconvolution|Conv|Deconv)([123])D(Transpose)?$")

_SIDES: dict[int, tuple[str, ...]] = {
    1: ("filter_length",), 2: ("nb_row", "nb_col"), 3: ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}  # fmt: skip
"""Names of the sides of a kernel, by the number of axes."""

_REST = ("init", "activation", "weights", "border_mode", "subsample", "dim_ordering")
"""Arguments behind the kernel, in their order."""

_SURE = frozenset(
    ("nb_filter", "border_mode", "subsample", "init", "bias", "dim_ordering", "atrous_rate", "W_regularizer",
     "b_regularizer", "W_constraint", "b_constraint")
)  # fmt: skip
"""Words that no later Keras has: a layer with one of them is of Keras 1."""


def is_keras_alone(tree: ast.Module) -> bool:
    """Tell whether a script is for Keras itself, not the one inside TensorFlow, which never took Keras 1's places."""
    modules: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            modules.append(node.module or "")
        elif isinstance(node, ast.Import):
            modules += [each.name for each in node.names]
    starts = {each.partition(".")[0] for each in modules}
    return "keras" in starts or "tensorflow" not in starts


def translated(
    word: str, name: str, args: Args, kwargs: Kwargs, alone: bool
) -> tuple[str, Args, dict[str, SourceValue]]:
    """Return the class and the arguments of a layer as Keras names them today.

    Args:
        word: the class as the source has it.
        name: its name today.
        args: arguments without names.
        kwargs: arguments with names.
        alone: whether the script is for Keras itself.
    """
    found = dict(kwargs)
    match = _CONVOLUTION.search(word)
    if match:
        old_class = "onvolution" in match[1] and alone
        if old_class or not _SURE.isdisjoint(kwargs):
            args = _placed(word, int(match[2]), args, found)
        _kernel(int(match[2]), found)
    _reordered(found)
    return name, args, found


def _placed(word: str, axes: int, args: Args, found: dict[str, SourceValue]) -> Args:
    """Give arguments behind the number of filters their names, where they stand in Keras 1's places."""
    sides = args[1 : 1 + axes]
    rest = args[1 + axes :]
    whole = len(sides) == axes and all(_is_whole(each) for each in sides)
    if not whole or (
        axes == 1 and not (rest and isinstance(rest[0], str) and rest[0] not in _PADDINGS)
    ):
        return args
    names = (*_SIDES[axes], *(("output_shape",) if word.startswith("Deconv") else ()), *_REST)
    found |= dict(zip(names, args[1:], strict=False))
    return args[:1]


_PADDINGS = ("valid", "same", "causal")


def _is_whole(value: SourceValue) -> bool:
    return isinstance(value, Sym) or (isinstance(value, int) and not isinstance(value, bool))


def _kernel(axes: int, found: dict[str, SourceValue]) -> None:
    """Put the sides of a kernel together."""
    names = _SIDES[axes]
    if all(name in found for name in names):
        sides = tuple(found.pop(name) for name in names)
        found["kernel_size"] = sides if axes > 1 else sides[0]


def _reordered(found: dict[str, SourceValue]) -> None:
    """Name the order of axes as today; words that change nothing go."""
    order = found.pop("dim_ordering", "default")
    today = VALUES["data_format"].get(order) if isinstance(order, str) else None
    if isinstance(today, str):
        found["data_format"] = today
    elif order != "default":
        found["dim_ordering"] = order
    for name, usual in _NOTHING.items():
        if name in found and found[name] in usual:
            del found[name]


_NOTHING: Mapping[str, tuple[SourceValue, ...]] = {
    "mode": (0,), "consume_less": ("cpu", "mem", "gpu"),
}  # fmt: skip
"""Arguments of Keras 1 that change nothing at these values."""
