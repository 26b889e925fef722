"""Maps each item to the layers of the file that it stands for, kept up to date while folding goes on.

Instances of one composite stand for different layers, so origins are kept with the items of the model alone; what is
changed inside a definition is changed in the origins of all its instances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from blocks.catalog.registry import port_types
from blocks.document.document import Document
from blocks.graph.graph import MODEL
from blocks.graph.shared_layers import is_again
from importers.folding.sheet import LayerOrigin, Sheet

Sheets = Mapping[str, Sheet]
OriginChange = Callable[[dict[str, LayerOrigin]], dict[str, LayerOrigin]]
"""Gives the new origins inside one instance of a definition."""


def opened_origins(sheets: Sheets) -> None:
    """Give instances of nested models the origins of what is in them; definitions keep none."""
    own = {
        name: {key: item.origin or LayerOrigin() for key, item in sheet.items.items()}
        for name, sheet in sheets.items()
    }

    def inside(type_name: str) -> dict[str, LayerOrigin]:
        return {
            key: replace(origin, inside=inside(sheets[type_name].items[key].type))
            for key, origin in own.get(type_name, {}).items()
        }

    for name, sheet in sheets.items():
        for key, item in list(sheet.items.items()):
            known = own[name][key]
            origin = replace(known, inside=inside(item.type)) if item.type in own else known
            sheet.put(replace(item, origin=origin if name == MODEL else None))


def gather(
    sheets: Sheets,
    definition: str,
    keys: Sequence[str],
    join: Callable[[list[LayerOrigin]], LayerOrigin],
) -> None:
    """Let the origins of several items of a definition become one, under the key of the last."""

    def change(inside: dict[str, LayerOrigin]) -> dict[str, LayerOrigin]:
        if not all(key in inside for key in keys):
            return inside
        kept = {key: each for key, each in inside.items() if key not in keys}
        return kept | {keys[-1]: join([inside[key] for key in keys])}

    change_inside(sheets, definition, change)


def change_inside(sheets: Sheets, definition: str, change: OriginChange) -> None:
    """Change the origins inside every instance of a definition, wherever it lies."""
    for item in list(sheets[MODEL].items.values()):
        if item.origin is not None and (item.origin.inside or item.origin.times):
            new = _changed(item.origin, item.type, definition, change, sheets)
            sheets[MODEL].put(replace(item, origin=new))


def _changed(
    origin: LayerOrigin, type_name: str, definition: str, change: OriginChange, sheets: Sheets
) -> LayerOrigin:
    if origin.times:
        times = (_changed(each, type_name, definition, change, sheets) for each in origin.times)
        return replace(origin, times=tuple(times))
    if type_name not in sheets:
        return origin
    items = sheets[type_name].items
    inside = {
        key: _changed(each, items[key].type, definition, change, sheets) if key in items else each
        for key, each in origin.inside.items()
    }
    return replace(origin, inside=change(inside) if type_name == definition else inside)


def layers_of_blocks(sheets: Sheets, document: Document) -> dict[str, tuple[str, ...]]:
    """Return, for every block of the model, the names of the layers that it stands for, in the order of making."""

    def order(name: str) -> Sequence[str]:
        return document.graphs[name].order()

    origins = {key: item.origin or LayerOrigin() for key, item in sheets[MODEL].items.items()}
    return {
        key: ()
        if is_again(document.model, key)
        else tuple(layers_in_order(sheets, order, MODEL, {key: origins[key]}, (key,)))
        for key in order(MODEL)
    }


def layers_in_order(
    sheets: Sheets,
    order: Callable[[str], Sequence[str]],
    graph: str = MODEL,
    inside: Mapping[str, LayerOrigin] | None = None,
    keys: Sequence[str] | None = None,
) -> Iterator[str]:
    """Yield the layers' names in the order of the graphs, instances opened and runs rolled out.

    Args:
        sheets: graphs by name.
        order: gives the keys of a graph in the order in which its layers are made.
        graph: where to begin.
        inside: origins of a definition's items, for one instance.
        keys: the items to go through; by default all of the graph.
    """
    made: set[str] = set()
    for key in order(graph) if keys is None else keys:
        item = sheets[graph].items[key]
        if item.shares in made:
            continue
        made |= {item.shares} if item.shares else set()
        origin = (item.origin if inside is None else inside.get(key)) or LayerOrigin()
        for each in origin.times or (origin,):
            if item.type in sheets:
                yield from layers_in_order(sheets, order, item.type, each.inside)
            elif item.type not in port_types():
                yield each.layer
