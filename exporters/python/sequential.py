"""A chain as ``keras.Sequential``: as a list, or with ``add``. A composite is a function that gives or adds layers."""

from __future__ import annotations

from collections.abc import Callable

from blocks.types.block_type import Form
from exporters.plan.calls import CompositeCall
from exporters.plan.tree import Branches, Function, If, Loop, Plan, Statement, call_of, layers_of
from exporters.python.pieces.calls import GROWING, call_code, layer_code
from exporters.python.pieces.scope import Scope
from exporters.python.pieces.statements import clause_of, test_of
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
    return _each(function, scope, _added)


def _each(
    function: Function, scope: Scope, write: Callable[[Statement, Scope], list[str]]
) -> list[str]:
    lines: list[str] = []
    for statement in function.body:
        call = call_of(statement)
        if call.form is not Form.PORT:
            lines += scope.annotated(call, write(statement, scope))
    return lines


def _added(statement: Statement, scope: Scope) -> list[str]:
    inputs = (GROWING,)
    if isinstance(statement, Loop):
        body = _added(statement.body, scope.indexed())
        return [f"{clause_of(statement, inputs, scope)}:", *indented(body)]
    if isinstance(statement, If):
        body = _added(statement.body, scope)
        return [f"if {test_of(statement, inputs, scope)}:", *indented(body)]
    assert not isinstance(statement, Branches)  # `chain_reason` has refused them
    if isinstance(statement, CompositeCall):
        return [call_code(statement, scope, inputs)]
    given = inputs if call_of(statement).inputs else ()
    return [f"{GROWING}.add({layer_code(each, scope, given)})" for each in layers_of(statement)]


def _list(function: Function, scope: Scope) -> list[str]:
    return ["[", *indented(_each(function, scope, _elements)), "]"]


def _elements(statement: Statement, scope: Scope) -> list[str]:
    """Write a statement as elements of a list, each with its comma."""
    if isinstance(statement, Loop):
        return [f"*{_repeated(statement, scope.indexed())},"]
    if isinstance(statement, If):
        return [f"*({_layers(statement.body, scope)} if {test_of(statement, (), scope)} else []),"]
    if isinstance(statement, CompositeCall):
        return [f"*{_layers(statement, scope)},"]
    return [f"{layer_code(each, scope)}," for each in layers_of(statement)]


def _layers(statement: Statement, scope: Scope) -> str:
    """Write what gives the list of a call's layers."""
    call = call_of(statement)
    if isinstance(call, CompositeCall):
        return call_code(call, scope, ())
    return f"[{', '.join(layer_code(each, scope) for each in layers_of(statement))}]"


def _repeated(loop: Loop, scope: Scope) -> str:
    call, body = call_of(loop), loop.body
    clauses = clause_of(loop, (), scope)
    if isinstance(body, If):
        clauses += f" if {test_of(body, (), scope)}"
    if not isinstance(call, CompositeCall) and len(layers_of(loop)) == 1:
        return f"[{layer_code(call, scope)} {clauses}]"
    each = identifier("layer", scope.identifiers(), "of_list")
    return f"[{each} {clauses} for {each} in {_layers(loop, scope)}]"
