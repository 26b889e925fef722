"""Arithmetic on text of unknown origin: every operation and every function is bounded before it is worked out.

The one place where text becomes numbers: expressions of projects, fields and recovered copies use it, and so does
the reader of Python source. What goes in is at most `MAX_NUMBER`, what comes out as well, and nothing in between has
more than a few thousand digits.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from blocks.errors import ExpressionError

MAX_NUMBER = 10**15
MAX_EXPONENT = 64
MAX_PLACES = 30
"""Places that `round` may be asked for: Python counts down to them, one digit after the other."""

MAX_ARGUMENTS = 8

Number = int | float

OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
        "//": operator.floordiv,
        "%": operator.mod,
    }
)
"""The operations on two numbers of at most `MAX_NUMBER`; a power is `power`."""

SIGNS: Mapping[type[ast.operator], str] = MappingProxyType(
    {
        ast.Add: "+",
        ast.Sub: "-",
        ast.Mult: "*",
        ast.Div: "/",
        ast.FloorDiv: "//",
        ast.Mod: "%",
        ast.Pow: "**",
    }
)
"""The signs that `operate` takes, by Python's class of each."""

COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
    }
)
"""How values are compared, as Python reads it; whoever compares rows sees to their size."""

ERRORS = (TypeError, ValueError, OverflowError)
"""The errors of Python where there is no result, beside `ZeroDivisionError`."""


def number(value: object) -> Number:
    """Return a value that is a number of at most `MAX_NUMBER`; raises `ExpressionError` for any other."""
    if not isinstance(value, (int, float)):
        raise ExpressionError(f"{_shown(value)} is not a number")
    # Whole numbers are compared as they are: one of 400 digits is no float.
    if isinstance(value, float) and not math.isfinite(value):
        raise ExpressionError("a number is too large")
    if not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise ExpressionError("a number is too large")
    return value


def operate(sign: str, left: object, right: object) -> Number:
    """Work out ``left sign right``.

    Args:
        sign: one of `OPERATIONS`, or ``**``.
        left: a number.
        right: a number.

    Raises:
        ExpressionError: one of them is no number or too large, or the result is.
        ZeroDivisionError: ``right`` is zero; or another of `ERRORS`.
    """
    one, other = number(left), number(right)
    if sign == "**":
        return power(one, other)
    return number(OPERATIONS[sign](one, other))


def power(base: object, exponent: object) -> Number:
    """Work out ``base ** exponent``; raises `ExpressionError` as `operate` does."""
    one, other = number(base), number(exponent)
    if abs(other) > MAX_EXPONENT:
        raise ExpressionError(f"an exponent is at most {MAX_EXPONENT}")
    # Both sides are bounded, so the largest intermediate has about 3,200 bits: cheap to make and then refused.
    found = one**other
    if isinstance(found, complex):
        raise ExpressionError("a root of a negative number is not real")
    return number(found)


def call(name: str, values: tuple[object, ...]) -> Number:
    """Work out one of `FUNCTIONS`.

    Raises:
        ExpressionError: there is no such function, or a number is too large.
        TypeError: it takes other values; or another of `ERRORS`.
    """
    if name not in FUNCTIONS:
        raise ExpressionError(f"only {', '.join(FUNCTIONS)} can be called, without keywords")
    if not 0 < len(values) <= MAX_ARGUMENTS:
        raise ExpressionError(f"{name} takes one to eight values here")
    return number(FUNCTIONS[name](*map(number, values)))


def _round(value: Number, places: Number | None = None) -> Number:
    """Round as Python does, to places that can be counted."""
    if places is None:
        return round(value)
    if abs(places) > MAX_PLACES:
        raise ExpressionError(f"round takes at most {MAX_PLACES} places")
    return round(value, places)  # type: ignore[arg-type] # a broken number of places is Python's to refuse


FUNCTIONS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {"int": int, "float": float, "round": _round, "abs": abs, "min": min, "max": max}
)
"""The functions of an expression. Each takes numbers of at most `MAX_NUMBER` and is quick for all of them."""


def _shown(value: object) -> str:
    """Return a value for a sentence, and no more of it than a few letters."""
    text = repr(value[:40] if isinstance(value, (str, tuple)) else value)
    return text if len(text) <= 60 else f"{text[:57]}..."
