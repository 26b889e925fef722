"""Kinds of parameter that hold numbers, truth values and words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from blocks.errors import InvalidValue
from blocks.parameters.base import Parameter
from blocks.values.literals import is_integer, limits_text, within
from blocks.values.values import TEXT_LIMIT, Configured, Value, has_expression


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
class Numbers(Parameter):
    """A real number, or several of them: one for each channel. Keras gets a list of these."""

    minimum: float | None = None

    def expects(self) -> str:
        return "a number" + limits_text(self.minimum, None) + ", or several in brackets"

    def check(self, value: Value) -> Value:
        one = Number(name=self.name, minimum=self.minimum)
        try:
            if isinstance(value, tuple) and value:
                return tuple(one.check(item) for item in value)
            return one.check(value)
        except InvalidValue:
            raise self.refuse(value) from None


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
        return f"a text of at most {TEXT_LIMIT:,} letters"

    def check(self, value: Value) -> Value:
        if not isinstance(value, str) or len(value) > TEXT_LIMIT:
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


def suited_to(value: Value, name: str, words: str = "", front: bool = False) -> Parameter:
    """Return a parameter of the kind that a plain value is of, text for all others; ``words`` are its help."""
    kinds: dict[type, type[Parameter]] = {bool: Flag, int: Integer, float: Number}
    return kinds.get(type(value), Text)(name=name, help=words, front=front)
