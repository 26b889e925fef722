"""Finds where a graph repeats itself: stretches of its backbone, and chains of layers, that look alike.

The backbone is cut wherever a single tensor is alive: between two cuts lies one layer, or a part with branches
that comes together again. Two stretches are alike when their layers have the same types, wires and kinds of
values; the values themselves may differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blocks.catalog.registry import block_type
from blocks.graph.structure import INDEX
from blocks.values.expressions import names_in
from blocks.values.values import Configured, Expression, Value
from importers.folding.sheet import Item, ItemOutput, Sheet

MAX_PARTS = 16
"""Parts of the backbone that one composite may take in at once."""

MAX_ITEMS = 80
"""Blocks that one composite may have."""

Signature = tuple[object, ...]
"""Describes a stretch; equal for stretches that are alike."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items of one sheet with one tensor coming out, and mostly one going in, in order.

    Attributes:
        sheet: name of the graph.
        keys: of the items; the last one gives the tensor that comes out.
        entries: where the tensors that go in come from, in the order in which the items use them.
    """

    sheet: str
    keys: tuple[str, ...]
    entries: tuple[ItemOutput, ...]


def backbone(sheet: Sheet) -> list[list[Stretch]]:
    """Return the parts between cuts, in rows that nothing interrupts."""
    rows: list[list[Stretch]] = [[]]
    alive: dict[str, int] = {}
    part: list[str] = []
    entry: str | None = None
    for key, item in sheet.items.items():
        for _, (source, _) in item.sources:
            alive[source] -= 1
            if not alive[source]:
                del alive[source]
        if sheet.users[key] or key in sheet.ends:
            alive[key] = len(sheet.users[key]) + (key in sheet.ends)
        part.append(key)
        if set(alive) != {key}:
            continue
        stretch = _stretch(sheet, part, entry)
        if stretch is None:
            rows.append([])
        else:
            rows[-1].append(stretch)
        part, entry = [], key
    return [row for row in rows if row]


def chains(sheet: Sheet) -> list[list[Stretch]]:
    """Return rows of single items, each the only user of the one before."""
    rows: list[list[Stretch]] = []
    end_of: dict[str, list[Stretch]] = {}
    for key, item in sheet.items.items():
        source = sheet.single(key)
        if item.fixed or source is None:
            continue
        stretch = Stretch(sheet.name, (key,), (item.sources[0][1],))
        row = end_of.get(source)
        if row is not None and len(sheet.users[source]) == 1 and source not in sheet.ends:
            row.append(stretch)
        else:
            row = [stretch]
            rows.append(row)
        end_of[key] = row
    return rows


def _stretch(sheet: Sheet, part: list[str], entry: str | None) -> Stretch | None:
    """Return a part as a stretch where all that goes in is the one tensor before it."""
    inside = set(part)
    entries = {
        source for key in part for _, source in sheet.items[key].sources if source[0] not in inside
    }
    if any(sheet.items[key].fixed for key in part) or len(entries) != 1:
        return None
    found = entries.pop()
    return Stretch(sheet.name, tuple(part), (found,)) if found[0] == entry else None


def joined(row: Sequence[Stretch]) -> Stretch:
    """Return stretches that follow one another as one."""
    keys = tuple(key for stretch in row for key in stretch.keys)
    return Stretch(row[0].sheet, keys, row[0].entries)


def signature(sheet: Sheet, stretch: Stretch) -> Signature:
    """Return what a stretch looks like."""
    number = {source[0]: -1 - at for at, source in enumerate(stretch.entries)}
    number |= {key: at for at, key in enumerate(stretch.keys)}
    return tuple(_signature(sheet.items[key], number) for key in stretch.keys)


def _signature(item: Item, number: dict[str, int]) -> Signature:
    sources = tuple((port, number[key], out) for port, (key, out) in item.sources)
    values = tuple((name, skeleton(value)) for name, value in all_values(item))
    return item.type, sources, values, skeleton(item.series), repr(sorted(item.extra.items()))


def all_values(item: Item) -> Iterator[tuple[str, Value]]:
    """Yield every parameter of an item with its value, those at the default too, in the declared order."""
    kind = block_type(item.type)
    if kind is None:
        yield from sorted(item.values.items())
        return
    for parameter in kind.parameters:
        if parameter.name in item.values:
            yield parameter.name, item.values[parameter.name]
        elif not parameter.required:
            yield parameter.name, parameter.default  # type: ignore[misc]  # not required


def is_of_iteration(value: Value) -> bool:
    """Tell whether a value follows from the round of a run alone: no metaparameter can stand for it."""
    return isinstance(value, Expression) and names_in(value.text) == {INDEX}


def skeleton(value: Value) -> object:
    """Return what must be equal of two values so that a metaparameter can stand for both."""
    if isinstance(value, bool):
        return "flag"
    if is_of_iteration(value):
        return value
    if isinstance(value, (int, Expression)):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, tuple):
        return tuple(skeleton(item) for item in value)
    return (value.name, value.arguments) if isinstance(value, Configured) else None


@dataclass(frozen=True, slots=True)
class Pattern:
    """Stretches that look alike and do not overlap.

    Attributes:
        places: the stretches.
        size: the number of items in each.
        branched: how many parts with branches each has, one after the other.
    """

    places: tuple[Stretch, ...]
    size: int
    branched: int = 1

    @property
    def saving(self) -> int:
        """Blocks that go away when it becomes a composite: its places, less its definition.

        It counts less where several parts with branches follow one another: each is better a composite of its own.
        """
        return ((len(self.places) - 1) * (self.size - 1) - 1) // max(self.branched, 1)


def patterns(sheets: dict[str, Sheet], rows: list[list[Stretch]], least: int) -> list[Pattern]:
    """Return what repeats in rows of stretches, the most useful first.

    Args:
        sheets: by name.
        rows: as of `backbone` or `chains`.
        least: blocks that a composite must have.
    """
    signatures = [[signature(sheets[each.sheet], each) for each in row] for row in rows]
    numbers: dict[Signature, int] = {}
    words = [[numbers.setdefault(each, len(numbers)) for each in row] for row in signatures]
    found: dict[tuple[int, ...], list[Stretch]] = {}
    branched: dict[tuple[int, ...], int] = {}
    for row, word in zip(rows, words, strict=True):
        free: dict[tuple[int, ...], int] = {}
        for start in range(len(row)):
            for end in range(start + 1, min(start + MAX_PARTS, len(row)) + 1):
                key = tuple(word[start:end])
                if free.get(key, 0) <= start:
                    free[key] = end
                    found.setdefault(key, []).append(joined(row[start:end]))
                    branched[key] = sum(len(each.keys) > 1 for each in row[start:end])
    made = [
        Pattern(tuple(places), len(places[0].keys), branched[word])
        for word, places in found.items()
        if len(places) > 1 and least <= len(places[0].keys) <= MAX_ITEMS and not _periodic(word)
    ]
    return sorted(made, key=lambda each: -each.saving)


def _periodic(word: tuple[int, ...]) -> bool:
    """Tell whether a word is a shorter one again and again: the shorter one will be a run."""
    length = len(word)
    return any(
        length % step == 0 and word == word[:step] * (length // step)
        for step in range(1, length // 2 + 1)
    )
