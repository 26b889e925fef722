"""What could mend a shape or a value that a block refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from blocks.block_type import BlockType
from blocks.check import Checker
from blocks.commands import (
    dissolve_blocks,
)
from blocks.datasets import DataDescription
from blocks.edits import ReplaceBlock
from blocks.fix_parts import Candidate, Maker, insert, set_on
from blocks.graph import Block, Wire
from blocks.outputs import units_parameter
from blocks.problems import Problem
from blocks.registry import block_type
from blocks.shapes import Shape, element_count, product, shape_text, window_length

STEPS_BACK = 12
"""How far up a branch a parameter is looked for that would change its size."""


def _rank(checker: Checker, problem: Problem, data: DataDescription | None) -> Iterator[Candidate]:
    graph = checker.graph
    wire = graph.wire_into(problem.block, problem.port)
    if wire is None or not isinstance(problem.got, tuple):
        return
    got: Shape = problem.got
    yield from sequences(checker, wire, True, problem.block)
    yield from _other_wrapper(checker, problem, got)
    before = graph.blocks[wire.source].type
    if before in ("Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"):
        edits = dissolve_blocks(checker.document, [wire.source], checker.graph_name)
        yield Candidate(f"remove {checker.label(wire.source)}", tuple(edits), problem.block)
    if problem.expected == 3 and len(got) == 2 and None not in got:
        yield insert(
            checker,
            wire,
            "Reshape",
            f"insert Reshape to {shape_text((*got, 1))}",
            target_shape=(*got, 1),
        )
    if problem.expected == 3 and len(got) == 1 and got[0]:
        side = round(got[0] ** 0.5)
        if side * side == got[0] and side > 1:
            yield insert(
                checker,
                wire,
                "Reshape",
                f"insert Reshape to {side}×{side}×1",
                target_shape=(side, side, 1),
            )
        yield insert(
            checker, wire, "Reshape", f"insert Reshape to 1×1×{got[0]}", target_shape=(1, 1, got[0])
        )
    if problem.expected == 1:
        yield insert(checker, wire, "Flatten")
    if problem.expected == 2 and None not in got and len(got) in (1, 3):
        rows = element_count(got[1:])
        target = (*got, 1) if len(got) == 1 else (got[0], rows)
        words = f"insert Reshape to {shape_text(target)}"
        yield insert(checker, wire, "Reshape", words, target_shape=target)


def sequences(checker: Checker, wire: Wire, wanted: bool, shows: str) -> Iterator[Candidate]:
    """Let the nearest recurrent layer up a branch give every step, or the last one alone."""
    for block in _branch(checker, wire.source):
        if block.value("return_sequences") is (not wanted):
            yield set_on(checker, block.id, {"return_sequences": wanted}, shows)
            return


def _other_wrapper(checker: Checker, problem: Problem, got: Shape) -> Iterator[Candidate]:
    """Apply a layer at every step where there is one axis too many, and to the whole where there is one too few."""
    block, kind = checker.graph.blocks[problem.block], checker.graph.kind(problem.block)
    label = checker.label(block.id)
    if kind is None or block.shares:
        return
    if kind.wrapper is not None:
        layer = kind.wrapper.layer
        yield _of_type(checker, block, layer, f"use a plain {layer.name} for {label}")
    elif isinstance(problem.expected, int) and len(got) == problem.expected + 1:
        wrapped = block_type(f"TimeDistributed({block.type})")
        if wrapped is not None:
            yield _of_type(checker, block, wrapped, f"apply {label} to every step, TimeDistributed")


def _of_type(checker: Checker, block: Block, kind: BlockType, words: str) -> Candidate:
    values = {name: value for name, value in block.values.items() if kind.parameter(name)}
    new = replace(block, type=kind.name, values=values)
    return Candidate(words, (ReplaceBlock(checker.graph_name, block, new),), block.id)


def _branch(checker: Checker, start: str) -> Iterator[Block]:
    """Yield the blocks up a branch, nearest first, until it forks or begins."""
    graph = checker.graph
    current = start
    for _ in range(STEPS_BACK):
        yield graph.blocks[current]
        incoming = graph.incoming(current)
        if len(incoming) != 1 or len(graph.outgoing(incoming[0].source)) > 1:
            return
        current = incoming[0].source


def _shapes_differ(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    graph = checker.graph
    mine = graph.wire_into(problem.block, problem.port)
    theirs = graph.wire_into(problem.block, problem.other_port)
    if (
        mine is None
        or theirs is None
        or not isinstance(problem.got, tuple)
        or not isinstance(problem.expected, tuple)
    ):
        return
    for wire in (mine, theirs):
        for block in _branch(checker, wire.source):
            if block.value("padding") == "valid":
                yield set_on(checker, block.id, {"padding": "same"}, problem.block)
    if problem.got[:-1] != problem.expected[:-1]:
        for wire in (mine, theirs):
            yield from _other_strides(checker, wire, problem.block)
    for wire, want in ((mine, problem.expected), (theirs, problem.got)):
        for block in _branch(checker, wire.source):
            name = units_parameter(block)
            if name and want[-1] is not None:
                yield set_on(checker, block.id, {name: want[-1]}, problem.block)
                break
    for wire, want, got in (
        (mine, problem.expected, problem.got),
        (theirs, problem.got, problem.expected),
    ):
        yield from _project(checker, wire, want, got)


def _other_strides(checker: Checker, wire: Wire, shows: str) -> Iterator[Candidate]:
    """Try other strides on the blocks of a branch that have some."""
    for block in _branch(checker, wire.source):
        kind = checker.graph.kind_of(block)
        if kind is None or kind.parameter("strides") is None:
            continue
        for strides in (1, 2, 3, 4):
            if block.value("strides") != strides:
                yield set_on(checker, block.id, {"strides": strides}, shows)


def _project(checker: Checker, wire: Wire, want: Shape, got: Shape) -> Iterator[Candidate]:
    """Insert a convolution, 1x1 where that will do, that brings one branch to the other's shape."""
    window = _window(got[:2], want[:2]) if len(want) == 3 and len(got) == 3 else None
    if window is None or want[-1] is None:
        return
    kernel, stride, padding = window
    step = f" with strides {stride}" if stride != 1 else ""
    words = f"insert a {kernel}×{kernel} Conv2D{step} after {checker.label(wire.source)}"
    yield insert(
        checker,
        wire,
        "Conv2D",
        words,
        filters=want[-1],
        kernel_size=kernel,
        strides=stride,
        padding=padding,
        activation="linear",
    )
    if want[-1] == got[-1] and stride != 1:
        words = f"insert MaxPooling2D after {checker.label(wire.source)}"
        size = max(kernel, 2) if padding == "valid" else stride
        yield insert(
            checker, wire, "MaxPooling2D", words, pool_size=size, strides=stride, padding=padding
        )


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


