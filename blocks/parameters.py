"""Kinds of parameter: what a value may be, how it is typed in and how it is written.

Names, defaults and limits are Keras's. One declaration serves the form, the checker, the Keras
call, the code line and the file.
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from typing import TypeGuard

from blocks.errors import ExpressionError, InvalidValue
from blocks.expressions import names_in
from blocks.values import Configured, Expression, Value, has_expression


class _Required:
    """Marks a parameter that Keras has no default for."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One constructor argument or metaparameter.

    Attributes:
        name: Keras's own name.
        help: one sentence for the tooltip.
        default: Keras's default, or `REQUIRED`.
        initial: value of a freshly dropped block where it differs from the default.
        front: shown at once in the form; the rest is folded away.
        nullable: ``None`` is a legal value.
        title: words for the form where the name itself will not do (settings, not layers).
    """

    name: str
    help: str = ""
    default: Value | _Required = REQUIRED
    initial: Value | _Required = REQUIRED
    front: bool = False
    nullable: bool = False
    title: str = ""

    @property
    def start(self) -> Value:
        """Value of a fresh block."""
        for value in (self.initial, self.default):
            if not isinstance(value, _Required):
                return value
        return None

    @property
    def required(self) -> bool:
        """Tell whether Keras insists on the argument."""
        return isinstance(self.default, _Required)

    def validate(self, value: Value) -> Value:
        """Return the value in its normal form.

        Raises:
            InvalidValue: the value is not legal; the text says what would be.
        """
        if value is None:
            if self.nullable:
                return None
            raise InvalidValue(f"{self.name} needs {self.expects()}")
        return self.check(value)

    def check(self, value: Value) -> Value:
        """Validate a value that is not ``None``; each kind has its own."""
        return value

    def expects(self) -> str:
        """Say in words what a legal value is."""
        return "a value"

    def parse(self, text: str) -> Value:
        """Read what a person typed: a literal, or else an expression.

        Raises:
            InvalidValue: it is neither.
        """
        value = read_literal(text)
        return value if has_expression(value) else self.validate(value)

    def is_default(self, value: Value) -> bool:
        """Tell whether a value is Keras's default, so that code need not write it."""
        return same_value(value, self.default)

    def refuse(self, value: Value) -> InvalidValue:
        """Make the error for an illegal value."""
        return InvalidValue(f"{self.name} must be {self.expects()}, not {show(value)}")


@dataclass(frozen=True, kw_only=True)
class Integer(Parameter):
    """A whole number, with limits where Keras has them."""

    minimum: int | None = None
    maximum: int | None = None

    def expects(self) -> str:
        return "a whole number" + limits_text(self.minimum, self.maximum)

    def check(self, value: Value) -> Value:
        if not is_integer(value) or not within(value, self.minimum, self.maximum):
            raise self.refuse(value)
        return value


@dataclass(frozen=True, kw_only=True)
class Number(Parameter):
    """A real number, with limits where Keras has them; it must exceed ``above``."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None

    def expects(self) -> str:
        if self.above is not None:
            return f"a number above {self.above:g}"
        return "a number" + limits_text(self.minimum, self.maximum)

    def check(self, value: Value) -> Value:
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not math.isfinite(value)
        ):
            raise self.refuse(value)
        if not within(value, self.minimum, self.maximum):
            raise self.refuse(value)
        if self.above is not None and value <= self.above:
            raise self.refuse(value)
        return float(value)


@dataclass(frozen=True, kw_only=True)
class NamedNumbers(Parameter):
    """Numbers by name, e.g. ``dict(rmax=3.0)``: a Python dictionary in the Keras call.

    The value is ``Configured("dict", ...)`` in the order of ``members``; those that are left out
    are not passed on.
    """

    members: tuple[Number, ...]

    def expects(self) -> str:
        return f"numbers by name, such as dict({self.members[0].name}=1.0)"

    def check(self, value: Value) -> Value:
        if not isinstance(value, Configured) or value.name != "dict":
            raise self.refuse(value)
        given = dict(value.arguments)
        names = [member.name for member in self.members]
        if not set(given) <= set(names) or len(given) != len(value.arguments):
            raise InvalidValue(f"{self.name} takes {', '.join(names)}, each at most once")
        kept = [
            (member.name, item if has_expression(item) else member.validate(item))
            for member in self.members
            for item in [given.get(member.name)]
            if member.name in given
        ]
        return Configured("dict", tuple(kept))


@dataclass(frozen=True, kw_only=True)
class Flag(Parameter):
    """True or False."""

    def expects(self) -> str:
        return "True or False"

    def check(self, value: Value) -> Value:
        if not isinstance(value, bool):
            raise self.refuse(value)
        return value


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One word out of a list."""

    choices: tuple[str, ...]

    def expects(self) -> str:
        return "one of " + ", ".join(self.choices)

    def check(self, value: Value) -> Value:
        if not isinstance(value, str) or value not in self.choices:
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> Value:
        word = text.strip().strip("'\"")
        return word if word in self.choices else super().parse(text)


