"""The steps of folding: the most useful composite again and again, and repeats in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from blocks.catalog import pooling
from blocks.catalog.activation import ACTIVATION, RELU
from blocks.catalog.merging import ADD, CONCATENATE
from blocks.catalog.ports import IN, OUT
from blocks.catalog.registry import role_of
from blocks.graph.graph import MODEL, Metaparameter
from blocks.types.roles import Role
from blocks.values.values import Value
from importers.folding.inline import inline_single_uses
from importers.folding.names import (
    NORMALIZATION,
    free_name,
    is_convolution,
    name_for,
    own_role,
    types_within,
)
from importers.folding.origins import gather
from importers.folding.parameters import Fitted, fit
from importers.folding.patterns import (
    Pattern,
    Signature,
    Stretch,
    backbone,
    chains,
    patterns,
    signature,
)
from importers.folding.regions import hammocks, regions, whole
from importers.folding.runs import longest_run
from importers.folding.sheet import Item, ItemOutput, LayerOrigin, Sheet

LEAST_SAVING = 3
"""Blocks that must go away for a composite to be worth a name."""

PORTS = ("current", "previous", "previous_2")
"""Names of what enters a composite where it is more than one tensor, what was made last in front."""

_PLANAR = [each for each in pooling.ALL if each.role is Role.POOLING and each.rank == 2]
_ENDS = {each.name for each in (RELU, ACTIVATION, ADD, CONCATENATE, *_PLANAR)}
"""Layers that end what people take for a part of a network."""

MOST_METAPARAMETERS = 8
ROUNDS = 60


@dataclass
class Folder:
    """Folds the graphs of a document.

    Attributes:
        sheets: the graphs.
        metaparameters: of each graph.
        taken: names that composites have.
        found: composites that were made, with the number of places that each stands for.
        within: by composite, the types of layers in it however deep.
        cells: whether to look for parts that several tensors enter.
    """

    sheets: dict[str, Sheet]
    metaparameters: dict[str, tuple[Metaparameter, ...]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    found: dict[str, int] = field(default_factory=dict)
    within: dict[str, frozenset[str]] = field(default_factory=dict)
    cells: bool = True

    def fold(self) -> None:
        """Fold until nothing is gained: first along the backbone, then chains everywhere."""
        for _ in range(ROUNDS):
            self._runs()
            if not any(self._step(rows, least) for rows, least in self._searches()):
                break
        self._runs()
        inline_single_uses(self.sheets, self.metaparameters, self.found)
        while self._merge_twins():
            inline_single_uses(self.sheets, self.metaparameters, self.found)
        self._number_again()

    def _searches(self) -> Iterator[tuple[list[list[Stretch]], int]]:
        """Yield rows of stretches to look for repeats in, each with the least number of blocks in one."""
        model, sheets = self.sheets[MODEL], self.sheets.values()
        yield backbone(model), 2
        yield [row for sheet in sheets for row in hammocks(sheet, Role.PRODUCT)], 4
        yield [row for sheet in sheets for row in chains(sheet)], 3
        yield regions(model) if self.cells else [], 4

    # ------------------------------------------------------------------ composites

    def _step(self, rows: list[list[Stretch]], least: int) -> bool:
        """Make the most useful composite that there is; tells whether there was one."""
        best: tuple[float, Pattern, Fitted] | None = None
        for pattern in patterns(self.sheets, rows, least)[:40]:
            if pattern.saving < LEAST_SAVING or (best and 1.1 * pattern.saving < best[0]):
                break
            fitted = self._fit(pattern)
            if len(fitted.metaparameters) > MOST_METAPARAMETERS:
                continue
            worth = pattern.saving - 0.4 * len(fitted.metaparameters) + _cut(self.sheets, pattern)
            if best is None or worth > best[0]:
                best = worth, pattern, fitted
        if best is None or best[0] < LEAST_SAVING:
            return False
        self._make(best[1], best[2])
        return True

    def _merge_twins(self) -> bool:
        """Make one composite of some that were found separately and look alike; returns whether there were any."""
        groups: dict[Signature, list[Stretch]] = {}
        for name in self.found:
            stretch = whole(self.sheets[name])
            if stretch is not None:
                groups.setdefault(signature(self.sheets[name], stretch), []).append(stretch)
        for places in groups.values():
            pattern = Pattern(tuple(places), len(places[0].keys))
            fitted = self._fit(pattern) if len(places) > 1 else None
            if fitted is not None and len(fitted.metaparameters) <= MOST_METAPARAMETERS:
                count = sum(self.found[place.sheet] for place in places)
                self.found[self._make(pattern, fitted)] = count
                return True
        return False

    def _number_again(self) -> None:
        """Give names their numbers again, none to the one that is used most: some that had them are gone."""
        kept = self.taken - self.within.keys()
        new: dict[str, str] = {}
        for name in sorted(self.found, key=lambda each: -self.found[each]):
            new[name] = free_name(name.rstrip("0123456789"), {*kept, *new.values()})
        self.found = {new[name]: count for name, count in self.found.items()}
        self.metaparameters = {new.get(k, k): each for k, each in self.metaparameters.items()}
        for sheet in self.sheets.values():
            sheet.name = new.get(sheet.name, sheet.name)
            for item in list(sheet.items.values()):
                if item.type in new:
                    sheet.put(replace(item, type=new[item.type]))
        sheets = {sheet.name: sheet for sheet in self.sheets.values()}
        self.sheets.clear()
        self.sheets.update(sheets)

    def _fit(self, pattern: Pattern) -> Fitted:
        places = [self._items(place) for place in pattern.places]
        around = (self.metaparameters.get(place.sheet, ()) for place in pattern.places)
        outer = {meta.name: meta for meta in chain.from_iterable(around)}
        return fit(places, outer, self.metaparameters)

    def _items(self, place: Stretch) -> list[Item]:
        sheet = self.sheets[place.sheet]
        return [sheet.items[key] for key in place.keys]

    def _make(self, pattern: Pattern, fitted: Fitted) -> str:
        """Make a composite and put instances of it in place of a pattern; returns its name."""
        order = self._entry_order(pattern.places[0])
        sources = [pattern.places[0].entries[at] for at in order]
        name = name_for(fitted.items, sources, self.within, self.taken)
        self.within[name] = types_within(fitted.items, self.within)
        self.taken.add(name)
        self.found[name] = len(pattern.places)
        self.metaparameters[name] = fitted.metaparameters
        self.sheets[name] = _definition(name, sources, fitted)
        inner = [item.key for item in fitted.items]
        for place, arguments in zip(pattern.places, fitted.arguments, strict=True):
            old = self._items(place)
            inside = {
                key: item.origin or LayerOrigin() for key, item in zip(inner, old, strict=True)
            }
            if place.sheet != MODEL:
                gather(self.sheets, place.sheet, place.keys, partial(_inside, inner))
            ports = zip(_ports(order), order, strict=False)
            entering = tuple((port, place.entries[at]) for port, at in ports)
            origin = LayerOrigin(inside=inside) if place.sheet == MODEL else None
            item = Item(place.keys[-1], name, arguments, entering, origin=origin)
            self.sheets[place.sheet].fold(list(place.keys), item)
        return name

    def _entry_order(self, place: Stretch) -> list[int]:
        """Return the numbers of what enters, what was made last in front: that is what a cell goes on with."""
        made = {key: at for at, key in enumerate(self.sheets[place.sheet].items)}
        numbers = range(len(place.entries))
        return sorted(numbers, key=lambda at: -made[place.entries[at][0]])

    # ------------------------------------------------------------------ runs

    def _runs(self) -> None:
        for sheet in self.sheets.values():
            for row in chains(sheet):
                self._runs_of(sheet, [stretch.keys[0] for stretch in row])

    def _runs_of(self, sheet: Sheet, keys: list[str]) -> None:
        start = 0
        while start < len(keys):
            row = [sheet.items[key] for key in keys[start:]]
            count, values = longest_run(row)
            if values is not None:
                self._make_run(sheet, row[:count], values)
            start += count

    def _make_run(self, sheet: Sheet, row: list[Item], values: dict[str, Value]) -> None:
        keys = [item.key for item in row]
        if sheet.name != MODEL:
            gather(self.sheets, sheet.name, keys, _times)
        times = tuple(item.origin or LayerOrigin() for item in row)
        origin = LayerOrigin(times=times) if sheet.name == MODEL else None
        sources = row[0].sources
        item = replace(
            row[-1], values=values, sources=sources, name="", series=len(row), origin=origin
        )
        sheet.fold(keys, item)


def _ports(entries: Sequence[object]) -> tuple[str, ...]:
    return PORTS if len(entries) > 1 else ("input",)


def _definition(name: str, entries: Sequence[ItemOutput], fitted: Fitted) -> Sheet:
    """Return the sheet of a composite: an In for every tensor that enters, the items, an Out."""
    ins = [
        Item(f"in-{at}", IN.name, {}, (), name=port, fixed=True)
        for at, (port, _) in enumerate(zip(_ports(entries), entries, strict=False))
    ]
    place = {entry: (item.key, "output") for entry, item in zip(entries, ins, strict=True)}
    items = [
        replace(
            item, sources=tuple((port, place.get(from_, from_)) for port, from_ in item.sources)
        )
        for item in fitted.items
    ]
    last = fitted.items[-1].key
    out = Item("out-0", OUT.name, {}, (("input", (last, "output")),), name="output", fixed=True)
    return Sheet(name, [*ins, *items, out], frozenset((out.key,)))


def _cut(sheets: dict[str, Sheet], pattern: Pattern) -> float:
    """Prefer composites that begin with weights and end where a thought ends."""
    items = sheets[pattern.places[0].sheet].items
    keys = pattern.places[0].keys
    first, last = items[keys[0]].type, items[keys[-1]].type
    whole = last in sheets
    role, convolves = own_role(first), is_convolution(first)
    begins = convolves or role in (Role.DENSE, Role.PADDING) or "Block" in first
    begins = begins or (whole and first.endswith(NORMALIZATION))
    ends = whole or last in _ENDS
    known = 2.0 if role_of(last) is Role.PRODUCT and not convolves else 0.0
    return 0.05 * pattern.saving * (begins + ends) + known


def _inside(keys: Sequence[str], origins: list[LayerOrigin]) -> LayerOrigin:
    return LayerOrigin(inside=dict(zip(keys, origins, strict=True)))


def _times(origins: list[LayerOrigin]) -> LayerOrigin:
    return LayerOrigin(times=tuple(origins))