def _too_small(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    block = checker.graph.blocks[problem.block]
    if block.value("padding") == "valid":
        yield set_on(checker, problem.block, {"padding": "same"})
    lengths = problem.got
    if isinstance(lengths, tuple) and all(
        isinstance(length, int) and length > 0 for length in lengths
    ):
        for name in ("kernel_size", "pool_size"):
            if block.value(name) is not None:
                yield set_on(checker, problem.block, {name: min(lengths)})
    for earlier in _branch(checker, problem.block):
        if earlier.id != problem.block and earlier.value("padding") == "valid":
            yield set_on(checker, earlier.id, {"padding": "same"}, problem.block)
    edits = dissolve_blocks(checker.document, [problem.block], checker.graph_name)
    yield Candidate(f"remove {checker.label(problem.block)}", tuple(edits), problem.block)


def _groups(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    block = checker.graph.blocks[problem.block]
    groups, filters = block.value("groups"), block.value("filters")
    if problem.parameter == "filters" and isinstance(groups, int) and isinstance(filters, int):
        yield set_on(
            checker, problem.block, {"filters": max(groups, round(filters / groups) * groups)}
        )
    yield set_on(checker, problem.block, {"groups": 1})


def _strides(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    yield set_on(checker, problem.block, {"dilation_rate": 1})
    yield set_on(checker, problem.block, {"strides": 1})


def _to_default(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    kind = checker.graph.kind(problem.block)
    parameter = kind.parameter(problem.parameter) if kind else None
    if parameter is not None:
        value = parameter.start if parameter.required else parameter.default
        yield set_on(checker, problem.block, {problem.parameter: value})


def _target_shape(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    got, wanted = problem.got, problem.expected
    if not isinstance(got, tuple) or None in got:
        return
    if isinstance(wanted, tuple) and len(wanted) > 1:
        fixed = product(size for size in wanted[1:] if isinstance(size, int) and size > 0)
        if fixed and product(got) % fixed == 0:
            yield set_on(
                checker, problem.block, {"target_shape": (product(got) // fixed, *wanted[1:])}
            )
    yield set_on(checker, problem.block, {"target_shape": (-1,)})


def _axis(checker: Checker, problem: Problem, data: DataDescription | None) -> Iterator[Candidate]:
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
