"""The function ``build_model()`` and those of composites as Python source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from blocks.graph.graph import SEQUENTIAL
from blocks.types.block_type import Form
from exporters.plan.tree import Function, Plan
from exporters.python.classes import class_lines, shape_dependent
from exporters.python.pieces.calls import GROWING, FunctionNames, layer_code, one_or_list
from exporters.python.pieces.signatures import (
    NO_HINTS,
    Hints,
    class_names,
    defaults,
    function_names,
    metaparameter_names,
    taken_by,
)
from exporters.python.pieces.statements import Scope, shared_layers, statement_lines
from exporters.python.pieces.unknown_layers import stand_ins
from exporters.python.pieces.variables import Body, Variable, assign, final_names
from exporters.python.sequential import add_body, added, list_body, list_of
from exporters.styles.options import Style
from exporters.text.docstrings import Helps, docstring_of, helps_of
from exporters.text.lines import indented
from exporters.text.literals import literal


def model_functions(
    plan: Plan,
    constants: Mapping[str, str],
    style: Style = Style.FUNCTIONS,
    hints: Hints = NO_HINTS,
) -> list[list[str]]:
    """Write a function or a class for every composite, then the function that returns the uncompiled model.

    Args:
        plan: the model.
        constants: the constant that holds the value of each metaparameter of the model.
        style: how it is written; it must fit.
        hints: whether types are written.
    """
    names = names_in(plan, style)
    if style is Style.CLASSES:
        built = shape_dependent(plan.functions)
        written = [class_lines(each, names, each.name in built, hints) for each in plan.functions]
    else:
        written = [composite_function(each, names, style, hints) for each in plan.functions]
    return [*stand_ins(plan), *written, model_function(plan, names, constants, style, hints)]


def names_in(plan: Plan, style: Style) -> dict[str, FunctionNames]:
    """Return what composites are called in a style."""
    return (class_names if style is Style.CLASSES else function_names)(plan.functions)


def model_function(
    plan: Plan,
    functions: Mapping[str, FunctionNames],
    constants: Mapping[str, str],
    style: Style = Style.FUNCTIONS,
    hints: Hints = NO_HINTS,
) -> list[str]:
    """Write the function that returns the uncompiled model."""
    names = argument_names(plan, style)
    given = {meta.name: meta.parameter for meta in plan.metaparameters}
    signature = ", ".join(
        hints.default(names[key], constant, given[key]) for key, constant in constants.items()
    )
    scope = Scope(names, functions)
    if style is Style.ADD:
        body = add_body(plan, scope)
    elif style is Style.LIST or plan.sequential:
        body = list_body(plan, scope)
    else:
        keys = plan.output_names if plan.outputs_by_name else ()
        body = _functional(plan.model, scope, keys)
    docstring = '"""Return the uncompiled model."""'
    result = hints.result("keras.Model")
    return [f"def build_model({signature}){result}:", *indented([docstring, *body])]


def argument_names(plan: Plan, style: Style = Style.FUNCTIONS) -> dict[str, str]:
    """Return what the model's metaparameters are called in ``build_model()``."""
    return metaparameter_names(plan.metaparameters, taken_by(plan.model, names_in(plan, style)))


def composite_function(
    function: Function,
    functions: Mapping[str, FunctionNames],
    style: Style = Style.FUNCTIONS,
    hints: Hints = NO_HINTS,
) -> list[str]:
    """Write the function of a composite: tensors and metaparameters in, tensors out; of a chain, its layers."""
    if style in (Style.LIST, Style.ADD):
        return _chain_function(function, functions, style, hints)
    mine = functions[function.name]
    body = assign(function)
    if function.nested:
        return _model_function(function, functions, hints)
    variables = final_names(body, {*mine.metaparameters.values(), *taken_by(function, functions)})
    tensors = [variables[variable] for variable in body.entering]
    arguments = [hints.argument(name, hints.tensors(1)) for name in tensors]
    result = hints.result(hints.tensors(len(body.leaving)))
    helps = [(name, "Input tensor.") for name in tensors]
    scope = _scope(function, mine.metaparameters, functions, variables)
    lines = _returning(body, variables, scope)
    return _function(function, mine, arguments, helps, lines, result, hints)


def _chain_function(
    function: Function, functions: Mapping[str, FunctionNames], style: Style, hints: Hints
) -> list[str]:
    mine = functions[function.name]
    scope = Scope(mine.metaparameters, functions)
    if style is Style.LIST:
        result = hints.result("list[keras.Layer]")
        return _function(function, mine, [], [], list_of(function, scope), result, hints)
    arguments, helps = [hints.argument(GROWING, "keras.Sequential")], [(GROWING, "It grows.")]
    result = hints.result("None")
    return _function(function, mine, arguments, helps, added(function, scope), result, hints)


