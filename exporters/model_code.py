"""The function ``build_model()`` and those of composites as Python source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from blocks.graph import Metaparameter
from blocks.naming import keras_prefix
from blocks.structure import INDEX
from exporters.call_code import FunctionNames, layer_code
from exporters.emit import docstring_lines, source
from exporters.names import identifier
from exporters.plan_tree import Function, Plan
from exporters.statement_code import Scope, indented, statement_lines
from exporters.variables import Variable, assign, final_names


def model_functions(plan: Plan) -> list[list[str]]:
    """Write a function for every composite, then the one that returns the uncompiled model."""
    functions = function_names(plan.functions)
    written = [composite_function(function, functions) for function in plan.functions]
    return [*written, model_function(plan, functions)]


def model_function(plan: Plan, functions: Mapping[str, FunctionNames]) -> list[str]:
    """Write the function that returns the uncompiled model."""
    names = metaparameter_names(plan.metaparameters, taken_by(plan.model, functions))
    signature = ", ".join(_defaults(plan.metaparameters, names))
    if plan.sequential:
        body = _sequential(plan, names)
    else:
        body = _functional(plan.model, Scope(names, functions))
    docstring = docstring_of("Return the uncompiled model.", _helps(plan.metaparameters, names))
    return [f"def build_model({signature}):", *indented([*docstring, *body])]


def composite_function(function: Function, functions: Mapping[str, FunctionNames]) -> list[str]:
    """Write the function of a composite: tensors and metaparameters in, tensors out."""
    mine = functions[function.name]
    body = assign(function)
    variables = final_names(body, {*mine.metaparameters.values(), *taken_by(function, functions)})
    tensors = [variables[variable] for variable in body.entering]
    signature = ", ".join([*tensors, *_defaults(function.metaparameters, mine.metaparameters)])
    first = docstring_lines(function.description) or [
        f"Apply the {keras_prefix(function.name).replace('_', ' ')}."
    ]
    helps = _helps(function.metaparameters, mine.metaparameters)
    if any(text.strip() for _, text in helps):
        helps = [*((name, "Tensor that comes in.") for name in tensors), *helps]
    docstring = docstring_of(first[0], helps, first[1:])
    scope = Scope(mine.metaparameters, functions)
    lines = [text for line in body.lines for text in statement_lines(line, variables, scope)]
    results = ", ".join(variables[variable] for variable in body.leaving)
    return [
        f"def {mine.name}({signature}):",
        *indented([*docstring, *lines, f"return {results}"]),
    ]


def function_names(functions: Sequence[Function]) -> dict[str, FunctionNames]:
    """Return the identifiers of composites and of their metaparameters."""
    names: dict[str, str] = {}
    for function in functions:
        wanted = keras_prefix(function.name)
        names[function.name] = identifier(wanted, {INDEX, *names.values()}, "block", "composite")
    taken = {INDEX, *names.values()}
    return {
        function.name: FunctionNames(
            names[function.name], metaparameter_names(function.metaparameters, taken)
        )
        for function in functions
    }


def taken_by(function: Function, functions: Mapping[str, FunctionNames]) -> set[str]:
    """Return the identifiers that a function's own names must keep clear of."""
    return set() if function.plain else {INDEX, *(names.name for names in functions.values())}


def metaparameter_names(
    metaparameters: Sequence[Metaparameter], taken: Iterable[str] = ()
) -> dict[str, str]:
    """Return the identifier of each metaparameter."""
    names: dict[str, str] = {}
    for meta in metaparameters:
        names[meta.name] = identifier(meta.name, {*names.values(), *taken}, "value", "knob")
    return names


def _defaults(metaparameters: Sequence[Metaparameter], names: Mapping[str, str]) -> Iterator[str]:
    for meta in metaparameters:
        yield f"{names[meta.name]}={source(meta.value, meta.parameter)}"


def _helps(
    metaparameters: Sequence[Metaparameter], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    return [(names[meta.name], meta.parameter.help) for meta in metaparameters]


def docstring_of(
    first: str, helps: Sequence[tuple[str, str]], rest: Sequence[str] = ()
) -> list[str]:
    """Write a docstring: a line, further lines, and what the arguments mean where anybody has said so."""
    lines = [f'"""{first}', *(["", *rest] if rest else [])]
    if any(text.strip() for _, text in helps):
        lines += ["", "Args:"]
        for name, text in helps:
            lines += indented(_argument_help(name, text))
    return [f'{lines[0]}"""'] if len(lines) == 1 else [*lines, '"""']


def _argument_help(name: str, text: str) -> list[str]:
    words = docstring_lines(" ".join(text.split()), 72)
    return [f"{name}: {words[0]}", *indented(words[1:])] if words else []


def _sequential(plan: Plan, names: Mapping[str, str]) -> list[str]:
    layers = [f"{layer_code(call, names)}," for call in plan.calls]
    return ["return keras.Sequential(", *indented(["[", *indented(layers), "]"]), ")"]


def _functional(function: Function, scope: Scope) -> list[str]:
    body = assign(function)
    taken = {*scope.metaparameters.values(), *taken_by(function, scope.functions)}
    variables = final_names(body, taken)
    lines = [text for line in body.lines for text in statement_lines(line, variables, scope)]
    ends = f"{_one_or_list(body.entering, variables)}, {_one_or_list(body.leaving, variables)}"
    return [*lines, f"return keras.Model({ends})"]


def _one_or_list(found: Sequence[Variable], variables: Mapping[Variable, str]) -> str:
    names = [variables[variable] for variable in found]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
