"""Shape rules of convolutions of any rank.

Multiply-adds count the kernel only, for one example: every output position times kernel area times
input channels times filters. Biases and activations count nothing.
Source: https://arxiv.org/abs/1704.04861, section 3.1.
"""

from __future__ import annotations

from blocks.catalog.convolution.windows import Sizes, join, per_axis, reach, slide, split_known
from blocks.catalog.shared.lora import low_rank
from blocks.catalog.shared.orthogonal import refuse_orthogonal
from blocks.types.rules import Arguments, Inference, Refusal, Rule, Shapes, Weight
from blocks.values.shapes import Shape, element_count, product, transposed_length


def convolution(rank: int) -> Rule:
    """Return the rule of an ordinary convolution that slides along ``rank`` axes."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        filters, groups = arguments["filters"], arguments["groups"]
        if filters % groups:
            raise Refusal("groups", expected=groups, got=filters, parameter="filters")
        _refuse_stride_with_dilation(arguments, rank)
        spatial, channels = split_known(arguments, shapes[0], rank)
        if channels % groups:
            raise Refusal("groups", expected=groups, got=channels, parameter="groups", port=0)
        window = per_axis(arguments["kernel_size"], rank)
        lengths = _slid(arguments, spatial, window, rank)
        kernel = (*window, channels // groups, filters)
        weights = _weights(arguments, kernel, filters)
        return Inference(
            (join(arguments, lengths, filters),), weights, _work(lengths, product(kernel))
        )

    return infer


def transposed_convolution(rank: int) -> Rule:
    """Return the rule of a transposed convolution, which enlarges by its stride.

    Multiply-adds are those of the convolution that it reverses: every input position meets the
    whole kernel.
    Source: https://arxiv.org/abs/1603.07285, section 4.
    """

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        _refuse_stride_with_dilation(arguments, rank)
        spatial, channels = split_known(arguments, shapes[0], rank)
        filters = arguments["filters"]
        window = per_axis(arguments["kernel_size"], rank)
        strides = per_axis(arguments["strides"], rank)
        covered = reach(window, per_axis(arguments["dilation_rate"], rank))
        extra = _output_padding(arguments, covered, strides, rank)
        padding = arguments["padding"]
        lengths = tuple(
            [
                transposed_length(spatial[at], covered[at], strides[at], padding, extra[at])
                for at in range(rank)
            ]
        )
        kernel = (*window, filters, channels)
        weights = _weights(arguments, kernel, filters)
        return Inference(
            (join(arguments, lengths, filters),), weights, _work(spatial, product(kernel))
        )

    return infer


def depthwise_convolution(rank: int) -> Rule:
    """Return the rule of a convolution that filters every channel by itself."""

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        spatial, channels = split_known(arguments, shapes[0], rank)
        window = per_axis(arguments["kernel_size"], rank)
        lengths = _slid(arguments, spatial, window, rank)
        kernel = (*window, channels, arguments["depth_multiplier"])
        filters = channels * arguments["depth_multiplier"]
        weights = _weights(arguments, kernel, filters, "depthwise_initializer")
        return Inference(
            (join(arguments, lengths, filters),), weights, _work(lengths, product(kernel))
        )

    return infer


def separable_convolution(rank: int) -> Rule:
    """Return the rule of a depthwise convolution and one that mixes channels after it.

    Source of the count: https://arxiv.org/abs/1704.04861, section 3.1.
    """

    def infer(arguments: Arguments, shapes: Shapes) -> Inference:
        spatial, channels = split_known(arguments, shapes[0], rank)
        window = per_axis(arguments["kernel_size"], rank)
        lengths = _slid(arguments, spatial, window, rank)
        refuse_orthogonal(arguments, "depthwise_initializer", "pointwise_initializer")
        filters, trainable = arguments["filters"], arguments["trainable"]
        depthwise = (*window, channels, arguments["depth_multiplier"])
        pointwise = ((1,) * rank) + (channels * arguments["depth_multiplier"], filters)
        weights: tuple[Weight, ...] = (
            Weight("depthwise_kernel", depthwise, trainable),
            Weight("pointwise_kernel", pointwise, trainable),
        )
        if arguments["use_bias"]:
            weights = (*weights, Weight("bias", (filters,), trainable))
        work = _work(lengths, product(depthwise) + product(pointwise))
        return Inference((join(arguments, lengths, filters),), weights, work)

    return infer


def _slid(arguments: Arguments, spatial: Shape, window: Sizes, rank: int) -> Shape:
    strides, dilation = arguments["strides"], arguments["dilation_rate"]
    covered = window if dilation == 1 else reach(window, per_axis(dilation, rank))
    return slide(spatial, covered, per_axis(strides, rank), arguments["padding"], "padding")


def _weights(
    arguments: Arguments,
    kernel: tuple[int, ...],
    filters: int,
    initializer: str = "kernel_initializer",
) -> tuple[Weight, ...]:
    refuse_orthogonal(arguments, initializer)
    trainable = arguments["trainable"]
    adapted = arguments.get("lora_rank") is not None
    weights: tuple[Weight, ...] = (Weight("kernel", kernel, trainable and not adapted),)
    if arguments["use_bias"]:
        weights = (*weights, Weight("bias", (filters,), trainable))
    return (*weights, *low_rank(arguments, kernel)) if adapted else weights


def _work(positions: Shape, per_position: int) -> int | None:
    count = element_count(positions)
    return None if count is None else count * per_position


def _refuse_stride_with_dilation(arguments: Arguments, rank: int) -> None:
    strides, dilation = arguments["strides"], arguments["dilation_rate"]
    if dilation == 1 or strides == 1:
        return
    if max(per_axis(strides, rank)) > 1 and max(per_axis(dilation, rank)) > 1:
        raise Refusal("strides_and_dilation", expected=1, got=dilation, parameter="dilation_rate")


def _output_padding(
    arguments: Arguments, covered: Sizes, strides: Sizes, rank: int
) -> tuple[int | None, ...]:
    """Spread ``output_padding`` over the axes.

    Raises:
        Refusal: ``output_padding`` where it is not below the stride; ``value`` where TensorFlow
            cannot run it: 0 with ``same`` and an even window leaves one position too few.
    """
    extra = arguments["output_padding"]
    if extra is None:
        return (None,) * rank
    spread = per_axis(extra, rank)
    for more, stride, size in zip(spread, strides, covered, strict=True):
        if more >= stride:
            raise Refusal("output_padding", expected=strides, got=extra, parameter="output_padding")
        if more == 0 and size % 2 == 0 and arguments["padding"] == "same":
            raise Refusal("value", expected="None", got=extra, parameter="output_padding")
    return spread
