"""The outputs of a file's model on the model's graph: which there are, in which order, under which names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from blocks.check.outputs import Output, model_outputs, note_no_output, note_order
from blocks.graph.graph import Graph
from blocks.graph.naming import may_be_automatic
from importers.reports.report import Report

_NAME = re.compile(r"[A-Za-z0-9_]{1,60}")


def note_outputs(graph: Graph, ends: Mapping[Output, str], report: Report) -> None:
    """Note which outputs there are in their order; several get the names by which Keras tells them apart.

    Args:
        graph: the model; it is changed.
        ends: the outputs in the file's order, each with its name in the file.
        report: gets remarks.
    """
    for output in model_outputs(graph):
        if output not in ends:
            note_no_output(graph, output)
    note_order(graph, ends)
    if len(ends) > 1:
        _name(graph, ends, report)


def _name(graph: Graph, ends: Mapping[Output, str], report: Report) -> None:
    inner = (graph.inside(block) for block in graph.blocks.values())
    graphs = [graph, *filter(None, inner)]
    taken = {block.name for block in graph.blocks.values() if block.name}
    for end, name in ends.items():
        block = graph.blocks[end.block]
        if not name or name in taken or block.shares or len(graph.output_ports(end.block)) > 1:
            continue
        if _NAME.fullmatch(name) and not may_be_automatic(name, graphs):
            if block.name:
                report.add("renamed", block.name, f"is called {name} now, as the output is")
            taken.add(name)
            graph.put(replace(block, name=name))
