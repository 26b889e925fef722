"""Edits that remove a whole definition, and where it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from blocks.document.document import Document
from blocks.document.edits import (
    Edit,
    RemoveBlock,
    RemoveGraph,
    RemoveWire,
    SetMetaparameters,
    SetSettings,
)
from blocks.graph.graph import Block, Graph
from blocks.graph.ids import id_key


def removal(document: Document, name: str) -> list[Edit]:
    """Return the edits that take a definition away, block by block."""
    graph = document.graph(name)
    edits = removed(graph, sorted(graph.blocks, key=id_key))
    if graph.metaparameters:
        edits.append(SetMetaparameters(name, graph.metaparameters, ()))
    return [*edits, RemoveGraph(name, graph.description, graph.extra)]


def removed(graph: Graph, ids: Sequence[str]) -> list[Edit]:
    """Return the edits that take blocks out of a graph, with every wire that touches them."""
    wires = {wire for key in ids for wire in (*graph.incoming(key), *graph.outgoing(key))}
    edits: list[Edit] = [RemoveWire(graph.name, wire) for wire in sorted(wires)]
    edits += [RemoveBlock(graph.name, graph.blocks[key], graph.positions[key]) for key in ids]
    return edits


def instances(document: Document, name: str) -> list[tuple[str, Block]]:
    """Return every instance of a composite, with the name of its graph."""
    return [
        (graph.name, block)
        for _, graph in sorted(document.graphs.items())
        for block in sorted(graph.blocks.values(), key=lambda block: id_key(block.id))
        if block.type == name
    ]


def moved_outputs(document: Document, keys: Mapping[str, str | None]) -> list[Edit]:
    """Let what outputs of the model say for themselves follow them to other keys; ``None`` forgets it."""
    old = document.settings
    kept = {to: said for key, said in old.outputs.items() if (to := keys.get(key, key)) is not None}
    return [] if kept == old.outputs else [SetSettings(old, replace(old, outputs=kept))]
