"""Values that a parameter can hold, and how they travel through JSON.

Besides plain numbers, words, truth values, ``None`` and tuples there are two kinds of their own:
an `Expression` over metaparameters, and a `Configured` object such as ``L2(0.001)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blocks.errors import InvalidValue
from blocks.values.safe_json import Json


@dataclass(frozen=True, slots=True)
class Expression:
    """Arithmetic that is evaluated when shapes are checked, e.g. ``int(64 * alpha)``."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Configured:
    """A Keras object with arguments, e.g. ``HeNormal(seed=1)``; arguments are (name, value) pairs."""

    name: str
    arguments: tuple[tuple[str, Value], ...] = ()

    def get(self, name: str, default: Value = None) -> Value:
        """Return one argument's value, or ``default``."""
        return dict(self.arguments).get(name, default)


Value = bool | int | float | str | None | Expression | Configured | tuple["Value", ...]

DEPTH_LIMIT = 8
TEXT_LIMIT = 10_000
INTEGER_LIMIT = 10**15


def to_json(value: Value) -> Json:
    """Turn a value into what ``json.dumps`` can write."""
    if isinstance(value, Expression):
        return {"=": value.text}
    if isinstance(value, Configured):
        return {"class": value.name, **{key: to_json(item) for key, item in value.arguments}}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    return value


def from_json(data: object, depth: int = 0) -> Value:
    """Turn parsed JSON into a value.

    Raises:
        InvalidValue: the data is nested too deeply, too long, or no value at all.
    """
    if depth > DEPTH_LIMIT:
        raise InvalidValue("a value is nested too deeply")
    if isinstance(data, str) and len(data) > TEXT_LIMIT:
        raise InvalidValue("a text is too long")
    if isinstance(data, int) and abs(data) > INTEGER_LIMIT:
        raise InvalidValue("a number is too large")
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if isinstance(data, list):
        return tuple(from_json(item, depth + 1) for item in data)
    if isinstance(data, Mapping):
        return _object_from_json(data, depth)
    raise InvalidValue(f"{type(data).__name__} is not a value")


def _object_from_json(data: Mapping[str, object], depth: int) -> Value:
    if set(data) == {"="} and isinstance(data["="], str):
        if len(data["="]) > TEXT_LIMIT:
            raise InvalidValue("an expression is too long")
        return Expression(data["="])
    name = data.get("class")
    if not isinstance(name, str):
        raise InvalidValue('an object needs "=" (an expression) or "class" (a Keras object)')
    arguments = tuple(
        (key, from_json(item, depth + 1)) for key, item in data.items() if key != "class"
    )
    return Configured(name, arguments)


def has_expression(value: Value) -> bool:
    """Tell whether a value depends on anything that must be evaluated."""
    if isinstance(value, Expression):
        return True
    if isinstance(value, Configured):
        return any(has_expression(item) for _, item in value.arguments)
    return isinstance(value, tuple) and any(has_expression(item) for item in value)
