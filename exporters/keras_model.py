"""Builds the Keras model of a plan. Keras is imported inside the functions: it takes seconds.

Layers get the names that Keras counts out itself. Whoever wants ``conv2d`` and not ``conv2d_7`` calls
``keras.utils.clear_session()`` first; whoever wants the same weights as the exported script also calls
``keras.utils.set_random_seed(plan.training.seed)`` right before the data are loaded, as the script does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from blocks.catalog.registry import block_type
from blocks.graph.graph import SEQUENTIAL
from blocks.parameters import NamedNumbers, Numbers, ObjectOf, Parameter
from blocks.settings.declarations import TRAINING
from blocks.types.block_type import BlockType, Form
from blocks.values.shapes import Shape
from blocks.values.values import Configured, Value
from exporters.plan.calls import Call, CompositeCall, PlanError, UnknownLayerCall
from exporters.plan.execute import Execution
from exporters.plan.precision import POLICY
from exporters.plan.tree import Plan

if TYPE_CHECKING:
    import keras

_OPTIMIZER = next(parameter for parameter in TRAINING if parameter.name == "optimizer")


Tensor: TypeAlias = "keras.KerasTensor"
Made: TypeAlias = dict[str, list["keras.Layer | None"]]
"""By block of the main graph the layers that it makes, in order; ``None`` for inputs and operations."""


def build_model(plan: Plan) -> keras.Model:
    """Build the model, uncompiled; raises what Keras raises where it refuses."""
    return build_with_layers(plan)[0]


def build_with_layers(plan: Plan) -> tuple[keras.Model, Made]:
    """Build the model as `build_model` does, and tell which block made which layers."""
    building = _Building(plan)
    return building.model(), building.made


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
    optimizer = _keras_value(plan.training.optimizer, _OPTIMIZER)
    model.compile(optimizer=optimizer, **plan.training.arguments)
    if model.trainable_variables:
        # Left to the first step, the optimizer's variables cost TensorFlow a second trace of the whole step: for a
        # network of hundreds of layers that is half the time until training begins.
        model.optimizer.build(model.trainable_variables)


class _Building(Execution[Tensor]):
    """Makes Keras's layers, and notes each as it is made.

    Attributes:
        made: what has been made so far.
        layers: the layers of the model that is being made, in order.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.made: Made = {}
        self.layers: list[keras.Layer] = []

    def model(self) -> keras.Model:
        """Make the model."""
        import keras

        plan = self.plan
        if plan.sequential:
            return keras.Sequential([self._layer(*made) for made in self.chain()])
        inputs, outputs = self.run()
        if plan.outputs_by_name:
            named = dict(zip(plan.output_names, outputs, strict=True))
            return keras.Model(_one_or_list(inputs), named)
        return keras.Model(_one_or_list(inputs), _one_or_list(outputs))

    def shape(self, tensor: Tensor) -> Shape:
        return tuple(tensor.shape[1:])

    def make(self, call: Call, arguments: Mapping[str, Value]) -> Callable[[list[Tensor]], Tensor]:
        if call.form is Form.SLICE:
            self._note(None)
            cut = slice(arguments.get("start"), arguments.get("stop"))
            return lambda inputs: inputs[0][..., cut]
        if call.form is Form.OPERATION:
            self._note(None)
            return lambda inputs: _operation(call, inputs, arguments.get("value"))
        layer = self._layer(call, arguments)
        if call.form is Form.INPUT:
            return lambda inputs: layer
        called = {name: each for name, each in arguments.items() if name in call.when_called}
        if call.many:
            return lambda inputs: layer(inputs, **called)
        return lambda inputs: layer(*inputs, **called)

    def meet(self, call: UnknownLayerCall, inputs: list[Tensor]) -> list[Tensor]:
        name = call.unknown_layer.class_name
        # A layer of Keras's own is kept as an unknown one where a value of it cannot be read.
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
        inputs: list[Tensor],
        run: Callable[[list[Tensor]], list[Tensor]],
    ) -> Callable[[list[Tensor]], list[Tensor]]:
        import keras

        name = call.name if call.named else None
        entering = [keras.Input(shape=each.shape[1:]) for each in inputs]
        outside, self.layers = self.layers, []
        outputs = run(entering)
        if nested == SEQUENTIAL:
            model = keras.Sequential([entering[0], *self.layers], name=name)
        else:
            model = keras.Model(_one_or_list(entering), _one_or_list(outputs), name=name)
        self.layers = [*outside, model]
        several = len(outputs) > 1

        def apply(given: list[Tensor]) -> list[Tensor]:
            found = model(_one_or_list(given))
            return list(found) if several else [found]

        return apply

    def _layer(self, call: Call, arguments: Mapping[str, Value]) -> keras.Layer | Tensor:
        """Make a layer, or the symbolic tensor of an input."""
        import keras

        kind = call.kind
        given = {name: each for name, each in arguments.items() if name not in call.when_called}
        named = {"name": call.name} if call.named else {}
        if call.form is Form.INPUT:
            made = keras.Input(**_keras_values(kind, given), **named)
        else:
            made = make_layer(kind, given, **named)
        self._note(None if call.form is Form.INPUT else made)
        self.layers.append(made)
        return made

    def _note(self, layer: keras.Layer | None) -> None:
        self.made.setdefault(self.path[0].block, []).append(layer)


def make_layer(kind: BlockType, values: Mapping[str, Value], **more: object) -> keras.Layer:
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


def _keras_values(kind: BlockType, values: Mapping[str, Value]) -> dict[str, object]:
    return {name: _keras_value(value, kind.parameter(name)) for name, value in values.items()}


def _layer_class(kind: BlockType) -> type[keras.Layer]:
    """Return Keras's class; modules of its own models stand here by name, so that nothing else can be imported."""
    import keras
    from keras.src.applications import convnext, inception_resnet_v2

    own = {module.__name__: module for module in (convnext, inception_resnet_v2)}
    found: type[keras.Layer] = getattr(own[kind.module] if kind.module else keras.layers, kind.name)
    return found


def _operation(call: Call, inputs: list[Tensor], value: Value) -> Tensor:
    """Do what ``x + y`` or ``x * 2.0`` does in a script."""
    left, right = inputs if value is None else (inputs[0], value)
    return left + right if call.kind.operator == "+" else left * right


def _keras_value(value: Value, parameter: Parameter | None) -> object:
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


def _keras_object(module: str, name: str, arguments: Mapping[str, Value]) -> object:
    """Make an object such as ``keras.regularizers.L2(0.01)``; both names come from the catalog."""
    import keras

    return getattr(getattr(keras, module), name)(**arguments)


def _one_or_list(tensors: list[Tensor]) -> Tensor | list[Tensor]:
    return tensors[0] if len(tensors) == 1 else tensors
