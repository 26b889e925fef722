"""Differences between places that look alike, and the names that people would give them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from blocks.graph.naming import first_free
from blocks.values.values import Value

SERIES = "*series"
"""Stands for the number of repeats among the names of values."""

_RESERVED = frozenset(("channels", "height", "width", "units", "i", "x"))
_SIZES = ("kernel_size", "strides", "pool_size", "dilation_rate")
_SHAPES = ("target_shape", "size")
"""Sizes that follow from others: the other name says more."""

_MOST_ROLES = 3
"""Numbers of filters that are distinguished by what they do; more are branches, and none is special."""

ColumnKey = tuple[tuple[type, Value], ...]
"""The value at every place, with its class: 1 and 1.0 are different."""


@dataclass(frozen=True, slots=True)
class ValueSlot:
    """One value of one inner item; ``place`` leads into a tuple, and is empty for a plain value."""

    item: int
    name: str
    place: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that becomes a metaparameter.

    Attributes:
        column: its value at every place.
        usual: the same, expressions as what they come to by default.
        slots: where it stands in the composite.
    """

    column: tuple[Value, ...]
    usual: tuple[Value, ...]
    slots: list[ValueSlot]

    @property
    def slot(self) -> ValueSlot:
        """The place that says most of what it is."""
        return min(self.slots, key=lambda slot: (slot.name in _SHAPES, bool(slot.place)))


def names_of(
    differences: Mapping[ColumnKey, Difference], scaled: Container[ColumnKey]
) -> dict[ColumnKey, str]:
    """Return a name for every difference.

    Numbers of filters are distinguished by what they do: the last ones are those that come out, others expand or
    squeeze them.

    Args:
        differences: by the values at every place.
        scaled: those of which others are multiples or parts.
    """
    names: dict[ColumnKey, str] = {}
    wide = {
        marks: difference
        for marks, difference in differences.items()
        if _stem(difference) == "filters"
    }
    out = max(wide, key=lambda marks: max(slot.item for slot in wide[marks].slots), default=())
    for marks, difference in sorted(differences.items(), key=lambda entry: entry[0] != out):
        base = _stem(difference)
        if base == "filters" and marks != out and len(wide) <= _MOST_ROLES and marks not in scaled:
            base = _role(difference, differences[out])
        names[marks] = first_free(base, {*names.values()}.__contains__)
    return names


def _stem(difference: Difference) -> str:
    slot = difference.slot
    base = "repeats" if slot.name == SERIES else slot.name
    base = "filters" if base.rstrip("0123456789").rstrip("_") == "filters" else base
    if len(slot.place) == 1 and base in _SIZES:
        base = f"{base}_{'height' if slot.place == (0,) else 'width'}"
    if base in _RESERVED:
        base = f"{'dense' if base == 'units' else 'own'}_{base}"
    return base


def _role(difference: Difference, out: Difference) -> str:
    """Tell what a number of filters does beside that of the filters that come out."""
    pairs = [
        (mine, its)
        for mine, its in zip(difference.usual, out.usual, strict=True)
        if isinstance(mine, int) and isinstance(its, int)
    ]
    if pairs and len(pairs) == len(difference.column):
        if all(mine >= its for mine, its in pairs):
            return "expanded"
        if all(mine <= its for mine, its in pairs):
            return "squeezed"
    return "filters"
