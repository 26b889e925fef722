"""Arithmetic with plain values while source is read; everything is bounded."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from importers.python_values import (
    Unknown,
    is_plain,
)

LARGEST = 10**15
LONGEST = 10_000

BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda a, b: a is b or (is_plain(a) and is_plain(b) and a == b),
    ast.IsNot: lambda a, b: not (a is b or (is_plain(a) and is_plain(b) and a == b)),
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
IN_EXPRESSIONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
ERRORS = (TypeError, ValueError, ZeroDivisionError, OverflowError, KeyError)


def bounded(value: Any) -> Any:
    """Return a plain value, or say that it is too large."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and not abs(value) <= LARGEST:
        return Unknown("a number that is too large")
    if isinstance(value, (str, tuple)) and len(value) > LONGEST:
        return Unknown("a value that is too long")
    return value


def plain_binary(op: ast.operator, left: Any, right: Any) -> Any:
    """Work out an operation on plain values."""
    try:
        if isinstance(op, ast.Pow):
            return _power(left, right)
        if isinstance(op, ast.Mult) and not _short_product(left, right):
            return Unknown("a value that is too long")
        if isinstance(op, ast.Mod) and isinstance(left, str):
            return Unknown("a text made by %")
        found = BINARY[type(op)](left, right) if type(op) in BINARY else Unknown("an operation")
    except ERRORS:
        return Unknown("a calculation that fails")
    return bounded(found)


def _short_product(left: Any, right: Any) -> bool:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, (str, tuple)) and isinstance(other, int):
            return len(one) * max(other, 0) <= LONGEST
    return True


def _power(base: Any, exponent: Any) -> Any:
    if not isinstance(base, (int, float)) or not isinstance(exponent, (int, float)):
        return Unknown("a power of something that is no number")
    if abs(exponent) > 64 or abs(base) > LARGEST:
        return Unknown("a number that is too large")
    found = base**exponent
    return Unknown("a root of a negative number") if isinstance(found, complex) else bounded(found)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "int": int, "float": float, "round": round, "abs": abs, "min": min, "max": max,
}  # fmt: skip
"""Those that an expression may call."""

PLAIN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **FUNCTIONS, "bool": bool, "str": str, "sum": sum, "len": len, "sorted": lambda x: tuple(sorted(x)),
    "divmod": divmod, "pow": lambda a, b: _power(a, b), "any": any, "all": all, "repr": repr,
    "ceil": math.ceil, "floor": math.floor, "sqrt": math.sqrt, "log2": math.log2, "log": math.log,
    "prod": lambda x: bounded(math.prod(x)), "exp": math.exp,
}  # fmt: skip


def plain_call(name: str, args: tuple[Any, ...]) -> Any:
    """Work out a function of plain values."""
    if name not in PLAIN_FUNCTIONS:
        return Unknown(f"{name}()")
    try:
        return bounded(PLAIN_FUNCTIONS[name](*args))
    except ERRORS:
        return Unknown(f"{name}() of such values")
