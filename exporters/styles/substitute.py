"""Values in the place of names: the expressions of a composite as they read at one of its instances."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from blocks.errors import ExpressionError, NetwrightError
from blocks.values.expressions import evaluate, names_in
from blocks.values.values import Configured, Expression, Value
from exporters.text.literals import EmitError, literal


class CannotFill(NetwrightError):
    """A value has no place in an expression, or the expression would be too long."""


def filled(value: Value, given: Mapping[str, Value]) -> Value:
    """Put values in the place of names; an expression without names becomes what it evaluates to.

    Args:
        value: a value with the expressions of a composite.
        given: what stands for each name: a plain value or an expression.

    Raises:
        CannotFill: the result is no expression of the kind that is read here.
    """
    if isinstance(value, tuple):
        return tuple(filled(item, given) for item in value)
    if isinstance(value, Configured):
        items = tuple((name, filled(item, given)) for name, item in value.arguments)
        return Configured(value.name, items)
    return _filled(value.text, given) if isinstance(value, Expression) else value


def _filled(text: str, given: Mapping[str, Value]) -> Value:
    text = text.strip()
    if text in given:
        return given[text]
    try:
        code = _replaced(text, given)
        return Expression(code) if names_in(code) else evaluate(code, {})
    except (ExpressionError, EmitError) as error:
        raise CannotFill(str(error)) from error


def _replaced(text: str, given: Mapping[str, Value]) -> str:
    nodes = list(ast.walk(ast.parse(text, mode="eval").body))
    functions = {node.func for node in nodes if isinstance(node, ast.Call)}
    names = {
        node.col_offset: node
        for node in nodes
        if isinstance(node, ast.Name) and node.id in given and node not in functions
    }
    for start, node in sorted(names.items(), reverse=True):
        text = text[:start] + _operand(given[node.id]) + text[node.end_col_offset :]
    return text


def _operand(value: Value) -> str:
    """Write a value so that it can stand beside any operator."""
    if isinstance(value, Expression):
        text = value.text.strip()
        simple = isinstance(ast.parse(text, mode="eval").body, (ast.Name, ast.Constant, ast.Call))
        return text if simple else f"({text})"
    if isinstance(value, (tuple, Configured)):
        raise CannotFill("this value cannot stand within an expression")
    code = literal(value)
    return f"({code})" if code.startswith("-") else code
