"""What could mend each kind of problem. A candidate may fail: `blocks.fixes` tries it before it is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from blocks.check import Checker
from blocks.commands import (
    GAP,
    dissolve_blocks,
    fresh_block,
    put_on_wire,
    rename_block,
    set_values,
)
from blocks.datasets import DataDescription
from blocks.edits import AddBlock, AddWire, Edit, SetSettings
from blocks.graph import Block, Wire
from blocks.model_checks import units_parameter
from blocks.problems import Problem
from blocks.shapes import Shape, product, shape_text, window_length

STEPS_BACK = 12
"""How far up a branch a parameter is looked for that would change its size."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Edits that may mend a problem; ``shows`` is the block whose output the preview tells."""

    title: str
    edits: tuple[Edit, ...]
    shows: str = ""


Maker = Callable[[Checker, Problem, DataDescription | None], Iterator[Candidate]]


def _set(checker: Checker, block_id: str, values: Mapping[str, Any], shows: str = "") -> Candidate:
    """Set parameters of a block."""
    words = " and ".join(f"{name} = {_word(value)}" for name, value in values.items())
    edits = set_values(checker.document, block_id, checker.graph_name, **values)
    return Candidate(f"use {words} on {checker.label(block_id)}", tuple(edits), shows)


def _word(value: object) -> str:
    return f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)


def _insert(
    checker: Checker, wire: Wire, type_name: str, words: str = "", **values: Any
) -> Candidate:
    """Insert a fresh block into a wire, half way between its ends."""
    graph = checker.graph
    above, below = graph.positions[wire.source], graph.positions[wire.target]
    block = fresh_block(graph, type_name, **values)
    place = ((above[0] + below[0]) / 2, (above[1] + below[1]) / 2)
    edits: list[Edit] = [
        AddBlock(checker.graph_name, block, place),
        *put_on_wire(block, wire, checker.graph_name),
    ]
    return Candidate(
        words or f"insert {type_name} before {checker.label(wire.target)}",
        tuple(edits),
        wire.target,
    )


def _rank(checker: Checker, problem: Problem, data: DataDescription | None) -> Iterator[Candidate]:
    graph = checker.graph
    wire = graph.wire_into(problem.block, problem.port)
    if wire is None or not isinstance(problem.got, tuple):
        return
    got: Shape = problem.got
    before = graph.blocks[wire.source].type
    if before in ("Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"):
        edits = dissolve_blocks(checker.document, [wire.source], checker.graph_name)
        yield Candidate(f"remove {checker.label(wire.source)}", tuple(edits), problem.block)
    if problem.expected == 3 and len(got) == 2 and None not in got:
        yield _insert(
            checker,
            wire,
            "Reshape",
            f"insert Reshape to {shape_text((*got, 1))}",
            target_shape=(*got, 1),
        )
    if problem.expected == 3 and len(got) == 1 and got[0]:
        side = round(got[0] ** 0.5)
        if side * side == got[0] and side > 1:
            yield _insert(
                checker,
                wire,
                "Reshape",
                f"insert Reshape to {side}×{side}×1",
                target_shape=(side, side, 1),
            )
        yield _insert(
            checker, wire, "Reshape", f"insert Reshape to 1×1×{got[0]}", target_shape=(1, 1, got[0])
        )
    if problem.expected == 1:
        yield _insert(checker, wire, "Flatten")


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
                yield _set(checker, block.id, {"padding": "same"}, problem.block)
    for wire, want in ((mine, problem.expected), (theirs, problem.got)):
        for block in _branch(checker, wire.source):
            name = units_parameter(block)
            if name and want[-1] is not None:
                yield _set(checker, block.id, {name: want[-1]}, problem.block)
                break
    for wire, want, got in (
        (mine, problem.expected, problem.got),
        (theirs, problem.got, problem.expected),
    ):
        yield from _project(checker, wire, want, got)


