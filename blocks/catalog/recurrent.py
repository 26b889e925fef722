"""Recurrent layers: they read a sequence value by value and remember what came before.

Multiply-adds count the two kernels, once for every step; gates, biases and activations count nothing.
Sources: LSTM https://doi.org/10.1162/neco.1997.9.8.1735, GRU https://arxiv.org/abs/1406.1078,
SimpleRNN https://doi.org/10.1207/s15516709cog1402_1
"""

from __future__ import annotations

from blocks.catalog.shared.explanations import multiply_add_step, number, times, weight_steps
from blocks.catalog.shared.families import ACTIVATIONS
from blocks.catalog.shared.orthogonal import refuse_orthogonal
from blocks.catalog.shared.parameters import (
    ACTIVITY_REGULARIZER,
    SEED,
    constraint,
    initializer,
    layer_parameters,
    regularizer,
    vector_initializer,
)
from blocks.parameters import Choice, Flag, Integer, Number, Parameter
from blocks.types.block_type import BlockType, Category
from blocks.types.receptive_field import Reach
from blocks.types.roles import Role
from blocks.types.rules import (
    Arguments,
    ExplanationStep,
    Inference,
    Refusal,
    Rule,
    Shapes,
    Steps,
    Weight,
)

# Left out: return_state (a second output), stateful (it needs a fixed batch), use_cudnn (Keras does not save it).


def recurrent(gates: int) -> Rule:
    """Return the rule of a layer with that many gates; each has a kernel and a recurrent kernel."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        shape, units = shapes[0], arguments["units"]
        if len(shape) != 2:
            raise Refusal("rank", expected=2, got=shape, port=0)
        length, features = shape
        if features is None:
            raise Refusal("open_size", expected="features", got=shape, port=0)
        refuse_orthogonal(arguments, "kernel_initializer", "recurrent_initializer")
        weights = _weights(arguments, features, gates)
        step = gates * units * (features + units)
        output = (length, units) if arguments["return_sequences"] else (units,)
        return Inference((output,), weights, None if length is None else length * step)

    return infer


def _weights(arguments: Arguments, features: int, gates: int) -> tuple[Weight, ...]:
    width, trainable = gates * arguments["units"], arguments["trainable"]
    kernels = (
        Weight("kernel", (features, width), trainable),
        Weight("recurrent_kernel", (arguments["units"], width), trainable),
    )
    if not arguments["use_bias"]:
        return kernels
    # A GRU that resets after the product has a bias for the input and one for the memory.
    bias = (2, width) if arguments.get("reset_after") else (width,)
    return (*kernels, Weight("bias", bias, trainable))


def _look(arguments: Arguments, shapes: Shapes) -> Reach | None:
    """Look at the whole sequence, since what comes out last has read it all."""
    length = shapes[0][0]
    return None if length is None else Reach((length - 1,), (1,))


def _explain(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    units, (length, features) = arguments["units"], shapes[0]
    width = inference.weights[0].shape[1]
    return (
        ExplanationStep("Output features", "units", number(units)),
        *weight_steps(inference),
        multiply_add_step(
            f"{number(length)} × {number(width)} × ({times((features,))} + {number(units)})",
            inference,
        ),
    )


def _activation(name: str, default: str, words: str) -> Choice:
    return Choice(
        name=name,
        choices=ACTIVATIONS,
        default=default,
        nullable=True,
        front=name == "activation",
        help=words,
    )


def _share(name: str, of: str) -> Number:
    words = f"Share of the {of} that is left out in training, from 0 to 1."
    return Number(name=name, default=0.0, minimum=0, maximum=1, front=name == "dropout", help=words)


_UNITS = Integer(
    name="units", minimum=1, initial=32, front=True, help="Number of values that are remembered."
)
_ACTIVATION = _activation("activation", "tanh", "Function applied to what is remembered.")
_GATE = _activation(
    "recurrent_activation", "sigmoid", "Function of the gates, which say how much is let through."
)
_BIAS = Flag(name="use_bias", default=True, help="Whether a bias is added.")
_FILLING = (
    initializer("kernel"),
    initializer("recurrent", "orthogonal"),
    vector_initializer("bias", "zeros"),
)
_KEEPING = (
    regularizer("kernel"),
    regularizer("recurrent"),
    regularizer("bias"),
    ACTIVITY_REGULARIZER,
    constraint("kernel", 2),
    constraint("recurrent", 2),
    constraint("bias"),
    _share("dropout", "input"),
    _share("recurrent_dropout", "memory"),
)
_FORGET = Flag(
    name="unit_forget_bias",
    default=True,
    help="Whether the bias of the forget gate starts at 1: at first nothing is forgotten.",
)
_SEQUENCES = Flag(
    name="return_sequences",
    default=False,
    front=True,
    help="Whether there is an output for every step, not for the last one alone.",
)
_BACKWARDS = Flag(
    name="go_backwards", default=False, help="Whether the sequence is read from its end."
)
_UNROLL = Flag(
    name="unroll",
    default=False,
    help="Whether every step is laid out beside the others: faster for short sequences.",
)
_RESET = Flag(
    name="reset_after",
    default=True,
    help="Whether the memory is reset after it meets its kernel, as on a GPU, or before.",
)


def _recurrent(
    name: str, gates: int, summary: str, search: tuple[str, ...], *own: Parameter
) -> BlockType:
    return BlockType(
        name=name,
        category=Category.RECURRENT,
        role=Role.RECURRENT,
        summary=summary,
        parameters=layer_parameters(_UNITS, *own),
        infer=recurrent(gates),
        look=_look,
        explain=_explain,
        card=("units", "activation", "return_sequences"),
        search=("rnn", "sequence", "time series", "text", "memory", *search),
    )


LSTM = _recurrent(
    "LSTM",
    4,
    "Reads a sequence with a long memory that gates open and close.",
    ("long short-term memory", "gate"),
    _ACTIVATION,
    _GATE,
    _BIAS,
    *_FILLING,
    _FORGET,
    *_KEEPING,
    SEED,
    _SEQUENCES,
    _BACKWARDS,
    _UNROLL,
)

GRU = _recurrent(
    "GRU",
    3,
    "Reads a sequence with a memory that gates update: smaller than an LSTM.",
    ("gated recurrent unit", "gate"),
    _ACTIVATION,
    _GATE,
    _BIAS,
    *_FILLING,
    *_KEEPING,
    SEED,
    _SEQUENCES,
    _BACKWARDS,
    _UNROLL,
    _RESET,
)

SIMPLE_RNN = _recurrent(
    "SimpleRNN",
    1,
    "Reads a sequence and feeds what it gave back into itself.",
    ("elman", "recurrent"),
    _ACTIVATION,
    _BIAS,
    *_FILLING,
    *_KEEPING,
    _SEQUENCES,
    _BACKWARDS,
    _UNROLL,
    SEED,
)

ALL = (LSTM, GRU, SIMPLE_RNN)
