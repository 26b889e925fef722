"""Values as people type and read them: numbers, words, brackets, objects with arguments, expressions."""

from __future__ import annotations

import ast
from typing import TypeGuard

from blocks.errors import ExpressionError, InvalidValue
from blocks.values.expressions import names_in
from blocks.values.values import Configured, Expression, Value


def read_literal(text: str) -> Value:
    """Read typed text: number, word in quotes, tuple, object with arguments, or an expression.

    Raises:
        InvalidValue: the text is none of these.
    """
    stripped = text.strip()
    try:
        tree = ast.parse(stripped, mode="eval").body if len(stripped) <= 1000 else None
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        tree = None
    if tree is None:
        raise InvalidValue(
            f"{stripped[:40] or 'nothing'} cannot be read: type a value or an expression"
        )
    return _literal(tree, stripped)


def _literal(node: ast.expr, source: str) -> Value:
    if isinstance(node, ast.Constant) and (
        node.value is None or isinstance(node.value, (bool, int, float, str))
    ):
        return node.value
    if (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and isinstance(node.operand, ast.Constant)
    ):
        value = node.operand.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return -value
    if isinstance(node, (ast.Tuple, ast.List)):
        return tuple(_literal(item, source) for item in node.elts)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and (node.func.id[:1].isupper() or node.func.id == "dict")
        and not node.args
    ):
        arguments = [(word.arg, _literal(word.value, source)) for word in node.keywords if word.arg]
        return Configured(node.func.id, tuple(arguments))
    text = ast.get_source_segment(source, node) or ast.unparse(node)
    try:
        names_in(text)
    except ExpressionError as error:
        raise InvalidValue(str(error)) from None
    return Expression(text)


def show(value: Value) -> str:
    """Write a value the way a person types it."""
    return value if isinstance(value, str) else _literal_text(value)


def _literal_text(value: Value) -> str:
    """Write a value as it stands inside brackets, words in quotes."""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, Configured):
        inner = ", ".join(f"{name}={_literal_text(item)}" for name, item in value.arguments)
        return f"{value.name}({inner})"
    if isinstance(value, tuple):
        inner = ", ".join(map(_literal_text, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(value)


def is_integer(value: object) -> TypeGuard[int]:
    """Tell whether a value is a whole number and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def same_value(left: object, right: object) -> bool:
    """Compare two values, where ``True`` is not ``1``."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def within(value: Value, minimum: float | None, maximum: float | None) -> bool:
    """Tell whether a number lies within limits, both included."""
    assert isinstance(value, (int, float))
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)


def limits_text(minimum: float | None, maximum: float | None) -> str:
    """Say limits in words, with a leading space."""
    if minimum is not None and maximum is not None:
        return f" from {_limit(minimum)} to {_limit(maximum)}"
    if minimum is not None:
        return f" of at least {_limit(minimum)}"
    return "" if maximum is None else f" of at most {_limit(maximum)}"


def _limit(number: float) -> str:
    """Return a limit as it is: six digits would make another number of a large one."""
    return str(number) if isinstance(number, int) else f"{number:g}"
