"""Ways up the branches of a graph, and candidates that change what stands on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from blocks.check.checker import Checker
from blocks.check.outputs import Output, units_end
from blocks.fixes.acts import SetValues
from blocks.fixes.candidate import Candidate, Candidates, set_on, set_on_all
from blocks.graph.composite_ports import live_order
from blocks.graph.graph import Block, Graph, Wire
from blocks.types.block_type import Form
from blocks.values.shapes import Shape
from blocks.values.values import Value

STEPS_BACK = 12
"""How far up a branch a parameter is looked for that would change its size."""

DEPTH = 3
"""How deep into composites on a branch."""

FIRST = "channels_first"


def branch(checker: Checker, start: str) -> Iterator[Block]:
    """Yield the blocks up a branch, nearest first, until it forks or begins."""
    graph = checker.graph
    current = start
    for _ in range(STEPS_BACK):
        yield graph.blocks[current]
        incoming = graph.incoming(current)
        if len(incoming) != 1 or len(graph.outgoing(incoming[0].source)) > 1:
            return
        current = incoming[0].source


def inward(checker: Checker, wires: Iterable[Wire]) -> Iterator[tuple[str, Block]]:
    """Yield what stands on branches, and what lies in the composites there, each with the name of its graph."""
    for wire in wires:
        for block in branch(checker, wire.source):
            yield checker.graph_name, block
            if (definition := checker.graph.inside(block)) is not None:
                yield from _inner(definition, DEPTH)


def _inner(definition: Graph, depth: int) -> Iterator[tuple[str, Block]]:
    for block_id in reversed(live_order(definition)):
        block = definition.blocks[block_id]
        yield definition.name, block
        if depth > 1 and (inside := definition.inside(block)) is not None:
            yield from _inner(inside, depth - 1)


def same_padding(checker: Checker, wires: Iterable[Wire], shows: str) -> Candidates:
    """Let what shrinks a branch keep its size."""
    for graph, block in inward(checker, wires):
        if block.value("padding") == "valid":
            yield _set(checker, graph, block, {"padding": "same"}, shows)


def usual_format(checker: Checker, wires: Iterable[Wire], shows: str) -> Candidates:
    """Let blocks that read the channels first read them last, as all others do."""
    for graph, block in inward(checker, wires):
        if block.value("data_format") == FIRST:
            yield _set(checker, graph, block, {"data_format": "channels_last"}, shows)


def other_strides(checker: Checker, wires: Iterable[Wire], shows: str) -> Candidates:
    """Try other strides on the blocks of branches that have some, and the usual distance of values under a kernel."""
    for graph, block in inward(checker, wires):
        kind = checker.document.graph(graph).kind_of(block)
        if kind is None or kind.parameter("strides") is None:
            continue
        here = graph == checker.graph_name
        for strides in (1, 2, 3, 4) if here else (1, 2):
            if block.value("strides") != strides and (here or "strides" in block.values):
                yield _set(checker, graph, block, {"strides": strides}, shows)
        if block.value("dilation_rate") not in (None, 1):
            yield _set(checker, graph, block, {"dilation_rate": 1}, shows)


def _set(
    checker: Checker, graph: str, block: Block, values: Mapping[str, Value], shows: str
) -> Candidate:
    return set_on_all(checker.document, graph, (block.id,), values, shows)


def other_units(checker: Checker, wire: Wire, size: int | None, shows: str) -> Candidates:
    """Give the last axis of what a wire brings another size, where one parameter decides about it."""
    block_id, name = units_end(checker, Output(wire.source, wire.source_port))
    if name and size:
        yield set_on(checker, block_id, {name: size}, shows)


def sequences(checker: Checker, wire: Wire, wanted: bool, shows: str) -> Candidates:
    """Let the nearest recurrent layer up a branch give every step, or the last one alone."""
    for block in branch(checker, wire.source):
        if block.value("return_sequences") is (not wanted):
            yield set_on(checker, block.id, {"return_sequences": wanted}, shows)
            return


def other_inputs(checker: Checker, wire: Wire, got: Shape, rank: int) -> Candidates:
    """Give the Input that a branch begins with a shape of another number of axes."""
    first = list(branch(checker, wire.source))[-1]
    kind = checker.graph.kind_of(first)
    shape = first.value("shape") if kind is not None and kind.form is Form.INPUT else None
    if not isinstance(shape, tuple):
        return
    if len(got) < rank:
        ends = [(*shape, 1), (*shape, 3)] if rank - len(got) == 1 else []
        ends += [(28, 28, 1), (224, 224, 3)] if rank == 3 else []
    else:
        ends = [shape[:-1], shape[1:]]
    for end in ends:
        yield set_on(checker, first.id, {"shape": end}, wire.target)


def together(candidates: Iterable[Candidate], checker: Checker) -> list[Candidate]:
    """Add to candidates what does the same thing to several blocks at once, behind the last that does it to one."""
    found = list(candidates)
    alike: dict[tuple[object, ...], list[int]] = {}
    for at, candidate in enumerate(found):
        (act, *others) = candidate.acts
        single = isinstance(act, SetValues) and len(act.blocks) == 1 and not others
        if isinstance(act, SetValues) and single and act.values.get("strides", 1) == 1:
            alike.setdefault((act.graph, *act.values.items()), []).append(at)
    groups = {places[-1]: places for places in alike.values() if len(places) > 1}
    made: list[Candidate] = []
    for at, candidate in enumerate(found):
        made.append(candidate)
        if at in groups:
            acts = [act for place in groups[at] for act in found[place].acts]
            sets = [act for act in acts if isinstance(act, SetValues)]
            ids = list(dict.fromkeys(act.blocks[0] for act in sets))
            document = checker.document
            if len(ids) > 1:
                made.append(
                    set_on_all(document, sets[0].graph, ids, sets[0].values, candidate.shows)
                )
    return made
