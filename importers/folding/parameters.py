"""Differences between places that look alike, as metaparameters of the composite that stands for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from operator import attrgetter

from blocks.catalog.registry import block_type
from blocks.errors import ExpressionError
from blocks.graph.graph import Metaparameter
from blocks.parameters import Choice, Integer, Parameter, Text, is_integer, suited_to
from blocks.values.expressions import evaluate
from blocks.values.values import Expression, Value
from importers.folding.differences import SERIES, ColumnKey, Difference, ValueSlot, names_of
from importers.folding.patterns import all_values, is_of_iteration
from importers.folding.sheet import Item

_MOST_FACTOR = 16
_FIRST = (
    "filters", "units", "dense_units", "growth", "expanded", "squeezed", "kernel_size", "strides", "padding",
)  # fmt: skip
"""Metaparameters that people name first."""


_HELP = {
    "repeats": "How often it is repeated.",
    "expanded": "Number of channels inside, before fewer come out.",
    "squeezed": "Number of channels inside, where they are fewest.",
    "filters_": "Number of filters of a layer inside.",
}
"""Explanations of what has another meaning than the layer's own argument."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A composite's metaparameters, its inner items written with them, and what each place passes on.

    Attributes:
        metaparameters: in order.
        items: the inner items of the first place, with expressions.
        arguments: values of the metaparameters for every place.
    """

    metaparameters: tuple[Metaparameter, ...]
    items: tuple[Item, ...]
    arguments: tuple[dict[str, Value], ...]


def fit(
    places: Sequence[Sequence[Item]],
    outer: Mapping[str, Metaparameter],
    composites: Mapping[str, Sequence[Metaparameter]],
) -> Fitted:
    """Find metaparameters for places that look alike.

    Args:
        places: for every place its items in order.
        outer: metaparameters of the graphs that the places are in, by name.
        composites: metaparameters of every composite by its name.
    """
    columns = _columns(places)
    differences: dict[ColumnKey, Difference] = {}
    parts: dict[ValueSlot, tuple[ColumnKey, str]] = {}
    for slot, column in _in_order(columns, places):
        marks = tuple((value.__class__, value) for value in column)
        plain = is_of_iteration(column[0]) or not isinstance(column[0], Expression)
        if len(set(marks)) == 1 and plain:
            continue
        part = None if marks in differences else _part(column, differences.values())
        if part is None:
            difference = differences.setdefault(
                marks, Difference(column, _usual(column, outer), [])
            )
            difference.slots.append(slot)
        parts[slot] = part or (marks, "{}")
    named = names_of(differences, {marks for marks, form in parts.values() if form != "{}"})
    metaparameters = [
        _metaparameter(named[marks], difference, places, composites)
        for marks, difference in differences.items()
    ]
    written = {slot: Expression(form.format(named[marks])) for slot, (marks, form) in parts.items()}
    items = tuple(_written(item, at, written) for at, item in enumerate(places[0]))
    metaparameters.sort(key=_rank)
    columns_of = {named[marks]: difference.column for marks, difference in differences.items()}
    arguments = [
        {meta.name: columns_of[meta.name][at] for meta in metaparameters}
        for at in range(len(places))
    ]
    return Fitted(tuple(metaparameters), items, tuple(arguments))


def _usual(column: Sequence[Value], outer: Mapping[str, Metaparameter]) -> tuple[Value, ...]:
    """Return what a column comes to where the metaparameters around it have their default."""
    around = {name: meta.value for name, meta in outer.items()}
    found: list[Value] = []
    for value in column:
        if isinstance(value, Expression):
            with suppress(ExpressionError):
                value = evaluate(value.text, around)
        found.append(value)
    return tuple(found)


def _rank(meta: Metaparameter) -> tuple[int, bool, str]:
    """Sort metaparameters as Keras sorts arguments; numbers of repeats come last."""
    base = meta.name.rstrip("0123456789").rstrip("_")
    return _FIRST.index(base) if base in _FIRST else len(_FIRST), base == "repeats", meta.name


def _columns(places: Sequence[Sequence[Item]]) -> dict[ValueSlot, tuple[Value, ...]]:
    """Return for every slot its value at every place."""
    columns: dict[ValueSlot, tuple[Value, ...]] = {}
    for at in range(len(places[0])):
        tables = [dict(all_values(place[at])) | {SERIES: place[at].series} for place in places]
        for name in tables[0]:
            whole = tuple(table[name] for table in tables)
            for place, column in _leaves((), whole):
                columns[ValueSlot(at, name, place)] = column
    return columns


def _leaves(
    place: tuple[int, ...], column: tuple[Value, ...]
) -> Iterator[tuple[tuple[int, ...], tuple[Value, ...]]]:
    """Yield a column of plain values, or those of every place inside tuples of the same form."""
    if not isinstance(column[0], tuple):
        yield place, column
        return
    tuples = [value for value in column if isinstance(value, tuple)]
    for index in range(len(column[0])):
        yield from _leaves((*place, index), tuple(value[index] for value in tuples))


def _in_order(
    columns: Mapping[ValueSlot, tuple[Value, ...]], places: Sequence[Sequence[Item]]
) -> list[tuple[ValueSlot, tuple[Value, ...]]]:
    """Sort slots: first those of which most others are multiples or parts, then the most usual, the smallest."""
    usual = Counter((slot.name, repr(column)) for slot, column in columns.items())
    whole = {repr(c): c for c in columns.values() if all(type(v) is int and v > 1 for v in c)}
    varying = [column for column in whole.values() if len({*column}) > 1]
    reach = {
        repr(one): sum(bool(_factor(one, other) or _factor(other, one)) for other in varying)
        for one in varying
    }

    coming_out = max(
        (slot for slot in columns if slot.name == "filters"), key=attrgetter("item"), default=None
    )
    out = repr(columns[coming_out]) if coming_out is not None else ""

    def rank(entry: tuple[ValueSlot, tuple[Value, ...]]) -> tuple[bool, int, int, bool, float]:
        slot, column = entry
        numbers = [v for v in column if is_integer(v)]
        size = sum(numbers) if len(numbers) == len(column) else 0.0
        key = repr(column)
        count = usual[slot.name, key]
        inner = count > 1 or key != out
        return slot.name == SERIES, -reach.get(key, 0), -count, inner, size

    return sorted(columns.items(), key=rank)


def _part(
    column: tuple[Value, ...], differences: Iterable[Difference]
) -> tuple[ColumnKey, str] | None:
    """Return ``4 * {}`` or ``{} // 2`` where a column is a whole multiple or part of one there already."""
    if not all(map(is_integer, column)):
        return None
    for difference in differences:
        base = difference.column
        if not all(isinstance(v, int) and not isinstance(v, bool) and v > 1 for v in base):
            continue
        if len(set(base)) > 1:
            factor, part = _factor(base, column), _factor(column, base)
            marks = tuple((value.__class__, value) for value in base)
            if factor:
                return marks, f"{factor} * {{}}"
            if part:
                return marks, f"{{}} // {part}"
    return None


