"""The words of a port, for tips and for the label beside the pointer. No Qt."""

from __future__ import annotations

from blocks.graph.graph import Graph


def port_words(graph: Graph, block_id: str, port: str, out: bool) -> str:
    """Return the name of a port, where a block has several that have names; else nothing."""
    kind = graph.kind(block_id)
    if kind is None or (kind.inputs.many and not out):
        return ""
    names = kind.outputs if out else kind.inputs.names
    if len(names) < 2:
        return ""
    needed = out or port in kind.inputs.needed
    return port if needed else f"{port}, which may stay open"
