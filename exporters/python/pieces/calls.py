"""One call as Python: ``layers.Conv2D(32, 3, padding="same")(x)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from blocks.inference.arguments import shape_environment
from blocks.parameters import Parameter
from blocks.types.block_type import BlockType, Form, Wrapper
from exporters.plan.calls import Argument, Call, CompositeCall, UnknownLayerCall
from exporters.python.pieces.expressions import expression_code
from exporters.python.pieces.scope import Scope
from exporters.python.pieces.unknown_layers import applied_code, maker_code
from exporters.text.literals import EmitError, literal, source

_BARE_FIRST = ("pool_size", "padding", "size", "cropping")
"""First arguments that say what they are without their name although Keras has a default for them."""

_FROM_SHAPE = {"channels": -1, "units": -1, "height": 1, "width": 2}
"""Axis of each name that stands for the incoming shape, the batch being axis 0."""


GROWING = "model"
"""The model that ``add`` grows; where it is the input, what is asked for is the shape so far."""


def layer_code(call: Call, scope: Scope, inputs: tuple[str, ...] = (), spread: bool = False) -> str:
    """Write the call that makes a layer or declares an input.

    Args:
        call: what to write.
        scope: what names mean.
        inputs: the variables it is applied to, whose shape expressions may ask for.
        spread: one argument to a line; the comma at the end tells the formatter.
    """
    if isinstance(call, UnknownLayerCall):
        return maker_code(call)
    kind = call.kind
    written = _making(call, kind, expression_names(call, scope, inputs))
    if call.named:
        written.append(f"name={literal(call.name)}")
    function = "keras.Input" if call.form is Form.INPUT else layer_class(kind.wrapper or kind)
    return f"{function}({', '.join(written)}{',' if spread and written else ''})"


def layer_class(kind: BlockType | Wrapper) -> str:
    """Return how a script names a layer's class; one that is not of ``keras.layers`` is imported by its name."""
    own = isinstance(kind, BlockType) and kind.module
    return kind.name if own else f"layers.{kind.name}"


def _making(call: Call, kind: BlockType, names: Mapping[str, str]) -> list[str]:
    """Write the arguments of a layer's class; the first one of a wrapper is the layer inside."""
    given = [each for each in call.arguments if each.name not in call.when_called]
    bare = _bare(kind) if call.form is Form.LAYER else ()
    if kind.wrapper is None:
        return list(_arguments(given, kind, bare, names))
    wrapper = kind.wrapper
    inner = [each for each in given if each.name in wrapper.inner]
    outer = [each for each in given if each.name in wrapper.outer]
    inside = ", ".join(_arguments(inner, kind, _bare(wrapper.layer), names))
    layer = f"{layer_class(wrapper.layer)}({inside})"
    return [layer, *_arguments(outer, kind, (), names)]


def _arguments(
    given: Sequence[Argument], kind: BlockType, bare: Sequence[str], names: Mapping[str, str]
) -> Iterator[str]:
    for at, argument in enumerate(given):
        code = argument_code(argument, kind.parameter(argument.name), names)
        # Only an unbroken run from the first parameter on can go without names.
        in_place = at < len(bare) and argument.name == bare[at]
        yield code if in_place else f"{argument.name}={code}"


def call_code(call: Call, scope: Scope, inputs: tuple[str, ...], spread: bool = False) -> str:
    """Write the expression that gives the call's tensor; arguments are those of `layer_code`."""
    if isinstance(call, CompositeCall):
        return _composite_code(call, scope, inputs, spread)
    if call.form is Form.SLICE:
        return _slice_code(call, scope, inputs)
    if call.form is Form.OPERATION:
        return _operation_code(call, scope, inputs)
    if isinstance(call, UnknownLayerCall):
        return applied_code(call, inputs)
    code = layer_code(call, scope, inputs, spread)
    if call.form is Form.INPUT:
        return code
    if call.form is Form.LAYER:
        return application_code(call, code, scope, inputs)
    raise EmitError(f"{call.type} cannot be written yet")


