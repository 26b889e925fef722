"""Candidates for a shape or a value that a block refuses."""

from __future__ import annotations

from collections.abc import Iterator

from blocks.catalog.convolution.layers import CONV_2D
from blocks.catalog.pooling import MAX_POOLING_2D
from blocks.catalog.reshaping import FLATTEN, RESHAPE
from blocks.catalog.wrappers import TIME_DISTRIBUTED
from blocks.check.checker import Checker
from blocks.check.outputs import Output, units_end
from blocks.fixes.branches import (
    other_inputs,
    other_strides,
    other_units,
    same_padding,
    sequences,
    usual_format,
)
from blocks.fixes.candidate import (
    Candidates,
    Data,
    Maker,
    disconnect,
    dissolve,
    first_of,
    insert,
    retype,
    set_on,
)
from blocks.graph.graph import Wire
from blocks.types.problems import Problem
from blocks.values.shapes import Shape, as_shape, element_count, product, window_length
from blocks.values.values import Expression, Value


def _rank(checker: Checker, problem: Problem, data: Data) -> Candidates:
    graph = checker.graph
    wire = graph.wire_into(problem.block, problem.port)
    got = as_shape(problem.got)
    if wire is None or got is None:
        return
    yield from sequences(checker, wire, True, problem.block)
    yield from _other_wrapper(checker, problem, got)
    before = graph.kind(wire.source)
    if before is not None and before.ends_features:
        yield dissolve(checker, wire.source, problem.block)
    for target in _other_axes(got, problem.expected):
        yield insert(checker, wire, RESHAPE, target_shape=target)
    if problem.expected == 1:
        yield insert(checker, wire, FLATTEN)
    yield from usual_format(checker, (wire,), problem.block)
    if isinstance(problem.expected, int) and len(got) != problem.expected:
        yield from other_inputs(checker, wire, got, problem.expected)


def _other_axes(got: Shape, rank: object) -> Iterator[tuple[int, ...]]:
    """Yield shapes of another number of axes that hold as many values."""
    sizes = tuple(size for size in got if size is not None)
    if len(sizes) != len(got):
        return
    if rank == 3 and len(sizes) == 2:
        yield (*sizes, 1)
    if rank == 3 and len(sizes) == 1 and sizes[0]:
        side = round(sizes[0] ** 0.5)
        if side * side == sizes[0] and side > 1:
            yield side, side, 1
        yield 1, 1, sizes[0]
    if rank == 3 and len(sizes) == 4:
        yield (*sizes[:2], sizes[2] * sizes[3])
    if rank == 2 and len(sizes) in (1, 3):
        yield (*sizes, 1) if len(sizes) == 1 else (sizes[0], element_count(sizes[1:]) or 1)


def _other_wrapper(checker: Checker, problem: Problem, got: Shape) -> Candidates:
    """Apply a layer at every step where there is one axis too many, and to the whole where there is one too few."""
    block, kind = checker.graph.blocks[problem.block], checker.graph.kind(problem.block)
    if kind is None or block.shares:
        return
    if kind.wrapper is not None:
        yield retype(checker, block, kind.wrapper.layer)
    elif isinstance(problem.expected, int) and len(got) == problem.expected + 1:
        wrapped = TIME_DISTRIBUTED.around(kind)
        if wrapped is not None:
            yield retype(checker, block, wrapped)


def _shapes_differ(checker: Checker, problem: Problem, data: Data) -> Candidates:
    graph = checker.graph
    mine = graph.wire_into(problem.block, problem.port)
    theirs = graph.wire_into(problem.block, problem.other_port)
    got, expected = as_shape(problem.got), as_shape(problem.expected)
    if mine is None or theirs is None or got is None or expected is None:
        return
    others = [wire for wire in graph.incoming(problem.block) if wire not in (mine, theirs)]
    wires = (mine, theirs, *others)
    yield from same_padding(checker, wires, problem.block)
    if got[:-1] != expected[:-1]:
        yield from other_strides(checker, wires, problem.block)
    yield from usual_format(checker, wires, problem.block)
    for wire, want in ((mine, expected), (theirs, got), *((wire, expected) for wire in others)):
        yield from other_units(checker, wire, want[-1], problem.block)
    for wire, other, want, have in ((mine, theirs, expected, got), (theirs, mine, got, expected)):
        yield from _project(checker, wire, other, want, have)
    yield from _fewer(checker, problem, (mine, theirs))


def _fewer(checker: Checker, problem: Problem, wires: tuple[Wire, ...]) -> Candidates:
    """Merge fewer, where there are more than it needs."""
    kind = checker.graph.kind(problem.block)
    if kind is not None and kind.inputs.many:
        more = len(checker.graph.incoming(problem.block)) > kind.inputs.minimum
        yield from (disconnect(checker, wire) for wire in wires if more)


def _project(checker: Checker, wire: Wire, other: Wire, want: Shape, got: Shape) -> Candidates:
    """Insert a convolution, 1x1 where that will do, that brings one branch to the other's shape."""
    window = _window(got[:2], want[:2]) if len(want) == 3 and len(got) == 3 else None
    if window is None or want[-1] is None:
        return
    kernel, stride, padding = window
    given: dict[str, Value] = {"kernel_size": kernel, "padding": padding, "activation": "linear"}
    sizes: tuple[Value, ...] = (
        *_size_there(checker, other),
        *_metaparameters_of(checker, want[-1]),
        want[-1],
    )
    steps: tuple[Value, ...] = (*_metaparameters_of(checker, stride), stride)
    pairs = [(size, step) for step in steps for size in sizes]
    convs = (
        insert(checker, wire, CONV_2D, True, filters=size, strides=step, **given)
        for size, step in pairs
    )
    yield from first_of(f"project {wire}", convs)
    if want[-1] == got[-1] and stride != 1:
        size = max(kernel, 2) if padding == "valid" else stride
        yield insert(
            checker,
            wire,
            MAX_POOLING_2D,
            True,
            pool_size=size,
            strides=stride,
            padding=padding,
        )


