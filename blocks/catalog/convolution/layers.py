"""Convolution: filters that slide over an image."""

from __future__ import annotations

from blocks.catalog.convolution.explanations import explain_convolution, explain_transposed
from blocks.catalog.convolution.rules import (
    convolution,
    depthwise_convolution,
    separable_convolution,
    transposed_convolution,
)
from blocks.catalog.shared.parameters import (
    ACTIVITY_REGULARIZER,
    DATA_FORMAT,
    LORA_ALPHA,
    LORA_RANK,
    USE_BIAS,
    activation,
    constraint,
    initializer,
    layer_parameters,
    padding,
    regularizer,
    vector_initializer,
)
from blocks.parameters import Integer, Integers, Parameter
from blocks.types.block_type import BlockType, Category
from blocks.types.receptive_field import enlarging_window, window
from blocks.types.roles import Role

_SAME = padding("same")


def _filters() -> Integer:
    return Integer(
        name="filters",
        minimum=1,
        initial=32,
        front=True,
        help="Number of filters, which is the number of channels that come out.",
    )


def _kernel_size(rank: int) -> Integers:
    return Integers(
        name="kernel_size",
        rank=rank,
        initial=3,
        front=True,
        help="Size of the sliding window, one number for all axes or one each.",
    )


def _strides(rank: int, initial: int = 1) -> Integers:
    return Integers(
        name="strides",
        rank=rank,
        default=1,
        initial=initial,
        front=True,
        help="How far the window moves at each step.",
    )


def _dilation(rank: int) -> Integers:
    return Integers(
        name="dilation_rate",
        rank=rank,
        default=1,
        help="Distance between the values under the window; 1 takes neighbours.",
    )


def _output_padding(rank: int) -> Integers:
    return Integers(
        name="output_padding",
        rank=rank,
        default=None,
        nullable=True,
        minimum=0,
        help="Extra rows and columns at the end of the output; None lets Keras choose.",
    )


def _depth_multiplier() -> Integer:
    return Integer(
        name="depth_multiplier",
        default=1,
        minimum=1,
        front=True,
        help="Number of filters for each input channel.",
    )


_GROUPS = Integer(
    name="groups",
    default=1,
    minimum=1,
    help="Number of parts that the channels are dealt into, each filtered by itself.",
)


def _weight_settings(rank: int, *kernels: str) -> tuple[Parameter, ...]:
    """Initializers, regularizers and constraints of the kernels and the bias, in Keras's order.

    A kernel has an axis for each that it slides along, and two more for channels.
    """
    return (
        *(initializer(kernel) for kernel in kernels),
        vector_initializer("bias", "zeros"),
        *(regularizer(kernel) for kernel in kernels),
        regularizer("bias"),
        ACTIVITY_REGULARIZER,
        *(constraint(kernel, rank + 2) for kernel in kernels),
        constraint("bias"),
    )


def _convolution(rank: int, pad: Parameter, summary: str, search: tuple[str, ...]) -> BlockType:
    return BlockType(
        name=f"Conv{rank}D",
        category=Category.CONVOLUTION,
        role=Role.CONVOLUTION,
        rank=rank,
        applies_activation=True,
        summary=summary,
        parameters=layer_parameters(
            _filters(),
            _kernel_size(rank),
            _strides(rank),
            pad,
            DATA_FORMAT,
            _dilation(rank),
            _GROUPS,
            activation("relu"),
            USE_BIAS,
            *_weight_settings(rank, "kernel"),
            LORA_RANK,
            LORA_ALPHA,
        ),
        infer=convolution(rank),
        look=window(rank, "kernel_size", "dilation_rate"),
        explain=explain_convolution(rank),
        card=("filters", "kernel_size", "strides", "padding", "activation"),
        search=(f"Convolution{rank}D", "cnn", "filter", *search),
    )


CONV_2D = _convolution(
    2,
    _SAME,
    "Slides filters over an image and looks at all channels at once.",
    ("image", "pointwise", "projection", "1x1"),
)

