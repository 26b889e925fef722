"""Keras as the oracle of the shape rules: what it says of one call, and how that differs from ours.

`ask` calls the real layer on symbolic tensors, weights and all; `run` computes with zeros. Run it by hand:

    python -m tests.blocks.keras_oracle [--examples 2000] [TYPE ...]
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from blocks.catalog.registry import block_types
from blocks.parameters import NamedNumbers, Numbers, ObjectOf, Parameter
from blocks.types.block_type import BlockType, Form
from blocks.types.roles import Role
from blocks.types.rules import Arguments, Inference, Refusal
from blocks.values.shapes import Shape
from blocks.values.values import Configured, Value
from tests.blocks.catalog import generated
from tests.blocks.catalog.keras_exceptions import (
    WeRefuse,
    gradient_kills,
    reason_to_refuse,
    tensorflow_limit,
)

OPEN_SIZE = 7
"""Stands in for an open size where a model is computed."""

TRAINED_OTHERWISE = frozenset(
    name
    for name, kind in block_types().items()
    if kind.role is Role.DROPOUT or name == "BatchNormalization"
)
"""Layers that do something else in training than in use."""

BATCH = 11
"""Examples in a computed batch: a number that no generated size has."""


@dataclass(frozen=True)
class Answer:
    """What Keras says of one call: shapes without the batch axis, and (name, shape, trainable)."""

    output: Shape
    weights: tuple[tuple[str, tuple[int, ...], bool], ...]


@dataclass
class Tally:
    """How the cases of one block type came out."""

    name: str
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        return sum(
            self.kinds[kind] for kind in ("accepted", "refused", "exception", "TensorFlow limit")
        )

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(self.kinds.items()))
        return f"{self.name}: {self.cases} cases ({counts})"


def make(
    block_type: BlockType, arguments: Arguments, tensors: list[Any], call_arguments: dict[str, Any]
) -> tuple[Any, Any]:
    """Construct the layer and call it; return the layer, where there is one, and the output."""
    import keras

    if block_type.form is Form.INPUT:
        return None, keras.Input(shape=arguments["shape"], dtype=arguments["dtype"])
    if block_type.form is Form.SLICE:
        return None, tensors[0][..., arguments["start"] : arguments["stop"]]
    if block_type.form is Form.OPERATION:
        others = [each for each in (*tensors, arguments["value"]) if each is not None]
        left, right = others
        return None, left + right if block_type.operator == "+" else left * right
    layer = layer_of(block_type, arguments)
    called = {each.name: arguments[each.name] for each in block_type.parameters if each.called}
    given = [tensors] if block_type.inputs.listed else tensors
    return layer, layer(*given, **called, **call_arguments)


def layer_of(block_type: BlockType, arguments: Arguments, names: Iterable[str] = ()) -> Any:
    """Construct the layer, in its wrapper where there is one; ``names`` are those of the arguments, if not all."""
    import keras

    wrapper, own = block_type.wrapper, tuple(names)
    made = wrapper.outer if wrapper else own or [each.name for each in block_type.parameters]
    values = {
        each.name: to_keras(each, arguments[each.name])
        for each in block_type.parameters
        if each.name in made and not each.called
    }
    if wrapper is None:
        return getattr(keras.layers, block_type.name)(**values)
    inner = layer_of(wrapper.layer, arguments, wrapper.inner)
    return getattr(keras.layers, wrapper.name)(inner, **values)


def to_keras(parameter: Parameter, value: Value) -> Any:
    """Turn a value into what Keras takes."""
    import keras

    if isinstance(parameter, Numbers) and isinstance(value, tuple):
        return list(value)
    if isinstance(value, Configured):
        given = dict(value.arguments)
        if isinstance(parameter, NamedNumbers):
            return given
        assert isinstance(parameter, ObjectOf)
        members = {each.name: each for each in parameter.family.members[value.name]}
        made = {name: to_keras(members[name], item) for name, item in given.items()}
        return getattr(getattr(keras, parameter.family.module), value.name)(**made)
    return value


def ask(block_type: BlockType, arguments: Arguments, shapes: tuple[Shape, ...]) -> Answer | str:
    """Return Keras's answer to a call on symbolic tensors, or its words of refusal.

    Every exception counts as a refusal, also Keras tripping over its own feet: the user's model
    does not come about in either case.
    """
    import keras

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tensors = [keras.KerasTensor((None, *shape)) for shape in shapes]
            layer, output = make(block_type, arguments, tensors, {})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    trainable = {id(weight) for weight in layer.trainable_weights} if layer else set()
    weights = layer.weights if layer else ()
    return Answer(
        tuple(output.shape[1:]),
        tuple((each.name, tuple(each.shape), id(each) in trainable) for each in weights),
    )


def run(block_type: BlockType, arguments: Arguments, shapes: tuple[Shape, ...]) -> Shape | str:
    """Take a training step's way there and back with zeros; return the shape, or the error.

    The shape is without the batch axis. Penalties, constraints and gradients are computed too,
    since Keras and TensorFlow leave their checks to training.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _run(block_type, arguments, shapes)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _run(block_type: BlockType, arguments: Arguments, shapes: tuple[Shape, ...]) -> Shape:
    import numpy
    import tensorflow

    tensors = [tensorflow.constant(numpy.zeros((BATCH, *shape), "float32")) for shape in shapes]
    name = block_type.wrapper.layer.name if block_type.wrapper else block_type.name
    call_arguments = {"training": True} if name in TRAINED_OTHERWISE else {}
    with tensorflow.GradientTape() as tape:
        tape.watch(tensors)
        layer, output = make(block_type, arguments, tensors, call_arguments)
        target = tensorflow.cast(output, "float32")
    weights = layer.weights if layer else []
    if not gradient_kills(block_type.name, arguments):
        tape.gradient(target, [*tensors, *(each.value for each in weights if each.trainable)])
    for weight in weights:
        for after in (weight.regularizer, weight.constraint):
            if after is not None:
                after(weight)
    return tuple(output.shape[1:])


