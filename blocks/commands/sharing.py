"""Applying a layer again, and giving a block a layer of its own."""

from __future__ import annotations

from dataclasses import replace

from blocks.document.edits import AddBlock, Edit, ReplaceBlock
from blocks.errors import EditError
from blocks.graph.graph import Graph, Position
from blocks.graph.naming import first_free
from blocks.graph.shared_layers import can_share, group_of


def use_again(graph: Graph, block_id: str, position: Position) -> tuple[str, list[Edit]]:
    """Add a block that applies the layer of another one again; returns its id and the edits.

    Raises:
        EditError: the layer cannot be applied again.
    """
    old = graph.blocks[block_id]
    reason = can_share(graph.kind_of(old), old)
    if reason:
        raise EditError(reason)
    word = old.shares if len(group_of(graph, block_id)) > 1 else _fresh_word(graph, block_id)
    edits: list[Edit] = []
    if old.shares != word:
        edits.append(ReplaceBlock(graph.name, old, replace(old, shares=word)))
    new = replace(old, id=graph.fresh_id(old.type), shares=word, extra={}, layers={})
    return new.id, [*edits, AddBlock(graph.name, new, position)]


def use_alone(graph: Graph, block_id: str) -> list[Edit]:
    """Give a block a layer of its own; the last one of a group is no group."""
    ids = group_of(graph, block_id)
    names = {"" if block_id == key else graph.blocks[key].name for key in ids}
    edits: list[Edit] = []
    for key in ids if len(ids) == 2 else (block_id,):
        old = graph.blocks[key]
        name = "" if key == block_id and old.name in names else old.name
        if old.shares:
            edits.append(ReplaceBlock(graph.name, old, replace(old, shares="", name=name)))
    return edits


def _fresh_word(graph: Graph, block_id: str) -> str:
    taken = {block.shares for key, block in graph.blocks.items() if key != block_id}
    return first_free(block_id, taken.__contains__, gap="-")
