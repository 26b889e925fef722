"""Structure found again: parts that occur several times become composites, parts that follow themselves become repeats.

`keras_json` and `source` use it. Start with `fold` in this file, then `folder`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from blocks.check.outputs import model_outputs, note_no_output, note_order
from blocks.document.document import Document
from blocks.graph.graph import MODEL, Graph, Wire
from blocks.graph.ids import id_key, slug
from blocks.graph.naming import may_be_automatic
from importers.folding.folder import Folder
from importers.folding.names import sentence
from importers.folding.origins import layers_of_blocks, opened_origins
from importers.folding.padding import shorten, spread
from importers.folding.sheet import LayerOrigin, Sheet, blocks_of, sheet_of


@dataclass(frozen=True, slots=True)
class Folded:
    """A document in which structure was found.

    Attributes:
        document: with composites.
        found: the composites, with the number of places that each stood for at first.
        blocks: by block of the model, the names of the file's layers in the order in which the block makes them.
        reordered: whether the model's outputs come in another order than before.
    """

    document: Document
    found: Mapping[str, int]
    blocks: Mapping[str, tuple[str, ...]]
    reordered: bool = False

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the file's layers in the order in which the model makes them."""
        return tuple(chain.from_iterable(self.blocks.values()))


def fold(document: Document, origins: Mapping[str, Mapping[str, str]]) -> Folded:
    """Find what repeats in a document and make composites of it.

    Args:
        document: the flat graph; it is left alone.
        origins: by graph and block id, the name that a layer has in the file.
    """
    folded = _folded(document, origins, cells=True)
    return _folded(document, origins, cells=False) if folded.reordered else folded


def _folded(document: Document, origins: Mapping[str, Mapping[str, str]], cells: bool) -> Folded:
    folder = Folder(
        {name: sheet_of(graph, origins.get(name, {})) for name, graph in document.graphs.items()}
    )
    folder.cells = cells
    opened_origins(folder.sheets)
    folder.taken = set(document.graphs)
    folder.metaparameters = {name: graph.metaparameters for name, graph in document.graphs.items()}
    spread(folder.sheets)
    folder.fold()
    shorten(folder.sheets)
    new = _give_ages(folder.sheets[MODEL], origins.get(MODEL, {}))
    folded = _document(folder, document)
    _keep_outputs(document, folded, new)
    blocks = layers_of_blocks(folder.sheets, folded)
    moved = _moved(document, origins.get(MODEL, {}), folded, blocks)
    return Folded(folded, folder.found, blocks, moved)


def _document(folder: Folder, document: Document) -> Document:
    """Return the document that the sheets are."""
    folded = Document()
    folded.settings, folded.extra = document.settings, dict(document.extra)
    for name, sheet in folder.sheets.items():
        graph = folded.graphs[MODEL] if name == MODEL else Graph(name)
        if name != MODEL:
            folded.adopt(graph)
        for block in blocks_of(sheet):
            graph.put(block)
            graph.positions[block.id] = (0.0, 110.0 * len(graph.positions))
        graph.metaparameters = folder.metaparameters.get(name, ())
        if name in document.graphs:
            graph.description = document.graphs[name].description
        elif name in folder.found:
            graph.description = sentence(sheet)
        if name in document.graphs:
            graph.extra = dict(document.graphs[name].extra)
    for name, sheet in folder.sheets.items():
        for item in sheet.items.values():
            for port, (source, output) in item.sources:
                folded.graphs[name].join(Wire(source, output, item.key, port))
    return folded


def _keep_outputs(flat: Document, folded: Document, new: Mapping[str, str]) -> None:
    """Keep the order and the names of the outputs; ``new`` has the id that a block got."""
    wanted = model_outputs(flat.model)
    found = {(each.block, each.port): each for each in model_outputs(folded.model)}
    places = [found.get((new.get(each.block, each.block), each.port)) for each in wanted]
    ends = [each for each in places if each is not None]
    if len(ends) < len(wanted):
        return
    for port in found.values():
        if port not in ends:
            note_no_output(folded.model, port)
    note_order(folded.model, ends)
    for before, after in zip(wanted, ends, strict=True):
        name, block = flat.model.blocks[before.block].name, folded.model.blocks[after.block]
        if len(ends) < 2 or not name or block.name:
            continue
        if not may_be_automatic(name, flat.graphs.values()):
            folded.model.put(replace(block, name=name))


def _moved(
    flat: Document,
    names: Mapping[str, str],
    folded: Document,
    blocks: Mapping[str, tuple[str, ...]],
) -> bool:
    """Tell whether the outputs come in another order."""
    before, after = (model_outputs(each.model) for each in (flat, folded))
    return len(before) != len(after) or any(
        one.block in names and blocks[other.block] and names[one.block] not in blocks[other.block]
        for one, other in zip(before, after, strict=True)
    )


def _give_ages(sheet: Sheet, origins: Mapping[str, str]) -> dict[str, str]:
    """Let every block be as old as the first layer that it stands for: by age branches, and outputs, are in order.

    Returns the new id of every block.
    """
    ages: dict[str, int] = {}
    for key, layer in origins.items():
        ages[layer] = min(ages.get(layer, id_key(key)[0]), id_key(key)[0])
    new: dict[str, str] = {}
    taken = {*sheet.items}
    for key, item in sheet.items.items():
        known = [ages[layer] for layer in _layers(item.origin or LayerOrigin()) if layer in ages]
        wanted = f"{slug(item.type)}-{min(known)}" if known and not item.shares else key
        new[key] = key if wanted in taken else wanted
        taken.add(new[key])
    items = [
        replace(
            item,
            key=new[key],
            sources=tuple((port, (new[source], out)) for port, (source, out) in item.sources),
        )
        for key, item in sheet.items.items()
    ]
    sheet.replace(items, frozenset(new[key] for key in sheet.ends))
    return new


def _layers(origin: LayerOrigin) -> Iterator[str]:
    if origin.layer:
        yield origin.layer
    for part in (*origin.inside.values(), *origin.times):
        yield from _layers(part)


def unfolded(document: Document, origins: Mapping[str, Mapping[str, str]]) -> Folded:
    """Return a document as it is, with the layers that its blocks stand for."""
    sheets = {
        name: sheet_of(graph, origins.get(name, {})) for name, graph in document.graphs.items()
    }
    opened_origins(sheets)
    return Folded(document, {}, layers_of_blocks(sheets, document))
