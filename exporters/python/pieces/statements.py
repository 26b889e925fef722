"""One statement of a function as lines of Python: an assignment, a loop, branches, a condition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from blocks.graph.naming import keras_prefix
from blocks.graph.structure import INDEX
from blocks.values.values import Expression, Value
from exporters.plan.trace import marked
from exporters.plan.tree import (
    Branches,
    Call,
    CompositeCall,
    Function,
    If,
    Loop,
    Statement,
    call_of,
)
from exporters.python.pieces.calls import (
    FunctionNames,
    application_code,
    call_code,
    expression_names,
    layer_code,
    maker_of_model,
)
from exporters.python.pieces.expressions import expression_code
from exporters.python.pieces.variables import Line, Variable
from exporters.text.formatting import LINE_LENGTH
from exporters.text.lines import INDENT, indented
from exporters.text.literals import source
from exporters.text.names import identifier


@dataclass(frozen=True, slots=True)
class SharedLayer:
    """The variable of a layer that is applied more than once, and the block that makes it."""

    name: str
    first: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean in one function.

    Attributes:
        metaparameters: identifiers by name.
        functions: those of composites by name.
        shared: layers that are applied more than once.
    """

    metaparameters: Mapping[str, str]
    functions: Mapping[str, FunctionNames]
    shared: Mapping[str, SharedLayer] = field(default_factory=dict)

    def identifiers(self) -> set[str]:
        """Return the names that it knows."""
        return {
            INDEX,
            *self.metaparameters.values(),
            *(names.name for names in self.functions.values()),
        }

    def indexed(self) -> Scope:
        """Return the scope inside a loop, where ``i`` is the loop's."""
        return Scope({**self.metaparameters, INDEX: INDEX}, self.functions, self.shared)


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
        return noted(line.call, marked(line.call.trail, written))

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


def noted(call: Call, lines: list[str]) -> list[str]:
    """Put a call's notes above its lines, as comments."""
    return [*(f"# {words}" for words in call.notes), *lines]


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
    return [*lines, f"{result} {application_code(call, mine.name, scope.metaparameters, inputs)}"]


def _made(call: Call, inputs: tuple[str, ...], scope: Scope, spread: bool) -> str:
    if isinstance(call, CompositeCall):
        names = scope.functions[call.function]
        return maker_of_model(call, scope.metaparameters, inputs, names, spread)
    return layer_code(call, scope.metaparameters, inputs, spread)


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
        count = value_code(statement.count, statement, inputs, scope)
        return [f"for {index_of(statement)} in range({count}):", *indented(body)]
    if isinstance(statement, If):
        body = _lines(statement.body, words, inputs, scope)
        return [
            f"if {value_code(statement.test, statement, inputs, scope, True)}:",
            *indented(body),
        ]
    if isinstance(statement, Branches):
        return _branches(statement, words, inputs, scope)
    if statement.apart is None:
        return [_fitted(lambda spread: f"{words.result} {_call(statement, inputs, scope, spread)}")]
    first = _fitted(lambda spread: f"{words.target} = {_call(statement, inputs, scope, spread)}")
    return [first, f"{words.result} {_call(statement.apart, (words.target,), scope)}"]


def _branches(
    branches: Branches, words: _Words, inputs: tuple[str, ...], scope: Scope
) -> list[str]:
    call = _call(branches.body, inputs, scope.indexed())
    if branches.body.apart is not None:
        call = _call(branches.body.apart, (call,), scope.indexed())
    count = value_code(branches.count, branches, inputs, scope)
    return [
        f"{words.branches} = [{call} for {index_of(branches)} in range({count})]",
        f"{words.result} layers.{branches.merge}()({words.branches})",
    ]


def index_of(repeat: Loop | Branches) -> str:
    """Return the loop variable."""
    return INDEX if repeat.indexed else "_"


def _call(call: Call, inputs: tuple[str, ...], scope: Scope, spread: bool = False) -> str:
    return call_code(call, scope.metaparameters, inputs, spread, scope.functions)


def value_code(
    value: Value, statement: Statement, inputs: tuple[str, ...], scope: Scope, truth: bool = False
) -> str:
    """Write a count or a test of a statement; ``truth`` where only its truth counts."""
    if not isinstance(value, Expression):
        return source(value)
    names = expression_names(call_of(statement), scope.metaparameters, inputs)
    return expression_code(value.text, names, truth)


def _fitted(write: Callable[[bool], str]) -> str:
    """Write one argument to a line where all do not fit into one."""
    text = write(False)
    return write(True) if len(INDENT + text) > LINE_LENGTH else text
