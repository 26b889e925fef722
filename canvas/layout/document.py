"""Laying out whole graphs of a document that nobody shows yet, as an import makes them. No Qt."""

from __future__ import annotations

from blocks.document.document import Document
from blocks.graph.graph import Graph
from canvas.geometry.boxes import HEIGHT
from canvas.items.card_content import ports_of
from canvas.layout.arrange import arrange


def lay_out(document: Document) -> None:
    """Give every block of every graph its place; for documents that no history follows."""
    for graph in document.graphs.values():
        graph.positions.update(places(graph))


def places(graph: Graph) -> dict[str, tuple[float, float]]:
    """Return the place of every card of a graph, the first row at the top."""
    order = graph.order()
    sizes = {key: (ports_of(graph, key).width, HEIGHT) for key in order}
    wires = [(wire.source, key) for key in order for wire in graph.incoming(key)]
    return arrange(sizes, wires, order)
