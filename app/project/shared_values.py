"""Common parts of several blocks: the parameters of a form, and the values in it. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from blocks.commands.wrappers import LAYER, layer_choice
from blocks.graph.graph import Block, Graph
from blocks.graph.shared_layers import group_of
from blocks.graph.unknown_layers import unknown_layer_of
from blocks.parameters import Parameter
from blocks.values.values import Value


def value_of(graph: Graph, block: Block, name: str) -> Value:
    """Return a parameter of a block as it was set, else the default of its type."""
    kind = graph.kind_of(block)
    if name == LAYER and kind is not None and kind.wrapper is not None:
        return kind.wrapper.layer.name
    return block.value(name) if kind is None else kind.value_in(block.values, name)


def words_about(graph: Graph, blocks: Sequence[Block]) -> str:
    """Say what blocks are, or why nothing is known of them."""
    if len(blocks) > 1:
        return "What you change is changed in all of them."
    kind = graph.kind_of(blocks[0])
    if kind is not None:
        several = len(group_of(graph, blocks[0].id))
        more = f" One layer in {several} blocks: what you change is changed in all of them."
        return kind.summary + (more if several > 1 else "")
    unknown = unknown_layer_of(blocks[0])
    if unknown is None:
        return "This version does not know this block. It is kept as it is."
    if unknown.code:
        return "This layer contains code, which is not loaded. In the script there is a place to write it."
    return "This class is not known here. It is written again as it is; the script has a place for its import."


def common_parameters(graph: Graph, blocks: Sequence[Block]) -> tuple[Parameter, ...]:
    """Return the parameters that all blocks have, declared alike, in the order of the first one."""
    kinds = list(dict.fromkeys(block.type for block in blocks))
    first = graph.kind_of(blocks[0])
    others = [graph.kind_of(block) for block in blocks if block.type in kinds[1:]]
    if first is None or any(kind is None for kind in others):
        return ()
    inside = () if others or first.wrapper is None else (layer_choice(first.wrapper),)
    return (
        *inside,
        *(
            parameter
            for parameter in first.parameters
            if all(_alike(parameter, kind.parameter(parameter.name)) for kind in others if kind)
        ),
    )


def _alike(one: Parameter, other: Parameter | None) -> bool:
    if other is None or type(one) is not type(other):
        return False
    return getattr(one, "choices", ()) == getattr(other, "choices", ()) and getattr(
        one, "rank", 0
    ) == getattr(other, "rank", 0)
