"""Core: where data comes in, the fully connected layer, the cut through channels, and layers that only hand on."""

from __future__ import annotations

from blocks.catalog.shared.explanations import multiply_add_step, number, times, weight_steps
from blocks.catalog.shared.families import (
    INPUT_DTYPES,
    MATRIX_INITIALIZERS,
    MATRIX_REGULARIZERS,
    QUANTIZERS,
)
from blocks.catalog.shared.lora import low_rank
from blocks.catalog.shared.orthogonal import refuse_orthogonal, refuse_orthogonal_penalty
from blocks.catalog.shared.parameters import (
    ACTIVITY_REGULARIZER,
    LORA_ALPHA,
    LORA_RANK,
    USE_BIAS,
    activation,
    constraint,
    initializer,
    layer_parameters,
    regularizer,
    vector_initializer,
)
from blocks.catalog.shared.rules import same_shape
from blocks.parameters import Choice, Flag, Integer, Number, ObjectOf, Sizes
from blocks.types.block_type import BlockType, Category, Form
from blocks.types.ports import NONE
from blocks.types.roles import Role
from blocks.types.rules import Arguments, ExplanationStep, Inference, Refusal, Shapes, Steps, Weight
from blocks.values.shapes import element_count


def _input(arguments: Arguments, shapes: Shapes) -> Inference:
    return Inference((arguments["shape"],))


# Left out: batch_size and batch_shape (shapes here never hold the batch axis, and a fixed batch
# stops a model from predicting on less), sparse and ragged (hardly any layer takes such tensors),
# tensor and optional (they need an object of a running program).
INPUT = BlockType(
    name="Input",
    category=Category.CORE,
    role=Role.INPUT,
    summary="Where the data enters the model.",
    parameters=(
        Sizes(
            name="shape",
            initial=(28, 28, 1),
            open_sizes=True,
            front=True,
            help="Sizes of one example without the batch axis; None for a size that varies.",
        ),
        Choice(
            name="dtype",
            choices=INPUT_DTYPES,
            default=None,
            nullable=True,
            help="Number format of the data; None is Keras's setting, float32.",
        ),
    ),
    infer=_input,
    inputs=NONE,
    form=Form.INPUT,
    card=("shape", "dtype"),
    search=("data", "source", "InputLayer"),
)


def _dense(arguments: Arguments, shapes: Shapes) -> Inference:
    """Replace the last axis by ``units``.

    Multiply-adds are inputs times units, once per position of the leading axes; adding the bias and
    the activation count nothing, as in https://arxiv.org/abs/1704.04861, section 3.
    """
    shape = shapes[0]
    if not shape:
        raise Refusal("rank", expected=1, got=shape, port=0)
    size = shape[-1]
    if size is None:
        raise Refusal("open_size", expected="features", got=shape, port=0)
    refuse_orthogonal(arguments, "kernel_initializer")
    refuse_orthogonal_penalty(arguments)
    units = arguments["units"]
    trainable = arguments["trainable"]
    rank = arguments["lora_rank"]
    weights = [Weight("kernel", (size, units), trainable and rank is None)]
    if arguments["use_bias"]:
        weights.append(Weight("bias", (units,), trainable))
    if rank is not None:
        weights += low_rank(arguments, (size, units))
    count = size if len(shape) == 1 else element_count(shape)
    return Inference(
        ((*shape[:-1], units),), tuple(weights), None if count is None else count * units
    )


