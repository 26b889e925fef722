"""Blocks that apply one and the same layer: made where data reach it first, then applied again with its weights.

The blocks of a group have the same word in `Block.shares`, the id of the block that the layer was first made for. Which
of them makes the layer is no part of the document: it is the first in the order of the graph. So a block can go, and
the next one makes the layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from blocks.document.edits import AddBlock, Edit, ReplaceBlock
from blocks.errors import EditError
from blocks.graph.graph import Block, Graph, Position
from blocks.graph.unknown_layers import stranger_of
from blocks.inference.result import BlockCheck
from blocks.parameters import same_value
from blocks.types.block_type import BlockType, Form
from blocks.types.problems import Problem

Groups = Mapping[str, tuple[str, ...]]


def groups(graph: Graph) -> Groups:
    """Return the blocks of every layer that is applied more than once, in the order of the graph."""
    found: dict[str, tuple[str, ...]] | None = graph.memo.get("shared")
    if found is None:
        found = {}
        if any(block.shares for block in graph.blocks.values()):
            for key in graph.order():
                word = graph.blocks[key].shares
                if word:
                    found[word] = (*found.get(word, ()), key)
        found = {word: ids for word, ids in found.items() if len(ids) > 1}
        graph.memo["shared"] = found
    return found


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
    if not known and (kind is not None or stranger_of(block) is None):
        return f"{block.type} is no layer that could be applied again"
    if block.structure is not None:
        return f"{block.type} is repeated or depends on a condition, so it is not one layer"
    return ""


def checked_again(
    graph: Graph, block: Block, check: BlockCheck, first: Block, maker: BlockCheck
) -> BlockCheck:
    """Return the check of a block that applies a layer again: its weights are counted where it is made.

    Args:
        graph: the graph.
        block: the block.
        check: as if the layer were made for it.
        first: the block that makes it.
        maker: the check of that.
    """
    text = _difference(graph, first, block)
    inference, made = check.inference, maker.inference
    if (
        not text
        and inference is not None
        and made is not None
        and inference.weights != made.weights
    ):
        ours, theirs = (
            " and ".join(str(weight.shape) for weight in each.weights) for each in (inference, made)
        )
        text = f"it would need weights of the shapes {ours}, but those of the first have {theirs}"
    if inference is not None and not text:
        inside = inference.inside
        if inside is not None:
            sums = replace(inside.totals, parameters=0, trainable=0, weight_bytes=0)
            inside = replace(inside, totals=sums, layers=())
        return replace(check, inference=replace(inference, weights=(), inside=inside))
    if not text:
        return check
    problem = Problem("shared", block.id, other=first.id, text=text)
    return replace(check, outputs=(None,) * len(check.outputs), inference=None, problems=(problem,))


def _difference(graph: Graph, first: Block, block: Block) -> str:
    """Say in what two blocks of one layer differ: every command keeps them alike, but files may say anything."""
    reason = can_share(graph.kind_of(block), block)
    if reason:
        return reason
    if first.type != block.type:
        return f"the first is a {first.type}"
    for name in {**first.values, **block.values}:
        same = name in first.values and name in block.values
        if not same or not same_value(first.values[name], block.values[name]):
            return f"the first has another {name}"
    return ""


# ------------------------------------------------------------------ commands


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
    new = replace(old, id=graph.fresh_id(old.type), shares=word, extra={})
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
    word, number = block_id, 2
    while word in taken:
        word, number = f"{block_id}-{number}", number + 1
    return word


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
