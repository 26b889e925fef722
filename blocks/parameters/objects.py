"""Parameters that hold a Keras object: an initializer, a regularizer, an optimizer."""

from __future__ import annotations

from dataclasses import dataclass

from blocks.errors import InvalidValue
from blocks.parameters.base import Parameter
from blocks.values.values import Configured, Value, has_expression


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
        return f"a name such as {', '.join(list(self.family.aliases or self.family.members)[:3])}"

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
