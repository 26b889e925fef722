"""Hands data to `fit`, as values and as code: one array, or one for each input and output."""

from __future__ import annotations

from typing import Any

from exporters.data.steps import DataPlan
from exporters.plan.tree import Plan
from exporters.text.literals import literal


def feed(plan: Plan, data: DataPlan, x: Any, y: Any) -> tuple[Any, Any]:
    """Return what `fit` and `evaluate` take.

    Args:
        plan: the model.
        data: how x and y were loaded.
        x: examples, an array or a dictionary by input.
        y: answers, an array or a dictionary by output.

    Returns:
        where there is one array for several inputs, it once for each; likewise for outputs, by name.
    """
    if len(plan.inputs) > 1 and not data.x_by_name:
        x = [x] * len(plan.inputs)
    if plan.output_names and not data.y_by_name:
        y = dict.fromkeys(plan.output_names, y)
    return x, y


def feed_code(plan: Plan, data: DataPlan | None, part: str) -> str:
    """Write what `feed` returns, as two arguments.

    Args:
        plan: the model.
        data: how the data are loaded; ``None`` where the reader of the script loads them as the model takes them.
        part: ``train`` or ``test``.
    """
    x, y = f"x_{part}", f"y_{part}"
    if data is None:
        return f"{x}, {y}"
    if len(plan.inputs) > 1 and not data.x_by_name:
        x = f"[{', '.join([x] * len(plan.inputs))}]"
    if plan.output_names and not data.y_by_name:
        y = "{" + ", ".join(f"{literal(name)}: {y}" for name in plan.output_names) + "}"
    return f"{x}, {y}"
