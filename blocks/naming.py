"""Names of layers, as Keras itself would give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from blocks.block_type import Form
from blocks.graph import Block, Graph
from blocks.registry import block_type


@cache
def keras_prefix(type_name: str) -> str:
    """Return the stem of Keras's automatic name: ``conv2d`` for Conv2D, ``re_lu`` for ReLU.

    Source: https://keras.io/api/layers/base_layer/ (the ``name`` argument); checked against Keras in the tests.
    """
    kind = block_type(type_name)
    if kind is not None and kind.form is Form.INPUT:
        return "input_layer"
    if kind is not None and kind.form is Form.SLICE:
        return "get_item"
    word = re.sub(r"\W+", "", type_name)
    word = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", word)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", word).lower()


def can_be_named(block: Block) -> bool:
    """Tell whether Keras takes a name for the block: a slice is an operation, and has none."""
    return block.kind is None or block.kind.form is not Form.SLICE


def layer_names(graph: Graph, order: Iterable[str] | None = None) -> dict[str, str]:
    """Return the layer name of every block: the user's, else the one that Keras will give.

    Args:
        graph: the graph.
        order: the order in which layers are made; the graph's own by default.
    """
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for block_id in graph.order() if order is None else order:
        block = graph.blocks[block_id]
        if block.name and can_be_named(block):
            names[block_id] = block.name
            continue
        prefix = keras_prefix(block.type)
        count = counts.get(prefix, 0)
        counts[prefix] = count + 1
        names[block_id] = f"{prefix}_{count}" if count else prefix
    return names
