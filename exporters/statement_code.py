"""One statement of a function as lines of Python: an assignment, a loop, branches, a condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from blocks.structure import INDEX
from blocks.values import Expression, Value
from exporters.call_code import FunctionNames, call_code, expression_names
from exporters.emit import source
from exporters.expression_code import expression_code
from exporters.formatting import LINE_LENGTH
from exporters.plan_tree import Branches, Call, If, Loop, Statement, call_of
from exporters.variables import Line, Variable

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in one function.

    Attributes:
        metaparameters: identifiers by name.
        functions: those of composites by name.
    """

    metaparameters: Mapping[str, str]
    functions: Mapping[str, FunctionNames]

    def indexed(self) -> Scope:
        """Return the scope inside a loop, where ``i`` is the loop's."""
        return Scope({**self.metaparameters, INDEX: INDEX}, self.functions)


def statement_lines(line: Line, variables: Mapping[Variable, str], scope: Scope) -> list[str]:
    """Write a line of the body; a new part of the model begins with an empty one."""
    target = ", ".join(variables[each] for each in (line.target, *line.more))
    inputs = tuple(variables[variable] for variable in line.inputs)
    lines = ["", *_kept(line, variables)] if line.opens else _kept(line, variables)
    if isinstance(line.statement, (Loop, If)) and inputs != (target,):
        # What may not happen at all leaves the tensor as it is, so it is done in place.
        lines.append(f"{target} = {inputs[0]}")
        inputs = (target,)
    return [*lines, *_lines(line.statement, target, inputs, scope)]


def _kept(line: Line, variables: Mapping[Variable, str]) -> list[str]:
    return [" = ".join(variables[variable] for variable in line.kept)] if line.kept else []


def _lines(statement: Statement, target: str, inputs: tuple[str, ...], scope: Scope) -> list[str]:
    if isinstance(statement, Loop):
        body = _lines(statement.body, target, inputs, scope.indexed())
        count = _code(statement.count, statement, inputs, scope)
        return [f"for {_index(statement)} in range({count}):", *indented(body)]
    if isinstance(statement, If):
        body = _lines(statement.body, target, inputs, scope)
        return [f"if {_code(statement.test, statement, inputs, scope, True)}:", *indented(body)]
    if isinstance(statement, Branches):
        return [f"{target} = {_branches(statement, inputs, scope)}"]
    return [_fitted(lambda spread: f"{target} = {_call(statement, inputs, scope, spread)}")]


def _branches(branches: Branches, inputs: tuple[str, ...], scope: Scope) -> str:
    call = _call(branches.body, inputs, scope.indexed())
    count = _code(branches.count, branches, inputs, scope)
    return f"layers.{branches.merge}()([{call} for {_index(branches)} in range({count})])"


def _index(repeat: Loop | Branches) -> str:
    return INDEX if repeat.indexed else "_"


def _call(call: Call, inputs: tuple[str, ...], scope: Scope, spread: bool = False) -> str:
    return call_code(call, scope.metaparameters, inputs, spread, scope.functions)


def _code(
    value: Value, statement: Statement, inputs: tuple[str, ...], scope: Scope, truth: bool = False
) -> str:
    if not isinstance(value, Expression):
        return source(value)
    names = expression_names(call_of(statement), scope.metaparameters, inputs)
    return expression_code(value.text, names, truth)


def _fitted(write: Callable[[bool], str]) -> str:
    """Write one argument to a line where all do not fit into one."""
    text = write(False)
    return write(True) if len(INDENT + text) > LINE_LENGTH else text


def indented(lines: Sequence[str]) -> list[str]:
    """Move lines one step to the right."""
    return [INDENT + line if line else "" for line in lines]
