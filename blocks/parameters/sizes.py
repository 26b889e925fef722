"""Kinds of parameter that speak of axes: sizes, shapes, axis numbers, padding."""

from __future__ import annotations

from dataclasses import dataclass

from blocks.parameters.base import Parameter
from blocks.values.literals import is_integer, limits_text
from blocks.values.values import Value


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
        if not axes and self.nullable:
            return None  # none at all, as Keras writes it into files
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
    """Rows and columns to add: ``1``, ``(1, 2)`` or ``((top, bottom), (left, right))``.

    Along a single axis it is ``1`` or ``(before, after)``, as Keras has it.
    """

    rank: int = 2

    def expects(self) -> str:
        return _PADDINGS[self.rank]

    def check(self, value: Value) -> Value:
        if is_integer(value) and value >= 0:
            return value
        if self.rank == 1 and isinstance(value, tuple) and len(value) == 2:
            if not all(is_integer(size) and size >= 0 for size in value):
                raise self.refuse(value)
            return value[0] if value[0] == value[1] else value
        if isinstance(value, tuple) and len(value) == self.rank:
            pairs = tuple(side if isinstance(side, tuple) else (side, side) for side in value)
            if all(
                len(pair) == 2 and all(is_integer(size) and size >= 0 for size in pair)
                for pair in pairs
            ):
                return _shortest(pairs)
        raise self.refuse(value)


_PADDINGS = {
    1: "a whole number, or (before, after)",
    2: "a whole number, (rows, columns), or ((top, bottom), (left, right))",
    3: "a whole number, three of them in brackets, or three pairs of (before, after)",
}


def _shortest(pairs: tuple[tuple[Value, ...], ...]) -> Value:
    if any(pair[0] != pair[1] for pair in pairs):
        return pairs
    first = tuple(pair[0] for pair in pairs)
    return first[0] if all(size == first[0] for size in first) else first
