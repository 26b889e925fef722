"""Builds the Keras model of a plan. Keras is imported inside the functions: it takes seconds.

Layers get the names that Keras counts out itself. Whoever wants ``conv2d`` and not ``conv2d_7`` calls
``keras.utils.clear_session()`` first; whoever wants the same weights as the exported script also calls
``keras.utils.set_random_seed(plan.training.seed)`` right before the data are loaded, as the script does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from blocks.catalog.registry import block_type
from blocks.graph.graph import SEQUENTIAL
from blocks.parameters import NamedNumbers, Numbers, ObjectOf, Parameter
from blocks.settings.declarations import TRAINING
from blocks.types.block_type import BlockType, Form
from blocks.values.shapes import Shape
from blocks.values.values import Configured, Value
from exporters.plan.execute import Execution
from exporters.plan.precision import POLICY
from exporters.plan.tree import Call, CompositeCall, Plan, PlanError, StrangerCall

if TYPE_CHECKING:
    import keras

_OPTIMIZER = next(parameter for parameter in TRAINING if parameter.name == "optimizer")


Made = dict[str, list[Any]]
"""By block of the main graph the layers that it makes, in order; ``None`` for inputs and operations."""


def build_model(plan: Plan) -> keras.Model:
    """Build the model, uncompiled; raises what Keras raises where it refuses."""
    return build_with_layers(plan)[0]


def build_with_layers(plan: Plan) -> tuple[keras.Model, Made]:
    """Build the model as `build_model` does, and tell which block made which layers."""
    machine = _KerasMachine()
    execution = Execution(plan, machine)
    made: Made = {}
    machine.note = lambda layer: made.setdefault(execution.block, []).append(layer)
    return _built(plan, execution, machine), made


def _built(plan: Plan, execution: Execution[Any], machine: _KerasMachine) -> keras.Model:
    import keras

    if plan.sequential:
        return keras.Sequential([machine.layer(*made) for made in execution.chain()])
    inputs, outputs = execution.run()
    if plan.outputs_by_name:
        return keras.Model(_one_or_list(inputs), dict(zip(plan.output_names, outputs, strict=True)))
    return keras.Model(_one_or_list(inputs), _one_or_list(outputs))


def inference_model(model: keras.Model, plan: Plan) -> keras.Model:
    """Return the model without the outputs that are for training only; it shares its layers with the other."""
    import keras

    kept = [output.name for output in plan.training.kept]
    if not kept:
        return model
    if plan.outputs_by_name:
        outputs = {name: model.output[name] for name in kept}
        return keras.Model(model.input, outputs if len(kept) > 1 else outputs[kept[0]])
    return keras.Model(model.input, _one_or_list([model.get_layer(name).output for name in kept]))


def set_precision(plan: Plan) -> None:
    """Choose what layers made from now on compute in, as the script does."""
    import keras

    mixed = plan.training.mixed_precision
    keras.config.set_dtype_policy(POLICY if mixed else keras.config.floatx())


def compile_model(model: keras.Model, plan: Plan) -> None:
    """Compile a model as the plan says."""
    training = plan.training
    arguments: dict[str, Any] = {
        "optimizer": _keras_value(training.optimizer, _OPTIMIZER),
        "loss": training.loss,
        "metrics": list(training.metrics),
    }
    if training.outputs:
        arguments["loss"] = {output.name: output.loss for output in training.outputs}
        arguments["metrics"] = {
            output.name: list(output.metrics) for output in training.outputs if output.metrics
        }
    if any(output.loss_weight != 1 for output in training.outputs):
        weights = {output.name: output.loss_weight for output in training.outputs}
        arguments["loss_weights"] = weights
    if training.steps_per_execution != 1:
        arguments["steps_per_execution"] = training.steps_per_execution
    if training.jit_compile is not None:
        arguments["jit_compile"] = training.jit_compile
    model.compile(**arguments)
    if model.trainable_variables:
        # Left to the first step, the optimizer's variables cost TensorFlow a second trace of the whole step: for a
        # network of hundreds of layers that is half the time until training begins.
        model.optimizer.build(model.trainable_variables)


class _KerasMachine:
    """Makes Keras's layers, and notes each as it is made."""

    note: Callable[[Any], None]

    def __init__(self) -> None:
        self.chain: list[Any] = []
        """The layers of the model that is being made, in order."""

    def shape(self, tensor: Any) -> Shape:
        return tuple(tensor.shape[1:])

    def make(self, call: Call, arguments: Mapping[str, Value]) -> Callable[[list[Any]], Any]:
        if call.form is Form.SLICE:
            self.note(None)
            cut = slice(arguments.get("start"), arguments.get("stop"))
            return lambda inputs: inputs[0][..., cut]
        if call.form is Form.OPERATION:
            self.note(None)
            return lambda inputs: _operation(call, inputs, arguments.get("value"))
        layer = self.layer(call, arguments)
        if call.form is Form.INPUT:
            return lambda inputs: layer
        kind = _kind(call)
        called = {name: each for name, each in arguments.items() if _is_called(kind, name)}
        if call.many:
            return lambda inputs: layer(inputs, **called)
        return lambda inputs: layer(*inputs, **called)

    def meet(self, call: StrangerCall, inputs: list[Any]) -> list[Any]:
        name = call.stranger.class_name
        # A layer of Keras's own is kept as a stranger where a value of it cannot be read.
        why = (
            "is not a class that is known here"
            if block_type(name) is None
            else "has values that cannot be read here"
        )
        words = f"{name[:60]} (the layer {call.name}) {why}"
        raise PlanError(f"{words}: the model can be written as a script, but not built")

    def nest(
        self,
        call: CompositeCall,
        nested: str,
        inputs: list[Any],
        run: Callable[[list[Any]], list[Any]],
    ) -> Callable[[list[Any]], list[Any]]:
        import keras

        name = call.name if call.named else None
        entering = [keras.Input(shape=each.shape[1:]) for each in inputs]
        outside, self.chain = self.chain, []
        outputs = run(entering)
        if nested == SEQUENTIAL:
            model = keras.Sequential([entering[0], *self.chain], name=name)
        else:
            model = keras.Model(_one_or_list(entering), _one_or_list(outputs), name=name)
        self.chain = [*outside, model]
        several = len(outputs) > 1

        def apply(given: list[Any]) -> list[Any]:
            found = model(_one_or_list(given))
            return list(found) if several else [found]

        return apply

    def layer(self, call: Call, arguments: Mapping[str, Value]) -> Any:
        """Make a layer, or the symbolic tensor of an input."""
        import keras

        kind = _kind(call)
        given = {name: each for name, each in arguments.items() if not _is_called(kind, name)}
        named = {"name": call.name} if call.named else {}
        if call.form is Form.INPUT:
            made = keras.Input(**_keras_values(kind, given), **named)
        else:
            made = make_layer(kind, given, **named)
        self.note(None if call.form is Form.INPUT else made)
        self.chain.append(made)
        return made