@dataclass(frozen=True, kw_only=True)
class Text(Parameter):
    """Free text of one line."""

    def expects(self) -> str:
        return "a text"

    def check(self, value: Value) -> Value:
        if not isinstance(value, str):
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> Value:
        return self.validate(text.strip() or (None if self.nullable else ""))


@dataclass(frozen=True, kw_only=True)
class Words(Parameter):
    """Several words out of a list, each once, in the order given."""

    choices: tuple[str, ...]

    def expects(self) -> str:
        return "words out of " + ", ".join(self.choices)

    def check(self, value: Value) -> Value:
        words = value if isinstance(value, tuple) else (value,)
        if len(set(words)) != len(words) or any(word not in self.choices for word in words):
            raise self.refuse(value)
        return words

    def parse(self, text: str) -> Value:
        words = text.replace(",", " ").replace("(", " ").replace(")", " ").split()
        return self.validate(tuple(word.strip("'\"") for word in words))


@dataclass(frozen=True, kw_only=True)
class Integers(Parameter):
    """A whole number for every axis: one for all, or one each (``3`` or ``(3, 1)``).

    The normal form is a single number where all are equal.
    """

    rank: int
    minimum: int = 1

    def expects(self) -> str:
        return f"a whole number of at least {self.minimum}, or {self.rank} of them in brackets"

    def check(self, value: Value) -> Value:
        sizes = value if isinstance(value, tuple) else (value,) * self.rank
        if len(sizes) != self.rank or not all(
            is_integer(size) and size >= self.minimum for size in sizes
        ):
            raise self.refuse(value)
        return sizes[0] if all(size == sizes[0] for size in sizes) else sizes


@dataclass(frozen=True, kw_only=True)
class Sizes(Parameter):
    """A shape: whole numbers in brackets; open sizes (``None``) where they are allowed."""

    open_sizes: bool = False
    minimum: int = 1

    def expects(self) -> str:
        return "sizes in brackets such as (28, 28, 1)"

    def check(self, value: Value) -> Value:
        sizes = value if isinstance(value, tuple) else (value,)
        for size in sizes:
            free = size is None and self.open_sizes
            if not free and not (is_integer(size) and size >= self.minimum):
                raise self.refuse(value)
        return sizes


@dataclass(frozen=True, kw_only=True)
class Axis(Parameter):
    """One axis number, or several in brackets where ``several`` is set.

    Where ``rank`` is given, each must be one of that many axes, and none may come twice.
    """

    several: bool = False
    rank: int | None = None

    def expects(self) -> str:
        limits = "" if self.rank is None else limits_text(-self.rank, self.rank - 1)
        return f"an axis number{limits}" + (", or several in brackets" if self.several else "")

    def check(self, value: Value) -> Value:
        axes = value if self.several and isinstance(value, tuple) else (value,)
        numbers = [axis for axis in axes if is_integer(axis)]
        if not axes or len(numbers) != len(axes) or not self._fits(numbers):
            raise self.refuse(value)
        return numbers[0] if len(numbers) == 1 else tuple(numbers)

    def _fits(self, numbers: list[int]) -> bool:
        if self.rank is None:
            return True
        places = {axis % self.rank for axis in numbers if -self.rank <= axis < self.rank}
        return len(places) == len(numbers)


