"""Candidates for missing wires: a wire, an Input, a place in a wire, or to remove the block."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from blocks.catalog.merging import ADD, CONCATENATE
from blocks.check.checker import Checker
from blocks.fixes.candidate import (
    Candidate,
    Candidates,
    Data,
    Maker,
    begin,
    beside,
    connect,
    delete,
    dissolve,
    first_of,
    lead_through,
    merge,
)
from blocks.graph.graph import MODEL, Wire
from blocks.types.block_type import Form
from blocks.types.problems import Problem
from blocks.values.shapes import Shape

ENDS, OTHERS, WIRES = 2, 8, 8
"""Most open ends, further blocks and wires that are tried for a block, the nearest first."""

SHAPES: tuple[Shape, ...] = ((28, 28, 1), (224, 224, 3), (4,), (10, 4))
"""Shapes that an Input is tried with where there are no data: a grey picture, a large one, a table, a sequence."""


def _unconnected(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Connect the input to the nearest block that leads nowhere yet, else to one that does."""
    graph, block_id = checker.graph, problem.block
    spare = graph.input_ports(block_id, spare=True)
    free = (name for name in spare if not graph.wire_into(block_id, name))
    port = problem.port or next(free, "")
    near = _nearest(checker, block_id)
    ends = [key for key in near if not graph.network.out_degree(key)]
    others = [key for key in near if graph.network.out_degree(key)]
    for key in ends[:ENDS]:
        yield _wire_from(checker, key, block_id, port)
    if len(ends) == 2:
        for kind in (ADD, CONCATENATE):
            yield replace(merge(checker, (ends[0], ends[1]), block_id, port, kind), once="merge")
    loose = not graph.network.degree(block_id)
    if loose:
        yield from beside(first_of("wire", _into_a_wire(checker, block_id)))
        yield from beside((delete(checker, block_id),))
    if not (loose and ends):
        wires = (_wire_from(checker, key, block_id, port) for key in others[:OTHERS])
        yield from first_of("other", wires)
    unused = (graph.kind(key) for key in ends)
    if (
        graph.name == MODEL
        and not (loose and near)
        and not any(kind is not None and kind.form is Form.INPUT for kind in unused)
    ):
        yield from first_of("begin", _begins(checker, block_id, port, data))
    if len(graph.incoming(block_id)) == 1:  # a merge of one
        yield dissolve(checker, block_id)


def _nearest(checker: Checker, block_id: str) -> list[str]:
    """Return the blocks that could lead to a block without a circle, the nearest on the canvas first."""
    graph = checker.graph
    place = graph.positions[block_id]

    def distance(key: str) -> float:
        x, y = graph.positions[key]
        return abs(x - place[0]) + abs(y - place[1])

    found = [key for key in graph.blocks if key != block_id and graph.output_ports(key)]
    return [key for key in sorted(found, key=distance) if not graph.reaches(block_id, key)]


def _wire_from(checker: Checker, source: str, target: str, port: str) -> Candidate:
    wire = Wire(source, checker.graph.output_ports(source)[0], target, port)
    return connect(checker, wire, target)


def _into_a_wire(checker: Checker, block_id: str) -> Candidates:
    """Put a block without wires into the nearest wire that it fits into."""
    graph, kind = checker.graph, checker.graph.kind(block_id)
    if kind is None or not kind.outputs or not (kind.inputs.names or kind.inputs.many):
        return
    x, y = graph.positions[block_id]

    def distance(wire: Wire) -> tuple[float, Wire]:
        (left, top), (right, bottom) = graph.positions[wire.source], graph.positions[wire.target]
        return abs((left + right) / 2 - x) + abs((top + bottom) / 2 - y), wire

    for wire in islice(sorted(graph.wires(), key=distance), WIRES):
        yield lead_through(checker, wire, block_id)


def _begins(checker: Checker, target: str, port: str, data: Data) -> Candidates:
    """Add an Input before a block: with the shape of the data, else with a usual one that fits."""
    if data is not None:
        yield begin(checker, target, port, shape=data.shape)
        return
    yield begin(checker, target, port)
    for shape in SHAPES:
        yield begin(checker, target, port, shape=shape)


def _no_input(checker: Checker, problem: Problem, data: Data) -> Candidates:
    graph = checker.graph
    waiting = [key for key in graph.sources() if graph.input_ports(key)]
    for key in waiting[:1]:
        yield from first_of("begin", _begins(checker, key, graph.input_ports(key)[0], data))


def _unused_input(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Connect the input to a block that waits for one, or delete it."""
    graph = checker.graph
    for key in graph.order():
        free = [port for port in graph.input_ports(key) if not graph.wire_into(key, port)]
        if free:
            wire = Wire(problem.block, graph.output_ports(problem.block)[0], key, free[0])
            yield connect(checker, wire, key, forward=True)
            break
    yield from beside((delete(checker, problem.block),))


CANDIDATES: dict[str, Maker] = {
    "unconnected": _unconnected,
    "too_few_inputs": _unconnected,
    "no_input": _no_input,
    "unused_input": _unused_input,
}
