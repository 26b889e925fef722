"""A small arithmetic subset of Python: parsed with `ast`, evaluated by an allow-list, never by `eval`.

Names stand for metaparameters, the loop index ``i`` and the incoming shape. Everything is bounded: the length of
the text, the number of nodes, the size of every number. The text itself is valid Python and is printed into
exported code as it stands.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from blocks.errors import ExpressionError
from blocks.values import Configured, Expression, Value

MAX_TEXT = 400
MAX_NODES = 120
MAX_NUMBER = 10**15
MAX_EXPONENT = 64
MAX_STRING = 200

Environment = Mapping[str, Value]
Thunk = Callable[[Environment], Value]

FUNCTIONS: dict[str, Callable[..., Value]] = {
    "int": int,
    "float": float,
    "round": round,
    "abs": abs,
    "min": min,
    "max": max,
}
_BINARY: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def evaluate(text: str, environment: Environment) -> Value:
    """Evaluate an expression.

    Args:
        text: the expression, e.g. ``int(64 * alpha)``.
        environment: the value of every name that may be used.

    Raises:
        ExpressionError: the text is not allowed, a name is unknown, or the arithmetic fails.
    """
    thunk = _compiled(text)[0]
    try:
        return thunk(environment)
    except ZeroDivisionError:
        raise ExpressionError(f"{text} divides by zero") from None
    except (TypeError, ValueError, OverflowError):
        raise ExpressionError(f"{text} cannot be calculated with these values") from None


def names_in(text: str) -> frozenset[str]:
    """Return the names that an expression uses; raises `ExpressionError` where it is not allowed."""
    return _compiled(text)[1]


def names_of(value: Value) -> frozenset[str]:
    """Return the names that the expressions inside a value use; none where one is not allowed."""
    if isinstance(value, Expression):
        try:
            return names_in(value.text)
        except ExpressionError:
            return frozenset()
    if isinstance(value, Configured):
        return frozenset().union(*(names_of(item) for _, item in value.arguments))
    if isinstance(value, tuple):
        return frozenset().union(*map(names_of, value))
    return frozenset()


def check_names(value: Value, known: Collection[str]) -> None:
    """Refuse a value that names what is not known, even where that name is never asked for: a script has it.

    Raises:
        ExpressionError: the words of `evaluate`.
    """
    for name in sorted(names_of(value)):
        if name not in known:
            raise unknown_name(name, known)


def unknown_name(name: str, known: Collection[str]) -> ExpressionError:
    """Return the error for a name that means nothing."""
    return ExpressionError(
        f"the name {name} is not known here (known: {', '.join(sorted(known)) or 'none'})"
    )


def resolve(value: Value, environment: Environment) -> Value:
    """Replace every expression inside ``value`` by what it evaluates to."""
    if isinstance(value, Expression):
        return evaluate(value.text, environment)
    if isinstance(value, tuple):
        return tuple(resolve(item, environment) for item in value)
    if isinstance(value, Configured):
        return Configured(
            value.name, tuple((name, resolve(item, environment)) for name, item in value.arguments)
        )
    return value


def rename(text: str, old: str, new: str) -> str:
    """Return the expression with one name replaced, all else as it was written."""
    tree = _parse(text)
    places = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == old]
    raw = text.strip().encode()
    for node in sorted(places, key=lambda node: -node.col_offset):
        raw = raw[: node.col_offset] + new.encode() + raw[node.end_col_offset :]
    return raw.decode()


def _parse(text: str) -> ast.expr:
    if len(text) > MAX_TEXT:
        raise ExpressionError(f"an expression has at most {MAX_TEXT} characters")
    stripped = text.strip()
    if not stripped.isascii() or "\n" in stripped or "\r" in stripped or "#" in stripped:
        raise ExpressionError("an expression is one line of plain ASCII, without a comment")
    try:
        tree = ast.parse(stripped, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"{stripped or 'nothing'} is not an expression") from None
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise ExpressionError("the expression is too long: split it into metaparameters")
    return tree


@lru_cache(maxsize=4096)
def _compiled(text: str) -> tuple[Thunk, frozenset[str]]:
    tree = _parse(text)
    names: set[str] = set()
    return _compile(tree, names), frozenset(names)


def _compile(node: ast.expr, names: set[str]) -> Thunk:
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise ExpressionError(f"{ast.unparse(node)[:60]} is not allowed in an expression")
    return handler(node, names)


def _constant(node: ast.Constant, names: set[str]) -> Thunk:
    value = node.value
    if isinstance(value, str) and len(value) <= MAX_STRING:
        return lambda environment: value
    if value is None or isinstance(value, bool):
        return lambda environment: value
    if isinstance(value, (int, float)):
        number = _bounded(value)
        return lambda environment: number
    raise ExpressionError("only numbers, short texts, True, False and None are allowed")


def _name(node: ast.Name, names: set[str]) -> Thunk:
    name = node.id
    names.add(name)

    def read(environment: Environment) -> Value:
        if name not in environment:
            raise unknown_name(name, environment)
        value = environment[name]
        if value is None:
            raise ExpressionError(f"{name} is not known yet")
        return value

    return read


def _binary(node: ast.BinOp, names: set[str]) -> Thunk:
    left, right = _compile(node.left, names), _compile(node.right, names)
    if isinstance(node.op, ast.Pow):
        return lambda environment: _power(_number(left(environment)), _number(right(environment)))
    if type(node.op) not in _BINARY:
        raise ExpressionError("only + - * / // % ** are allowed between numbers")
    operation = _BINARY[type(node.op)][1]
    return lambda environment: _bounded(
        operation(_number(left(environment)), _number(right(environment)))
    )


def _unary(node: ast.UnaryOp, names: set[str]) -> Thunk:
    operand = _compile(node.operand, names)
    if isinstance(node.op, ast.Not):
        return lambda environment: not operand(environment)
    if isinstance(node.op, ast.USub):
        return lambda environment: -_number(operand(environment))
    if isinstance(node.op, ast.UAdd):
        return lambda environment: _number(operand(environment))
    raise ExpressionError("only - + and not are allowed in front of a value")


def _compare(node: ast.Compare, names: set[str]) -> Thunk:
    if any(type(operation) not in _COMPARE for operation in node.ops):
        raise ExpressionError("compare with == != < <= > >= only")
    operations = [_COMPARE[type(operation)] for operation in node.ops]
    parts = [_compile(part, names) for part in [node.left, *node.comparators]]

    def compare(environment: Environment) -> bool:
        values = [part(environment) for part in parts]
        return all(test(values[at], values[at + 1]) for at, test in enumerate(operations))

    return compare


def _bool(node: ast.BoolOp, names: set[str]) -> Thunk:
    parts = [_compile(part, names) for part in node.values]
    if isinstance(node.op, ast.And):
        return lambda environment: all(part(environment) for part in parts)
    return lambda environment: any(part(environment) for part in parts)


def _choice(node: ast.IfExp, names: set[str]) -> Thunk:
    test, yes, no = (
        _compile(node.test, names),
        _compile(node.body, names),
        _compile(node.orelse, names),
    )
    return lambda environment: yes(environment) if test(environment) else no(environment)


def _tuple(node: ast.Tuple, names: set[str]) -> Thunk:
    parts = [_compile(part, names) for part in node.elts]
    return lambda environment: tuple(part(environment) for part in parts)


def _call(node: ast.Call, names: set[str]) -> Thunk:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        raise ExpressionError(f"only {', '.join(FUNCTIONS)} can be called, without keywords")
    function = FUNCTIONS[node.func.id]
    parts = [_compile(part, names) for part in node.args]
    if not parts or len(parts) > 8:
        raise ExpressionError(f"{node.func.id} takes one to eight values here")
    return lambda environment: _bounded(function(*(_number(part(environment)) for part in parts)))


_HANDLERS: dict[type[ast.expr], Callable[..., Thunk]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.IfExp: _choice,
    ast.Tuple: _tuple,
    ast.Call: _call,
}


def _number(value: Value) -> int | float:
    if isinstance(value, (int, float)):
        return value
    raise ExpressionError(f"{value!r} is not a number")


def _bounded(value: Value) -> int | float:
    number = _number(value)
    if not math.isfinite(number) or abs(number) > MAX_NUMBER:
        raise ExpressionError("a number is too large")
    return number


def _power(base: int | float, exponent: int | float) -> int | float:
    if abs(exponent) > MAX_EXPONENT or abs(base) > MAX_NUMBER:
        raise ExpressionError(f"an exponent is at most {MAX_EXPONENT}")
    # Both sides are bounded, so the largest intermediate has about 3,200 bits: cheap to make and then refused.
    result = base**exponent
    if isinstance(result, complex):
        raise ExpressionError("a root of a negative number is not real")
    return _bounded(result)
