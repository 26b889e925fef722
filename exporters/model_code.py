"""The function ``build_model()`` as Python source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from blocks.graph import Metaparameter
from exporters.call_code import call_code, layer_code
from exporters.emit import docstring_lines, source
from exporters.formatting import LINE_LENGTH
from exporters.names import identifier
from exporters.plan_tree import Function, Plan
from exporters.variables import Line, Variable, assign, final_names

INDENT = "    "


def model_function(plan: Plan) -> list[str]:
    """Write the function that returns the uncompiled model."""
    names = metaparameter_names(plan.metaparameters)
    signature = ", ".join(
        f"{names[meta.name]}={source(meta.value, meta.parameter)}" for meta in plan.metaparameters
    )
    body = _sequential(plan, names) if plan.sequential else _functional(plan.model, names)
    docstring = _docstring(plan.metaparameters, names)
    return [f"def build_model({signature}):", *_indented([*docstring, *body])]


def metaparameter_names(metaparameters: Sequence[Metaparameter]) -> dict[str, str]:
    """Return the identifier of each metaparameter."""
    names: dict[str, str] = {}
    for meta in metaparameters:
        names[meta.name] = identifier(meta.name, names.values(), "value", "knob")
    return names


def _docstring(metaparameters: Sequence[Metaparameter], names: Mapping[str, str]) -> list[str]:
    helps = [(names[meta.name], meta.parameter.help) for meta in metaparameters]
    first = "Return the uncompiled model."
    if not any(text.strip() for _, text in helps):
        return [f'"""{first}"""']
    lines = [f'"""{first}', "", "Args:"]
    for name, text in helps:
        lines += _indented(_argument_help(name, text))
    return [*lines, '"""']


def _argument_help(name: str, text: str) -> list[str]:
    words = docstring_lines(" ".join(text.split()), 72)
    return [f"{name}: {words[0]}", *_indented(words[1:])] if words else []


def _sequential(plan: Plan, names: Mapping[str, str]) -> list[str]:
    layers = [f"{layer_code(call, names)}," for call in plan.calls]
    return ["return keras.Sequential(", *_indented(["[", *_indented(layers), "]"]), ")"]


def _functional(function: Function, names: Mapping[str, str]) -> list[str]:
    lines = assign(function)
    place = {line.call.output: line.target for line in lines}
    inputs, outputs = ([place[ref] for ref in refs] for refs in (function.inputs, function.outputs))
    variables = final_names(lines, set(names.values()))
    body = [text for line in lines for text in _assignment(line, variables, names)]
    ends = f"{_one_or_list(inputs, variables)}, {_one_or_list(outputs, variables)}"
    return [*body, f"return keras.Model({ends})"]


def _assignment(
    line: Line, variables: Mapping[Variable, str], names: Mapping[str, str]
) -> list[str]:
    inputs = tuple(variables[variable] for variable in line.inputs)
    text = f"{variables[line.target]} = {call_code(line.call, names, inputs)}"
    if len(INDENT + text) > LINE_LENGTH:
        text = f"{variables[line.target]} = {call_code(line.call, names, inputs, spread=True)}"
    kept = [" = ".join(variables[variable] for variable in line.kept)] if line.kept else []
    return [*([""] if line.opens else []), *kept, text]


def _one_or_list(found: Sequence[Variable], variables: Mapping[Variable, str]) -> str:
    names = [variables[variable] for variable in found]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _indented(lines: Sequence[str]) -> list[str]:
    return [INDENT + line if line else "" for line in lines]
