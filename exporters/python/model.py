"""The function ``build_model()`` and those of composites as Python source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from blocks.graph.graph import SEQUENTIAL
from blocks.types.block_type import Form
from exporters.plan.tree import Function
from exporters.python.classes import class_lines, shape_dependent
from exporters.python.pieces.calls import GROWING, layer_code, one_or_list
from exporters.python.pieces.scope import Hints, Scope, Writing
from exporters.python.pieces.signatures import (
    class_names,
    defaults,
    function_names,
    metaparameter_names,
)
from exporters.python.pieces.statements import shared_layers, statement_lines
from exporters.python.pieces.unknown_layers import stand_ins
from exporters.python.pieces.variables import Body, Variable, assign, final_names
from exporters.python.sequential import add_body, added, list_body, list_of
from exporters.styles.annotated import AnnotatedPlan
from exporters.styles.options import Style
from exporters.text.docstrings import Helps, docstring_of, helps_of
from exporters.text.lines import indented
from exporters.text.literals import literal


def model_functions(writing: Writing, constants: Mapping[str, str]) -> list[list[str]]:
    """Write a function or a class for every composite, then the function that returns the uncompiled model.

    Args:
        writing: the plan, and how it is written.
        constants: the constant that holds the value of each metaparameter of the model.
    """
    plan = writing.annotated.plan
    if writing.style is Style.CLASSES:
        built = shape_dependent(plan.functions)
        written = [class_lines(each, writing, each.name in built) for each in plan.functions]
    else:
        written = [composite_function(each, writing) for each in plan.functions]
    return [*stand_ins(plan), *written, model_function(writing, constants)]


def writing_of(annotated: AnnotatedPlan, style: Style, hints: Hints) -> Writing:
    """Name the composites of a plan as a style calls them."""
    names = class_names if style is Style.CLASSES else function_names
    return Writing(annotated, names(annotated.plan.functions), style, hints)


def model_function(writing: Writing, constants: Mapping[str, str]) -> list[str]:
    """Write the function that returns the uncompiled model."""
    plan, hints = writing.annotated.plan, writing.hints
    names = argument_names(writing)
    given = {meta.name: meta.parameter for meta in plan.metaparameters}
    signature = ", ".join(
        hints.default(names[key], constant, given[key]) for key, constant in constants.items()
    )
    scope = Scope(writing, plan.model, names)
    if writing.style is Style.ADD:
        body = add_body(plan, scope)
    elif writing.style is Style.LIST or plan.sequential:
        body = list_body(plan, scope)
    else:
        body = _functional(scope, plan.output_names if plan.outputs_by_name else ())
    docstring = '"""Return the uncompiled model."""'
    result = hints.result("keras.Model")
    return [f"def build_model({signature}){result}:", *indented([docstring, *body])]


def argument_names(writing: Writing) -> dict[str, str]:
    """Return what the model's metaparameters are called in ``build_model()``."""
    model = writing.annotated.plan.model
    return metaparameter_names(model.metaparameters, writing.taken_by(model))


def composite_function(function: Function, writing: Writing) -> list[str]:
    """Write the function of a composite: tensors and metaparameters in, tensors out; of a chain, its layers."""
    hints = writing.hints
    scope = Scope(writing, function, writing.functions[function.name].metaparameters)
    if writing.style is Style.LIST:
        result = hints.result("list[keras.Layer]")
        return _function(scope, [], [], list_of(function, scope), result)
    if writing.style is Style.ADD:
        arguments, helps = [hints.argument(GROWING, "keras.Sequential")], [(GROWING, "It grows.")]
        return _function(scope, arguments, helps, added(function, scope), hints.result("None"))
    if function.nested:
        return _model_function(scope)
    body = assign(function)
    variables = final_names(body, _taken(scope))
    tensors = [variables[variable] for variable in body.entering]
    arguments = [hints.argument(name, hints.tensors(1)) for name in tensors]
    result = hints.result(hints.tensors(len(body.leaving)))
    lines = _returning(body, variables, _with_shared(scope, variables))
    return _function(scope, arguments, [(name, "Input tensor.") for name in tensors], lines, result)


