"""A model as the list of what it does, however activations are written."""

from __future__ import annotations

from exporters.plan.calls import Call, TensorRef
from exporters.plan.make import Plan
from exporters.styles.activations import in_form
from exporters.styles.flat import flat_plan
from exporters.styles.options import LONG

Step = tuple[str, tuple[tuple[str, object], ...], tuple[int, ...]]

_NAMES = {"ReLU": "relu", "Softmax": "softmax", "ELU": "elu"}


def steps_of(plan: Plan) -> tuple[list[Step], list[int]]:
    """Return every layer with its arguments and the numbers of its inputs, activations apart, and the outputs."""
    flat = in_form(flat_plan(plan), LONG).plan
    numbers: dict[TensorRef, int] = {}
    found: list[Step] = []
    for call in flat.calls:
        step = _step(call, numbers)
        if step[:2] == ("Activation", ()):  # linear, which does nothing
            numbers[call.output] = step[2][0]
            continue
        numbers[call.output] = len(found)
        found.append(step)
    return found, [numbers[ref] for ref in flat.outputs]


def _step(call: Call, numbers: dict[TensorRef, int]) -> Step:
    arguments = tuple((each.name, each.value) for each in call.arguments)
    arguments = tuple(each for each in arguments if each != ("activation", "linear"))
    kind = call.type
    if kind in _NAMES and not arguments:
        kind, arguments = "Activation", (("activation", _NAMES[kind]),)
    return kind, arguments, tuple(numbers[ref] for ref in call.inputs)
