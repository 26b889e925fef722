"""Candidates for a model that does not fit its data or its loss, and for names that clash."""

from __future__ import annotations

from blocks.catalog.core import DENSE
from blocks.catalog.pooling import GLOBAL_AVERAGE
from blocks.catalog.reshaping import FLATTEN
from blocks.check.checker import Checker
from blocks.check.model_problems import wanted_activation
from blocks.check.outputs import Output, last_activation, output_names, wired_outputs
from blocks.commands.blocks import rename_block
from blocks.commands.metaparameters import rename_metaparameter
from blocks.document.edits import Edit, SetSettings
from blocks.fixes.acts import Append, Choose, Rename, RenameMetaparameter
from blocks.fixes.branches import sequences
from blocks.fixes.candidate import (
    Candidate,
    Candidates,
    Data,
    Maker,
    append,
    change_metaparameter,
    insert,
    set_on,
)
from blocks.graph.graph import Wire
from blocks.settings.declarations import Settings
from blocks.settings.defaults import wanted_loss
from blocks.types.block_type import BlockType, Form
from blocks.types.problems import Problem
from blocks.types.receptive_field import each_place
from blocks.types.roles import Role
from blocks.values.values import Value

_MIXING = (Form.INPUT, Form.PORT, Form.COMPOSITE)


def _data_shape(checker: Checker, problem: Problem, data: Data) -> Candidates:
    wanted = problem.expected
    if data is None or not isinstance(wanted, tuple):
        return
    yield set_on(checker, problem.block, {"shape": wanted})
    got = problem.got
    if isinstance(got, tuple) and len(got) in (2, 3) and len(wanted) in (2, 3) and got[0] == got[1]:
        values: dict[str, Value] = {
            "size": got[0],
            "channels": got[2] if len(got) == 3 else 1,
            "channel_axis": len(got) == 3,
        }
        new = checker.document.settings.with_data(**values)
        yield _chosen(checker, Choose("data", values), new, problem.block)


def _chosen(checker: Checker, act: Choose, new: Settings, shows: str = "") -> Candidate:
    return Candidate((act,), (SetSettings(checker.document.settings, new),), shows)


