"""Long form and short form: an activation as a layer of its own, or as an argument of the layer before it.

Both give the same outputs with the same weights. What would not, is left as it is drawn: a layer whose outputs are
regularized, and one that only applies its activation somewhere inside, as recurrent layers do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from blocks.catalog.activation import ACTIVATION as LAYER
from blocks.catalog.registry import block_type
from blocks.inference.arguments import SHAPE_NAMES
from blocks.types.block_type import Form
from blocks.values.expressions import names_of
from blocks.values.shapes import Shape
from exporters.plan.calls import Argument, Call, TensorRef, with_argument
from exporters.plan.tree import Activated, Function, Plan, Statement, call_of, with_call
from exporters.styles.annotated import AnnotatedPlan
from exporters.styles.known_shapes import known_shapes
from exporters.styles.options import AS_DRAWN, LONG, SHORT

ACTIVATION = "activation"
_COUNTED_NAME = re.compile(r"activation(_\d+)?")


def in_form(annotated: AnnotatedPlan, form: str) -> AnnotatedPlan:
    """Return a plan of the same outputs whose activations are written in a form; raises nothing."""
    if form == AS_DRAWN:
        return annotated
    plan, change = annotated.plan, _separated if form == LONG else _joined
    *functions, model = (change(function) for function in plan.every_function)
    # The last layer may be another one now, so an output has to be found by its own name.
    moved = len(plan.outputs) > 1 and model.outputs != plan.model.outputs
    by_name = plan.outputs_by_name or moved
    changed = replace(plan, model=model, functions=tuple(functions), outputs_by_name=by_name)
    paths = {
        (function.name, _block_after(call)): annotated.path(function, call.block)
        for function in plan.every_function
        if form == LONG
        for call in function.calls()
    }
    return replace(annotated, plan=changed, paths={**annotated.paths, **paths})


def form_reason(plan: Plan, form: str) -> str:
    """Say in a sentence why a model cannot be written in a form; empty where it can."""
    if form != LONG:
        return ""
    functions = (plan.model, *plan.functions)
    calls = [call for function in functions for call in function.calls()]
    names = [call.name for call in calls if call.named and _COUNTED_NAME.fullmatch(call.name)]
    if names and any(map(_can_separate, calls)):
        return f"A layer is named {names[0]}, as Keras would name an activation of its own."
    return ""


def forms_of(plan: Plan) -> Iterator[str]:
    """Yield the forms that fit a model."""
    return (form for form in (AS_DRAWN, LONG, SHORT) if not form_reason(plan, form))


# ---------------------------------------------------------------- long


def _separated(function: Function) -> Function:
    """Give every activation a layer of its own."""
    body: list[Statement] = []
    moved: dict[TensorRef, TensorRef] = {}
    shapes = known_shapes(function)
    for statement in function.body:
        call = call_of(statement)
        call = replace(call, inputs=_moved(call.inputs, moved))
        statement = with_call(statement, call)
        if not _can_separate(call):
            body.append(statement)
            continue
        kept = tuple(each for each in call.arguments if each.name != ACTIVATION)
        first = replace(call, arguments=kept)
        then = _activation_after(call, shapes.get(call.output))
        if isinstance(statement, Call):
            body += [first, then]
            moved[call.output] = then.output
        else:
            body.append(with_call(statement, Activated(first, then)))
    return replace(function, body=tuple(body), outputs=_moved(function.outputs, moved))


def _block_after(call: Call) -> str:
    return f"{call.block}~{ACTIVATION}"


def _activation_after(call: Call, shape: Shape | None) -> Call:
    return Call(
        block=_block_after(call),
        name=ACTIVATION,
        named=False,
        type=LAYER.name,
        form=Form.LAYER,
        arguments=tuple(each for each in call.arguments if each.name in (ACTIVATION, "dtype")),
        inputs=(call.output,),
        input_shapes=() if shape is None else (shape,),
    )


def _can_separate(call: Call) -> bool:
    if not _has_activation(call) or not _takes_activation(call):
        return False
    given = call.argument(ACTIVATION)
    return given is not None and not names_of(given.source) & set(SHAPE_NAMES)


def _has_activation(call: Call) -> bool:
    given = call.argument(ACTIVATION)
    return given is not None and given.source not in (None, "linear")


def _takes_activation(call: Call) -> bool:
    """Tell whether a layer applies its activation to what comes out, and does nothing more with that."""
    kind = block_type(call.type)
    if call.form is not Form.LAYER or kind is None or call.many:
        return False
    return kind.applies_activation and not call.argument("activity_regularizer")


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
            body[at] = with_argument(before, activation)
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
    if statement.type == LAYER.name:
        return statement.arguments[0] if len(statement.arguments) == 1 else None
    kind = block_type(statement.type)
    if kind is None or kind.wrapper is not None or not kind.function or statement.arguments:
        return None
    return Argument(ACTIVATION, kind.function, kind.function)


def _can_join(call: Call) -> bool:
    return not call.shared and _takes_activation(call) and not _has_activation(call)


def _moved(refs: tuple[TensorRef, ...], moved: dict[TensorRef, TensorRef]) -> tuple[TensorRef, ...]:
    return tuple(moved.get(ref, ref) for ref in refs)