@dataclass(frozen=True, kw_only=True)
class Padding(Parameter):
    """Rows and columns to add: ``1``, ``(1, 2)`` or ``((top, bottom), (left, right))``."""

    rank: int = 2

    def expects(self) -> str:
        return "a whole number, (rows, columns), or ((top, bottom), (left, right))"

    def check(self, value: Value) -> Value:
        if is_integer(value) and value >= 0:
            return value
        if isinstance(value, tuple) and len(value) == self.rank:
            pairs = tuple(side if isinstance(side, tuple) else (side, side) for side in value)
            if all(
                len(pair) == 2 and all(is_integer(size) and size >= 0 for size in pair)
                for pair in pairs
            ):
                return _shortest(pairs)
        raise self.refuse(value)


def _shortest(pairs: tuple[tuple[Value, ...], ...]) -> Value:
    if any(pair[0] != pair[1] for pair in pairs):
        return pairs
    first = tuple(pair[0] for pair in pairs)
    return first[0] if all(size == first[0] for size in first) else first


@dataclass(frozen=True, kw_only=True)
class Family:
    """Keras objects of one kind, e.g. regularizers: classes with their parameters, and short names.

    Attributes:
        module: where they live below ``keras``, e.g. ``regularizers``.
        members: class name to parameters.
        aliases: short name to class name, e.g. ``{"l2": "L2"}``.
    """

    module: str
    members: dict[str, tuple[Parameter, ...]]
    aliases: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ObjectOf(Parameter):
    """A Keras object by short name (``he_normal``) or with arguments (``HeNormal(seed=1)``)."""

    family: Family

    def expects(self) -> str:
        return f"a name such as {', '.join(list(self.family.aliases)[:3])}"

    def check(self, value: Value) -> Value:
        if isinstance(value, str) and self._knows(value):
            # Keras makes the object from its name alone, so nothing may be missing.
            self._check_object(Configured(self.family.aliases.get(value, value)))
            return value
        if isinstance(value, Configured):
            return self._check_object(value)
        raise self.refuse(value)

    def _knows(self, word: str) -> bool:
        return word in self.family.aliases or word in self.family.members

    def _check_object(self, value: Configured) -> Value:
        parameters = {
            parameter.name: parameter for parameter in self.family.members.get(value.name, ())
        }
        if value.name not in self.family.members:
            raise self.refuse(value)
        arguments = []
        for name, item in value.arguments:
            if name not in parameters:
                known = ", ".join(parameters) or "none"
                raise InvalidValue(f"{value.name} has no argument {name} (it has: {known})")
            arguments.append(
                (name, item if has_expression(item) else parameters[name].validate(item))
            )
        missing = [
            name
            for name, parameter in parameters.items()
            if parameter.required and name not in dict(arguments)
        ]
        if missing:
            raise InvalidValue(f"{value.name} needs {missing[0]}")
        return Configured(value.name, tuple(arguments))

    def parse(self, text: str) -> Value:
        word = text.strip().strip("'\"")
        return self.validate(word) if self._knows(word) else super().parse(text)


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
    """Compare two values, keeping ``True`` apart from ``1``."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def within(value: Value, minimum: float | None, maximum: float | None) -> bool:
    """Tell whether a number lies within limits, both included."""
    assert isinstance(value, (int, float))
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)


def limits_text(minimum: float | None, maximum: float | None) -> str:
    """Say limits in words, with a leading space."""
    if minimum is not None and maximum is not None:
        return f" from {minimum:g} to {maximum:g}"
    if minimum is not None:
        return f" of at least {minimum:g}"
    return "" if maximum is None else f" of at most {maximum:g}"