def _classes(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Give the last layer another size, or add a last one behind it."""
    yield from _before_activation(checker, problem)
    heads = list(_heads(checker, problem, data))
    added = heads[-1].acts[0] if heads else None
    activation = added.values.get("activation", "linear") if isinstance(added, Append) else ""
    output = _output_of(checker, problem)
    ends_well = last_activation(checker, output.block, output.port) == activation
    if problem.parameter:
        value = checker.graph.blocks[problem.block].value(problem.parameter)
        name = getattr(value, "text", "")
        if name in checker.graph.environment():
            yield change_metaparameter(checker, name, problem.expected, problem.block)
        kind = checker.graph.kind(problem.block)
        if not ends_well and kind is not None and kind.parameter("activation") and heads:
            both = {problem.parameter: problem.expected, "activation": activation}
            yield set_on(checker, problem.block, both)
        yield set_on(checker, problem.block, {problem.parameter: problem.expected})
    yield from heads


def _before_activation(checker: Checker, problem: Problem) -> Candidates:
    """Insert the last Dense where the model ends in an activation alone, and more than that follows the last one."""
    graph, output = checker.graph, _output_of(checker, problem)
    incoming = graph.incoming(output.block)
    if not _ends_models(graph.kind(output.block)) or len(incoming) != 1:
        return
    if incoming[0].source != problem.block and isinstance(problem.expected, int):
        yield insert(checker, incoming[0], DENSE, units=problem.expected)


def _ends_models(kind: BlockType | None) -> bool:
    """Tell whether people end a model in a layer that is an activation alone: one chosen by its name, or softmax."""
    if kind is None or kind.role is not Role.ACTIVATION:
        return False
    return kind.function == "softmax" or kind.parameter("activation") is not None


def _output_of(checker: Checker, problem: Problem) -> Output:
    """Return the output that a problem is about."""
    if problem.other:
        return Output(problem.other, problem.other_port)
    return wired_outputs(checker.graph)[0]


def _heads(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Add a last Dense that gives what the data need."""
    graph, outputs = checker.graph, wired_outputs(checker.graph)
    output, several = _output_of(checker, problem), len(outputs) > 1
    names = dict(zip(outputs, output_names(graph, checker.names, outputs), strict=True))
    found = data.for_output(names.get(output, "")) if data is not None else None
    if found is None:
        return
    loss = wanted_loss(checker.document.settings, output.key if several else "")
    values: dict[str, Value] = {"units": found.classes}
    if (activation := wanted_activation(found, loss, found.classes)) not in ("", "linear"):
        values["activation"] = activation
    added = append(checker, output.block, output.port, DENSE, **values)
    yield Candidate(added.acts, (*added.edits, *_moved(checker, output, added.shows)), added.shows)


def _moved(checker: Checker, old: Output, block_id: str) -> tuple[Edit, ...]:
    """Let what was said of an output hold for the one that takes its place."""
    settings = checker.document.settings
    said = settings.outputs.get(old.key)
    if not said:
        return ()
    new = settings.without_outputs([old.key])
    return (SetSettings(settings, new.with_output(f"{block_id}.output", **said)),)


def _output_rank(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Flatten before the first of the last Dense layers, as networks of Dense layers begin."""
    output = _output_of(checker, problem)
    wire, layers = _first_dense(checker, output)
    if wire is None:
        for kind in (*_pooling(problem.got), FLATTEN):
            yield append(checker, output.block, output.port, kind)
        return
    shape = checker.results[wire.source].output
    yield from sequences(checker, wire, False, problem.block)
    flatten = insert(checker, wire, FLATTEN)
    source = checker.graph.kind(wire.source)
    dense_network = layers > 1 or (source is not None and source.form is Form.INPUT)
    if dense_network:
        yield flatten
    for kind in _pooling(shape):
        yield insert(checker, wire, kind)
    if not dense_network:
        yield flatten


def _pooling(shape: object) -> list[BlockType]:
    """Return what makes one list of values of a sequence or an image."""
    axes = len(shape) - 1 if isinstance(shape, tuple) else 0
    return [GLOBAL_AVERAGE[axes]] if axes in (1, 2) else []


def _first_dense(checker: Checker, output: Output) -> tuple[Wire | None, int]:
    """Return the wire into the first of the Dense layers that an output went through, and how many there are.

    What lies between them looks at each place alone, such as Dropout and activations.
    """
    graph, current = checker.graph, output.block
    found, layers = None, 0
    while True:
        kind, incoming = graph.kind(current), graph.incoming(current)
        if kind is None or kind.form in _MIXING or len(incoming) != 1:
            return found, layers
        (wire,) = incoming
        before, after = checker.results[wire.source].output, checker.results[current].output
        if before is None or after is None or before[:-1] != after[:-1] or len(before) < 2:
            return found, layers
        if kind.role is Role.DENSE:
            found, layers = wire, layers + 1
        elif kind.look is not each_place:
            return found, layers
        current = wire.source


def _activation(checker: Checker, problem: Problem, data: Data) -> Candidates:
    kind = checker.graph.kind(problem.block)
    if kind is not None and kind.parameter("activation"):
        yield set_on(checker, problem.block, {"activation": problem.expected})


def _loss(checker: Checker, problem: Problem, data: Data) -> Candidates:
    settings = checker.document.settings
    suited = problem.expected if isinstance(problem.expected, tuple) else ()
    key = f"{problem.other}.{problem.other_port}" if problem.other else ""
    for loss in ("auto", *suited[:2]):
        if key:
            act = Choose("output", {"loss": loss}, problem.other, problem.other_port)
            yield _chosen(checker, act, settings.with_output(key, loss=loss))
        else:
            act = Choose("training", {"loss": loss})
            yield _chosen(checker, act, settings.with_training(loss=loss))


def _training_only(checker: Checker, problem: Problem, data: Data) -> Candidates:
    settings = checker.document.settings
    for output in wired_outputs(checker.graph):
        act = Choose("output", {"training_only": False}, output.block, output.port)
        yield _chosen(checker, act, settings.with_output(output.key, training_only=False))


def _no_array(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Call the block like an array that no other block is called after."""
    taken = set(checker.names.values())
    for array in data.arrays if data is not None else ():
        name = array.key.removeprefix("y_").removeprefix("x_")
        if name not in taken and f"x_{name}" not in taken and f"y_{name}" not in taken:
            yield _named(checker, problem.block, name, data=True)


def _duplicate_name(checker: Checker, problem: Problem, data: Data) -> Candidates:
    name = str(problem.got)
    taken = set(checker.names.values())
    fresh = next(
        f"{name}_{number}" for number in range(1, len(taken) + 2) if f"{name}_{number}" not in taken
    )
    for new in (fresh, ""):
        yield _named(checker, problem.block, new)


def _named(checker: Checker, block_id: str, name: str, data: bool = False) -> Candidate:
    edits = rename_block(checker.document, block_id, name, checker.graph_name)
    act = Rename(checker.graph_name, block_id, name, data)
    return Candidate((act,), tuple(edits), block_id)


def _metaparameter(checker: Checker, problem: Problem, data: Data) -> Candidates:
    """Give a metaparameter another name, in the expressions as well."""
    name, graph = problem.parameter, checker.graph
    taken = graph.environment()
    fresh = next(new for at in range(1, len(taken) + 2) if (new := f"{name}_{at}") not in taken)
    edits = rename_metaparameter(checker.document, graph.name, name, fresh)
    yield Candidate((RenameMetaparameter(graph.name, name, fresh),), tuple(edits))


CANDIDATES: dict[str, Maker] = {
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
