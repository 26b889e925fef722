"""Shapes of a function's tensors, as far as its calls tell them."""

from __future__ import annotations

from contextlib import suppress

from blocks.types.block_type import Form
from blocks.types.rules import Refusal
from blocks.values.shapes import Shape
from blocks.values.values import has_expression
from exporters.plan.calls import Call, TensorRef, UnknownLayerCall
from exporters.plan.tree import Function
from exporters.styles.flat import output_shape

_SINGLE = (Form.INPUT, Form.LAYER, Form.SLICE, Form.OPERATION)


def known_shapes(function: Function) -> dict[TensorRef, Shape]:
    """Return shapes without the batch axis: what somebody takes, and what single layers of the model give.

    In a composite they are those of one instance, and the values of its layers need not be; so nothing is worked out.
    """
    found: dict[TensorRef, Shape] = {}
    for call in function.calls():
        if len(call.inputs) == len(call.input_shapes):
            found |= dict(zip(call.inputs, call.input_shapes, strict=True))
    if function.name:
        return found
    for statement in function.body:
        if not isinstance(statement, Call) or isinstance(statement, UnknownLayerCall):
            continue
        told = len(statement.inputs) == len(statement.input_shapes)
        plain = not any(has_expression(argument.value) for argument in statement.arguments)
        if statement.form in _SINGLE and told and plain and statement.output not in found:
            with suppress(Refusal):  # what was written in place of an instance knows no sizes
                found[statement.output] = output_shape(statement)
    return found
