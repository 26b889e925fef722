"""One statement of a function as lines of Python: an assignment, a loop, branches, a condition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from blocks.graph.naming import keras_prefix
from blocks.graph.structure import INDEX
from blocks.values.values import Expression, Value
from exporters.plan.calls import Call, CompositeCall
from exporters.plan.tree import Activated, Branches, Function, If, Loop, Statement, call_of
from exporters.python.pieces.calls import (
    application_code,
    call_code,
    expression_names,
    layer_code,
    maker_of_model,
)
from exporters.python.pieces.expressions import expression_code
from exporters.python.pieces.scope import Scope, SharedLayer
from exporters.python.pieces.variables import Line, Variable
from exporters.text.formatting import LINE_LENGTH
from exporters.text.lines import INDENT, indented
from exporters.text.literals import source
from exporters.text.names import identifier


def statement_lines(
    line: Line, variables: Mapping[Variable, str], scope: Scope, returned: bool = False
) -> list[str]:
    """Write a line of the body; a new part of the model begins with an empty one.

    Args:
        line: what to write.
        variables: their names.
        scope: what other names mean.
        returned: the result is given back instead of kept; not for what is done in place.
    """
    taken = (*variables.values(),)

    def write(target: str, inputs: tuple[str, ...]) -> list[str]:
        written = plain_lines(line.statement, target, inputs, scope, returned, taken)
        return scope.annotated(line.call, written)

    return framed(line, variables, write)


def framed(
    line: Line,
    variables: Mapping[Variable, str],
    write: Callable[[str, tuple[str, ...]], list[str]],
) -> list[str]:
    """Write what stands around a line of the body.

    Args:
        line: what to write.
        variables: their names.
        write: writes the line itself, given its target and its inputs.
    """
    target = ", ".join(variables[each] for each in (line.target, *line.more))
    inputs = tuple(variables[variable] for variable in line.inputs)
    lines = ["", *_kept(line, variables)] if line.opens else _kept(line, variables)
    if line.in_place and inputs != (target,):
        # What may not happen at all leaves the tensor as it is, so it is done in place.
        lines.append(f"{target} = {inputs[0]}")
        inputs = (target,)
    return [*lines, *write(target, inputs)]


def plain_lines(
    statement: Statement,
    target: str,
    inputs: tuple[str, ...],
    scope: Scope,
    returned: bool = False,
    taken: Collection[str] = (),
) -> list[str]:
    """Write a statement that makes its layers where it applies them; ``taken`` are names in use."""
    result = "return" if returned else f"{target} ="
    if isinstance(statement, Call) and statement.shared:
        return _applied_again(statement, result, inputs, scope)
    names = {*taken, *scope.identifiers()}
    words = _Words(target, result, identifier("branches", names, "list"))
    return _lines(statement, words, inputs, scope)


def shared_layers(function: Function, taken: Iterable[str]) -> dict[str, SharedLayer]:
    """Return the variables of the layers that a function applies more than once."""
    found: dict[str, SharedLayer] = {}
    known = set(taken)
    for call in function.calls():
        if call.shared and call.shared not in found:
            stem = call.name if call.named else keras_prefix(call.type)
            name = identifier(f"shared_{stem}", known, "layer")
            known.add(name)
            found[call.shared] = SharedLayer(name, call.block)
    return found


def _applied_again(call: Call, result: str, inputs: tuple[str, ...], scope: Scope) -> list[str]:
    """Write the call of a layer that has a variable of its own; the first one makes it."""
    mine, lines = scope.shared[call.shared], []
    if mine.first == call.block:
        lines.append(_fitted(lambda spread: f"{mine.name} = {_made(call, inputs, scope, spread)}"))
    return [*lines, f"{result} {application_code(call, mine.name, scope, inputs)}"]


def _made(call: Call, inputs: tuple[str, ...], scope: Scope, spread: bool) -> str:
    if isinstance(call, CompositeCall):
        return maker_of_model(call, scope, inputs, spread)
    return layer_code(call, scope, inputs, spread)


@dataclass(frozen=True, slots=True)
class _Words:
    """Names of one statement.

    Attributes:
        target: the variable that the result is kept in.
        result: what stands before the result: ``x =`` or ``return``.
        branches: a variable for the results of parallel branches.
    """

    target: str
    result: str
    branches: str


def _kept(line: Line, variables: Mapping[Variable, str]) -> list[str]:
    return [" = ".join(variables[variable] for variable in line.kept)] if line.kept else []


def _lines(statement: Statement, words: _Words, inputs: tuple[str, ...], scope: Scope) -> list[str]:
    if isinstance(statement, Loop):
        body = _lines(statement.body, words, inputs, scope.indexed())
        return [f"{clause_of(statement, inputs, scope)}:", *indented(body)]
    if isinstance(statement, If):
        body = _lines(statement.body, words, inputs, scope)
        return [f"if {test_of(statement, inputs, scope)}:", *indented(body)]
    if isinstance(statement, Branches):
        each = f"{_each(statement.body, inputs, scope.indexed())} {clause_of(statement, inputs, scope)}"
        merged = f"layers.{statement.merge}()({words.branches})"
        return [f"{words.branches} = [{each}]", f"{words.result} {merged}"]
    if isinstance(statement, Activated):
        made = _fitted(
            lambda spread: f"{words.target} = {call_code(statement.body, scope, inputs, spread)}"
        )
        return [made, f"{words.result} {call_code(statement.activation, scope, (words.target,))}"]
    return [_fitted(lambda spread: f"{words.result} {call_code(statement, scope, inputs, spread)}")]


def _each(body: Call | Activated, inputs: tuple[str, ...], scope: Scope) -> str:
    """Write what one of several branches gives."""
    if isinstance(body, Call):
        return call_code(body, scope, inputs)
    return call_code(body.activation, scope, (call_code(body.body, scope, inputs),))


def index_of(repeat: Loop | Branches) -> str:
    """Return the loop variable."""
    return INDEX if repeat.indexed else "_"


def clause_of(repeat: Loop | Branches, inputs: tuple[str, ...], scope: Scope) -> str:
    """Write ``for i in range(3)``."""
    count = _value_code(repeat.count, repeat, inputs, scope)
    return f"for {index_of(repeat)} in range({count})"


def test_of(condition: If, inputs: tuple[str, ...], scope: Scope) -> str:
    """Write the test of a condition."""
    return _value_code(condition.test, condition, inputs, scope, truth=True)


def _value_code(
    value: Value, statement: Statement, inputs: tuple[str, ...], scope: Scope, truth: bool = False
) -> str:
    """Write a count or a test of a statement; ``truth`` where only its truth counts."""
    if not isinstance(value, Expression):
        return source(value)
    return expression_code(value.text, expression_names(call_of(statement), scope, inputs), truth)


def _fitted(write: Callable[[bool], str]) -> str:
    """Write one argument to a line where all do not fit into one."""
    text = write(False)
    return write(True) if len(INDENT + text) > LINE_LENGTH else text
