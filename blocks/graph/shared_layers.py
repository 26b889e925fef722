"""Blocks that apply one and the same layer: made where data reach it first, then applied again with its weights.

The blocks of a group have the same word in `Block.shares`, the id of the block that the layer was first made for. Which
of them makes the layer is no part of the document: it is the first in the order of the graph. So a block can go, and
the next one makes the layer.
"""

from __future__ import annotations

from collections.abc import Mapping

from blocks.graph.cache import Cache
from blocks.graph.graph import Block, Graph
from blocks.graph.unknown_layers import unknown_layer_of
from blocks.types.block_type import BlockType, Form

Groups = Mapping[str, tuple[str, ...]]

_GROUPS: Cache[None, Groups] = Cache()


def groups(graph: Graph) -> Groups:
    """Return the blocks of every layer that is applied more than once, in the order of the graph."""
    kept = _GROUPS.of(graph)
    if None not in kept:
        found: dict[str, tuple[str, ...]] = {}
        if any(block.shares for block in graph.blocks.values()):
            for key in graph.order():
                word = graph.blocks[key].shares
                if word:
                    found[word] = (*found.get(word, ()), key)
        kept[None] = {word: ids for word, ids in found.items() if len(ids) > 1}
    return kept[None]


def group_of(graph: Graph, block_id: str) -> tuple[str, ...]:
    """Return all blocks that apply the layer of a block, itself among them."""
    word = graph.blocks[block_id].shares
    return groups(graph).get(word, (block_id,)) if word else (block_id,)


def maker_of(graph: Graph, block_id: str) -> str:
    """Return the block that makes the layer which a block applies: itself where nobody did so before."""
    return group_of(graph, block_id)[0] if graph.blocks[block_id].shares else block_id


def is_again(graph: Graph, block_id: str) -> bool:
    """Tell whether a block applies a layer that another one makes."""
    return maker_of(graph, block_id) != block_id


def can_share(kind: BlockType | None, block: Block) -> str:
    """Say in words why a layer cannot be applied again; an empty text where it can."""
    nested = kind is not None and kind.form is Form.COMPOSITE and bool(kind.definition.nested)
    known = kind is not None and (kind.form is Form.LAYER or nested)
    if not known and (kind is not None or unknown_layer_of(block) is None):
        return f"{block.type} is no layer that could be applied again"
    if block.structure is not None:
        return f"{block.type} is repeated or depends on a condition, so it is not one layer"
    return ""


def split(graph: Graph, chosen: set[str]) -> tuple[str, str] | None:
    """Return two blocks of one layer of which only the first is chosen, or ``None``."""
    for ids in groups(graph).values():
        inside = [key for key in ids if key in chosen]
        if inside and len(inside) < len(ids):
            return inside[0], next(key for key in ids if key not in chosen)
    return None


def remapped(blocks: Mapping[str, Block], fresh: Mapping[str, str]) -> dict[str, str]:
    """Return the word of every copied block by its old id: copies of a layer are one, a single one is its own."""
    found: dict[str, list[str]] = {}
    for key in fresh:
        if blocks[key].shares:
            found.setdefault(blocks[key].shares, []).append(key)
    return {key: fresh[ids[0]] for ids in found.values() if len(ids) > 1 for key in ids}
