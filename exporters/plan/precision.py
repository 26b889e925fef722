"""Mixed precision: layers compute in 16 bits and keep their weights in 32; what comes out at the end has 32."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from blocks.catalog.registry import block_type
from blocks.types.block_type import Form
from exporters.plan.tree import (
    Argument,
    Call,
    CompositeCall,
    Function,
    Plan,
    TensorRef,
    call_of,
)

POLICY = "mixed_float16"
FULL = "float32"


def with_full_outputs(plan: Plan) -> Plan:
    """Return the plan whose last layers compute in 32 bits: a softmax or a loss of 16 would lose too much.

    The last layer is looked for in composites as well, as long as they are used at the end alone.
    """
    functions = {function.name: function for function in plan.functions}
    uses = Counter(
        call.function
        for function in (plan.model, *plan.functions)
        for call in function.calls()
        if isinstance(call, CompositeCall)
    )

    def changed(function: Function, refs: Iterable[TensorRef]) -> Function:
        wanted, body = set(refs), []
        at_end = Counter(
            each.function
            for each in function.body
            if isinstance(each, CompositeCall) and wanted.intersection(each.outputs)
        )
        for statement in function.body:
            if isinstance(statement, CompositeCall) and at_end[statement.function]:
                inner = functions[statement.function]
                pairs = zip(statement.outputs, inner.outputs, strict=False)
                ends = [end for ref, end in pairs if ref in wanted]
                if uses[inner.name] == at_end[inner.name]:
                    functions[inner.name] = changed(inner, ends)
            elif isinstance(statement, Call) and call_of(statement).output in wanted:
                statement = _full(statement)
            body.append(statement)
        return replace(function, body=tuple(body))

    model = changed(plan.model, plan.model.outputs)
    return replace(
        plan, model=model, functions=tuple(functions[each.name] for each in plan.functions)
    )


def _full(call: Call) -> Call:
    kind = block_type(call.type)
    if call.form is not Form.LAYER or kind is None or call.shared:
        return call
    if any(argument.name == "dtype" for argument in call.arguments):
        return call
    order = [parameter.name for parameter in kind.parameters]
    given = [*call.arguments, Argument("dtype", FULL, FULL)]
    return replace(call, arguments=tuple(sorted(given, key=lambda each: order.index(each.name))))
