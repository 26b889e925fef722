"""Lines of "how the numbers come about".

Results are read off the inference, never computed a second time.
"""

from __future__ import annotations

from collections.abc import Iterable

from blocks.types.rules import Arguments, ExplanationStep, Inference, Shapes, Steps
from blocks.values.shapes import Shape

AXES = {
    1: ("length",),
    2: ("height", "width"),
    3: ("depth", "height", "width"),
}
"""Words for the axes that a window slides along, by their number."""

MULTIPLY_ADDS = "Multiply-adds"
_WEIGHT_LABELS = {"kernel": "Weights", "bias": "Biases"}


def number(value: int | None) -> str:
    """Write a whole number with thousands separators: ``4,608``; ``?`` where it is open."""
    return "?" if value is None else f"{value:,}"


def times(sizes: Iterable[int | None]) -> str:
    """Write a product: ``3 × 3 × 16 × 32``."""
    return " × ".join(number(size) for size in sizes) or "1"


def weight_steps(inference: Inference) -> Steps:
    """One line per weight tensor, in Keras's order."""
    return tuple(
        ExplanationStep(
            _WEIGHT_LABELS.get(weight.name, weight.name.replace("_", " ").capitalize()),
            times(weight.shape),
            number(weight.count),
        )
        for weight in inference.weights
    )


def explain_weights(arguments: Arguments, shapes: Shapes, inference: Inference) -> Steps:
    """Explain the weights, one line for each tensor, and nothing else."""
    return weight_steps(inference)


def multiply_add_step(formula: str, inference: Inference) -> ExplanationStep:
    """The line that says how many multiply-adds one example takes."""
    return ExplanationStep(MULTIPLY_ADDS, formula, number(inference.multiply_adds))


def window_steps(
    lengths: Shape, outputs: Shape, reach: Shape, strides: Shape, padding: str
) -> Steps:
    """One line per axis that a window slides along.

    Args:
        lengths: input sizes along these axes.
        outputs: output sizes along the same axes.
        reach: size that the window covers, dilation included.
        strides: step of the window.
        padding: ``same``, ``causal`` or ``valid``.
    """
    names = AXES.get(len(lengths), tuple(f"axis {axis}" for axis in range(1, len(lengths) + 1)))
    steps = []
    for name, length, output, size, stride in zip(
        names, lengths, outputs, reach, strides, strict=True
    ):
        if padding == "valid":
            formula = f"⌊({number(length)} − {size}) / {stride}⌋ + 1"
        else:
            formula = f"⌈{number(length)} / {stride}⌉"
        steps.append(ExplanationStep(f"Output {name}", formula, number(output)))
    return tuple(steps)
