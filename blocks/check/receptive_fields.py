"""The receptive field of every block: what of the input one value of its output depends on.

Worked out when somebody asks, from what the check found, and through composites and repeats along every path.
"""

from __future__ import annotations

from collections.abc import Mapping

from blocks.catalog.ports import IN, OUT
from blocks.errors import EditError
from blocks.graph.cache import Cache
from blocks.graph.composite_ports import port_blocks
from blocks.graph.graph import Block, Graph
from blocks.graph.structure import INDEX
from blocks.inference.block import Environment, check_once
from blocks.inference.composite import check_instance
from blocks.inference.repeats import applications, repeats
from blocks.inference.result import BlockCheck
from blocks.types.block_type import Form
from blocks.types.receptive_field import EACH_PLACE, Reach, widest
from blocks.values.shapes import Shape, shape_text

Field = tuple[int, ...]
"""Places of the input along each axis that has an order, such as (height, width)."""

Paths = tuple[dict[int, Reach | None], ...]
"""For each output: by the number of an input the reach of the path from there; no entry where there is no path."""


def receptive_fields(
    graph: Graph, results: Mapping[str, BlockCheck], environment: Environment
) -> dict[str, Field | None]:
    """Return the receptive field of every block at its first output.

    In a composite it counts in places of what comes into that. ``None`` where a block has none: its shape is not
    known, nothing with an order of places leads to it, or places were arranged in another way before it.

    Args:
        graph: the graph.
        results: the check of every block of it.
        environment: values of the graph's metaparameters.
    """
    found: dict[tuple[str, str], Reach | None] = {}
    for key in graph.order():
        check = results[key]
        ports = graph.output_ports(key)
        incoming = [found[(wire.source, wire.source_port)] for wire in graph.incoming(key)]
        for at, port in enumerate(ports):
            found[key, port] = _at(graph, key, at, check, incoming, environment)
    fields: dict[str, Field | None] = {}
    for key in graph.blocks:
        ports = graph.output_ports(key)
        reach = found[key, ports[0]] if ports else None
        fields[key] = reach.sizes if reach is not None and reach.more else None
    return fields


def field_text(graph: Graph, results: Mapping[str, BlockCheck], field: Field) -> str:
    """Say a field for people, beside what comes in: ``43×43 of 224×224``, or ``all of 28×28``."""
    entering = [
        check.output[:-1]
        for key in graph.sources()
        if (check := results[key]).output and len(check.output) == len(field) + 1
    ]
    if not entering:
        return shape_text(field)
    whole = entering[0]
    if all(size is not None and seen >= size for seen, size in zip(field, whole, strict=True)):
        return f"all of {shape_text(whole)}"
    return f"{shape_text(field)} of {shape_text(whole)}"


def _at(
    graph: Graph,
    key: str,
    at: int,
    check: BlockCheck,
    incoming: list[Reach | None],
    environment: Environment,
) -> Reach | None:
    block, kind = graph.blocks[key], graph.kind(key)
    if kind is None or check.inference is None:
        return None
    if kind.form is Form.INPUT or block.type == IN.name:
        return _start(check.output)
    paths = paths_through(graph, block, environment, check)[at]
    passed = [
        None if before is None else before.then(paths[number])
        for number, before in enumerate(incoming)
        if number in paths
    ]
    return widest(passed) if passed else None


def _start(shape: Shape | None) -> Reach | None:
    """Return the field of an input: one place; a vector has no places."""
    rank = len(shape) - 1 if shape else 0
    return Reach((0,) * rank, (1,) * rank) if rank else None


def paths_through(graph: Graph, block: Block, environment: Environment, check: BlockCheck) -> Paths:
    """Return what a block does to a field, from each input to each output.

    Args:
        graph: the graph that the block is in.
        block: the block; it has no problems.
        environment: metaparameters of the graph.
        check: what the check found of it.
    """
    if block.structure is None:
        return _once(graph, block, check)
    try:
        runs = applications(graph, block, environment, check.inputs)
    except EditError:
        return ({0: None},)
    looped = repeats(block.structure)
    found: list[Reach | None] = []
    for index, shape in runs:
        names = {**environment, INDEX: index} if looped else environment
        single = check_once(graph, block, names, (shape,))
        found.append(_once(graph, block, single)[0].get(0))
    if block.structure.parallel is not None:
        return ({0: widest(found) if found else EACH_PLACE},)
    whole: Reach | None = EACH_PLACE
    for reach in found:
        whole = whole.then(reach) if whole is not None else None
    return ({0: whole},)


def _once(graph: Graph, block: Block, check: BlockCheck) -> Paths:
    kind = graph.kind_of(block)
    if kind is None or check.inference is None:
        return ({0: None},)
    shapes = tuple(shape for shape in check.inputs if shape is not None)
    if kind.definition is not None:
        return _inside(kind.definition, check, shapes)
    reach = kind.look(check.arguments, shapes)
    return (dict.fromkeys(range(len(shapes)), reach),)


_PATHS: Cache[tuple[object, ...], Paths] = Cache()


def _inside(definition: Graph, check: BlockCheck, shapes: tuple[Shape, ...]) -> Paths:
    values = tuple((value.__class__, value) for value in check.arguments.values())
    key = (values, shapes)
    found = _PATHS.of(definition).get(key)
    if found is None:
        results = check_instance(definition, check.arguments, shapes).results
        inputs = [block.id for block in port_blocks(definition, IN.name)]
        each = [_from(definition, start, results, check.arguments) for start in inputs]
        found = tuple(
            {number: paths[out.id] for number, paths in enumerate(each) if out.id in paths}
            for out in port_blocks(definition, OUT.name)
        )
        _PATHS.of(definition)[key] = found
    return found


def _from(
    definition: Graph, start: str, results: Mapping[str, BlockCheck], environment: Environment
) -> dict[str, Reach | None]:
    """Follow one input of a composite; returns what has happened at each Out block that it leads to."""
    reached: dict[tuple[str, str], Reach | None] = {(start, "output"): EACH_PLACE}
    ends: dict[str, Reach | None] = {}
    for key, check in results.items():
        wires = definition.incoming(key)
        known = {
            number: reached[(wire.source, wire.source_port)]
            for number, wire in enumerate(wires)
            if (wire.source, wire.source_port) in reached
        }
        if not known:
            continue
        if definition.blocks[key].type == OUT.name:
            ends[key] = known[0]
            continue
        paths = paths_through(definition, definition.blocks[key], environment, check)
        for port, path in zip(definition.output_ports(key), paths, strict=True):
            passed = [
                None if before is None else before.then(path[number])
                for number, before in known.items()
                if number in path
            ]
            if passed:
                reached[key, port] = widest(passed)
    return ends
