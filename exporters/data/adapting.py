"""Normalization layers that learn mean and variance from the training data before training: as values and as code.

Only one right behind an input can: what comes to any other depends on weights that are still to be trained.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from blocks.catalog.registry import block_type
from exporters.data.steps import DataPlan
from exporters.plan.calls import Call
from exporters.plan.tree import Plan
from exporters.text.literals import literal

if TYPE_CHECKING:
    import keras


def adapted_layers(plan: Plan) -> Iterator[tuple[str, int]]:
    """Yield the names of the layers to adapt, each with the number of its input."""
    for statement in plan.model.body:
        kind = block_type(statement.type) if type(statement) is Call else None
        if type(statement) is not Call or kind is None or kind.wrapper is not None:
            continue
        if plan.start is not None and statement.name in plan.start.layers:
            continue  # it comes with a mean and a variance
        if kind.finds_in_data(statement.value) and statement.inputs[0] in plan.inputs:
            yield statement.name, plan.inputs.index(statement.inputs[0])


def adapt(model: keras.Model, plan: Plan, data: DataPlan, x: Any) -> None:
    """Adapt a model that was just built to its training data.

    Args:
        model: the model.
        plan: its plan.
        data: how the data were loaded.
        x: examples, an array or a dictionary by input.
    """
    for name, number in adapted_layers(plan):
        model.get_layer(name).adapt(x[_input_name(plan, number)] if data.x_by_name else x)


def adapt_lines(plan: Plan, data: DataPlan | None) -> list[str]:
    """Write what `adapt` does; ``data`` is ``None`` where the reader loads them as the model takes them."""
    lines = []
    for name, number in adapted_layers(plan):
        place = ""
        if data is not None and data.x_by_name:
            place = f"[{literal(_input_name(plan, number))}]"
        elif data is None and len(plan.inputs) > 1:
            place = f"[{number}]"
        lines.append(f"model.get_layer({literal(name)}).adapt(x_train{place})")
    return lines


def _input_name(plan: Plan, number: int) -> str:
    assert plan.needs is not None  # data by name are planned by these names
    return plan.needs.inputs[number]
