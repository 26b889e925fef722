"""A small arithmetic subset of Python: parsed with `ast`, evaluated by an allow-list, never by `eval`.

Names stand for metaparameters, the loop index ``i`` and the incoming shape. Everything is bounded: the length of
the text, the number of nodes, the size of every number. The text itself is valid Python and is printed into
exported code as it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from blocks.errors import ExpressionError
from blocks.values.arithmetic import (
    COMPARISONS,
    ERRORS,
    FUNCTIONS,
    MAX_ARGUMENTS,
    SIGNS,
    call,
    number,
    operate,
)
from blocks.values.values import Configured, Expression, Value

MAX_TEXT = 400
MAX_NODES = 120
"""The budget of steps: every node is worked out once at most."""

MAX_STRING = 200
MAX_ITEMS = 1_000
"""Values that an expression in brackets may come to, those in inner brackets counted."""

Environment = Mapping[str, Value]
Thunk = Callable[[Environment], Value]


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
    except (*ERRORS, RecursionError):
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
    if not stripped.isascii() or any(mark in stripped for mark in "\n\r\f#\\"):
        raise ExpressionError("an expression is one line of plain ASCII, without a comment or a \\")
    try:
        tree = ast.parse(stripped, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError, SystemError):
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
        raise ExpressionError(f"{_words(node)} is not allowed in an expression")
    return handler(node, names)


def _words(node: ast.expr) -> str:
    try:
        return ast.unparse(node)[:60]
    except (
        ValueError,
        RecursionError,
    ):  # there are texts within texts that Python cannot write again
        return "this"


def _constant(node: ast.Constant, names: set[str]) -> Thunk:
    value = node.value
    if isinstance(value, str) and len(value) <= MAX_STRING:
        return lambda environment: value
    if value is None or isinstance(value, bool):
        return lambda environment: value
    if isinstance(value, (int, float)):
        bounded = number(value)
        return lambda environment: bounded
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
    sign = SIGNS.get(type(node.op))
    if sign is None:
        raise ExpressionError("only + - * / // % ** are allowed between numbers")
    return lambda environment: operate(sign, left(environment), right(environment))


def _unary(node: ast.UnaryOp, names: set[str]) -> Thunk:
    operand = _compile(node.operand, names)
    if isinstance(node.op, ast.Not):
        return lambda environment: not operand(environment)
    if isinstance(node.op, ast.USub):
        return lambda environment: -number(operand(environment))
    if isinstance(node.op, ast.UAdd):
        return lambda environment: number(operand(environment))
    raise ExpressionError("only - + and not are allowed in front of a value")


def _compare(node: ast.Compare, names: set[str]) -> Thunk:
    if any(type(operation) not in COMPARISONS for operation in node.ops):
        raise ExpressionError("compare with == != < <= > >= only")
    operations = [COMPARISONS[type(operation)] for operation in node.ops]
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

    def row(environment: Environment) -> Value:
        found = tuple(part(environment) for part in parts)
        if count_of(found, MAX_ITEMS) > MAX_ITEMS:
            raise ExpressionError(f"an expression comes to at most {MAX_ITEMS:,} values")
        return found

    return row


def count_of(value: object, most: int) -> int:
    """Count the values in brackets within brackets, up to ``most`` and one more; a loop, however deep they lie."""
    count, waiting = 0, [value]
    while waiting and count <= most:
        count += 1
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting += item[: most + 1]
    return count


def _call(node: ast.Call, names: set[str]) -> Thunk:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        raise ExpressionError(f"only {', '.join(FUNCTIONS)} can be called, without keywords")
    name = node.func.id
    parts = [_compile(part, names) for part in node.args]
    if not 0 < len(parts) <= MAX_ARGUMENTS:
        raise ExpressionError(f"{name} takes one to eight values here")
    return lambda environment: call(name, tuple(part(environment) for part in parts))


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
