"""Edits that add or remove a whole definition, and where it is used."""

from __future__ import annotations

from blocks.document import Document
from blocks.edits import (
    AddBlock,
    AddGraph,
    AddWire,
    Edit,
    RemoveBlock,
    RemoveGraph,
    RemoveWire,
    SetMetaparameters,
)
from blocks.graph import Graph, id_key


def removal(document: Document, name: str) -> list[Edit]:
    """Return the edits that take a definition away, block by block."""
    graph = document.graph(name)
    edits: list[Edit] = [RemoveWire(name, wire) for wire in sorted(graph.wires())]
    for key in sorted(graph.blocks, key=id_key):
        edits.append(RemoveBlock(name, graph.blocks[key], graph.positions[key]))
    if graph.metaparameters:
        edits.append(SetMetaparameters(name, graph.metaparameters, ()))
    return [*edits, RemoveGraph(name, graph.description, graph.extra)]


def addition(graph: Graph, name: str) -> list[Edit]:
    """Return the edits that add a definition equal to a graph, under another name."""
    edits: list[Edit] = [AddGraph(name, graph.description, graph.extra)]
    if graph.metaparameters:
        edits.append(SetMetaparameters(name, (), graph.metaparameters))
    for key in sorted(graph.blocks, key=id_key):
        edits.append(AddBlock(name, graph.blocks[key], graph.positions[key]))
    return [*edits, *(AddWire(name, wire) for wire in sorted(graph.wires()))]


def instances(document: Document, name: str) -> list[tuple[str, str]]:
    """Return graph and id of every instance of a composite."""
    return [
        (graph.name, block.id)
        for _, graph in sorted(document.graphs.items())
        for block in sorted(graph.blocks.values(), key=lambda block: id_key(block.id))
        if block.type == name
    ]
