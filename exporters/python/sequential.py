"""A chain as ``keras.Sequential``: as a list, or with ``add``. A composite is a function that gives or adds layers."""

from __future__ import annotations

from blocks.types.block_type import Form
from exporters.plan.trace import marked
from exporters.plan.tree import (
    Call,
    CompositeCall,
    Function,
    If,
    Loop,
    Plan,
    Statement,
    call_of,
)
from exporters.python.pieces.calls import GROWING, call_code, layer_code
from exporters.python.pieces.statements import Scope, index_of, noted, value_code
from exporters.text.lines import indented
from exporters.text.names import identifier


def list_body(plan: Plan, scope: Scope) -> list[str]:
    """Write the body of the function that returns the model, its layers in a list."""
    return ["return keras.Sequential(", *indented(_list(plan.model, scope)), ")"]


def list_of(function: Function, scope: Scope) -> list[str]:
    """Write the body of the function that returns the layers of a composite."""
    first, *rest = _list(function, scope)
    return [f"return {first}", *rest]


def add_body(plan: Plan, scope: Scope) -> list[str]:
    """Write the body of the function that returns the model, its layers added one by one."""
    return [f"{GROWING} = keras.Sequential()", *added(plan.model, scope), f"return {GROWING}"]


def added(function: Function, scope: Scope) -> list[str]:
    """Write a line for every layer and composite of a chain."""
    lines: list[str] = []
    for statement in function.body:
        call = call_of(statement)
        if call.form is not Form.PORT:
            lines += noted(call, marked(call.trail, _added(statement, scope)))
    return lines


def _added(statement: Statement, scope: Scope) -> list[str]:
    inputs = (GROWING,)
    if isinstance(statement, Loop):
        count = value_code(statement.count, statement, inputs, scope)
        body = _added(statement.body, scope.indexed())
        return [f"for {index_of(statement)} in range({count}):", *indented(body)]
    if isinstance(statement, If):
        test = value_code(statement.test, statement, inputs, scope, truth=True)
        return [f"if {test}:", *indented(_added(statement.body, scope))]
    assert isinstance(statement, Call)  # `chain_reason` has refused branches
    if isinstance(statement, CompositeCall):
        return [call_code(statement, scope.metaparameters, inputs, functions=scope.functions)]
    given = inputs if statement.inputs else ()
    layers = [layer_code(each, scope.metaparameters, given) for each in statement.steps]
    return [f"{GROWING}.add({code})" for code in layers]


def _list(function: Function, scope: Scope) -> list[str]:
    lines: list[str] = []
    for statement in function.body:
        call = call_of(statement)
        if call.form is not Form.PORT:
            lines += noted(call, marked(call.trail, _elements(statement, scope)))
    return ["[", *indented(lines), "]"]


def _elements(statement: Statement, scope: Scope) -> list[str]:
    """Write a statement as elements of a list, each with its comma."""
    if isinstance(statement, Loop):
        return [f"*{_repeated(statement, scope.indexed())},"]
    if isinstance(statement, If):
        test = value_code(statement.test, statement, (), scope, truth=True)
        return [f"*({_layers(statement.body, scope)} if {test} else []),"]
    assert isinstance(statement, Call)  # `chain_reason` has refused branches
    if isinstance(statement, CompositeCall):
        return [f"*{_layers(statement, scope)},"]
    return [f"{layer_code(each, scope.metaparameters)}," for each in statement.steps]


def _layers(statement: Statement, scope: Scope) -> str:
    """Write what gives the list of a call's layers."""
    call = call_of(statement)
    if isinstance(call, CompositeCall):
        return call_code(call, scope.metaparameters, (), functions=scope.functions)
    return f"[{', '.join(layer_code(each, scope.metaparameters) for each in call.steps)}]"


def _repeated(loop: Loop, scope: Scope) -> str:
    call, body = call_of(loop), loop.body
    count = value_code(loop.count, loop, (), scope)
    clauses = f"for {index_of(loop)} in range({count})"
    if isinstance(body, If):
        clauses += f" if {value_code(body.test, body, (), scope, truth=True)}"
    if not isinstance(call, CompositeCall) and len(call.steps) == 1:
        return f"[{layer_code(call, scope.metaparameters)} {clauses}]"
    each = identifier("layer", scope.identifiers(), "of_list")
    return f"[{each} {clauses} for {each} in {_layers(call, scope)}]"