def judge(block_type: BlockType, arguments: Arguments, shapes: tuple[Shape, ...]) -> str:
    """Compare our rule with Keras on one case and return how it came out.

    Raises:
        AssertionError: they differ, and `keras_exceptions` does not say why.
    """
    theirs = ask(block_type, arguments, shapes)
    ours = answer(block_type, arguments, shapes)
    if isinstance(ours, Refusal):
        if isinstance(theirs, str):
            return "refused"
        known = reason_to_refuse(block_type.name, ours)
        assert known, f"we refuse ({vars(ours)}), Keras gives {theirs}"
        _check_exception(known, block_type, arguments, shapes)
        return "exception"
    assert isinstance(theirs, Answer), f"we give {ours}, Keras refuses: {theirs}"
    assert ours.outputs == (theirs.output,)
    assert weights_of(ours) == theirs.weights
    return _check_run(block_type, arguments, shapes)


def answer(
    block_type: BlockType, arguments: Arguments, shapes: tuple[Shape, ...]
) -> Inference | Refusal:
    """Return what our rule gives, or its refusal."""
    try:
        return block_type.infer(arguments, shapes)
    except Refusal as refusal:
        return refusal


def weights_of(inference: Inference) -> tuple[tuple[str, tuple[int, ...], bool], ...]:
    """Our weights in the form of `Answer`."""
    return tuple((weight.name, weight.shape, weight.trainable) for weight in inference.weights)


def _check_exception(
    known: WeRefuse, block_type: BlockType, arguments: Arguments, shapes: tuple[Shape, ...]
) -> None:
    """An exception that says "it would not run" must be right about that."""
    if known.fails_when_run:
        outcome = run(block_type, arguments, closed(shapes))
        expected = ask(block_type, arguments, closed(shapes))
        works = outcome == getattr(expected, "output", None) and 0 not in outcome
        assert not works, f"{known.reason}: but it runs and gives {outcome}"


def _check_run(block_type: BlockType, arguments: Arguments, shapes: tuple[Shape, ...]) -> str:
    """What we accept must run and give the shape that we said."""
    if block_type.form is Form.INPUT:
        return "accepted"
    known = closed(shapes)
    expected = answer(block_type, arguments, known)
    if isinstance(expected, Refusal):
        return "accepted"  # the size that stands in does not fit: a case of its own
    outcome = run(block_type, arguments, known)
    if tensorflow_limit(block_type.name, arguments, outcome):
        return "TensorFlow limit"
    assert (outcome,) == expected.outputs, f"computed: {outcome}, we said {expected.outputs}"
    return "accepted"


def closed(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Put a size in the place of every open one."""
    return tuple(tuple(OPEN_SIZE if size is None else size for size in shape) for shape in shapes)


def compare(block_type: BlockType, examples: int, axes: int | None = None) -> Tally:
    """Compare a block type with Keras over that many generated cases.

    Args:
        block_type: the type; Keras has a layer of that name.
        examples: number of cases.
        axes: how many axes most of the inputs have; as many as the type needs, else.

    Raises:
        AssertionError: with the smallest case on which they differ.
    """
    tally = Tally(block_type.name)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @seed(20_240)
    @given(generated.calls(block_type, axes or generated.usual_axes(block_type)))
    def compare_one(call: tuple[dict[str, Value], tuple[Shape, ...]]) -> None:
        arguments, shapes = call
        tally.kinds[judge(block_type, arguments, shapes)] += 1

    compare_one()
    return tally


def main() -> None:
    """Compare the types named on the command line, or all."""
    parser = argparse.ArgumentParser(description="Compare the shape rules with Keras.")
    parser.add_argument("types", nargs="*", default=list(block_types()))
    parser.add_argument("--examples", type=int, default=200)
    options = parser.parse_args()
    total = 0
    for name in options.types:
        tally = compare(block_types()[name], options.examples)
        total += tally.cases
        print(tally, flush=True)
    print(f"{total:,} cases agree with Keras")


if __name__ == "__main__":
    main()
