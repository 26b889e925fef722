"""Blocks that are never built are written into scripts all the same: values must be readable, inputs be wired, too."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from blocks.errors import ExpressionError
from blocks.graph.cache import Cache
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import Block, Graph
from blocks.graph.structure import INDEX
from blocks.inference.arguments import SHAPE_NAMES
from blocks.inference.block import missing_inputs
from blocks.inference.composite_result import InstanceCheck
from blocks.inference.wording import describe
from blocks.types.problems import Problem
from blocks.values.expressions import check_names, names_in
from blocks.values.values import Configured, Expression, Value

_UNREAD: Cache[None, Problem | None] = Cache()


def unread_problem(graph: Graph, block: Block, known: Collection[str]) -> Problem | None:
    """Return what is wrong with a block that never runs: a value that cannot be read, or that names nothing.

    Args:
        graph: the graph that it is in.
        block: the block; what is inside a composite is looked at as well.
        known: names of the metaparameters.
    """
    structure = block.structure
    names = {*known, *SHAPE_NAMES}
    if structure is not None and (structure.series, structure.parallel) != (None, None):
        names.add(INDEX)
    values: dict[str, Value] = dict(block.values)
    if structure is not None:
        values |= dict(zip(("series", "parallel", "when"), structure.values, strict=True))
    for name, value in values.items():
        for expression in _expressions(value):
            text = _wrong(expression, names)
            if text:
                return Problem("expression", block.id, parameter=name, got=value, text=text)
    definition = graph.inside(block)
    inner = _inside(definition) if definition else None
    if definition is None or inner is None:
        return None
    text, severity = _words(definition, inner), inner.severity
    return Problem("inside", block.id, text=text, path=_path(inner), severity=severity)


def _inside(definition: Graph) -> Problem | None:
    """Return the first problem of a definition, kept until it changes."""
    cache = _UNREAD.of(definition)
    if None not in cache:
        known = definition.environment()
        blocks = [definition.blocks[key] for key in live_order(definition)]
        found = (
            _unwired(definition, block) or unread_problem(definition, block, known)
            for block in blocks
        )
        cache[None] = next(filter(None, found), None)
    kept = cache[None]
    return kept


def _unwired(graph: Graph, block: Block) -> Problem | None:
    """Return what a block inside a composite that is never built still needs."""
    kind = graph.kind_of(block)
    return next(iter(missing_inputs(graph, block, kind)), None) if kind is not None else None


def _path(problem: Problem) -> tuple[str, ...]:
    return (problem.block, *problem.path)


def _words(definition: Graph, problem: Problem) -> str:
    return describe(problem, InstanceCheck(definition, {}, problem))


def _expressions(value: Value) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, Configured):
        for _, item in value.arguments:
            yield from _expressions(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _expressions(item)


def _wrong(expression: Expression, known: Collection[str]) -> str:
    try:
        names_in(expression.text)
        check_names(expression, known)
    except ExpressionError as error:
        return str(error)
    return ""
