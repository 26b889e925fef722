"""Whether a model with all its composites is a chain: one layer after the other, each with one input."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.inference.arguments import SHAPE_NAMES
from blocks.types.block_type import Form
from blocks.values.expressions import names_of
from exporters.plan.calls import Call, UnknownLayerCall
from exporters.plan.tree import (
    Activated,
    Branches,
    Function,
    Loop,
    Plan,
    Statement,
    call_of,
    parts_of,
    sources_of,
)


def chain_reason(plan: Plan, by_add: bool) -> str:
    """Say in a sentence why a model cannot be written as ``keras.Sequential``; empty where it can.

    Args:
        plan: the model.
        by_add: with ``add``, which knows the shape so far; a list has no tensor that could be asked for it.
    """
    for function in plan.every_function:
        reason = _reason(function, by_add)
        if reason:
            return f"{function.name or 'The model'} is not a chain of layers: {reason}."
    if len(plan.calls) < 2:
        return "The model has no layer yet."
    return _asked_too_early(plan) if by_add else ""


def asks_for_shape(statement: Statement) -> bool:
    """Tell whether a value of a statement depends on the shape that comes in."""
    if not call_of(statement).inputs:
        return False
    return any(names_of(value) & set(SHAPE_NAMES) for value in sources_of(statement))


def _asked_too_early(plan: Plan) -> str:
    """Say what asks for the shape while no layer is added: until then `keras.Sequential` knows none."""
    functions = {function.name: function for function in plan.functions}
    asking, _ = _first_of(plan.model, functions)
    if not asking:
        return ""
    return f"{asking} asks for the shape of its input, which is not known before the first layer."


def _first_of(function: Function, functions: Mapping[str, Function]) -> tuple[str, bool]:
    """Return what asks for the shape before a layer is added, and whether one is surely added at the end."""
    for statement in function.body:
        call = call_of(statement)
        if call.form in (Form.INPUT, Form.PORT):
            continue
        if asks_for_shape(statement):
            return call.type, False
        asking, added = "", True
        if call.form is Form.COMPOSITE:
            asking, added = _first_of(functions[call.type], functions)
        if asking or (added and _runs(statement)):
            return asking, added
    return "", False


def _runs(statement: Statement) -> bool:
    """Tell whether what a statement calls is surely called."""
    if isinstance(statement, Loop):
        many = isinstance(statement.count, int) and statement.count > 0
        return many and _runs(statement.body)
    return isinstance(statement, (Call, Activated))


def _reason(function: Function, by_add: bool) -> str:
    if function.nested:
        return "it is a model within the model"
    if len(function.inputs) != 1 or len(function.outputs) != 1:
        return "it has several inputs or outputs"
    before = function.inputs[0]
    for statement in function.body:
        call = call_of(statement)
        if call.form in (Form.INPUT, Form.PORT):
            continue
        reason = _of_statement(statement, call)
        if reason:
            return reason
        if call.inputs != (before,):
            return "it has branches"
        if not by_add and asks_for_shape(statement):
            return f"{call.type} asks for the shape of its input, which a list does not know"
        before = call.output
    return "" if function.outputs == (before,) else "it has branches"


def _of_statement(statement: Statement, call: Call) -> str:
    if call.shared:
        return f"{call.type} is applied more than once"
    if isinstance(call, UnknownLayerCall):
        return f"{call.type} is not known here"
    if call.many:
        return f"{call.type} joins tensors"
    if call.form not in (Form.LAYER, Form.COMPOSITE):
        return f"{call.type} is no layer"
    branches = any(isinstance(part, Branches) for part in parts_of(statement))
    return f"{call.type} stands in branches side by side" if branches else ""
