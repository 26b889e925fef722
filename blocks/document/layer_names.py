"""Names that the layers of a project have in the file of its weights: which layer has which, and how names move.

A layer is known by its path (`blocks.graph.structure.LayerPath`): the blocks that it lies in. A block of the model
keeps the names of all layers that it makes, so they go with it when it is removed, copied or brought back. No edit of a
definition touches them, unless a layer moves or goes: the command that does so says where its layers go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from blocks.document.document import Document
from blocks.document.edits import Edit, ReplaceBlock
from blocks.graph.graph import MODEL
from blocks.graph.structure import LayerPath

Move = Callable[[LayerPath], LayerPath | None]
"""Says of a layer's path inside a graph where it is after an edit; ``None`` for a layer that has gone."""

Names = Mapping[LayerPath, str]


def moved_names(document: Document, graph: str, move: Move) -> tuple[dict[str, Names], list[Edit]]:
    """Return what becomes of names when layers inside a graph move.

    Args:
        document: as it is before.
        graph: the graph that the layers are in, the model or a composite.
        move: where they go.

    Returns:
        in the model the names by block, for the blocks that the command makes; in a composite the edits that give the
        names to the blocks of the model.
    """
    found: dict[str, dict[LayerPath, str]] = {}
    blocks = document.model.blocks
    before = {key: block.layers for key, block in blocks.items() if block.layers}
    for key, names in before.items():
        found.setdefault(key, {})
        for path, name in names.items():
            whole = _moved(document, graph, ((key, path[0][1]), *path[1:]), move)
            if whole is not None:
                (block, iteration), *inner = whole
                found.setdefault(block, {})[("", iteration), *inner] = name
    if graph == MODEL:
        return dict(found), []
    changed = [(blocks[key], names) for key, names in found.items() if names != before[key]]
    return {}, [ReplaceBlock(MODEL, old, replace(old, layers=names)) for old, names in changed]


def _moved(document: Document, graph: str, path: LayerPath, move: Move) -> LayerPath | None:
    """Return where a layer of the model is after a move inside one of the graphs that it lies in."""
    current = MODEL
    for depth, (block_id, _) in enumerate(path):
        if current == graph:
            inner = move(path[depth:])
            return None if inner is None else (*path[:depth], *inner)
        block = document.graphs[current].blocks.get(block_id)
        if block is None or block.type not in document.graphs:
            break
        current = block.type
    return path


def forgotten_names(document: Document, graph: str, ids: Iterable[str]) -> list[Edit]:
    """Return the edits that take the names away from layers of blocks that leave a graph.

    A later block may get the same id.
    """
    gone = set(ids)
    return moved_names(document, graph, lambda path: None if path[0][0] in gone else path)[1]
