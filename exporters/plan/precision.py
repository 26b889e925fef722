"""Mixed precision: layers compute in 16 bits and keep their weights in 32; what comes out at the end has 32."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from blocks.catalog.registry import block_type
from blocks.types.block_type import Form
from exporters.plan.calls import Argument, Call, CompositeCall, TensorRef, with_argument
from exporters.plan.tree import Function, Plan, uses_of

POLICY = "mixed_float16"
FULL = "float32"


def with_full_outputs(plan: Plan) -> Plan:
    """Return the plan whose last layers compute in 32 bits: a softmax or a loss of 16 would lose too much.

    The last layer is looked for in composites as well, as long as they are used at the end alone.
    """
    functions = {function.name: function for function in plan.functions}
    uses = uses_of(plan.every_function)

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
            elif isinstance(statement, Call) and statement.output in wanted:
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
    return call if call.argument("dtype") else with_argument(call, Argument("dtype", FULL, FULL))
