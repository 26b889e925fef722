"""The base of all kinds of parameters: name, default, help; it validates, reads and compares values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from blocks.errors import InvalidValue
from blocks.values.literals import read_literal, same_value, show
from blocks.values.values import Value, has_expression


class Required:
    """Marks a parameter that Keras has no default for."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = Required()


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
        called: Keras takes it where the layer is applied, not where it is made.
        takes_expressions: its value may be one, of the kind as a whole.
    """

    takes_expressions: ClassVar[bool] = True

    name: str
    help: str = ""
    default: Value | Required = REQUIRED
    initial: Value | Required = REQUIRED
    front: bool = False
    nullable: bool = False
    title: str = ""
    called: bool = False

    @property
    def start(self) -> Value:
        """Value of a fresh block."""
        for value in (self.initial, self.default):
            if not isinstance(value, Required):
                return value
        return None

    @property
    def required(self) -> bool:
        """Tell whether Keras insists on the argument."""
        return isinstance(self.default, Required)

    @property
    def fallback(self) -> Value:
        """Keras's default; ``None`` where it insists on the argument."""
        return None if isinstance(self.default, Required) else self.default

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

    def is_default(self, value: object) -> bool:
        """Tell whether a value is Keras's default, so that code need not write it."""
        return same_value(value, self.default)

    def refuse(self, value: Value) -> InvalidValue:
        """Make the error for an illegal value."""
        return InvalidValue(f"{self.name} must be {self.expects()}, not {show(value)}")
