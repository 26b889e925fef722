"""The check of a composite from inside: its blocks, with the metaparameters and the shapes of one instance.

What was found is remembered with the definition until that changes, once by instance and once by block, so that
an edit deep inside a network of hundreds of layers costs one check for every distinct input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from blocks.catalog.ports import IN, OUT
from blocks.graph.cache import Cache, kept_results
from blocks.graph.composite_ports import live_order, port_blocks
from blocks.graph.freezing import NAME, declares, frozen, is_frozen
from blocks.graph.graph import Block, Graph
from blocks.inference.arguments import SHAPE_NAMES, shadowed_words
from blocks.inference.composite_result import InstanceCheck
from blocks.inference.crashing_kernels import can_crash
from blocks.inference.limits import MAX_LAYERS, TooMuchError, metered, spend
from blocks.inference.repeats import check_block
from blocks.inference.result import BlockCheck, totals_of
from blocks.inference.shared import checked_again
from blocks.inference.wording import describe
from blocks.types.block_type import BlockType, Form
from blocks.types.problems import Problem, Severity
from blocks.types.rules import Arguments, Inference, Inside, Refusal
from blocks.values.expressions import names_of
from blocks.values.shapes import Shape
from blocks.values.values import Value

MAX_REMEMBERED = 20_000

_WRONG = (Severity.ERROR, Severity.UNFINISHED)
"""Severities with which a composite cannot be built; a layer of an unknown class can at least be written."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A block of a definition, with what its check depends on."""

    block: Block
    kind: BlockType | None
    sources: tuple[tuple[str, int], ...]
    names: tuple[str, ...]


_INFERRED: Cache[tuple[object, ...], Inference | Refusal] = Cache()
_SLOTS: Cache[bool, tuple[_Slot, ...]] = Cache()
_CHECKED: Cache[tuple[object, ...], BlockCheck] = Cache()


def share_results(graph: Graph, twin: Graph) -> None:
    """Give a copy of a graph the shapes and costs that were worked out for the original.

    Nothing else is given: types and refusals would lead back to the original.
    """
    twin.changed()
    _CHECKED.of(twin).update(_CHECKED.of(graph))
    _INFERRED.of(twin).update(
        (key, found) for key, found in _INFERRED.of(graph).items() if isinstance(found, Inference)
    )


def infer_inside(graph: Graph, arguments: Arguments, shapes: tuple[Shape, ...]) -> Inference:
    """Infer an instance: the shape rule of every composite.

    Raises:
        Refusal: something inside is wrong; its path leads there and its text says what.
    """
    key = (tuple((value.__class__, value) for value in arguments.values()), shapes)
    found = _INFERRED.of(graph).get(key)
    if found is None:
        found = _infer(graph, arguments, shapes)
        if kept_results(graph) > MAX_REMEMBERED:
            graph.changed()
        _INFERRED.of(graph)[key] = found
    if isinstance(found, Refusal):
        raise found
    return found


def _infer(graph: Graph, arguments: Arguments, shapes: tuple[Shape, ...]) -> Inference | Refusal:
    with metered() as outermost:
        try:
            check = check_instance(graph, arguments, shapes)
        except TooMuchError:
            if not outermost:
                raise
            return Refusal("too_large", text="there are too many layers in it", path=("",))
    if check.problem is not None:
        return _told(check, check.problem)
    inside = _inside(check)
    if sum(count for _, count in inside.layers) > MAX_LAYERS:
        return Refusal("too_large", text=f"it has more than {MAX_LAYERS:,} layers", path=("",))
    outputs = [check.results[block.id].inputs[0] for block in port_blocks(graph, OUT.name)]
    # Only behind a layer of an unknown class can there be a shape that nobody knows.
    known = tuple(shape for shape in outputs if shape is not None or inside.strange)
    return Inference(known, (), inside.totals.multiply_adds, inside)  # type: ignore[arg-type] # see above


