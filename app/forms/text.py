"""Writes values as they stand in fields, and reads typed text. No Qt here.

Sizes read and write as people say them: ``3 × 3``; the brackets of Python are understood as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from blocks.errors import InvalidValue
from blocks.parameters import (
    Choice,
    Flag,
    Integer,
    Integers,
    Number,
    ObjectOf,
    Parameter,
    Sizes,
    Text,
    is_integer,
    show,
)
from blocks.parameters.base import Required
from blocks.values.values import Value, has_expression

TIMES = " × "
_BY = re.compile(r"(?<=[\d?)])\s*[xX×]\s*(?=[\d?(])|×")


def text_of(parameter: Parameter, value: Value) -> str:
    """Write a value as it stands in the field; ``None`` is an empty field."""
    if value is None:
        return ""
    if isinstance(parameter, Integers) and parameter.rank > 1 and is_integer(value):
        return TIMES.join([str(value)] * parameter.rank)
    if isinstance(parameter, (Integers, Sizes)) and isinstance(value, tuple) and value:
        return TIMES.join("?" if size is None else show(size) for size in value)
    return show(value)


def value_of(parameter: Parameter, text: str) -> Value:
    """Read what was typed: a value in normal form, or an expression.

    Raises:
        InvalidValue: it is neither; the text says what would do.
    """
    text = text.strip()
    if isinstance(parameter, Text):
        return parameter.parse(text)
    if text in ("", "none", "None") and text not in getattr(parameter, "choices", ()):
        if parameter.nullable:
            return None
        raise InvalidValue(f"{parameter.name} needs {parameter.expects()}")
    if isinstance(parameter, (Integers, Sizes)):
        return _sizes(parameter, text)
    return parameter.parse(text)


def _sizes(parameter: Integers | Sizes, text: str) -> Value:
    inner = _BY.sub(",", text)
    if inner == text and "?" not in text:
        inner = text if "," not in text or text.startswith("(") else f"({text})"
        return parameter.parse(inner)
    inner = inner.replace("?", "None").strip("()")
    return parameter.parse(f"({inner},)" if "," not in inner else f"({inner})")


def choices_of(parameter: Parameter) -> tuple[str, ...]:
    """Return the words to choose from; empty where there are none."""
    words: tuple[str, ...] = ()
    if isinstance(parameter, Choice):
        words = parameter.choices
    elif isinstance(parameter, Flag):
        words = ("True", "False")
    elif isinstance(parameter, ObjectOf):
        words = tuple(parameter.family.aliases) or tuple(parameter.family.members)
    return ("none", *words) if words and parameter.nullable else words


def stepped(parameter: Parameter, text: str, steps: int) -> str | None:
    """Return the text after pressing an arrow some times; ``None`` where that means nothing.

    Whole numbers go by one, other numbers by a tenth of their size, sizes all together.
    """
    try:
        value = value_of(parameter, text) if text.strip() else _first(parameter)
    except InvalidValue:
        return None
    if has_expression(value) or isinstance(value, bool):
        return None
    if isinstance(parameter, Number) and isinstance(value, (int, float)):
        new: Value = _nudged(float(value), steps)
    elif is_integer(value):
        new = value + steps
    elif isinstance(value, tuple) and value:
        new = tuple(size + steps for size in value if is_integer(size))
        if len(new) < len(value):
            return None
    else:
        return None
    try:
        return text_of(parameter, parameter.validate(new))
    except InvalidValue:
        return None


def _first(parameter: Parameter) -> Value:
    minimum = getattr(parameter, "minimum", None)
    return minimum if minimum is not None else 0


def _nudged(value: float, steps: int) -> float:
    """Go by one in the last digit but one: 0.001 by 0.0001, 0.5 by 0.05, 3 by 0.1."""
    if value == 0:
        return 0.1 * steps
    size = 10.0
    while size > abs(value):
        size /= 10
    step = size / 10 if abs(value) < 2 * size else size / 2 if abs(value) < 5 * size else size
    return float(f"{value + steps * step:.6g}")


def result_text(parameter: Parameter, value: Value, arguments: Mapping[str, Value]) -> str:
    """Return what an expression comes to, ``= 32``; empty where the value is no expression or not known."""
    if not has_expression(value) or parameter.name not in arguments:
        return ""
    found = arguments[parameter.name]
    return f"= {text_of(parameter, found) or 'none'}"


def hint_of(parameter: Parameter) -> str:
    """Return the tooltip: what the parameter does, what it may be, and Keras's default."""
    lines = [parameter.help] if parameter.help else []
    wanted = parameter.expects()
    more = ", or an expression" if parameter.takes_expressions else ""
    lines.append(f"{wanted[:1].upper()}{wanted[1:]}{more}.")
    default = parameter.default
    if not isinstance(default, Required):
        lines.append(f"Default: {'none' if default is None else show(default)}")
    return "\n".join(lines)


def limits_of(parameter: Parameter) -> tuple[float, float] | None:
    """Return the limits of a number that has two of them: a slider can show it."""
    if isinstance(parameter, (Integer, Number)):
        low, high = parameter.minimum, parameter.maximum
        if low is not None and high is not None and high > low:
            return float(low), float(high)
    return None
