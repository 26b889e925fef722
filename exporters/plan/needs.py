"""The inputs and outputs of a model as the loading of data needs them."""

from __future__ import annotations

from dataclasses import dataclass

from blocks.catalog.registry import block_type
from blocks.graph.graph import Block, Graph
from blocks.types.roles import Role


@dataclass(frozen=True, slots=True)
class Needs:
    """The inputs and outputs of a model, as those who load the data see them.

    Attributes:
        inputs: names of its inputs.
        outputs: names of its outputs.
        one_hot: for each output, whether its labels are rows such as ``(0, 1, 0)``.
        raw: names of the inputs whose data stay as they are, unless a person chose how they are scaled.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    one_hot: tuple[bool, ...]
    raw: tuple[str, ...] = ()


def wants_raw(graph: Graph, block_id: str) -> bool:
    """Tell whether an input's data mean something as they are: numbers of words, or what a Normalization will learn."""
    dtype = graph.blocks[block_id].value("dtype")
    if isinstance(dtype, str) and "int" in dtype:
        return True
    readers = [graph.blocks[wire.target] for wire in graph.outgoing(block_id)]
    return bool(readers) and all(map(_takes_raw, readers))


def _takes_raw(block: Block) -> bool:
    kind = block_type(block.type)
    if kind is None:
        return False
    learns = kind.wrapper is None and kind.finds_in_data(block.value)
    return learns or kind.layer.role is Role.EMBEDDING
