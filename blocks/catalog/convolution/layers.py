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

SEPARABLE_CONV_2D = BlockType(
    name="SeparableConv2D",
    category=Category.CONVOLUTION,
    role=Role.SEPARABLE,
    rank=2,
    applies_activation=True,
    summary="Filters each channel by itself, then mixes the channels: far fewer weights.",
    parameters=layer_parameters(
        _filters(),
        _kernel_size(2),
        _strides(2),
        _SAME,
        DATA_FORMAT,
        _dilation(2),
        _depth_multiplier(),
        activation("relu"),
        USE_BIAS,
        *_weight_settings(2, "depthwise", "pointwise"),
    ),
    infer=separable_convolution(2),
    look=window(2, "kernel_size", "dilation_rate"),
    explain=explain_convolution(2),
    card=("filters", "kernel_size", "strides", "padding", "activation"),
    search=("SeparableConvolution2D", "xception", "mobile", "depthwise", "pointwise"),
)

DEPTHWISE_CONV_2D = BlockType(
    name="DepthwiseConv2D",
    category=Category.CONVOLUTION,
    role=Role.DEPTHWISE,
    rank=2,
    applies_activation=True,
    summary="Filters each channel by itself and mixes none.",
    parameters=layer_parameters(
        _kernel_size(2),
        _strides(2),
        _SAME,
        _depth_multiplier(),
        DATA_FORMAT,
        _dilation(2),
        activation(),
        USE_BIAS,
        *_weight_settings(2, "depthwise"),
    ),
    infer=depthwise_convolution(2),
    look=window(2, "kernel_size", "dilation_rate"),
    explain=explain_convolution(2),
    card=("kernel_size", "strides", "padding", "activation"),
    search=("mobile", "mobilenet", "channelwise"),
)

CONV_2D_TRANSPOSE = BlockType(
    name="Conv2DTranspose",
    category=Category.CONVOLUTION,
    role=Role.TRANSPOSED,
    rank=2,
    applies_activation=True,
    summary="Enlarges an image by its stride with learned filters.",
    parameters=layer_parameters(
        _filters(),
        _kernel_size(2),
        _strides(2, initial=2),
        _SAME,
        _output_padding(2),
        DATA_FORMAT,
        _dilation(2),
        activation("relu"),
        USE_BIAS,
        *_weight_settings(2, "kernel"),
    ),
    infer=transposed_convolution(2),
    look=enlarging_window(2),
    explain=explain_transposed(2),
    card=("filters", "kernel_size", "strides", "padding", "activation"),
    search=("Convolution2DTranspose", "deconvolution", "upsampling", "decoder"),
)

ALL = (CONV_2D, SEPARABLE_CONV_2D, DEPTHWISE_CONV_2D, CONV_2D_TRANSPOSE, CONV_1D, CONV_3D)
