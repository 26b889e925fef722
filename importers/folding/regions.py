"""Parts of a graph that take in several tensors and give one: cells that see the two tensors before them.

The backbone has no cut in a network whose every cell uses the last tensor and the one before. But whatever is made
for one cell alone leads only to where that cell comes together: in the tree of *post-dominators* (through what must
all that leaves an item pass?) it lies below that item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from blocks.catalog.ports import IN
from blocks.catalog.registry import role_of
from blocks.types.roles import Role
from importers.folding.patterns import MAX_ITEMS, Signature, Stretch, signature
from importers.folding.sheet import ItemOutput, Sheet

MOST_ENTRIES = 3
_EXIT = ""


def regions(sheet: Sheet) -> list[list[Stretch]]:
    """Return every part that comes together in one item and is entered by two or three tensors."""
    below = _below(sheet)
    ends = [key for key, item in sheet.items.items() if len(item.sources) > 1 and not item.fixed]
    found = {key: stretch for key in ends if (stretch := _stretch(sheet, key, below))}
    for example, wanted in _kinds(sheet, found.values()):
        for key in ends:
            if key not in found and (stretch := _like(sheet, example, key, wanted)):
                found[key] = stretch
    return [[stretch] for stretch in found.values()]


def _kinds(sheet: Sheet, stretches: Iterable[Stretch]) -> list[tuple[Stretch, Signature]]:
    """Return one of every kind of stretch with its look."""
    kinds: dict[Signature, Stretch] = {}
    for stretch in stretches:
        kinds.setdefault(signature(sheet, stretch), stretch)
    return [(stretch, kind) for kind, stretch in kinds.items()]


def _like(sheet: Sheet, example: Stretch, end: str, wanted: Signature) -> Stretch | None:
    """Return what ends in an item and looks like an example; the last cell, which all ways pass, is found so."""
    inside = {*example.keys}
    partner = {example.keys[-1]: end}
    waiting = [example.keys[-1]]
    while waiting:
        key = waiting.pop()
        one, other = sheet.items[key], sheet.items[partner[key]]
        if one.type != other.type or len(one.sources) != len(other.sources):
            return None
        for (_, (a, _)), (_, (b, _)) in zip(one.sources, other.sources, strict=True):
            if a not in partner and a in inside:
                waiting.append(a)
            if partner.setdefault(a, b) != b:
                return None
    keys = tuple(partner[key] for key in example.keys)
    entries = tuple((partner[key], port) for key, port in example.entries)
    stretch = Stretch(sheet.name, keys, entries)
    if len({*partner.values()}) < len(partner) or not _is_closed(sheet, keys):
        return None
    return stretch if signature(sheet, stretch) == wanted else None


def _is_closed(sheet: Sheet, keys: Sequence[str]) -> bool:
    """Tell whether nothing but the last of some items is used by others."""
    inside = {*keys}
    return all(key not in sheet.ends and inside.issuperset(sheet.users[key]) for key in keys[:-1])


def _below(sheet: Sheet) -> Mapping[str, Sequence[str]]:
    """Return the tree of post-dominators: for an item those that lead to it whatever way they take."""
    backwards: nx.DiGraph[str] = nx.DiGraph()
    for key, item in sheet.items.items():
        if key in sheet.ends or not sheet.users[key]:
            backwards.add_edge(_EXIT, key)
        backwards.add_edges_from((key, source) for _, (source, _) in item.sources)
    below: dict[str, list[str]] = {}
    for key, over in nx.immediate_dominators(backwards, _EXIT).items():
        if key != _EXIT:
            below.setdefault(over or _EXIT, []).append(key)
    return below


def _stretch(sheet: Sheet, end: str, below: Mapping[str, Sequence[str]]) -> Stretch | None:
    inside = {end}
    waiting = [end]
    while waiting:
        for key in below.get(waiting.pop(), ()):
            if len(inside) > MAX_ITEMS or sheet.items[key].fixed:
                return None
            inside.add(key)
            waiting.append(key)
    keys, entries = _in_order(sheet, end, inside)
    return Stretch(sheet.name, keys, entries) if 1 < len(entries) <= MOST_ENTRIES else None


def hammocks(sheet: Sheet, role: Role) -> list[list[Stretch]]:
    """Return every part between an item, where data part, and one of a role, where they come together again."""
    forwards: nx.DiGraph[str] = nx.DiGraph()
    for key, item in sheet.items.items():
        forwards.add_edges_from((source, key) for _, (source, _) in item.sources)
        if not item.sources:
            forwards.add_edge(_EXIT, key)
    start = nx.immediate_dominators(forwards, _EXIT)
    found = []
    for key, item in sheet.items.items():
        several = len(item.sources) > 1 and start[key] != _EXIT
        if several and role_of(item.type) is role:
            inside = _between(sheet, start[key], key)
            if inside is not None and all(sheet.users[each] for each in inside):
                keys, entries = _in_order(sheet, key, inside)
                if len(entries) == 1 and _is_closed(sheet, keys):
                    found.append([Stretch(sheet.name, keys, entries)])
    return found


def _between(sheet: Sheet, start: str, end: str) -> set[str] | None:
    inside, waiting = {end}, [end]
    while waiting:
        for _, (source, _) in sheet.items[waiting.pop()].sources:
            if source not in inside and source != start:
                if len(inside) > MAX_ITEMS or sheet.items[source].fixed:
                    return None
                inside.add(source)
                waiting.append(source)
    return inside


def whole(sheet: Sheet) -> Stretch | None:
    """Return all that is in a composite with one input as a stretch."""
    keys, last = [item.key for item in sheet.inner], sheet.result
    ins = [key for key, item in sheet.items.items() if item.type == IN.name]
    if len(ins) > 1 or len(keys) < 2 or any(sheet.items[key].fixed for key in keys):
        return None
    return Stretch(sheet.name, (*(key for key in keys if key != last), last), ((ins[0], "output"),))


def _in_order(
    sheet: Sheet, end: str, inside: set[str]
) -> tuple[tuple[str, ...], tuple[ItemOutput, ...]]:
    """Return items from the first to the last, and what enters, in an order that the wires alone decide.

    The order of the whole graph would not do: in it, what two cells need early may lie before or after other cells.
    """
    done: dict[str, None] = {}
    entries: dict[ItemOutput, None] = {}
    waiting = [end]
    while waiting:
        key = waiting[-1]
        left = []
        for _, source in sheet.items[key].sources:
            if source[0] not in inside:
                entries.setdefault(source)
            elif source[0] not in done:
                left.append(source[0])
        if left:
            waiting.append(left[0])
        else:
            done.setdefault(waiting.pop())
    return tuple(done), tuple(entries)
