"""Problems of the model as a whole: its inputs and outputs, its names, and how it fits the data and the loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from blocks.check.checker import Checker
from blocks.check.normalization import unadapted
from blocks.check.outputs import (
    Output,
    last_activation,
    model_outputs,
    output_names,
    units_end,
    wired_outputs,
)
from blocks.graph.shared_layers import is_again
from blocks.inference.arguments import shadowed_words
from blocks.settings.datasets import BINARY, CLASSES, REGRESSION, DataDescription
from blocks.settings.defaults import wanted_loss
from blocks.types.block_type import Form
from blocks.types.problems import Problem, Severity
from blocks.values.shapes import Shape


def model_problems(checker: Checker, data: DataDescription | None) -> list[Problem]:
    """Return what is wrong with the model as a whole, most important first.

    Args:
        checker: the check of the main graph.
        data: the chosen data, or ``None``.
    """
    if not checker.graph.blocks:
        return [Problem("empty", severity=Severity.UNFINISHED)]
    problems = [*_shadowed(checker), *_ends(checker), *_names(checker), *unadapted(checker)]
    if data is not None:
        problems += [*_input_problems(checker, data), *_output_problems(checker, data)]
    return problems


def all_problems(checker: Checker, data: DataDescription | None) -> list[Problem]:
    """Return all problems of a model: each block's, then those of the whole with its data and training.

    While blocks wait for a wire, nothing is said of what the model gives: its end is not drawn yet.

    Args:
        checker: the check of the main graph.
        data: the chosen data, or ``None``.
    """
    own, whole = checker.problems(), model_problems(checker, data)
    if any(problem.severity is Severity.UNFINISHED for problem in own):
        first = set(input_blocks(checker))
        early = (Severity.ERROR, Severity.UNFINISHED)
        whole = [each for each in whole if each.severity in early or each.block in first]
    return [*own, *whole]


def input_blocks(checker: Checker) -> list[str]:
    """Return the Input blocks in order."""
    graph = checker.graph
    return [
        key
        for key in graph.sources()  # an Input block has no port that a wire could end at
        if (kind := graph.kind(key)) and kind.form is Form.INPUT
    ]


def output_blocks(checker: Checker) -> list[str]:
    """Return the blocks that give the model's outputs, in order."""
    return list(dict.fromkeys(output.block for output in model_outputs(checker.graph)))


def _shadowed(checker: Checker) -> Iterator[Problem]:
    """Say which metaparameters no expression can reach, since the size that comes in has their name."""
    for meta in checker.graph.metaparameters:
        if words := shadowed_words(meta.name):
            yield Problem("metaparameter", parameter=meta.name, text=words)


def _ends(checker: Checker) -> Iterator[Problem]:
    if not input_blocks(checker):
        yield Problem("no_input", severity=Severity.UNFINISHED)
    for block_id in input_blocks(checker):
        if not checker.graph.network.out_degree(block_id):
            yield Problem("unused_input", block_id, severity=Severity.UNFINISHED)
    yield from _training_only(checker)


def _training_only(checker: Checker) -> Iterator[Problem]:
    """Say where every output is for training alone: nothing would be left of the model."""
    outputs, settings = wired_outputs(checker.graph), checker.document.settings
    if len(outputs) > 1 and all(settings.of_output(each.key, "training_only") for each in outputs):
        last = outputs[-1]
        yield Problem(
            "training_only",
            last.block,
            other=last.block,
            other_port=last.port,
            severity=Severity.TRAINING,
        )


def _names(checker: Checker) -> Iterator[Problem]:
    graph = checker.graph
    names = {key: name for key, name in checker.names.items() if not is_again(graph, key)}
    counts = Counter(names.values())
    if len(counts) == len(names):
        return
    for block_id, name in names.items():
        if counts[name] > 1 and checker.graph.blocks[block_id].name:
            other = next(key for key, known in names.items() if known == name and key != block_id)
            yield Problem("duplicate_name", block_id, got=name, other=other)


