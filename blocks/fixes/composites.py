"""Candidates for a problem inside a composite: a change there, another value at the instance, or another input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from blocks.catalog.ports import IN, OUT
from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.check.iterations import iteration_of
from blocks.commands.blocks import GAP, fresh_block
from blocks.document.edits import AddBlock, AddWire, Edit, ReplaceBlock
from blocks.fixes.acts import Append
from blocks.fixes.branches import branch, together
from blocks.fixes.candidate import Candidate, Candidates, Data, Maker, first_of, set_on
from blocks.graph.composite_ports import port_blocks, port_names
from blocks.graph.graph import Graph, Wire
from blocks.types.problems import Problem
from blocks.values.values import Expression, Value, has_expression


def makers(known: Mapping[str, Maker]) -> dict[str, Maker]:
    """Return the makers for problems of composites.

    Args:
        known: the makers for every kind of problem, these among them: the problem inside is of any kind.
    """
    return {"inside": partial(_inside, known), "structure": _no_end}


def _inside(
    known: Mapping[str, Maker], checker: Checker, problem: Problem, data: Data
) -> Candidates:
    """Look for what would mend the inner block, as the instance sees it where it goes wrong."""
    if not is_composite(checker.graph, problem.block) or not problem.path:
        return
    name = checker.graph.blocks[problem.block].type
    iteration = iteration_of(checker, problem.block, problem.iteration or 0)
    inner = Checker(checker.document, name, iteration.instance, follows=False)
    if not any(problem.path):
        yield from _no_end(checker, problem, data)
        return
    found = [each for each in inner.problems() if each.block == problem.path[0]]
    maker = known.get(found[0].kind) if found else None
    if maker is None:
        return
    for candidate in together(maker(inner, found[0], data), inner):
        yield from _lifted(checker, inner, problem.block, candidate)
    yield from _before(maker, checker, inner, problem.block, found[0], data)


def _lifted(checker: Checker, inner: Checker, instance: str, candidate: Candidate) -> Candidates:
    """Say where a candidate changes a definition; where that would undo a metaparameter, set that at the instance."""
    own = [edit for edit in candidate.edits if getattr(edit, "graph", None) == inner.graph_name]
    moved = [_moved_values(edit) for edit in own if isinstance(edit, ReplaceBlock)]
    if not any(moved):
        # What changes an instance deeper inside, or a definition there, says so as well.
        yield replace(candidate, shows=instance)
        return
    if len(own) > 1:
        return
    known = inner.graph.environment()
    given = {
        old.text.strip(): new
        for old, new in moved[0].values()
        if isinstance(old, Expression) and old.text.strip() in known
    }
    if len(given) == len(moved[0]):
        yield set_on(checker, instance, given, instance)
    yield replace(candidate, shows=instance)


def _moved_values(edit: ReplaceBlock) -> dict[str, tuple[Value, Value]]:
    """Return the values that an edit takes from expressions, before and after."""
    return {
        name: (value, edit.new.values[name])
        for name, value in edit.old.values.items()
        if has_expression(value) and name in edit.new.values and edit.new.values[name] != value
    }


def _before(
    maker: Maker,
    checker: Checker,
    inner: Checker,
    instance: str,
    wrong: Problem,
    data: Data,
) -> Candidates:
    """Change what comes into the instance, where what comes in reaches the inner block as it is."""
    wire = inner.graph.wire_into(wrong.block, wrong.port)
    if wire is None or wrong.kind not in ("rank", "too_small"):
        return
    last = list(branch(inner, wire.source))[-1]
    names = port_names(inner.graph, IN.name)
    if last.id in names and checker.graph.wire_into(instance, names[last.id]):
        outside = replace(wrong, block=instance, port=names[last.id], path=(), iterations=())
        yield from maker(checker, outside, data)


def _no_end(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Give a composite that gives nothing back an Out block, behind what nothing follows."""
    graph = checker.graph.inside(checker.graph.blocks[problem.block])
    if graph is None or not graph.name or port_blocks(graph, OUT.name):
        return
    ends = [key for key in reversed(graph.sinks()) if graph.output_ports(key)]
    yield from first_of("out", (_out_behind(graph, key, problem.block) for key in ends))


def _out_behind(graph: Graph, source: str, instance: str) -> Candidate:
    block = fresh_block(graph, OUT.name)
    x, y = graph.positions[source]
    port = graph.output_ports(source)[0]
    wire = Wire(source, port, block.id, "input")
    edits: tuple[Edit, ...] = (
        AddBlock(graph.name, block, (x, y + GAP)),
        AddWire(graph.name, wire),
    )
    return Candidate((Append(graph.name, block.id, OUT.name, source, port),), edits, instance)