def _size_there(checker: Checker, wire: Wire) -> Iterator[Expression]:
    """Yield the expression that sets the size on another branch of a composite."""
    block_id, name = units_end(checker, Output(wire.source, wire.source_port))
    value = checker.graph.blocks[block_id].values.get(name)
    if checker.graph.name and isinstance(value, Expression):
        yield value


def _metaparameters_of(checker: Checker, size: int) -> Iterator[Expression]:
    """Yield the metaparameters of a composite that have a size here: what they say holds for every instance."""
    graph = checker.graph
    for meta in graph.metaparameters if graph.name else ():
        if checker.environment.get(meta.name) == size:
            yield Expression(meta.name)


def _window(got: Shape, want: Shape) -> tuple[int, int, str] | None:
    """Return the smallest (kernel, stride, padding) that takes sizes ``got`` to sizes ``want``."""
    for stride in range(1, 9):
        for kernel, padding in (
            (1, "same"),
            (2, "valid"),
            (3, "valid"),
            (5, "valid"),
            (7, "valid"),
        ):
            sizes = tuple(window_length(length, kernel, stride, padding) for length in got)
            if None not in sizes and sizes == want:
                return kernel, stride, padding
    return None


def _too_small(checker: Checker, problem: Problem, data: Data) -> Candidates:
    block = checker.graph.blocks[problem.block]
    if block.value("padding") == "valid":
        yield set_on(checker, problem.block, {"padding": "same"})
    lengths = [size for size in as_shape(problem.got) or () if size is not None and size > 0]
    if lengths and lengths == list(as_shape(problem.got) or ()):
        for name in ("kernel_size", "pool_size"):
            if block.value(name) is not None:
                yield set_on(checker, problem.block, {name: min(lengths)})
    wires = checker.graph.incoming(problem.block)
    yield from same_padding(checker, wires, problem.block)
    yield from other_strides(checker, wires, problem.block)
    yield from usual_format(checker, wires, problem.block)
    yield dissolve(checker, problem.block)


def _groups(checker: Checker, problem: Problem, data: Data) -> Candidates:
    block = checker.graph.blocks[problem.block]
    groups, filters = block.value("groups"), block.value("filters")
    if problem.parameter == "filters" and isinstance(groups, int) and isinstance(filters, int):
        yield set_on(
            checker, problem.block, {"filters": max(groups, round(filters / groups) * groups)}
        )
    yield set_on(checker, problem.block, {"groups": 1})


def _strides(checker: Checker, problem: Problem, data: Data) -> Candidates:
    yield set_on(checker, problem.block, {"dilation_rate": 1})
    yield set_on(checker, problem.block, {"strides": 1})


def _to_default(checker: Checker, problem: Problem, data: Data) -> Candidates:
    kind = checker.graph.kind(problem.block)
    parameter = kind.parameter(problem.parameter) if kind else None
    if parameter is not None:
        value = parameter.start if parameter.required else parameter.fallback
        yield set_on(checker, problem.block, {problem.parameter: value})


def _target_shape(checker: Checker, problem: Problem, data: Data) -> Candidates:
    got, wanted = as_shape(problem.got), as_shape(problem.expected)
    if got is None or None in got:
        return
    count = product(size for size in got if size is not None)
    if wanted is not None and len(wanted) > 1:
        for at in (0, len(wanted) - 1):  # what fits into one of the axes
            others = wanted[:at] + wanted[at + 1 :]
            fixed = product(size for size in others if size is not None and size > 0)
            if fixed and count % fixed == 0:
                target = (*wanted[:at], count // fixed, *wanted[at + 1 :])
                yield set_on(checker, problem.block, {"target_shape": target})
    for wire in checker.graph.incoming(problem.block):
        places = product(size for size in got[:-1] if size is not None)
        held = _held(wanted)
        if held and held % places == 0:
            yield from other_units(checker, wire, held // places, problem.block)
        yield from usual_format(checker, (wire,), problem.block)
    if wanted is not None and len(wanted) > 1:
        ones = (1,) * (len(wanted) - 1)
        yield set_on(checker, problem.block, {"target_shape": (*ones, count)})
    yield set_on(checker, problem.block, {"target_shape": (-1,)})


def _held(wanted: Shape | None) -> int:
    """Return how many values a target shape holds; 0 where that is open."""
    sizes = wanted or ()
    known = [size for size in sizes if size is not None and size > 0]
    return product(known) if known and len(known) == len(sizes) else 0


def _axis(checker: Checker, problem: Problem, data: Data) -> Candidates:
    yield set_on(checker, problem.block, {problem.parameter or "axis": -1})


CANDIDATES: dict[str, Maker] = {
    "rank": _rank,
    "shapes_differ": _shapes_differ,
    "too_small": _too_small,
    "groups": _groups,
    "strides_and_dilation": _strides,
    "output_padding": _to_default,
    "missing_value": _to_default,
    "value": _to_default,
    "expression": _to_default,
    "range": _to_default,
    "target_shape": _target_shape,
    "axis": _axis,
}