def _kind(call: Call) -> BlockType:
    kind = block_type(call.type)
    assert kind is not None  # the execution has looked it up
    return kind


def _is_called(kind: BlockType, name: str) -> bool:
    parameter = kind.parameter(name)
    return parameter is not None and parameter.called


def make_layer(kind: BlockType, values: Mapping[str, Value], **more: Any) -> Any:
    """Make a layer of Keras.

    Args:
        kind: its type.
        values: parameters of its constructor.
        more: what else Keras's class takes, such as a name.
    """
    import keras

    wrapper = kind.wrapper
    if wrapper is None:
        return _layer_class(kind)(**_keras_values(kind, values), **more)
    inner = {name: value for name, value in values.items() if name in wrapper.inner}
    outer = {name: value for name, value in values.items() if name in wrapper.outer}
    inside = make_layer(wrapper.layer, inner)
    around = getattr(keras.layers, wrapper.name)
    return around(inside, **_keras_values(kind, outer), **more)


def _keras_values(kind: BlockType, values: Mapping[str, Value]) -> dict[str, Any]:
    return {name: _keras_value(value, kind.parameter(name)) for name, value in values.items()}


def _layer_class(kind: BlockType) -> Any:
    """Return Keras's class; those of its own models stand here by name, so that nothing else can be imported."""
    import keras

    if kind.name == "LayerScale":
        from keras.src.applications.convnext import LayerScale

        return LayerScale
    if kind.name == "CustomScaleLayer":
        from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

        return CustomScaleLayer
    return getattr(keras.layers, kind.name)


def _operation(call: Call, inputs: list[Any], value: Value) -> Any:
    """Do what ``x + y`` or ``x * 2.0`` does in a script."""
    kind = _kind(call)
    left, right = inputs if value is None else (inputs[0], value)
    return left + right if kind.operator == "+" else left * right


def _keras_value(value: Value, parameter: Parameter | None) -> Any:
    """Return what Keras takes: a Keras object or a dictionary for a `Configured`, else the value."""
    if isinstance(parameter, Numbers) and isinstance(value, tuple):
        return list(value)
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


def _one_or_list(tensors: list[Any]) -> Any:
    return tensors[0] if len(tensors) == 1 else tensors