def application_code(call: Call, layer: str, scope: Scope, inputs: tuple[str, ...]) -> str:
    """Write what applies a layer, or a model, to its inputs.

    Args:
        call: what to write.
        layer: the code that gives the layer.
        scope: what names mean.
        inputs: the variables it is applied to.
    """
    if isinstance(call, UnknownLayerCall):
        return applied_code(call, inputs, layer)
    if isinstance(call, CompositeCall):
        return f"{layer}({one_or_list(inputs)})"
    names = expression_names(call, scope, inputs)
    given = [f"[{', '.join(inputs)}]"] if call.many else list(inputs)
    called = [each for each in call.arguments if each.name in call.when_called]
    return f"{layer}({', '.join([*given, *_arguments(called, call.kind, (), names)])})"


def expression_names(call: Call, scope: Scope, inputs: tuple[str, ...]) -> Mapping[str, str]:
    """Return what the names in a call's expressions are in the script; the shape goes before metaparameters."""
    known = shape_environment(call.input_shapes).keys() if inputs else ()
    if not known:
        return scope.metaparameters
    shape = f"{GROWING}.output_shape" if inputs[0] == GROWING else f"{inputs[0]}.shape"
    return {**scope.metaparameters, **{name: f"{shape}[{_FROM_SHAPE[name]}]" for name in known}}


def argument_code(argument: Argument, parameter: Parameter | None, names: Mapping[str, str]) -> str:
    """Write an argument's value."""
    return source(argument.source, parameter, lambda text: expression_code(text, names))


def instance_code(
    call: CompositeCall, scope: Scope, inputs: tuple[str, ...], spread: bool = False
) -> str:
    """Write what makes an instance of a composite's class; arguments are those of `layer_code`."""
    given = _given(call, scope, inputs)
    name = scope.functions[call.function].name
    return f"{name}({', '.join(given)}{',' if spread and given else ''})"


def _composite_code(
    call: CompositeCall, scope: Scope, inputs: tuple[str, ...], spread: bool
) -> str:
    function = scope.functions[call.function]
    if function.nested:
        return f"{maker_of_model(call, scope, inputs, spread)}({one_or_list(inputs)})"
    if function.is_class:
        return f"{instance_code(call, scope, inputs, spread)}({one_or_list(inputs)})"
    given = [*inputs, *_given(call, scope, inputs)]
    return f"{function.name}({', '.join(given)}{',' if spread else ''})"


def _given(call: CompositeCall, scope: Scope, inputs: tuple[str, ...]) -> list[str]:
    names = expression_names(call, scope, inputs)
    mine = scope.functions[call.function].metaparameters
    return [f"{mine[each.name]}={argument_code(each, None, names)}" for each in call.arguments]


def maker_of_model(
    call: CompositeCall, scope: Scope, inputs: tuple[str, ...], spread: bool = False
) -> str:
    """Write what makes a model of its own, for inputs of the shapes of these; arguments as for `layer_code`."""
    given = [*(f"{each}.shape[1:]" for each in inputs), *_given(call, scope, inputs)]
    if call.named:
        given.append(f"name={literal(call.name)}")
    name = scope.functions[call.function].name
    return f"{name}({', '.join(given)}{',' if spread else ''})"


def one_or_list(inputs: Sequence[str]) -> str:
    """Write tensors as a model takes them."""
    return inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"


def _slice_code(call: Call, scope: Scope, inputs: tuple[str, ...]) -> str:
    ends = _values(call, scope, inputs)
    return f"{inputs[0]}[..., {ends.get('start', '')}:{ends.get('stop', '')}]"


def _operation_code(call: Call, scope: Scope, inputs: tuple[str, ...]) -> str:
    # An expression of its own comes first, or Python would take it apart.
    values = _values(call, scope, inputs).values()
    numbers = [f"({code})" if " " in code else code for code in values]
    return f" {call.kind.operator} ".join([*inputs, *numbers])


def _values(call: Call, scope: Scope, inputs: tuple[str, ...]) -> dict[str, str]:
    """Write the value of every argument, by name."""
    names = expression_names(call, scope, inputs)
    return {
        each.name: argument_code(each, call.kind.parameter(each.name), names)
        for each in call.arguments
    }


def _bare(kind: BlockType) -> tuple[str, ...]:
    """Return the parameters that are written without their names: those that Keras insists on."""
    names = []
    for at, parameter in enumerate(kind.parameters):
        if not parameter.required and not (at == 0 and parameter.name in _BARE_FIRST):
            break
        names.append(parameter.name)
    return tuple(names)