def _explain_dense(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    units = arguments["units"]
    return (
        ExplanationStep("Output features", "units", number(units)),
        *weight_steps(inference),
        multiply_add_step(times((*shapes[0], units)), inference),
    )


_QUANTIZATION = ObjectOf(
    name="quantization_config",
    family=QUANTIZERS,
    default=None,
    nullable=True,
    help="How the weights are shrunk if the trained model is quantized later.",
)

DENSE = BlockType(
    name="Dense",
    category=Category.CORE,
    role=Role.DENSE,
    applies_activation=True,
    on_last_axis=True,
    summary="Connects every input value with every output value.",
    parameters=layer_parameters(
        Integer(
            name="units", minimum=1, initial=64, front=True, help="Number of values that come out."
        ),
        activation("relu"),
        USE_BIAS,
        initializer("kernel", family=MATRIX_INITIALIZERS),
        vector_initializer("bias", "zeros"),
        regularizer("kernel", MATRIX_REGULARIZERS),
        regularizer("bias"),
        ACTIVITY_REGULARIZER,
        constraint("kernel", 2),
        constraint("bias"),
        LORA_RANK,
        LORA_ALPHA,
        _QUANTIZATION,
    ),
    infer=_dense,
    explain=_explain_dense,
    card=("units", "activation"),
    search=("fully connected", "linear", "perceptron", "nodes"),
)


def _slice(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep ``start`` to ``stop`` of the last axis, counted as Python counts slices.

    An empty slice is refused: Keras would make it, but nothing could be learned from it. A tensor
    with no axis but the batch is refused too, since the slice would cut the batch.
    """
    shape = shapes[0]
    if not shape:
        raise Refusal("rank", expected=1, got=shape, port=0)
    start, stop = arguments["start"], arguments["stop"]
    size = shape[-1]
    if size is not None:
        kept = len(range(*slice(start, stop).indices(size)))
        if kept == 0:
            raise Refusal("range", expected=size, got=(start, stop), parameter="stop", port=0)
        size = kept
    return Inference(((*shape[:-1], size),))


def _explain_slice(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    ends = ["" if arguments[end] is None else str(arguments[end]) for end in ("start", "stop")]
    formula = f"{number(shapes[0][-1])} [{ends[0]}:{ends[1]}]"
    return (ExplanationStep("Output channels", formula, number(inference.outputs[0][-1])),)


SLICE = BlockType(
    name="Slice",
    category=Category.CORE,
    role=Role.SLICE,
    on_last_axis=True,
    summary="Keeps a range of channels, counted as in Python.",
    parameters=(
        Integer(
            name="start",
            default=None,
            initial=0,
            nullable=True,
            front=True,
            help="First channel that is kept; negative counts from the end, None is the first.",
        ),
        Integer(
            name="stop",
            default=None,
            initial=1,
            nullable=True,
            front=True,
            help="Channel to stop before; negative counts from the end, None keeps the rest.",
        ),
    ),
    infer=_slice,
    form=Form.SLICE,
    explain=_explain_slice,
    card=("start", "stop"),
    search=("split", "channels", "cut", "crop", "lambda"),
)


def _embedding(arguments: Arguments, shapes: Shapes) -> Inference:
    """Put a row of the table in the place of every number; looking up counts no multiply-adds.

    Source: https://keras.io/api/layers/core_layers/embedding/
    """
    table = (arguments["input_dim"], arguments["output_dim"])
    trainable, rank = arguments["trainable"], arguments["lora_rank"]
    weights = [Weight("embeddings", table, trainable and rank is None)]
    if rank is not None:
        if arguments["embeddings_constraint"] is not None:
            words = "no embeddings_constraint"
            raise Refusal("value", expected=words, got=rank, parameter="lora_rank")
        weights.append(Weight("lora_embeddings_a", (table[0], rank), trainable))
        weights.append(Weight("lora_embeddings_b", (rank, table[1]), trainable))
    return Inference(((*shapes[0], table[1]),), tuple(weights))


def _explain_embedding(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    return (
        ExplanationStep("Output features", "units", number(arguments["output_dim"])),
        *weight_steps(inference),
    )


# Left out: weights (an array; `set_weights` fills the table as well).
EMBEDDING = BlockType(
    name="Embedding",
    category=Category.CORE,
    role=Role.EMBEDDING,
    summary="Turns whole numbers, such as those of words, into learned vectors.",
    parameters=layer_parameters(
        Integer(
            name="input_dim",
            minimum=1,
            initial=10_000,
            front=True,
            help="How many different numbers there are: the largest that comes in, and one more.",
        ),
        Integer(
            name="output_dim", minimum=1, initial=64, front=True, help="Length of the vectors."
        ),
        initializer("embeddings", "uniform", MATRIX_INITIALIZERS),
        regularizer("embeddings"),
        constraint("embeddings", 2),
        Flag(
            name="mask_zero",
            default=False,
            front=True,
            help="Whether 0 means that nothing stands there, which later layers then skip.",
        ),
        LORA_RANK,
        LORA_ALPHA,
        _QUANTIZATION,
    ),
    infer=_embedding,
    explain=_explain_embedding,
    card=("input_dim", "output_dim"),
    search=("word", "token", "lookup", "table", "text", "vocabulary", "integer"),
)

IDENTITY = BlockType(
    name="Identity",
    category=Category.CORE,
    role=Role.PASS,
    summary="Hands on what comes in, unchanged.",
    parameters=layer_parameters(),
    infer=same_shape,
    search=("nothing", "skip", "pass", "placeholder", "noop"),
)


def _masking(arguments: Arguments, shapes: Shapes) -> Inference:
    """Keep the shape; a step is left out where all of its features have the value.

    Raises:
        Refusal: ``rank`` where there are no features, so that the batch would be looked at.
    """
    if not shapes[0]:
        raise Refusal("rank", expected="a sequence of features", got=shapes[0], port=0)
    return Inference(shapes)


MASKING = BlockType(
    name="Masking",
    category=Category.CORE,
    role=Role.MASK,
    summary="Marks the steps of a sequence where nothing stands, so that later layers skip them.",
    parameters=layer_parameters(
        Number(
            name="mask_value",
            default=0.0,
            front=True,
            help="A step is skipped where all its features are this value.",
        )
    ),
    infer=_masking,
    card=("mask_value",),
    search=("mask", "padding", "sequence", "skip", "missing"),
)

ALL = (INPUT, DENSE, SLICE, EMBEDDING, IDENTITY, MASKING)