def _input_problems(checker: Checker, data: DataDescription) -> Iterator[Problem]:
    for block_id in input_blocks(checker):
        name = checker.names[block_id]
        found, shape = data.for_input(name), checker.results[block_id].output
        if found is None:
            yield _no_array(block_id, name, "x", data)
        elif shape is not None and not fits(shape, found.shape):
            yield Problem(
                "data_shape",
                block_id,
                parameter="shape",
                expected=found.shape,
                got=shape,
                text=data.name,
                severity=Severity.TRAINING,
            )


def _no_array(block_id: str, name: str, prefix: str, data: DataDescription) -> Problem:
    """Say that the data file has no array for an input or an output."""
    return Problem(
        "no_array",
        block_id,
        expected=(name, f"{prefix}_{name}"),
        got=tuple(array.key for array in data.arrays),
        text=data.name,
        severity=Severity.TRAINING,
    )


def fits(shape: Shape, data: Shape) -> bool:
    """Tell whether data of one shape can flow into an input of another; open sizes take any."""
    return len(shape) == len(data) and all(
        want in (None, have) for want, have in zip(shape, data, strict=True)
    )


def _output_problems(checker: Checker, data: DataDescription) -> Iterator[Problem]:
    outputs = wired_outputs(checker.graph)
    names = output_names(checker.graph, checker.names, outputs)
    for output, name in zip(outputs, names, strict=True):
        found = data.for_output(name)
        if found is None:
            yield _no_array(output.block, name, "y", data)
        else:
            yield from _one_output(checker, output, found, len(outputs) > 1)


def _one_output(
    checker: Checker, output: Output, data: DataDescription, several: bool
) -> Iterator[Problem]:
    """Yield what is wrong with one output; where there are several, problems name it as the other end."""
    shape = output_shape(checker, output)
    if shape is None:
        return
    settings = checker.document.settings
    wanted = wanted_units(data, shape, wanted_loss(settings, output.key if several else ""))
    block_id, parameter = units_end(checker, output)
    found = Problem("", block_id, got=shape, text=data.name, severity=Severity.TRAINING)
    if several:
        found = replace(found, other=output.block, other_port=output.port)
    if len(shape) != 1:
        yield replace(found, kind="output_rank", expected=(wanted,))
    elif shape[0] != wanted:
        yield replace(found, kind="classes", parameter=parameter, expected=wanted, got=shape[0])
    yield from _fit_of_ending(checker, output, data, wanted, several)


def output_shape(checker: Checker, output: Output) -> Shape | None:
    """Return the shape of an output, ``None`` where it is not known."""
    outputs = checker.results[output.block].outputs
    ports = checker.graph.output_ports(output.block)
    at = ports.index(output.port)
    return outputs[at] if at < len(outputs) else None


def wanted_units(data: DataDescription, shape: Shape, loss: str) -> int:
    """Return how many values an output must have for the data.

    Args:
        data: with the answers that the output learns.
        shape: of the output.
        loss: as it was chosen.
    """
    if data.task == BINARY:
        # Yes or no is one sigmoid, or two softmax values with integer labels.
        return 2 if shape == (2,) and "categorical" in loss else 1
    return data.classes


def _fit_of_ending(
    checker: Checker, output: Output, data: DataDescription, units: int, several: bool
) -> Iterator[Problem]:
    """Yield what is unusual about the last activation and the loss."""
    settings = checker.document.settings
    activation = last_activation(checker, output.block, output.port)
    loss = wanted_loss(settings, output.key if several else "")
    wanted = wanted_activation(data, loss, units)
    if wanted and activation != wanted:
        yield Problem(
            "activation",
            _activation_block(checker, output.block),
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
            output.block if several else "",
            parameter="loss",
            expected=suited,
            got=loss,
            other=output.block if several else "",
            other_port=output.port if several else "",
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
