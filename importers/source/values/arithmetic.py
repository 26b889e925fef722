"""Bounded arithmetic with plain values while source is read; `blocks.values.arithmetic` works numbers out."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable, Sized
from typing import Any

from blocks.errors import ExpressionError
from blocks.values import arithmetic
from importers.source.values import budget as python_budget
from importers.source.values.budget import MAX_ITEMS
from importers.source.values.values import Args, SourceValue, Unknown, is_plain

COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], object]] = {
    **arithmetic.COMPARISONS,
    ast.Is: lambda a, b: a is b or (is_plain(a) and is_plain(b) and a == b),
    ast.IsNot: lambda a, b: not (a is b or (is_plain(a) and is_plain(b) and a == b)),
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
"""Comparisons of any two values; Python raises one of `ERRORS` where they do not fit."""

IN_EXPRESSIONS = tuple(arithmetic.COMPARISONS)
ERRORS = (*arithmetic.ERRORS, ZeroDivisionError, KeyError, ExpressionError, RecursionError)


def row(items: Iterable[SourceValue]) -> SourceValue:
    """Return items as a row; `Unknown` for one that is too long or nested too deeply."""
    return bounded(tuple(python_budget.made(items)))


def bounded(value: SourceValue) -> SourceValue:
    """Return a plain value, or say that it is too large."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return arithmetic.number(value)
        except ExpressionError:
            return Unknown("a number that is too large")
    return value if python_budget.fits(value) else too_long(value)


def too_long(value: SourceValue) -> Unknown:
    """Return what stands for a text or a row that is too long; the report of the import has it."""
    words = "a text that is too long" if isinstance(value, str) else "a row that is too long"
    python_budget.refuse(words)
    return Unknown(words)


def plain_binary(op: ast.operator, left: SourceValue, right: SourceValue) -> SourceValue:
    """Work out an operation on plain values."""
    sign = arithmetic.SIGNS.get(type(op))
    if sign is None:
        return Unknown("an operation")
    try:
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            return arithmetic.operate(sign, left, right)
        return _of_rows(sign, left, right)
    except ERRORS:
        return Unknown("a calculation that fails")


def _of_rows(sign: str, left: SourceValue, right: SourceValue) -> SourceValue:
    """Work out what is done with rows and texts: they are joined, or written several times."""
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return bounded(left + right) if _fit(left, right) else too_long(left)
    if sign == "+" and isinstance(left, tuple) and isinstance(right, tuple):
        return bounded(left + right) if _fit(left, right) else too_long(left)
    whole, times = (left, right) if isinstance(left, (str, tuple)) else (right, left)
    if sign == "*" and isinstance(whole, (str, tuple)) and isinstance(times, int):
        fits = max(len(whole), 1) * times <= MAX_ITEMS
        return bounded(whole * times) if fits else too_long(whole)
    if sign == "%" and isinstance(left, str):
        return Unknown("a text made by %")
    return Unknown("a calculation that fails")


def _fit(left: Sized, right: Sized) -> bool:
    return max(len(left), 1) + max(len(right), 1) <= MAX_ITEMS


FUNCTIONS = arithmetic.FUNCTIONS
"""Those that an expression may call."""


def _whole_number(value: Any = 0, *more: Any) -> int:
    if isinstance(value, str) and len(value) > 40:
        raise ValueError
    return int(value, *more) if isinstance(value, str) else int(value)


def _product(values: Iterable[Any]) -> float:
    found: float = 1
    for each in values:
        found = arithmetic.operate("*", found, each)
    return found


def _sum(values: Iterable[SourceValue], start: SourceValue = 0) -> SourceValue:
    """Add numbers, or join rows where it starts with one."""
    found = start
    for each in values:
        found = plain_binary(ast.Add(), found, each)
        if isinstance(found, Unknown):
            raise ValueError
    return found


PLAIN_FUNCTIONS: dict[str, Callable[..., SourceValue]] = {
    "abs": lambda x: arithmetic.call("abs", (x,)),
    "round": lambda *args: arithmetic.call("round", args),
    "int": _whole_number, "float": float, "min": min, "max": max,
    "bool": bool, "str": str, "sum": _sum, "len": len, "sorted": lambda x: tuple(sorted(x)),
    "divmod": divmod, "pow": arithmetic.power, "any": any, "all": all, "repr": repr,
    "ceil": math.ceil, "floor": math.floor, "sqrt": math.sqrt, "log2": math.log2, "log": math.log,
    "prod": _product, "exp": math.exp,
}  # fmt: skip
"""Functions of any values; Python raises one of `ERRORS` where they do not fit."""


def plain_call(name: str, args: Args) -> SourceValue:
    """Work out a function of plain values."""
    if name not in PLAIN_FUNCTIONS:
        return Unknown(f"{name[:40]}()")
    if not python_budget.fits(args):
        return too_long(args)
    try:
        return bounded(PLAIN_FUNCTIONS[name](*args))
    except ERRORS:
        return Unknown(f"{name}() of such values")
