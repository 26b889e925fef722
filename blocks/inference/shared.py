"""The check of a block that applies a layer again which another one makes."""

from __future__ import annotations

from dataclasses import replace

from blocks.graph.graph import Block, Graph
from blocks.graph.shared_layers import can_share
from blocks.inference.result import BlockCheck
from blocks.parameters import same_value
from blocks.types.problems import Problem


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