def _function(
    function: Function,
    mine: FunctionNames,
    arguments: Sequence[str],
    helps: Helps,
    body: Sequence[str],
    result: str,
    hints: Hints,
) -> list[str]:
    """Write a function of a composite around its body."""
    given = defaults(function.metaparameters, mine.metaparameters, hints)
    description = function.description.strip() or f"Apply the {mine.name.replace('_', ' ')}."
    all_helps = [*helps, *helps_of(function.metaparameters, mine.metaparameters)]
    docstring = docstring_of(description, all_helps)
    head = f"def {mine.name}({', '.join([*arguments, *given])}){result}:"
    return [head, *indented([*docstring, *body])]


def _scope(
    function: Function,
    metaparameters: Mapping[str, str],
    functions: Mapping[str, FunctionNames],
    variables: Mapping[Variable, str],
) -> Scope:
    taken = {*metaparameters.values(), *taken_by(function, functions), *variables.values()}
    shared = shared_layers(function, taken)
    return Scope(metaparameters, functions, shared)


def _model_function(
    function: Function, functions: Mapping[str, FunctionNames], hints: Hints
) -> list[str]:
    """Write the function of a composite that is a model of its own: shapes and metaparameters in, a model out."""
    mine, body = functions[function.name], assign(function)
    taken = {*mine.metaparameters.values(), *taken_by(function, functions), "shape", "name"}
    variables = final_names(body, {*taken, "inputs", "input_layer"})
    count = len(body.entering)
    shapes = ["shape"] if count == 1 else [f"shape_{number}" for number in range(1, count + 1)]
    given = [
        *(hints.argument(each, "tuple[int | None, ...]") for each in shapes),
        *defaults(function.metaparameters, mine.metaparameters, hints),
        hints.argument("name", "str | None") + ("=None" if not hints.on else " = None"),
    ]
    description = function.description.strip() or f"Return the {mine.name.replace('_', ' ')}."
    helps = [
        *((name, "Shape of an input, without the batch.") for name in shapes),
        *helps_of(function.metaparameters, mine.metaparameters),
        ("name", "Name of the model."),
    ]
    if function.nested == SEQUENTIAL:
        calls = [call for call in function.calls() if call.form is not Form.PORT]
        layers = [f"{layer_code(call, mine.metaparameters)}," for call in calls]
        items = ["keras.Input(shape=shape),", *layers]
        lines = [
            "return keras.Sequential(",
            *indented(["[", *indented(items), "],", "name=name,"]),
            ")",
        ]
    else:
        scope = _scope(function, mine.metaparameters, functions, variables)
        entering = [variables[each] for each in body.entering]
        lines = [
            f"{name} = keras.Input(shape={shape})"
            for name, shape in zip(entering, shapes, strict=True)
        ]
        lines.append(f"inputs = {one_or_list(tuple(entering))}")
        lines += [text for line in body.lines for text in statement_lines(line, variables, scope)]
        lines.append(
            f"return keras.Model(inputs, {_one_or_list(body.leaving, variables)}, name=name)"
        )
    return [
        f"def {mine.name}({', '.join(given)}){hints.result('keras.Model')}:",
        *indented([*docstring_of(description, helps), *lines]),
    ]


def _returning(body: Body, variables: Mapping[Variable, str], scope: Scope) -> list[str]:
    """Write a body that ends in ``return``; what the last call gives is returned at once."""
    last = body.lines[-1] if body.lines else None
    at_once = last is not None and not last.in_place and body.leaving == (last.target,)
    lines = [
        text
        for line in body.lines
        for text in statement_lines(line, variables, scope, at_once and line is last)
    ]
    if lines and not lines[0]:
        del lines[0]  # the docstring stands before it
    if at_once:
        return lines
    return [*lines, f"return {', '.join(variables[variable] for variable in body.leaving)}"]


def _functional(function: Function, scope: Scope, keys: Sequence[str] = ()) -> list[str]:
    """Write the body of the model.

    Args:
        function: the main graph.
        scope: what names mean in it.
        keys: names of the outputs, where they are a dictionary.
    """
    body = assign(function, keys)
    taken = {*scope.metaparameters.values(), *taken_by(function, scope.functions)}
    variables = final_names(body, taken)
    scope = replace(scope, shared=shared_layers(function, {*taken, *variables.values()}))
    lines = [text for line in body.lines for text in statement_lines(line, variables, scope)]
    outputs = _one_or_list(body.leaving, variables)
    if keys:
        named = zip(keys, body.leaving, strict=True)
        outputs = f"{{{', '.join(f'{literal(key)}: {variables[each]}' for key, each in named)}}}"
    ends = f"{_one_or_list(body.entering, variables)}, {outputs}"
    return [*lines, f"return keras.Model({ends})"]


def _one_or_list(found: Sequence[Variable], variables: Mapping[Variable, str]) -> str:
    names = [variables[variable] for variable in found]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
