"""Tells which wires are allowed, while a person is dragging one."""

from __future__ import annotations

from blocks.graph.graph import Graph, Wire


def check_wire(graph: Graph, wire: Wire) -> str:
    """Say in words why a wire is not allowed; an empty text where it is."""
    if wire.source not in graph or wire.target not in graph:
        return "a wire needs a block at both ends"
    if wire.source == wire.target:
        return "a block cannot feed itself"
    target = graph.blocks[wire.target]
    if wire.source_port not in graph.output_ports(wire.source):
        return f"{graph.blocks[wire.source].type} has no output {wire.source_port}"
    kind = graph.kind_of(target)
    if kind is not None and not kind.inputs.has(wire.target_port):
        return f"{target.type} has no input to connect to"
    taken = graph.wire_into(wire.target, wire.target_port)
    if taken is not None:
        return f"this input of {target.type} is taken: remove its wire first, or add the two in an Add block"
    if graph.reaches(wire.target, wire.source):
        return f"this would close a circle: {target.type} already leads to {graph.blocks[wire.source].type}"
    return ""
