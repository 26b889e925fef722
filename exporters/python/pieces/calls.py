"""One call as Python: ``layers.Conv2D(32, 3, padding="same")(x)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from blocks.catalog.registry import block_type
from blocks.inference.arguments import shape_environment
from blocks.parameters import Parameter
from blocks.types.block_type import BlockType, Form, Wrapper
from exporters.plan.tree import Argument, Call, CompositeCall, StrangerCall
from exporters.python.pieces.expressions import expression_code
from exporters.python.pieces.unknown_layers import applied_code, maker_code
from exporters.text.literals import EmitError, literal, source

_BARE_FIRST = ("pool_size", "padding", "size", "cropping")
"""First arguments that say what they are without their name although Keras has a default for them."""

_FROM_SHAPE = {"channels": -1, "units": -1, "height": 1, "width": 2}
"""Axis of each name that stands for the incoming shape, the batch being axis 0."""


GROWING = "model"
"""The model that ``add`` grows; where it is the input, what is asked for is the shape so far."""


@dataclass(frozen=True, slots=True)
class FunctionNames:
    """What a composite's function, or its class, and its arguments are called in the script."""

    name: str
    metaparameters: Mapping[str, str]
    nested: bool = False
    is_class: bool = False


NO_FUNCTIONS: Mapping[str, FunctionNames] = {}


def layer_code(
    call: Call,
    metaparameters: Mapping[str, str],
    inputs: tuple[str, ...] = (),
    spread: bool = False,
) -> str:
    """Write the call that makes a layer or declares an input.

    Args:
        call: what to write.
        metaparameters: identifiers of the metaparameters by name.
        inputs: the variables it is applied to, whose shape expressions may ask for.
        spread: one argument to a line; the comma at the end tells the formatter.
    """
    if isinstance(call, StrangerCall):
        return maker_code(call)
    kind = _kind(call)
    names = expression_names(call, metaparameters, inputs)
    written = _making(call, kind, names)
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
    given = [each for each in call.arguments if not _is_called(kind, each)]
    bare = _bare(kind) if call.form is Form.LAYER else ()
    if kind.wrapper is None:
        return list(_arguments(given, kind, bare, names))
    wrapper = kind.wrapper
    inner = [each for each in given if each.name in wrapper.inner]
    outer = [each for each in given if each.name in wrapper.outer]
    inside = ", ".join(_arguments(inner, kind, _bare(wrapper.layer), names))
    layer = f"{layer_class(wrapper.layer)}({inside})"
    return [layer, *_arguments(outer, kind, (), names)]


def _is_called(kind: BlockType, argument: Argument) -> bool:
    parameter = kind.parameter(argument.name)
    return parameter is not None and parameter.called


def _arguments(
    given: Sequence[Argument], kind: BlockType, bare: Sequence[str], names: Mapping[str, str]
) -> Iterator[str]:
    for at, argument in enumerate(given):
        code = argument_code(argument, kind.parameter(argument.name), names)
        # Only an unbroken run from the first parameter on can go without names.
        in_place = at < len(bare) and argument.name == bare[at]
        yield code if in_place else f"{argument.name}={code}"


def call_code(
    call: Call,
    metaparameters: Mapping[str, str],
    inputs: tuple[str, ...],
    spread: bool = False,
    functions: Mapping[str, FunctionNames] = NO_FUNCTIONS,
) -> str:
    """Write the expression that gives the call's tensor; ``functions`` by composite, others as for `layer_code`."""
    if isinstance(call, CompositeCall):
        return _composite_code(call, metaparameters, inputs, functions[call.function], spread)
    if call.form is Form.SLICE:
        return _slice_code(call, metaparameters, inputs)
    if call.form is Form.OPERATION:
        return _operation_code(call, metaparameters, inputs)
    if isinstance(call, StrangerCall):
        return applied_code(call, inputs)
    code = layer_code(call, metaparameters, inputs, spread)
    if call.form is Form.INPUT:
        return code
    if call.form is Form.LAYER:
        return application_code(call, code, metaparameters, inputs)
    raise EmitError(f"{call.type} cannot be written yet")


def application_code(
    call: Call, layer: str, metaparameters: Mapping[str, str], inputs: tuple[str, ...]
) -> str:
    """Write what applies a layer, or a model, to its inputs.

    Args:
        call: what to write.
        layer: the code that gives the layer.
        metaparameters: identifiers of the metaparameters by name.
        inputs: the variables it is applied to.
    """
    if isinstance(call, StrangerCall):
        return applied_code(call, inputs, layer)
    if isinstance(call, CompositeCall):
        return f"{layer}({one_or_list(inputs)})"
    kind = _kind(call)
    names = expression_names(call, metaparameters, inputs)
    given = [f"[{', '.join(inputs)}]"] if call.many else list(inputs)
    given += _arguments(
        [each for each in call.arguments if _is_called(kind, each)], kind, (), names
    )
    return f"{layer}({', '.join(given)})"