def check_instance(graph: Graph, arguments: Arguments, shapes: tuple[Shape, ...]) -> InstanceCheck:
    """Check the blocks of a definition in order, up to the first that is wrong."""
    results: dict[str, BlockCheck] = {}
    for name in arguments.keys() & set(SHAPE_NAMES):
        # In a function the two could not be distinguished.
        text = shadowed_words(name)
        return InstanceCheck(graph, results, Problem("metaparameter", parameter=name, text=text))
    entering = iter(shapes)
    makers: dict[str, Block] = {}
    frozen_inside = is_frozen(graph, arguments)
    if not declares(graph.metaparameters):
        arguments = {name: value for name, value in arguments.items() if name != NAME}
    for slot in _slots(graph, frozen_inside):
        came: tuple[Shape | None, ...]
        if slot.block.type == IN.name:
            came = (next(entering),)
        else:
            came = tuple(results[source].outputs[port] for source, port in slot.sources)
        result = _remembered(graph, slot, arguments, came, frozen_inside)
        first = makers.setdefault(slot.block.shares, slot.block) if slot.block.shares else None
        if first is not None and first is not slot.block:
            result = checked_again(graph, slot.block, result, first, results[first.id])
        results[slot.block.id] = result
        wrong = next((each for each in result.problems if each.severity in _WRONG), None)
        if wrong is not None:
            return InstanceCheck(graph, results, wrong)
    if not port_blocks(graph, OUT.name):
        text = "it gives nothing back: it needs an Out block"
        return InstanceCheck(graph, results, Problem("no_out", text=text))
    return InstanceCheck(graph, results, None)


def _slots(graph: Graph, frozen_inside: bool = False) -> tuple[_Slot, ...]:
    """Return the blocks that count; ``frozen_inside`` for an instance whose weights do not train."""
    found = _SLOTS.of(graph).get(frozen_inside)
    if found is None:
        found = tuple(_slot(graph, key, frozen_inside) for key in live_order(graph))
        _SLOTS.of(graph)[frozen_inside] = found
    return found


def _slot(graph: Graph, block_id: str, frozen_inside: bool) -> _Slot:
    block = graph.blocks[block_id]
    if frozen_inside:
        block = frozen(block, graph.kind_of(block))
    sources = tuple(
        (wire.source, graph.output_ports(wire.source).index(wire.source_port))
        for wire in graph.incoming(block_id)
    )
    names = frozenset().union(*map(names_of, block.moving))
    return _Slot(block, graph.kind_of(block), sources, tuple(sorted(names)))


def _remembered(
    graph: Graph,
    slot: _Slot,
    environment: Mapping[str, Value],
    shapes: tuple[Shape | None, ...],
    frozen_inside: bool,
) -> BlockCheck:
    used = [environment.get(name) for name in slot.names]
    key = (slot.block.id, frozen_inside, shapes, *((value.__class__, value) for value in used))
    found = _CHECKED.of(graph).get(key)
    if found is None:
        spend(1)
        found = check_block(graph, slot.block, environment, shapes)
        _CHECKED.of(graph)[key] = found
    return found


def _inside(check: InstanceCheck) -> Inside:
    graph, results = check.graph, check.results
    layers: Counter[str] = Counter()
    counted = []
    made: set[str] = set()
    for slot in _slots(graph):
        result = results[slot.block.id]
        again = slot.block.shares in made
        made.update([slot.block.shares] if slot.block.shares else [])
        if again:
            pass
        elif result.inside is not None:
            layers.update(dict(result.layers))
        elif slot.kind is not None and slot.kind.form is not Form.PORT:
            layers[slot.block.type] += 1
        else:
            continue
        counted.append(result)
    crash = any(can_crash(slot.block.type, results[slot.block.id]) for slot in _slots(graph))
    strange = next((each for result in results.values() for each in result.problems), None)
    if strange is not None:
        strange = replace(strange, text=describe(strange, check))
    return Inside(totals_of(counted), tuple(sorted(layers.items())), crash, strange)


def _told(check: InstanceCheck, problem: Problem) -> Refusal:
    """Say in words what is wrong inside, for the outside."""
    path = (problem.block, *(key for key in problem.path if key))
    return Refusal(
        "inside",
        text=describe(problem, check),
        path=path,
        iterations=problem.iterations,
        unfinished=problem.severity is Severity.UNFINISHED,
    )
