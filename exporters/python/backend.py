"""Lines that set Keras itself: the backend before it is imported, the precision before a model is built."""

from __future__ import annotations

from blocks.check.tensorflow_limits import PLAIN_KERNELS
from exporters.plan.precision import POLICY
from exporters.plan.tree import Plan
from exporters.styles.options import NO_BACKEND, ExportOptions
from exporters.text.literals import literal

_WHY_PLAIN = "# TensorFlow 2.21: oneDNN's gradient of strided 1x1 convolutions can crash on a CPU."
_NOT_TRAINED_SO = "# Not as in Netwright: the project trains in 32 bits."


def first_lines(plan: Plan, options: ExportOptions, trains: bool) -> list[str]:
    """Write what must stand before ``import keras``; ``trains`` where there is more than the model."""
    lines: list[str] = []
    if options.backend != NO_BACKEND:
        if options.comments:
            lines.append("# Keras reads this once, when it is imported.")
        lines.append(f'os.environ["KERAS_BACKEND"] = {literal(options.backend)}')
    if plan.plain_kernels and trains and options.backend in (NO_BACKEND, "tensorflow"):
        settings = PLAIN_KERNELS.items()
        lines += [_WHY_PLAIN]
        lines += [f"os.environ[{literal(key)}] = {literal(value)}" for key, value in settings]
    return ["import os", "", *lines, ""] if lines else []


def policy_lines(plan: Plan, options: ExportOptions) -> list[str]:
    """Write the choice of the precision that layers compute in; say so where the project is not trained in it."""
    trained = plan.training.mixed_precision
    if not (trained or options.mixed_precision):
        return []
    note = ["# Layers made from here on compute in 16 bits and keep their weights in 32."]
    lines = [] if trained else [_NOT_TRAINED_SO]
    lines += note if options.comments else []
    return [*lines, f"keras.config.set_dtype_policy({literal(POLICY)})"]
