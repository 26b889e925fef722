"""Answers of Keras to a script that asks about it: TensorFlow is behind, channels come last, numbers have 32 bits."""

from __future__ import annotations

from importers.source.values.symbols import settled
from importers.source.values.values import UNSET, Api, Args, Kwargs, SourceValue, Unset

_HOMES = ("backend", "config", "common", "utils", "image_utils")
"""Modules of Keras that have these functions, in one version or another."""

_ANSWERS: dict[str, SourceValue] = {
    "backend": "tensorflow", "image_data_format": "channels_last", "image_dim_ordering": "tf", "floatx": "float32",
    "epsilon": 1e-7,
}  # fmt: skip

_CHANGES: dict[str, tuple[SourceValue, ...]] = {
    "set_image_data_format": ("channels_last",), "set_image_dim_ordering": ("tf",), "set_floatx": ("float32",),
    "set_backend": ("tensorflow",),
}  # fmt: skip
"""Functions that change an answer, with the value that changes nothing."""


def setting(api: Api, args: Args) -> SourceValue | Unset:
    """Return what Keras answers where a function asks for a setting; `UNSET` for any other function."""
    asked = api.path[-1] in _ANSWERS and not args and _is_home(api)
    return _ANSWERS[api.path[-1]] if asked else UNSET


def change_of_setting(api: Api, args: Args, kwargs: Kwargs) -> str:
    """Return words about a change of a setting that is not followed here; empty for any other call."""
    usual = _CHANGES.get(api.path[-1]) if _is_home(api) else None
    given = (*args, *kwargs.values())[:1]
    if usual is None or not given:
        return ""
    value = settled(given[0])
    word = api.path[-1].removeprefix("set_")
    if value in usual:
        return ""
    return f"{word} is {usual[0]} here, whatever the script sets: what follows is read that way"


def _is_home(api: Api) -> bool:
    return len(api.path) > 2 and api.path[-2] in _HOMES
