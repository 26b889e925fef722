"""Copy and paste: blocks with the wires between them, as JSON text in the system's clipboard."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from blocks import json_safe
from blocks.document import Document
from blocks.edits import AddBlock, AddWire, Edit
from blocks.errors import FileError
from blocks.file_parts import block_to, blocks_from, wires_from
from blocks.graph import MODEL, Position, id_key, slug

FORMAT = "netwright blocks"
OFFSET = 30.0
"""How far a copy lies from its original where no place is given, in pixels at 100 %."""


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
    """
    data = json_safe.parse(text.encode("utf-8", "surrogatepass"))
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FileError("the clipboard holds no blocks")
    found = document.graph(graph)
    parts = {key: data.get(key, []) for key in ("blocks", "wires", "positions")}
    part = blocks_from(parts, graph)
    part.type_named = found.type_named
    wires_from(parts, part)
    names = {block.name for block in found.blocks.values()}
    fresh: dict[str, str] = {}
    edits: list[Edit] = []
    shift = _shift(list(part.positions.values()), at)
    number = max((id_key(key)[0] for key in found.blocks), default=0)
    for count, key in enumerate(sorted(part.blocks, key=id_key), 1):
        block = part.blocks[key]
        fresh[key] = f"{slug(block.type)}-{number + count}"
        place = part.positions[key]
        name = "" if block.name in names else block.name
        edits.append(
            AddBlock(
                graph,
                replace(block, id=fresh[key], name=name),
                (place[0] + shift[0], place[1] + shift[1]),
            )
        )
    for key in part.order():
        for wire in part.incoming(key):
            edits.append(
                AddWire(graph, wire._replace(source=fresh[wire.source], target=fresh[key]))
            )
    return list(fresh.values()), edits


def _shift(places: list[Position], at: Position | None) -> Position:
    if at is None or not places:
        return OFFSET, OFFSET
    return at[0] - min(x for x, _ in places), at[1] - min(y for _, y in places)