def _factor(base: Sequence[Value], column: Sequence[Value]) -> int:
    """Return by what whole number all of a column are larger than a base; 0 where there is none."""
    one, other = base[0], column[0]
    if not isinstance(one, int) or not isinstance(other, int) or one < 1:
        return 0
    factor = other // one
    exact = all(v == factor * b for v, b in zip(column, base, strict=True))  # type: ignore[operator]  # numbers
    return factor if exact and 1 < factor <= _MOST_FACTOR else 0


def _metaparameter(
    name: str,
    difference: Difference,
    places: Sequence[Sequence[Item]],
    composites: Mapping[str, Sequence[Metaparameter]],
) -> Metaparameter:
    slot, column = difference.slot, difference.column
    known = [value for value in difference.usual if not isinstance(value, Expression)]
    # The usual value is the default, so that calls in the script say only what is unusual.
    plain = max(known, key=known.count) if known else 1
    declared = _declared(places[0][slot.item], slot, composites)
    help_text = _HELP.get(name.rstrip("0123456789"), declared.help if declared else "")
    return Metaparameter(_kind(name, plain, column, help_text, declared), plain)


def _declared(
    item: Item, slot: ValueSlot, composites: Mapping[str, Sequence[Metaparameter]]
) -> Parameter | None:
    """Return the parameter that a value is for; of a composite, its metaparameter's."""
    kind = block_type(item.type)
    if kind is not None:
        return kind.parameter(slot.name)
    inside = (meta.parameter for meta in composites.get(item.type, ()))
    return next((each for each in inside if each.name == slot.name), None)


def _kind(
    name: str, value: Value, column: tuple[Value, ...], help_text: str, declared: Parameter | None
) -> Parameter:
    parameter = suited_to(value, name, help_text, front=True)
    if isinstance(parameter, Integer):
        least = getattr(declared, "minimum", None)
        return replace(parameter, minimum=least if isinstance(least, int) else None)
    if isinstance(parameter, Text) and isinstance(declared, Choice):
        return Choice(name=name, choices=declared.choices, help=help_text, front=True)
    return parameter


def _written(item: Item, at: int, written: Mapping[ValueSlot, Value]) -> Item:
    """Return an inner item with expressions where places differ, and without a layer name of its own."""
    values = dict(item.values)
    full = dict(all_values(item))
    series = written.get(ValueSlot(at, SERIES), item.series)
    for name, value in full.items():
        new = _rewritten(ValueSlot(at, name), value, written)
        if new != value:
            values[name] = new
    return replace(item, values=values, name="", series=series, origin=None)


def _rewritten(slot: ValueSlot, value: Value, written: Mapping[ValueSlot, Value]) -> Value:
    """Return a value with what stands for it, tuples part by part."""
    if slot in written:
        return written[slot]
    if not isinstance(value, tuple):
        return value
    return tuple(
        _rewritten(replace(slot, place=(*slot.place, index)), part, written)
        for index, part in enumerate(value)
    )
