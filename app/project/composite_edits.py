"""Edits about composites that the window makes: an empty one with its ends, another end."""

from __future__ import annotations

from dataclasses import replace

from blocks.catalog.ports import IN, OUT
from blocks.commands.blocks import fresh_block
from blocks.document.document import Document
from blocks.document.edits import (
    AddBlock,
    AddGraph,
    AddWire,
    Edit,
    Place,
    RemoveWire,
    ReplaceBlock,
)
from blocks.graph.composite_ports import port_names
from blocks.graph.graph import Block, Graph, Position, Wire

GAP = 220.0
"""Vertical distance of the two ends of an empty composite, in pixels at 100 %: a block fits between them."""


def new_composite(
    document: Document, name: str, graph_name: str, at: Position, after: str = ""
) -> tuple[str, list[Edit]]:
    """Add a composite that gives back what it takes, and an instance of it; blocks are dropped on its wire.

    Args:
        document: the project.
        name: name of the composite; it is free.
        graph_name: the graph that the instance is for.
        at: where the instance is to be.
        after: a block that its input is wired to, where that has an output.

    Returns:
        the id of the instance, and the edits.
    """
    graph = document.graph(graph_name)
    block = Block(graph.fresh_id(name), name)
    edits: list[Edit] = [
        AddGraph(name),
        AddBlock(name, Block("in-1", IN.name, name="input"), (0.0, 0.0)),
        AddBlock(name, Block("out-2", OUT.name, name="output"), (0.0, GAP)),
        AddWire(name, Wire("in-1", "output", "out-2", "input")),
        AddBlock(graph_name, block, at),
    ]
    outputs = graph.output_ports(after) if after in graph else ()
    if outputs:
        edits.append(AddWire(graph_name, Wire(after, outputs[0], block.id, "input")))
    return block.id, edits


def end_edits(graph: Graph, type_name: str, at: Position) -> list[Edit]:
    """Add a port to a definition, under a name that is free among its ports and metaparameters."""
    return [AddBlock(graph.name, fresh_block(graph, type_name), at)]


def swap_ports(graph: Graph, one: str, other: str) -> list[Edit]:
    """Let two inputs, or two outputs, of a definition change places in the order of its ports.

    Ports are in the order of their age, so the two blocks swap all else: names, wires and places on the canvas.
    """
    type_name = graph.blocks[one].type
    names, pair = port_names(graph, type_name), {one: other, other: one}
    wires = [wire for port in pair for wire in (*graph.incoming(port), *graph.outgoing(port))]
    edits: list[Edit] = [RemoveWire(graph.name, wire) for wire in wires]
    for old, new in pair.items():
        block = graph.blocks[old]
        edits.append(
            ReplaceBlock(graph.name, block, replace(graph.blocks[new], id=old, name=names[new]))
        )
        edits.append(Place(graph.name, old, graph.positions[old], graph.positions[new]))
    for wire in wires:
        source, target = pair.get(wire.source, wire.source), pair.get(wire.target, wire.target)
        edits.append(AddWire(graph.name, wire._replace(source=source, target=target)))
    return edits
