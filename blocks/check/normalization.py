"""Normalization layers that never learn mean and variance, since they do not stand right behind an input."""

from __future__ import annotations

from collections.abc import Iterator

from blocks.check.checker import Checker
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import Block, Graph
from blocks.types.block_type import Form
from blocks.types.problems import Problem, Severity


def unadapted(checker: Checker) -> Iterator[Problem]:
    """Yield a warning for each block that is one, or has one inside: it would pass its input on as it is."""
    graph = checker.graph
    seen: dict[str, str] = {}
    for key, block in graph.blocks.items():
        if checker.results[key].inference is None:
            continue
        found = _left_open(graph, block, seen)
        if found and not _behind_an_input(graph, block):
            yield Problem("not_adapted", key, parameter=found, severity=Severity.WARNING)


def _left_open(graph: Graph, block: Block, seen: dict[str, str]) -> str:
    """Return what a layer, or one in a composite, would find in the data; empty where there is no such parameter."""
    kind = graph.kind_of(block)
    if kind is None:
        return ""
    if kind.definition is None:
        return kind.learns if kind.learns and kind.finds_in_data(block.value) else ""
    inner: Graph = kind.definition
    if inner.name not in seen:
        found = (_left_open(inner, inner.blocks[key], seen) for key in live_order(inner))
        seen[inner.name] = next(filter(None, found), "")
    return seen[inner.name]


def _behind_an_input(graph: Graph, block: Block) -> bool:
    """Tell whether a plain layer stands right behind an input, where it can learn."""
    kind = graph.kind_of(block)
    if kind is None or kind.form is not Form.LAYER or kind.wrapper or block.structure is not None:
        return False
    before = graph.kind(graph.incoming(block.id)[0].source)
    return before is not None and before.form is Form.INPUT