CONV_1D = _convolution(
    1,
    padding("same", ("valid", "same", "causal")),
    "Slides filters along a sequence and looks at all channels at once.",
    ("sequence", "time series", "text", "causal", "temporal"),
)

CONV_3D = _convolution(
    3,
    _SAME,
    "Slides filters through a volume or a film and looks at all channels at once.",
    ("volume", "video", "scan"),
)

_ALONG = {1: " along a sequence", 2: ""}


def _separable(rank: int) -> BlockType:
    return BlockType(
        name=f"SeparableConv{rank}D",
        category=Category.CONVOLUTION,
        role=Role.SEPARABLE,
        rank=rank,
        applies_activation=True,
        summary=f"Filters each channel by itself{_ALONG[rank]}, then mixes them: far fewer weights.",
        parameters=layer_parameters(
            _filters(),
            _kernel_size(rank),
            _strides(rank),
            _SAME,
            DATA_FORMAT,
            _dilation(rank),
            _depth_multiplier(),
            activation("relu"),
            USE_BIAS,
            *_weight_settings(rank, "depthwise", "pointwise"),
        ),
        infer=separable_convolution(rank),
        look=window(rank, "kernel_size", "dilation_rate"),
        explain=explain_convolution(rank),
        card=("filters", "kernel_size", "strides", "padding", "activation"),
        search=(f"SeparableConvolution{rank}D", "xception", "mobile", "depthwise", "pointwise"),
    )


def _depthwise(rank: int) -> BlockType:
    return BlockType(
        name=f"DepthwiseConv{rank}D",
        category=Category.CONVOLUTION,
        role=Role.DEPTHWISE,
        rank=rank,
        applies_activation=True,
        summary=f"Filters each channel by itself{_ALONG[rank]} and mixes none.",
        parameters=layer_parameters(
            _kernel_size(rank),
            _strides(rank),
            _SAME,
            _depth_multiplier(),
            DATA_FORMAT,
            _dilation(rank),
            activation(),
            USE_BIAS,
            *_weight_settings(rank, "depthwise"),
        ),
        infer=depthwise_convolution(rank),
        look=window(rank, "kernel_size", "dilation_rate"),
        explain=explain_convolution(rank),
        card=("kernel_size", "strides", "padding", "activation"),
        search=("mobile", "mobilenet", "channelwise"),
    )


def _transposed(rank: int, words: str) -> BlockType:
    rim = (_output_padding(rank), DATA_FORMAT)
    return BlockType(
        name=f"Conv{rank}DTranspose",
        category=Category.CONVOLUTION,
        role=Role.TRANSPOSED,
        rank=rank,
        applies_activation=True,
        summary=f"Enlarges {words} by its stride with learned filters.",
        parameters=layer_parameters(
            _filters(),
            _kernel_size(rank),
            _strides(rank, initial=2),
            _SAME,
            *(reversed(rim) if rank == 3 else rim),  # as Keras has them
            _dilation(rank),
            activation("relu"),
            USE_BIAS,
            *_weight_settings(rank, "kernel"),
        ),
        infer=transposed_convolution(rank),
        look=enlarging_window(rank),
        explain=explain_transposed(rank),
        card=("filters", "kernel_size", "strides", "padding", "activation"),
        search=(f"Convolution{rank}DTranspose", "deconvolution", "upsampling", "decoder"),
    )


SEPARABLE_CONV_2D = _separable(2)
DEPTHWISE_CONV_2D = _depthwise(2)
CONV_2D_TRANSPOSE = _transposed(2, "an image")

ALL = (
    CONV_2D,
    SEPARABLE_CONV_2D,
    DEPTHWISE_CONV_2D,
    CONV_2D_TRANSPOSE,
    CONV_1D,
    CONV_3D,
    _separable(1),
    _depthwise(1),
    _transposed(1, "a sequence"),
    _transposed(3, "a volume"),
)
