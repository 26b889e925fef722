"""Copy and paste: blocks with the wires between them, as JSON text in the system's clipboard.

Composites travel with their definitions, so that they can be pasted into another project. Within one project a copy
stays linked to the definition as it is there now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4
from weakref import WeakKeyDictionary

from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddWire, Edit
from blocks.errors import FileError
from blocks.files.library import adopt_all, definition_edits, parts_of
from blocks.files.parts import block_to, blocks_from, wires_from
from blocks.files.project_file import from_data, to_text
from blocks.graph.graph import MODEL, Graph, Position
from blocks.graph.ids import id_key, slug
from blocks.graph.shared_layers import remapped
from blocks.graph.structure import LayerPath
from blocks.types.block_type import BlockType
from blocks.values import safe_json as json_safe

FORMAT = "netwright blocks"
OFFSET = 30.0
"""How far a copy lies from its original where no place is given, in pixels at 100 %."""

_tokens: WeakKeyDictionary[Document, str] = WeakKeyDictionary()
"""A word for each document that something was copied from; it tells a copy from one's own project from another's."""


def copy_text(document: Document, ids: Iterable[str], graph: str = MODEL) -> str:
    """Write blocks and the wires between them as text; an empty text for none."""
    found = document.graph(graph)
    chosen = sorted(set(ids) & found.blocks.keys(), key=id_key)
    if not chosen:
        return ""
    wires = [list(wire) for key in chosen for wire in found.incoming(key) if wire.source in chosen]
    data = {
        "format": FORMAT,
        "blocks": [block_to(found.blocks[key]) for key in chosen],
        "wires": wires,
        "positions": {key: list(found.positions[key]) for key in chosen},
    }
    layers = {key: list(found.blocks[key].layers.items()) for key in chosen}
    if any(layers.values()):
        data["layers"] = layers
    used = {found.blocks[key].type for key in chosen} & document.graphs.keys()
    if used:
        data["document"] = _tokens.setdefault(document, uuid4().hex)
        data["composites"] = json.loads(to_text(_definitions(document, used)))
    return json.dumps(data, ensure_ascii=False, indent=1)


def paste(
    document: Document, text: str, at: Position | None = None, graph: str = MODEL
) -> tuple[list[str], list[Edit]]:
    """Return the new ids and the edits that paste what `copy_text` wrote.

    Args:
        document: where to paste.
        text: the clipboard's text.
        at: place of the top left corner; a little beside the original by default.
        graph: the graph to paste into.

    Raises:
        FileError: the text is not one of ours.
        EditError: a definition that comes with it uses a type that is not known.
    """
    data = json_safe.parse(text.encode("utf-8", "surrogatepass"))
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FileError("the clipboard holds no blocks")
    found = document.graph(graph)
    source = _source(document, data)
    part = _pasted(data, found, source)
    types, edits = adopt_all(
        document,
        source,
        sorted({block.type for block in part.blocks.values()} & source.graphs.keys()),
    )
    number = max((id_key(key)[0] for key in found.blocks), default=0)
    fresh = {
        key: f"{slug(types.get(part.blocks[key].type, part.blocks[key].type))}-{count}"
        for count, key in enumerate(sorted(part.blocks, key=id_key), number + 1)
    }
    edits += _additions(found, part, fresh, types, _shift(list(part.positions.values()), at))
    return list(fresh.values()), edits


def _additions(
    found: Graph, part: Graph, fresh: Mapping[str, str], types: Mapping[str, str], shift: Position
) -> Iterator[Edit]:
    """Yield the edits that add a part to a graph.

    Args:
        found: the graph.
        part: blocks and wires to add.
        fresh: their ids in the graph, by those that they have.
        types: names of composites that are called otherwise there.
        shift: how far away the blocks are put.
    """
    names = {block.name for block in found.blocks.values()}
    words = remapped(part.blocks, fresh)
    for key in fresh:
        block = part.blocks[key]
        kind = types.get(block.type, block.type)
        place = part.positions[key]
        name = "" if block.name in names else block.name
        yield AddBlock(
            found.name,
            replace(block, id=fresh[key], type=kind, name=name, shares=words.get(key, "")),
            (place[0] + shift[0], place[1] + shift[1]),
        )
    for key in part.order():
        for wire in part.incoming(key):
            yield AddWire(found.name, wire._replace(source=fresh[wire.source], target=fresh[key]))


def _definitions(document: Document, names: Iterable[str]) -> Document:
    """Return a document with these composites, all that they are made of, and an empty model."""
    made = Document()
    for name in parts_of(document, sorted(names)):
        made.apply(definition_edits(document.graph(name), name))
    return made


def _source(document: Document, data: Mapping[str, object]) -> Document:
    """Return the document that pasted composites are defined in; an empty one where they need none."""
    own = _tokens.get(document)
    if "composites" not in data or (own is not None and data.get("document") == own):
        return Document()
    return from_data(data["composites"])


def _pasted(data: Mapping[str, object], target: Graph, source: Document) -> Graph:
    """Read the blocks and wires of a paste; their types are those that come along, else the target's."""

    def kind(name: str) -> BlockType | None:
        return source.type_named(name) or target.type_named(name)

    parts = {key: data.get(key, []) for key in ("blocks", "wires", "positions")}
    part = blocks_from(parts, target.name)
    if target.name == MODEL:  # a definition has no weights of its own
        for key, layers in _layers(data.get("layers"), part).items():
            part.put(replace(part.blocks[key], layers=layers))
    part.type_named = kind
    wires_from(parts, part)
    return part


def _layers(data: object, part: Graph) -> dict[str, dict[LayerPath, str]]:
    """Read the names that layers of copied blocks have in a file of weights; what makes no sense is left out."""
    found: dict[str, dict[LayerPath, str]] = {}
    for key, items in data.items() if isinstance(data, dict) else ():
        with suppress(TypeError, ValueError):
            names = {
                tuple((str(block), int(iteration)) for block, iteration in path): n
                for path, n in items
            }
            if key in part and all(isinstance(name, str) for name in names.values()):
                found[key] = {path: name for path, name in names.items() if path}
    return found


def _shift(places: list[Position], at: Position | None) -> Position:
    if at is None or not places:
        return OFFSET, OFFSET
    return at[0] - min(x for x, _ in places), at[1] - min(y for _, y in places)
