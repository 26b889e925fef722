"""What could mend missing wires, and a model that does not fit its data or its loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blocks.check import Checker
from blocks.commands import (
    GAP,
    fresh_block,
    remove_blocks,
    rename_block,
    set_metaparameter,
)
from blocks.datasets import DataDescription
from blocks.edits import AddBlock, AddWire, SetSettings
from blocks.fix_parts import Candidate, Maker, insert, set_on
from blocks.fix_shapes import sequences
from blocks.graph import Wire
from blocks.metaparameter_commands import rename_metaparameter
from blocks.outputs import wired_outputs
from blocks.problems import Problem
from blocks.shapes import shape_text


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


def _unused_input(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    """Connect the input to a block that waits for one, or remove it."""
    graph = checker.graph
    for key in graph.order():
        free = [port for port in graph.input_ports(key) if not graph.wire_into(key, port)]
        if free:
            wire = Wire(problem.block, graph.output_ports(problem.block)[0], key, free[0])
            edit = AddWire(checker.graph_name, wire)
            yield Candidate(f"connect it to {checker.label(key)}", (edit,), key)
            break
    if len(graph.blocks) > 1:
        edits = remove_blocks(checker.document, [problem.block], checker.graph_name)
        yield Candidate(f"remove {checker.label(problem.block)}", tuple(edits))


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
    wanted = problem.expected
    if data is None or not isinstance(wanted, tuple):
        return
    yield set_on(checker, problem.block, {"shape": wanted})
    got, settings = problem.got, checker.document.settings
    if isinstance(got, tuple) and len(got) in (2, 3) and len(wanted) in (2, 3) and got[0] == got[1]:
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
            edits = set_metaparameter(checker.document, name, problem.expected, checker.graph_name)  # type: ignore[arg-type]
            yield Candidate(f"set {name} to {problem.expected}", tuple(edits), problem.block)
        yield set_on(checker, problem.block, {problem.parameter: problem.expected})


def _output_rank(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    wire = next(iter(checker.graph.incoming(problem.block)), None)
    if wire is None:
        return
    shape = checker.results[wire.source].output
    yield from sequences(checker, wire, False, problem.block)
    pooling = {2: "GlobalAveragePooling1D", 3: "GlobalAveragePooling2D"}
    if shape is not None and len(shape) in pooling:
        yield insert(checker, wire, pooling[len(shape)])
    yield insert(checker, wire, "Flatten")


def _activation(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    kind = checker.graph.kind(problem.block)
    if kind is not None and kind.parameter("activation"):
        yield set_on(checker, problem.block, {"activation": problem.expected})


def _loss(checker: Checker, problem: Problem, data: DataDescription | None) -> Iterator[Candidate]:
    settings = checker.document.settings
    suited = problem.expected if isinstance(problem.expected, tuple) else ()
    key = f"{problem.other}.{problem.other_port}" if problem.other else ""
    for loss in ("auto", *suited[:2]):
        new = settings.with_output(key, loss=loss) if key else settings.with_training(loss=loss)
        yield Candidate(f"use loss = {loss}", (SetSettings(settings, new),))


def _training_only(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    settings = checker.document.settings
    for output in wired_outputs(checker.graph):
        new = settings.with_output(output.key, training_only=False)
        yield Candidate(f"keep {checker.label(output.block)}", (SetSettings(settings, new),))


def _no_array(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    """Call the block like an array that no other block is called after."""
    taken = set(checker.names.values())
    for array in data.arrays if data is not None else ():
        name = array.key.removeprefix("y_").removeprefix("x_")
        if name not in taken and f"x_{name}" not in taken and f"y_{name}" not in taken:
            edits = rename_block(checker.document, problem.block, name, checker.graph_name)
            yield Candidate(f"call it {name}, like an array of the data", tuple(edits))


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


def _metaparameter(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    """Give a metaparameter another name, in the expressions as well."""
    name, graph = problem.parameter, checker.graph
    taken = graph.environment()
    fresh = next(new for at in range(1, len(taken) + 2) if (new := f"{name}_{at}") not in taken)
    edits = rename_metaparameter(checker.document, graph.name, name, fresh)
    yield Candidate(f"rename it {fresh}", tuple(edits))


CANDIDATES: dict[str, Maker] = {
    "unconnected": _unconnected,
    "too_few_inputs": _unconnected,
    "no_input": _no_input,
    "unused_input": _unused_input,
    "data_shape": _data_shape,
    "classes": _classes,
    "output_rank": _output_rank,
    "activation": _activation,
    "loss": _loss,
    "duplicate_name": _duplicate_name,
    "training_only": _training_only,
    "no_array": _no_array,
    "metaparameter": _metaparameter,
}