def _project(checker: Checker, wire: Wire, want: Shape, got: Shape) -> Iterator[Candidate]:
    """Insert a convolution, 1x1 where that will do, that brings one branch to the other's shape."""
    window = _window(got[:2], want[:2]) if len(want) == 3 and len(got) == 3 else None
    if window is None or want[-1] is None:
        return
    kernel, stride, padding = window
    step = f" with strides {stride}" if stride != 1 else ""
    words = f"insert a {kernel}×{kernel} Conv2D{step} after {checker.label(wire.source)}"
    yield _insert(
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
        yield _insert(
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
        yield _set(checker, problem.block, {"padding": "same"})
    lengths = problem.got
    if isinstance(lengths, tuple) and all(
        isinstance(length, int) and length > 0 for length in lengths
    ):
        for name in ("kernel_size", "pool_size"):
            if block.value(name) is not None:
                yield _set(checker, problem.block, {name: min(lengths)})
    for earlier in _branch(checker, problem.block):
        if earlier.id != problem.block and earlier.value("padding") == "valid":
            yield _set(checker, earlier.id, {"padding": "same"}, problem.block)
    edits = dissolve_blocks(checker.document, [problem.block], checker.graph_name)
    yield Candidate(f"remove {checker.label(problem.block)}", tuple(edits), problem.block)


def _groups(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    block = checker.graph.blocks[problem.block]
    groups, filters = block.value("groups"), block.value("filters")
    if problem.parameter == "filters" and isinstance(groups, int) and isinstance(filters, int):
        yield _set(
            checker, problem.block, {"filters": max(groups, round(filters / groups) * groups)}
        )
    yield _set(checker, problem.block, {"groups": 1})


def _strides(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    yield _set(checker, problem.block, {"dilation_rate": 1})
    yield _set(checker, problem.block, {"strides": 1})


def _to_default(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    kind = checker.graph.blocks[problem.block].kind
    parameter = kind.parameter(problem.parameter) if kind else None
    if parameter is not None:
        value = parameter.start if parameter.required else parameter.default
        yield _set(checker, problem.block, {problem.parameter: value})


def _target_shape(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    got, wanted = problem.got, problem.expected
    if not isinstance(got, tuple) or None in got:
        return
    if isinstance(wanted, tuple) and len(wanted) > 1:
        fixed = product(size for size in wanted[1:] if isinstance(size, int) and size > 0)
        if fixed and product(got) % fixed == 0:
            yield _set(
                checker, problem.block, {"target_shape": (product(got) // fixed, *wanted[1:])}
            )
    yield _set(checker, problem.block, {"target_shape": (-1,)})


def _axis(checker: Checker, problem: Problem, data: DataDescription | None) -> Iterator[Candidate]:
    yield _set(checker, problem.block, {problem.parameter or "axis": -1})


def _unconnected(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    """Connect the input to the nearest block above that leads nowhere yet."""
    graph = checker.graph
    place = graph.positions[problem.block]

    def distance(key: str) -> float:
        x, y = graph.positions[key]
        return abs(x - place[0]) + abs(y - place[1])

    free = [
        key
        for key in graph.sinks()
        if key != problem.block
        and not graph.reaches(problem.block, key)
        and graph.output_ports(key)
    ]
    port = problem.port or next(
        (
            name
            for name in graph.input_ports(problem.block, spare=True)
            if not graph.wire_into(problem.block, name)
        ),
        "",
    )
    for key in sorted(free, key=distance)[:2]:
        wire = Wire(key, graph.output_ports(key)[0], problem.block, port)
        yield Candidate(
            f"connect {checker.label(key)}", (AddWire(checker.graph_name, wire),), problem.block
        )


def _no_input(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    graph = checker.graph
    open_blocks = [key for key in graph.sources() if graph.input_ports(key)]
    if not open_blocks:
        return
    first = open_blocks[0]
    values = {"shape": data.shape} if data else {}
    block = fresh_block(graph, "Input", **values)
    x, y = graph.positions[first]
    wire = Wire(block.id, "output", first, graph.input_ports(first)[0])
    edits = (AddBlock(checker.graph_name, block, (x, y - GAP)), AddWire(checker.graph_name, wire))
    yield Candidate(f"add an Input before {checker.label(first)}", edits, first)


def _data_shape(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    if data is None:
        return
    yield _set(checker, problem.block, {"shape": data.shape})
    got, settings = problem.got, checker.document.settings
    if (
        isinstance(got, tuple)
        and len(got) in (2, 3)
        and len(data.shape) in (2, 3)
        and got[0] == got[1]
    ):
        values: dict[str, Any] = {
            "size": got[0],
            "channels": got[2] if len(got) == 3 else 1,
            "channel_axis": len(got) == 3,
        }
        new = settings.with_data(**values)
        yield Candidate(
            f"scale the images to {shape_text(got)}", (SetSettings(settings, new),), problem.block
        )


def _classes(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    graph = checker.graph
    if problem.parameter:
        value = graph.blocks[problem.block].value(problem.parameter)
        name = getattr(value, "text", "")
        if name in graph.environment():
            from blocks.commands import set_metaparameter

            edits = set_metaparameter(checker.document, name, problem.expected, checker.graph_name)  # type: ignore[arg-type]
            yield Candidate(f"set {name} to {problem.expected}", tuple(edits), problem.block)
        yield _set(checker, problem.block, {problem.parameter: problem.expected})


def _output_rank(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    wire = next(iter(checker.graph.incoming(problem.block)), None)
    if wire is None:
        return
    shape = checker.results[wire.source].output
    if shape is not None and len(shape) == 3:
        yield _insert(checker, wire, "GlobalAveragePooling2D")
    yield _insert(checker, wire, "Flatten")


def _activation(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    block = checker.graph.blocks[problem.block]
    if block.kind is not None and block.kind.parameter("activation"):
        yield _set(checker, problem.block, {"activation": problem.expected})


def _loss(checker: Checker, problem: Problem, data: DataDescription | None) -> Iterator[Candidate]:
    settings = checker.document.settings
    suited = problem.expected if isinstance(problem.expected, tuple) else ()
    for loss in ("auto", *suited[:2]):
        new = settings.with_training(loss=loss)
        yield Candidate(f"use loss = {loss}", (SetSettings(settings, new),))


def _duplicate_name(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    name = str(problem.got)
    taken = set(checker.names.values())
    fresh = next(
        f"{name}_{number}" for number in range(1, len(taken) + 2) if f"{name}_{number}" not in taken
    )
    for words, new in ((f"rename it {fresh}", fresh), ("use Keras's automatic name", "")):
        edits = rename_block(checker.document, problem.block, new, checker.graph_name)
        yield Candidate(words, tuple(edits), problem.block)


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
    "unconnected": _unconnected,
    "too_few_inputs": _unconnected,
    "no_input": _no_input,
    "data_shape": _data_shape,
    "classes": _classes,
    "output_rank": _output_rank,
    "activation": _activation,
    "loss": _loss,
    "duplicate_name": _duplicate_name,
}
