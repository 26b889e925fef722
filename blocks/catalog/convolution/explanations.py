"""Explains how the numbers of a convolution are computed."""

from __future__ import annotations

from blocks.catalog.convolution.windows import per_axis, reach, split
from blocks.catalog.shared.explanations import (
    AXES,
    multiply_add_step,
    number,
    times,
    weight_steps,
    window_steps,
)
from blocks.types.rules import Arguments, Explain, ExplanationStep, Inference, Shapes, Steps
from blocks.values.shapes import Shape


def explain_convolution(rank: int) -> Explain:
    """Return the explanation of a convolution that slides along ``rank`` axes."""

    def explain(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
        lengths, _ = split(arguments, shapes[0], rank)
        outputs, channels = split(arguments, inference.outputs[0], rank)
        covered = reach(
            per_axis(arguments["kernel_size"], rank), per_axis(arguments["dilation_rate"], rank)
        )
        strides = per_axis(arguments["strides"], rank)
        return (
            *window_steps(lengths, outputs, covered, strides, arguments["padding"]),
            _channel_step(arguments, inference, channels),
            *weight_steps(inference),
            multiply_add_step(_work(outputs, inference), inference),
        )

    return explain


def explain_transposed(rank: int) -> Explain:
    """Return the explanation of a transposed convolution."""

    def explain(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
        lengths, _ = split(arguments, shapes[0], rank)
        outputs, channels = split(arguments, inference.outputs[0], rank)
        formulas = _transposed_formulas(arguments, lengths, rank)
        return (
            *(
                ExplanationStep(f"Output {name}", formula, number(output))
                for name, formula, output in zip(AXES[rank], formulas, outputs, strict=True)
            ),
            _channel_step(arguments, inference, channels),
            *weight_steps(inference),
            multiply_add_step(_work(lengths, inference), inference),
        )

    return explain


def _transposed_formulas(arguments: Arguments, lengths: Shape, rank: int) -> list[str]:
    """Write `blocks.values.shapes.transposed_length` with this block's numbers, one text per axis."""
    covered = reach(
        per_axis(arguments["kernel_size"], rank), per_axis(arguments["dilation_rate"], rank)
    )
    strides = per_axis(arguments["strides"], rank)
    extra: tuple[int | None, ...] = (None,) * rank
    if arguments["output_padding"] is not None:
        extra = per_axis(arguments["output_padding"], rank)
    same = arguments["padding"] == "same"
    formulas = []
    for length, size, stride, more in zip(lengths, covered, strides, extra, strict=True):
        if more is None:
            tail = "" if same or size <= stride else f" + {size - stride}"
            formulas.append(f"{number(length)} × {stride}{tail}")
        else:
            kept = size % 2 if same else size
            formulas.append(f"({number(length)} − 1) × {stride} + {kept} + {more}")
    return formulas


def _channel_step(
    arguments: Arguments, inference: Inference, channels: int | None
) -> ExplanationStep:
    if "filters" in arguments:
        return ExplanationStep("Channels", "filters", number(channels))
    return ExplanationStep("Channels", times(inference.weights[0].shape[-2:]), number(channels))


def _work(positions: Shape, inference: Inference) -> str:
    kernels = [
        times(weight.shape)
        for weight in inference.weights
        if weight.name in ("kernel", "depthwise_kernel", "pointwise_kernel")
    ]
    inner = kernels[0] if len(kernels) == 1 else f"({' + '.join(kernels)})"
    return f"{times(positions)} × {inner}"