def expression_names(
    call: Call, metaparameters: Mapping[str, str], inputs: tuple[str, ...]
) -> dict[str, str]:
    """Return what the names in a call's expressions are in the script; the shape goes before metaparameters."""
    known = shape_environment(call.input_shapes).keys() if inputs else ()
    if not known:
        return dict(metaparameters)
    shape = f"{GROWING}.output_shape" if inputs[0] == GROWING else f"{inputs[0]}.shape"
    return {**metaparameters, **{name: f"{shape}[{_FROM_SHAPE[name]}]" for name in known}}


def argument_code(argument: Argument, parameter: Parameter | None, names: Mapping[str, str]) -> str:
    """Write an argument's value."""
    return source(argument.source, parameter, lambda text: expression_code(text, names))


def instance_code(
    call: CompositeCall,
    metaparameters: Mapping[str, str],
    inputs: tuple[str, ...],
    function: FunctionNames,
    spread: bool = False,
) -> str:
    """Write what makes an instance of a composite's class; arguments are those of `layer_code`."""
    given = _given(call, metaparameters, inputs, function)
    return f"{function.name}({', '.join(given)}{',' if spread and given else ''})"


def _composite_code(
    call: CompositeCall,
    metaparameters: Mapping[str, str],
    inputs: tuple[str, ...],
    function: FunctionNames,
    spread: bool,
) -> str:
    if function.nested:
        made = maker_of_model(call, metaparameters, inputs, function, spread)
        return f"{made}({one_or_list(inputs)})"
    if function.is_class:
        made = instance_code(call, metaparameters, inputs, function, spread)
        return f"{made}({one_or_list(inputs)})"
    given = _given(call, metaparameters, inputs, function)
    return f"{function.name}({', '.join([*inputs, *given])}{',' if spread else ''})"


def _given(
    call: CompositeCall,
    metaparameters: Mapping[str, str],
    inputs: tuple[str, ...],
    function: FunctionNames,
) -> list[str]:
    names = expression_names(call, metaparameters, inputs)
    return [
        f"{function.metaparameters[argument.name]}={argument_code(argument, None, names)}"
        for argument in call.arguments
    ]


def maker_of_model(
    call: CompositeCall,
    metaparameters: Mapping[str, str],
    inputs: tuple[str, ...],
    function: FunctionNames,
    spread: bool = False,
) -> str:
    """Write what makes a model of its own, for inputs of the shapes of these; arguments as for `layer_code`."""
    given = [f"{each}.shape[1:]" for each in inputs]
    given += _given(call, metaparameters, inputs, function)
    if call.named:
        given.append(f"name={literal(call.name)}")
    return f"{function.name}({', '.join(given)}{',' if spread else ''})"


def one_or_list(inputs: tuple[str, ...]) -> str:
    """Write tensors as a model takes them."""
    return inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"


def _slice_code(call: Call, metaparameters: Mapping[str, str], inputs: tuple[str, ...]) -> str:
    kind, names = _kind(call), expression_names(call, metaparameters, inputs)
    ends = {
        argument.name: argument_code(argument, kind.parameter(argument.name), names)
        for argument in call.arguments
    }
    return f"{inputs[0]}[..., {ends.get('start', '')}:{ends.get('stop', '')}]"


def _operation_code(call: Call, metaparameters: Mapping[str, str], inputs: tuple[str, ...]) -> str:
    kind, names = _kind(call), expression_names(call, metaparameters, inputs)
    numbers = [
        argument_code(argument, kind.parameter(argument.name), names) for argument in call.arguments
    ]
    # An expression of its own comes first, or Python would take it apart.
    numbers = [f"({code})" if " " in code else code for code in numbers]
    return f" {kind.operator} ".join([*inputs, *numbers])


def _kind(call: Call) -> BlockType:
    kind = block_type(call.type)
    if kind is None:
        raise EmitError(f"there is no block type {call.type}")
    return kind


def _bare(kind: BlockType) -> tuple[str, ...]:
    """Return the parameters that are written without their names: those that Keras insists on."""
    names = []
    for at, parameter in enumerate(kind.parameters):
        if not parameter.required and not (at == 0 and parameter.name in _BARE_FIRST):
            break
        names.append(parameter.name)
    return tuple(names)