def _function(
    scope: Scope, arguments: Sequence[str], helps: Helps, body: Sequence[str], result: str
) -> list[str]:
    """Write a function of a composite around its body."""
    function, names = scope.function, scope.metaparameters
    given = defaults(function.metaparameters, names, scope.writing.hints)
    name = scope.functions[function.name].name
    description = function.description.strip() or f"Apply the {name.replace('_', ' ')}."
    docstring = docstring_of(description, [*helps, *helps_of(function.metaparameters, names)])
    head = f"def {name}({', '.join([*arguments, *given])}){result}:"
    return [head, *indented([*docstring, *body])]


def _taken(scope: Scope) -> set[str]:
    """Return the identifiers that variables must keep clear of."""
    return {*scope.metaparameters.values(), *scope.writing.taken_by(scope.function)}


def _with_shared(scope: Scope, variables: Mapping[Variable, str]) -> Scope:
    """Return the scope with variables for the layers that are applied more than once."""
    taken = {*_taken(scope), *variables.values()}
    return replace(scope, shared=shared_layers(scope.function, taken))


def _model_function(scope: Scope) -> list[str]:
    """Write the function of a composite that is a model of its own: shapes and metaparameters in, a model out."""
    function, names, hints = scope.function, scope.metaparameters, scope.writing.hints
    count = len(function.inputs)
    shapes = ["shape"] if count == 1 else [f"shape_{number}" for number in range(1, count + 1)]
    given = [
        *(hints.argument(each, "tuple[int | None, ...]") for each in shapes),
        *defaults(function.metaparameters, names, hints),
        hints.argument("name", "str | None") + ("=None" if not hints.on else " = None"),
    ]
    name = scope.functions[function.name].name
    description = function.description.strip() or f"Return the {name.replace('_', ' ')}."
    helps = [
        *((each, "Shape of an input, without the batch.") for each in shapes),
        *helps_of(function.metaparameters, names),
        ("name", "Name of the model."),
    ]
    nested = _nested_list if function.nested == SEQUENTIAL else _nested_functional
    return [
        f"def {name}({', '.join(given)}){hints.result('keras.Model')}:",
        *indented([*docstring_of(description, helps), *nested(scope, shapes)]),
    ]


def _nested_list(scope: Scope, shapes: Sequence[str]) -> list[str]:
    """Write the body of a model of its own that is a chain of layers."""
    calls = [call for call in scope.function.calls() if call.form is not Form.PORT]
    layers = [f"{layer_code(call, scope)}," for call in calls]
    items = [f"keras.Input(shape={shapes[0]}),", *layers]
    lines = ["[", *indented(items), "],", "name=name,"]
    return ["return keras.Sequential(", *indented(lines), ")"]


def _nested_functional(scope: Scope, shapes: Sequence[str]) -> list[str]:
    """Write the body of a model of its own with inputs of these shapes."""
    body = assign(scope.function)
    variables = final_names(body, {*_taken(scope), "shape", "name", "inputs", "input_layer"})
    scope = _with_shared(scope, variables)
    entering = [variables[each] for each in body.entering]
    pairs = zip(entering, shapes, strict=True)
    lines = [f"{name} = keras.Input(shape={shape})" for name, shape in pairs]
    lines.append(f"inputs = {one_or_list(entering)}")
    lines += [text for line in body.lines for text in statement_lines(line, variables, scope)]
    outputs = one_or_list([variables[each] for each in body.leaving])
    return [*lines, f"return keras.Model(inputs, {outputs}, name=name)"]


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


def _functional(scope: Scope, keys: Sequence[str] = ()) -> list[str]:
    """Write the body of the model; ``keys`` are names of the outputs, where they are a dictionary."""
    body = assign(scope.function, keys)
    variables = final_names(body, _taken(scope))
    scope = _with_shared(scope, variables)
    lines = [text for line in body.lines for text in statement_lines(line, variables, scope)]
    leaving = [variables[each] for each in body.leaving]
    outputs = one_or_list(leaving)
    if keys:
        named = zip(keys, leaving, strict=True)
        outputs = f"{{{', '.join(f'{literal(key)}: {name}' for key, name in named)}}}"
    inputs = one_or_list([variables[each] for each in body.entering])
    return [*lines, f"return keras.Model({inputs}, {outputs})"]
