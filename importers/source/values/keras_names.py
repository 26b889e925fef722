"""Names of libraries while source is read: which of them are Keras's, however they were imported."""

from __future__ import annotations

from blocks.catalog.core import INPUT
from blocks.catalog.registry import block_type
from blocks.types.block_type import Form
from importers.source.values.values import Api

_KERAS = (
    ("tensorflow", "python", "keras"), ("tensorflow", "compat", "v1", "keras"),
    ("tensorflow", "compat", "v2", "keras"), ("tensorflow", "keras"),
    ("tensorflow_core", "keras"), ("tf_keras",), ("keras", "src"), ("keras", "api"), ("keras",),
)  # fmt: skip

SPELLINGS = (("Convolution", "Conv"), ("MaxPool", "MaxPooling"), ("AvgPool", "AveragePooling"))
"""Other names that Keras has for its layers, and what it calls them itself."""

_TURNED, _SPREAD = "Deconvolution", "Atrous"
"""Beginnings of the names that Keras 1 gave to transposed convolutions, and to those with dilation."""

MERGING = (
    "add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot",
)  # fmt: skip
"""Functions of ``keras.layers`` that make a merging layer and apply it."""

MOST_PARTS = 20
"""Parts that the name of something in a library has at most."""

MODELS = (INPUT.name, "InputLayer", "Model", "Sequential", "Functional")

ASSUMED = {
    "layers": ("keras", "layers"), "keras": ("keras",), "tf": ("tensorflow",), "K": ("keras", "backend"),
    "models": ("keras", "models"), "L": ("keras", "layers"), "np": ("numpy",),
}  # fmt: skip
"""Meanings of these names in a piece of code without its imports."""


def normal(path: tuple[str, ...]) -> Api:
    """Return the name of something in a library, one and the same for Keras's own, however it was imported."""
    path = path[:MOST_PARTS]  # no name of a library is longer; a script can make one in a loop
    for start in _KERAS:
        if path[: len(start)] == start:
            return Api(("keras", *path[len(start) :]))
    return Api(path)


def is_keras(api: Api) -> bool:
    """Tell whether a name is of Keras."""
    return api.path[:1] == ("keras",)


def layer_name(api: Api) -> str:
    """Return the class of Keras's layers that a name means; empty for none."""
    if not is_keras(api) or len(api.path) < 2:
        return ""
    area = api.path[1:-1]
    name = api.path[-1]
    if area[:1] not in ((), ("layers",), ("legacy",), ("engine",), ("models",)):
        return ""
    if not name[:1].isupper():
        return ""
    return usual_name(name)


def usual_name(name: str) -> str:
    """Return Keras's first name of a layer: ``MaxPooling2D`` for ``MaxPool2D``."""
    if name.startswith(_TURNED):
        return f"Conv{name.removeprefix(_TURNED)}Transpose"
    name = name.removeprefix(_SPREAD)
    for other, usual in SPELLINGS:
        at = name.find(other)
        if at >= 0 and (len(usual) < len(other) or not name.startswith(usual, at)):
            return name.replace(other, usual, 1)
    return name


def assumed(name: str) -> Api | None:
    """Return what a name means that nothing was assigned to, where that is plain."""
    if name in ASSUMED:
        return Api(ASSUMED[name])
    if name in MODELS:
        return Api(("keras", name))
    kind = block_type(usual_name(name))
    if kind is not None and kind.form is Form.LAYER:
        return Api(("keras", "layers", name))
    return Api(("keras", "layers", name)) if name in ("concatenate", "add") else None
