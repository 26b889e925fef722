"""Long form and short form: an activation as a layer of its own, or as an argument of the layer before it.

Both give the same outputs with the same weights. What would not, is left as it is drawn: a layer whose outputs are
regularized, and one that only applies its activation somewhere inside, as recurrent layers do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from blocks.catalog.registry import block_type
from blocks.inference.arguments import SHAPE_NAMES
from blocks.types.block_type import Category, Form
from blocks.values.expressions import names_of
from blocks.values.shapes import Shape
from exporters.plan.tree import (
    Argument,
    Call,
    Function,
    Plan,
    Statement,
    TensorRef,
    call_of,
    with_call,
)
from exporters.styles.known_shapes import known_shapes
from exporters.styles.options import AS_DRAWN, LONG, SHORT

ACTIVATION = "activation"
_APPLY_IT_LAST = (Category.CORE, Category.CONVOLUTION)
_COUNTED_NAME = re.compile(r"activation(_\d+)?")
_BY_NAME = {"ReLU": "relu", "Softmax": "softmax", "ELU": "elu"}
"""Layers that do, where nothing is set, what the function of this name does."""


def in_form(plan: Plan, form: str) -> Plan:
    """Return a plan of the same outputs whose activations are written as wished; raises nothing."""
    if form == AS_DRAWN:
        return plan
    change = _apart if form == LONG else _joined
    functions = tuple(change(function) for function in plan.functions)
    model = change(plan.model)
    # The last layer may be another one now, so an output has to be found by its own name.
    moved = len(plan.outputs) > 1 and model.outputs != plan.model.outputs
    by_name = plan.outputs_by_name or moved
    return replace(plan, model=model, functions=functions, outputs_by_name=by_name)


def form_reason(plan: Plan, form: str) -> str:
    """Say in a sentence why a model cannot be written in a form; empty where it can."""
    if form != LONG:
        return ""
    functions = (plan.model, *plan.functions)
    calls = [call for function in functions for call in function.calls()]
    names = [call.name for call in calls if call.named and _COUNTED_NAME.fullmatch(call.name)]
    if names and any(map(_can_part, calls)):
        return f"A layer is named {names[0]}, as Keras would name an activation of its own."
    return ""


def forms_of(plan: Plan) -> Iterator[str]:
    """Yield the forms that fit a model."""
    return (form for form in (AS_DRAWN, LONG, SHORT) if not form_reason(plan, form))


# ---------------------------------------------------------------- long


def _apart(function: Function) -> Function:
    """Give every activation a layer of its own."""
    body: list[Statement] = []
    moved: dict[TensorRef, TensorRef] = {}
    shapes = known_shapes(function)
    for statement in function.body:
        call = call_of(statement)
        call = replace(call, inputs=_moved(call.inputs, moved))
        statement = with_call(statement, call)
        if not _can_part(call):
            body.append(statement)
            continue
        kept = tuple(each for each in call.arguments if each.name != ACTIVATION)
        first = replace(call, arguments=kept)
        then = _activation_after(call, shapes.get(call.output))
        if isinstance(statement, Call):
            body += [first, then]
            moved[call.output] = then.output
        else:
            body.append(with_call(statement, replace(first, apart=then)))
    return replace(function, body=tuple(body), outputs=_moved(function.outputs, moved))


def _activation_after(call: Call, shape: Shape | None) -> Call:
    return Call(
        block=f"{call.block}~{ACTIVATION}",
        name=ACTIVATION,
        named=False,
        type="Activation",
        form=Form.LAYER,
        arguments=tuple(each for each in call.arguments if each.name in (ACTIVATION, "dtype")),
        inputs=(call.output,),
        input_shapes=() if shape is None else (shape,),
        trail=call.trail,
    )


def _can_part(call: Call) -> bool:
    if call.form is not Form.LAYER or not _takes_activation(call):
        return False
    given = {argument.name: argument for argument in call.arguments}
    if ACTIVATION not in given or given[ACTIVATION].source in (None, "linear"):
        return False
    return not names_of(given[ACTIVATION].source) & set(SHAPE_NAMES)


def _takes_activation(call: Call) -> bool:
    """Tell whether a layer applies its activation to what comes out, and does nothing more with that."""
    kind = block_type(call.type)
    if kind is None or kind.category not in _APPLY_IT_LAST or call.many:
        return False
    regularized = any(each.name == "activity_regularizer" for each in call.arguments)
    return kind.parameter(ACTIVATION) is not None and not regularized


# ---------------------------------------------------------------- short


def _joined(function: Function) -> Function:
    """Make every activation that directly follows a layer an argument of it."""
    reads = Counter(ref for call in function.calls() for ref in call.inputs)
    reads.update(function.outputs)
    body: list[Statement] = []
    moved: dict[TensorRef, TensorRef] = {}
    places: dict[TensorRef, int] = {}
    for statement in function.body:
        call = call_of(statement)
        call = replace(call, inputs=_moved(call.inputs, moved))
        activation = _function_of(statement)
        at = places.get(call.inputs[0]) if activation and call.inputs else None
        if activation and at is not None and reads[call.inputs[0]] == 1:
            before = body[at]
            assert isinstance(before, Call)
            body[at] = _with_activation(before, activation)
            moved[call.output] = before.output
            reads[before.output] = reads[call.output]
            del places[before.output]
            continue
        body.append(with_call(statement, call))
        if isinstance(statement, Call) and _can_join(call):
            places[call.output] = len(body) - 1
    return replace(function, body=tuple(body), outputs=_moved(function.outputs, moved))


def _function_of(statement: Statement) -> Argument | None:
    """Return the activation argument that says what a layer of its own does."""
    if not isinstance(statement, Call) or statement.named or statement.shared:
        return None
    if statement.type == "Activation" and len(statement.arguments) == 1:
        return statement.arguments[0]
    if statement.type in _BY_NAME and not statement.arguments:
        name = _BY_NAME[statement.type]
        return Argument(ACTIVATION, name, name)
    return None


def _can_join(call: Call) -> bool:
    if call.form is not Form.LAYER or call.shared or not _takes_activation(call):
        return False
    given = {argument.name: argument for argument in call.arguments}
    return ACTIVATION not in given or given[ACTIVATION].source in (None, "linear")


def _with_activation(call: Call, activation: Argument) -> Call:
    """Return a layer with an activation, its arguments in Keras's order."""
    kind = block_type(call.type)
    assert kind is not None  # `_takes_activation` has looked it up
    order = [parameter.name for parameter in kind.parameters]
    others = [each for each in call.arguments if each.name != ACTIVATION]
    given = sorted([*others, activation], key=lambda each: order.index(each.name))
    return replace(call, arguments=tuple(given))


def _moved(refs: tuple[TensorRef, ...], moved: dict[TensorRef, TensorRef]) -> tuple[TensorRef, ...]:
    return tuple(moved.get(ref, ref) for ref in refs)
