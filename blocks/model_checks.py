"""Problems of the model as a whole: its ends, its names, and how it fits the data and the loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from blocks.block_type import Form
from blocks.check import Checker
from blocks.datasets import BINARY, CLASSES, REGRESSION, DataDescription
from blocks.graph import Block
from blocks.problems import Problem, Severity
from blocks.registry import block_type
from blocks.settings import Settings
from blocks.shapes import Shape


def model_problems(checker: Checker, data: DataDescription | None) -> list[Problem]:
    """Return what is wrong with the model as a whole, most important first.

    Args:
        checker: the check of the main graph.
        data: the chosen data, or ``None``.
    """
    if not checker.graph.blocks:
        return [Problem("empty", severity=Severity.UNFINISHED)]
    problems = [*_ends(checker), *_names(checker)]
    if data is not None:
        problems += [*_input_problems(checker, data), *_output_problems(checker, data)]
    return problems


def input_blocks(checker: Checker) -> list[str]:
    """Return the Input blocks in order."""
    graph = checker.graph
    return [
        key
        for key in graph.sources()  # an Input block has no port that a wire could end at
        if (kind := graph.kind(key)) and kind.form is Form.INPUT
    ]


def output_blocks(checker: Checker) -> list[str]:
    """Return the blocks that give the model's outputs, in order: those that nothing follows."""
    return checker.graph.sinks()


def last_activation(checker: Checker, block_id: str) -> str:
    """Return the activation that a model's output went through: ``softmax``, ``linear``, ..."""
    graph = checker.graph
    block = graph.blocks[block_id]
    if block.type == "Activation":
        return str(block.value("activation"))
    if block.type in ("Softmax", "ReLU"):
        return block.type.lower()
    activation = block.value("activation")
    if isinstance(activation, str):
        return activation
    kind = graph.kind_of(block)
    # Blocks without weights of their own pass on what came before them, as far as its range goes.
    passes = (
        kind is not None
        and kind.parameter("activation") is None
        and len(graph.incoming(block_id)) == 1
    )
    result = checker.results.get(block_id)
    if passes and result is not None and not result.parameters:
        return last_activation(checker, graph.incoming(block_id)[0].source)
    return "linear"


def _ends(checker: Checker) -> Iterator[Problem]:
    if not input_blocks(checker):
        yield Problem("no_input", severity=Severity.UNFINISHED)
    for block_id in input_blocks(checker):
        if not checker.graph.network.out_degree(block_id):
            yield Problem("unused_input", block_id, severity=Severity.UNFINISHED)
    sinks = output_blocks(checker)
    wired = [key for key in sinks if checker.graph.network.in_degree(key)]
    if len(sinks) > 1 and len(wired) > 1:
        yield Problem(
            "several_outputs", wired[-1], other=wired[0], got=len(wired), severity=Severity.TRAINING
        )


def _names(checker: Checker) -> Iterator[Problem]:
    counts = Counter(checker.names.values())
    if len(counts) == len(checker.names):
        return
    for block_id, name in checker.names.items():
        if counts[name] > 1 and checker.graph.blocks[block_id].name:
            other = next(
                key for key, known in checker.names.items() if known == name and key != block_id
            )
            yield Problem("duplicate_name", block_id, got=name, other=other)


def _input_problems(checker: Checker, data: DataDescription) -> Iterator[Problem]:
    inputs = input_blocks(checker)
    if len(inputs) > 1:
        yield Problem("several_inputs", inputs[-1], got=len(inputs), severity=Severity.TRAINING)
    elif inputs:
        shape = checker.results[inputs[0]].output
        if shape is not None and not fits(shape, data.shape):
            yield Problem(
                "data_shape",
                inputs[0],
                parameter="shape",
                expected=data.shape,
                got=shape,
                text=data.name,
                severity=Severity.TRAINING,
            )


def fits(shape: Shape, data: Shape) -> bool:
    """Tell whether data of one shape can flow into an input of another; open sizes take any."""
    return len(shape) == len(data) and all(
        want in (None, have) for want, have in zip(shape, data, strict=True)
    )


