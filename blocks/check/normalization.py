"""Normalization layers that never learn mean and variance, since they do not stand right behind an input."""

from __future__ import annotations

from collections.abc import Iterator

from blocks.catalog.registry import layer_type
from blocks.check.checker import Checker
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import Block, Graph
from blocks.types.block_type import Form
from blocks.types.problems import Problem, Severity

_TYPE = "Normalization"


def unadapted(checker: Checker) -> Iterator[Problem]:
    """Yield a warning for each block that is one, or has one inside: it would pass its input on as it is."""
    graph = checker.graph
    seen: dict[str, bool] = {}
    for key, block in graph.blocks.items():
        if checker.results[key].inference is None:
            continue
        if _learns(block):
            plain = block.structure is None and block.type == _TYPE
            alone = plain and _is_input(graph, graph.incoming(key)[0].source)
        else:
            alone = not _has_one(graph, block, seen)
        if not alone:
            yield Problem("not_adapted", key, parameter="mean", severity=Severity.WARNING)


def _learns(block: Block) -> bool:
    return layer_type(block.type) == _TYPE and block.value("mean") is None


def _is_input(graph: Graph, key: str) -> bool:
    kind = graph.kind(key)
    return kind is not None and kind.form is Form.INPUT


def _has_one(graph: Graph, block: Block, seen: dict[str, bool]) -> bool:
    """Tell whether there is one in a composite, or in one inside that."""
    kind = graph.kind_of(block)
    if kind is None or kind.form is not Form.COMPOSITE:
        return False
    if kind.name not in seen:
        inner: Graph = kind.definition
        blocks = [inner.blocks[key] for key in live_order(inner)]
        seen[kind.name] = any(_learns(each) or _has_one(inner, each, seen) for each in blocks)
    return seen[kind.name]
