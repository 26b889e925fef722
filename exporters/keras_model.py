"""Builds the Keras model of a plan. Keras is imported inside the functions: it takes seconds.

Layers get the names that Keras counts out itself. Whoever wants ``conv2d`` and not ``conv2d_7`` calls
``keras.utils.clear_session()`` first; whoever wants the same weights as the exported script also calls
``keras.utils.set_random_seed(plan.training.seed)`` right before the data are loaded, as the script does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from blocks.block_type import Form
from blocks.parameters import NamedNumbers, ObjectOf, Parameter
from blocks.registry import block_type
from blocks.settings import TRAINING
from blocks.values import Configured, Value
from exporters.plan_tree import Call, Plan, PlanError, TensorRef

if TYPE_CHECKING:
    import keras

_OPTIMIZER = next(parameter for parameter in TRAINING if parameter.name == "optimizer")


def build_model(plan: Plan) -> keras.Model:
    """Build the model, uncompiled; raises what Keras raises where it refuses."""
    import keras

    if plan.sequential:
        return keras.Sequential([_make(call) for call in plan.calls])
    tensors: dict[TensorRef, Any] = {}
    for call in plan.calls:
        tensors[call.output] = _apply(call, [tensors[ref] for ref in call.inputs])
    return keras.Model(_one_or_list(plan.inputs, tensors), _one_or_list(plan.outputs, tensors))


def compile_model(model: keras.Model, plan: Plan) -> None:
    """Compile a model as the plan says."""
    training = plan.training
    several = len(plan.outputs) > 1
    arguments: dict[str, Any] = {
        "optimizer": _keras_value(training.optimizer, _OPTIMIZER),
        "loss": training.loss,
        # Keras wants a list for every output where there are several.
        "metrics": [list(training.metrics) for _ in plan.outputs]
        if several
        else list(training.metrics),
    }
    if training.steps_per_execution != 1:
        arguments["steps_per_execution"] = training.steps_per_execution
    if training.jit_compile is not None:
        arguments["jit_compile"] = training.jit_compile
    model.compile(**arguments)


def _make(call: Call) -> Any:
    """Make a layer, or the symbolic tensor of an input."""
    import keras

    maker = keras.Input if call.form is Form.INPUT else getattr(keras.layers, call.type)
    arguments = _keras_arguments(call)
    return maker(**arguments, name=call.name) if call.named else maker(**arguments)


def _apply(call: Call, inputs: list[Any]) -> Any:
    """Make a layer and call it; cut a slice; declare an input."""
    if call.form is Form.INPUT:
        return _make(call)
    if call.form is Form.SLICE:
        return inputs[0][..., slice(call.value("start"), call.value("stop"))]
    if call.form is Form.LAYER:
        return _make(call)(inputs if call.many else inputs[0])
    raise PlanError(f"{call.type} cannot be built yet")


def _keras_arguments(call: Call) -> dict[str, Any]:
    kind = block_type(call.type)
    if kind is None:
        raise PlanError(f"there is no block type {call.type}")
    return {
        argument.name: _keras_value(argument.value, kind.parameter(argument.name))
        for argument in call.arguments
    }


def _keras_value(value: Value, parameter: Parameter | None) -> Any:
    """Return what Keras takes: a Keras object or a dictionary for a `Configured`, else the value."""
    if not isinstance(value, Configured):
        return value
    if isinstance(parameter, NamedNumbers):
        return dict(value.arguments)
    if isinstance(parameter, ObjectOf) and value.name in parameter.family.members:
        return _keras_object(parameter.family.module, value.name, dict(value.arguments))
    raise PlanError(f"{value.name} is not a Keras object that is known here")


def _keras_object(module: str, name: str, arguments: Mapping[str, Any]) -> Any:
    """Make an object such as ``keras.regularizers.L2(0.01)``; both names come from the catalog."""
    import keras

    return getattr(getattr(keras, module), name)(**arguments)


def _one_or_list(refs: tuple[TensorRef, ...], tensors: Mapping[TensorRef, Any]) -> Any:
    return tensors[refs[0]] if len(refs) == 1 else [tensors[ref] for ref in refs]