def _output_problems(checker: Checker, data: DataDescription) -> Iterator[Problem]:
    wired = [key for key in output_blocks(checker) if checker.graph.network.in_degree(key)]
    if not wired:
        return
    shape = checker.results[wired[0]].output
    if shape is None:
        return
    wanted = wanted_units(checker.document.settings, data, shape)
    block_id = last_with_units(checker, wired[0])
    if len(shape) != 1:
        yield Problem(
            "output_rank",
            block_id,
            expected=(wanted,),
            got=shape,
            text=data.name,
            severity=Severity.TRAINING,
        )
    elif shape[0] != wanted:
        yield Problem(
            "classes",
            block_id,
            parameter=units_parameter(checker.graph.blocks[block_id]),
            expected=wanted,
            got=shape[0],
            text=data.name,
            severity=Severity.TRAINING,
        )
    yield from _activation_problems(checker, wired[0], data, wanted)


def wanted_units(settings: Settings, data: DataDescription, shape: Shape) -> int:
    """Return how many values the model's output must have for the data."""
    if data.task == BINARY:
        # Yes or no is one sigmoid, or two softmax values with integer labels.
        two = shape == (2,) and "categorical" in str(settings.of_training("loss"))
        return 2 if two else 1
    return data.classes


def last_with_units(checker: Checker, block_id: str) -> str:
    """Return the last block before an output that decides how many values there are."""
    graph = checker.graph
    current = block_id
    while not units_parameter(graph.blocks[current]):
        incoming = graph.incoming(current)
        if len(incoming) != 1:
            return block_id
        current = incoming[0].source
    return current


def units_parameter(block: Block) -> str:
    """Return the name of the parameter that sets the size of a block's last axis; empty where there is none."""
    kind = block_type(block.type)
    return next(
        (name for name in ("units", "filters") if kind is not None and kind.parameter(name)), ""
    )


def _activation_problems(
    checker: Checker, sink: str, data: DataDescription, units: int
) -> Iterator[Problem]:
    settings = checker.document.settings
    activation, loss = last_activation(checker, sink), str(settings.of_training("loss"))
    wanted = wanted_activation(data, loss, units)
    if wanted and activation != wanted:
        block_id = _activation_block(checker, sink)
        yield Problem(
            "activation",
            block_id,
            parameter="activation",
            expected=wanted,
            got=activation,
            text=data.name,
            severity=Severity.WARNING,
        )
    suited = suited_losses(data)
    if loss not in ("auto", *suited):
        yield Problem(
            "loss",
            "",
            parameter="loss",
            expected=suited,
            got=loss,
            text=data.name,
            severity=Severity.WARNING,
        )


def wanted_activation(data: DataDescription, loss: str, units: int) -> str:
    """Return the activation that the output should have; empty where several will do."""
    if data.task == CLASSES or (data.task == BINARY and units == 2):
        return "softmax"
    if data.task == BINARY:
        return "tanh" if loss == "hinge" else "sigmoid"
    return "linear"


def suited_losses(data: DataDescription) -> tuple[str, ...]:
    """Return the losses that go with a kind of problem, the usual one first."""
    if data.task == REGRESSION:
        return "mse", "mae", "huber", "log_cosh", "poisson"
    if data.task == BINARY:
        return (
            "binary_crossentropy",
            "binary_focal_crossentropy",
            "hinge",
            "mse",
            "sparse_categorical_crossentropy",
        )
    return (
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "categorical_focal_crossentropy",
        "kl_divergence",
    )


def _activation_block(checker: Checker, sink: str) -> str:
    """Return the block whose activation counts: the sink, or the last one with an ``activation`` parameter."""
    graph = checker.graph
    current = sink
    while (kind := graph.kind(current)) is None or kind.parameter("activation") is None:
        incoming = graph.incoming(current)
        if len(incoming) != 1:
            return sink
        current = incoming[0].source
    return current
