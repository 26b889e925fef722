"""Finds the blocks and wires of a graph that edits are about. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blocks.document.edits import (
    AddBlock,
    AddWire,
    Edit,
    Place,
    RemoveBlock,
    RemoveWire,
    ReplaceBlock,
)
from blocks.graph.graph import Wire


def touched(edits: Iterable[Edit], graph_name: str) -> Iterator[str | Wire]:
    """Yield ids of blocks, and wires, of one graph in the order of the edits; some may come twice."""
    for edit in edits:
        if getattr(edit, "graph", None) != graph_name:
            continue
        if isinstance(edit, (AddBlock, RemoveBlock)):
            yield edit.block.id
        elif isinstance(edit, ReplaceBlock):
            yield edit.new.id
        elif isinstance(edit, Place):
            yield edit.block
        elif isinstance(edit, (AddWire, RemoveWire)):
            yield edit.wire
