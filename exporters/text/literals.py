"""The one place where values become Python source. The result is pure ASCII, whatever the value.

Only the types of `blocks.values.values` are written. User text becomes code in two forms alone: a string literal, or
lines inside a docstring.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Mapping

from blocks.errors import NetwrightError
from blocks.parameters import Family, NamedNumbers, Numbers, ObjectOf, Parameter
from blocks.values.values import INTEGER_LIMIT, Configured, Expression, Value

WIDTH = 80
"""Characters per line of running text: 88 less the deepest indentation that it has."""


class EmitError(NetwrightError):
    """A value cannot be written as Python."""


_LARGEST = 10**18
"""JSON of files has whole numbers of 18 digits at most."""

_SHARES = {1 / 255: "1.0 / 255", 1 / 127.5: "1.0 / 127.5"}
"""Factors that bring bytes into a range, as people write them."""

ExpressionCode = Callable[[str], str]
"""Turns the text of an expression into code."""


def no_expressions(text: str) -> str:
    """Refuse expressions, where there is nothing that they could refer to."""
    raise EmitError(f"{text[:40]} cannot stand here")


def source(
    value: Value, parameter: Parameter | None = None, expression: ExpressionCode = no_expressions
) -> str:
    """Write a value as Python.

    Args:
        value: the value.
        parameter: its declaration, which knows the module of Keras objects.
        expression: writes the expressions in it.

    Raises:
        EmitError: the value is none that code can hold.
    """
    if isinstance(value, Expression):
        return expression(value.text)
    if isinstance(value, Configured):
        return _object(value, parameter, expression)
    if isinstance(value, tuple):
        items = [source(item, parameter, expression) for item in value]
        if isinstance(parameter, Numbers):
            return f"[{', '.join(items)}]"
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    if isinstance(parameter, Numbers) and type(value) is float and value in _SHARES:
        return _SHARES[value]
    return literal(value)


def literal(value: bool | int | float | str | None) -> str:
    """Write a constant; raises `EmitError` for numbers that have no literal."""
    # The exact types: a subclass, such as a NumPy number, has a repr of its own.
    if value is None or type(value) is bool:
        return repr(value)
    if type(value) is str:
        return ascii(value)
    if type(value) is int and abs(value) <= INTEGER_LIMIT:
        return repr(value)
    if type(value) is float and math.isfinite(value):
        return re.sub(r"e([+-])0+", r"e\1", repr(value)).replace("e+", "e")
    # Not the value itself: str() refuses integers of more than 4,300 digits.
    raise EmitError(f"a value of type {type(value).__name__} has no form in Python that fits here")


def json_code(data: object) -> str:
    """Write plain JSON as Python; raises `EmitError` for what has no literal."""
    if isinstance(data, Mapping):
        pairs = (f"{literal(str(key))}: {json_code(value)}" for key, value in data.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(data, (list, tuple)):
        return f"[{', '.join(map(json_code, data))}]"
    if type(data) is int and abs(data) < _LARGEST:
        return repr(data)
    if data is None or isinstance(data, (bool, int, float, str)):
        return literal(data)
    raise EmitError(f"a value of type {type(data).__name__} is no plain JSON")


def _object(value: Configured, parameter: Parameter | None, expression: ExpressionCode) -> str:
    if isinstance(parameter, NamedNumbers) and value.name == "dict":
        members = {member.name: member for member in parameter.members}
        items = [
            f"{literal(name)}: {source(item, members[name], expression)}"
            for name, item in value.arguments
            if name in members
        ]
        return "{" + ", ".join(items) + "}"
    if isinstance(parameter, ObjectOf) and value.name in parameter.family.members:
        return _keras_object(value, parameter.family, expression)
    raise EmitError(f"{value.name[:40]} is not a Keras object that is known here")


def _keras_object(value: Configured, family: Family, expression: ExpressionCode) -> str:
    """Write ``keras.regularizers.L2(0.01)``; class and argument names come from the catalog, not from the user."""
    declared = {parameter.name: parameter for parameter in family.members[value.name]}
    written = [
        (name, source(item, declared[name], expression))
        for name, item in value.arguments
        if name in declared and not declared[name].is_default(item)
    ]
    # L2(0.01) is how it is written; with two strengths the names are needed.
    bare = family.module == "regularizers" and len(declared) == 1
    arguments = [code if bare else f"{name}={code}" for name, code in written]
    return f"keras.{family.module}.{value.name}({', '.join(arguments)})"


def docstring_lines(text: str, width: int = WIDTH) -> list[str]:
    """Return user text as the inner lines of a docstring: wrapped, escaped, its paragraphs kept."""
    paragraphs = [" ".join(line.split()) for line in text.splitlines()]
    wrapped = [
        line
        for paragraph in paragraphs
        for line in textwrap.wrap(paragraph, width, break_on_hyphens=False) or [""]
    ]
    return [_docstring_escape(line) for line in wrapped]


# What editors and Python itself obey when it stands near the top of a file: "coding: utf-7", "vim: set ...".
_ORDERS = re.compile(r"(coding|\bvim?|\bex)(?=\s*[:=])", re.IGNORECASE)


def _docstring_escape(line: str) -> str:
    line = line.replace("\\", "\\\\").replace('""', '\\"\\"')
    line = _ORDERS.sub(lambda found: found[0][:-1] + f"\\x{ord(found[0][-1]):02x}", line)
    return _plain(line)


# What formatters, linters and type checkers obey where it stands in a comment: "fmt: off", "type: ignore".
_PRAGMAS = re.compile(
    r"\b(fmt|yapf|isort|ruff|noqa|type|mypy|pyright|pylint|flake8|pragma|nosec)(?=\s*:)",
    re.IGNORECASE,
)


def comment_lines(text: str, width: int = WIDTH) -> list[str]:
    """Return user text as the words of a comment, without its ``#``: one paragraph, wrapped."""
    words = _plain(" ".join(text.replace("\\", "\\\\").split()))
    for orders in (_ORDERS, _PRAGMAS):
        words = orders.sub(lambda found: found[0][:-1] + f"\\x{ord(found[0][-1]):02x}", words)
    return textwrap.wrap(words, width, break_on_hyphens=False)


def _plain(line: str) -> str:
    return "".join(letter if " " <= letter <= "~" else ascii(letter)[1:-1] for letter in line)
