"""Copies of documents, for what is tried, saved or written while edits go on."""

from __future__ import annotations

from blocks.document.document import Document
from blocks.graph.graph import Graph
from blocks.inference.composite import share_results


def copy_document(document: Document) -> Document:
    """Return a copy that shares the frozen blocks but nothing that changes."""
    copy = Document()
    copy.settings = document.settings
    copy.extra = dict(document.extra)
    for name, graph in document.graphs.items():
        twin = Graph(name)
        twin.description = graph.description
        for block in graph.blocks.values():
            twin.put(block)
        for wire in graph.wires():
            twin.join(wire)
        twin.positions = dict(graph.positions)
        twin.metaparameters = graph.metaparameters
        twin.extra = dict(graph.extra)
        copy.adopt(twin)
        share_results(graph, twin)
    return copy
