"""Models while source is read: Inputs, functional and Sequential models, and what is done with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blocks.catalog.registry import block_type
from blocks.errors import InvalidValue
from importers.source.graph.builder import Spec
from importers.source.graph.layers import value_of
from importers.source.interpreter.apply import is_layer_like
from importers.source.interpreter.builtins import Builtins
from importers.source.values.values import (
    UNSET,
    DictValue,
    LayerValue,
    ListValue,
    ModelValue,
    SequentialValue,
    ShapeOf,
    Tensor,
    Unknown,
)


class Models(Builtins):
    """Makes models."""

    def compiled(self, model: Any, kwargs: Mapping[str, Any]) -> None:
        """Take over what ``compile`` or ``fit`` says of the training."""
        raise NotImplementedError

    def chosen(self, model: Any) -> None:
        """Note that somebody does something with a model."""
        raise NotImplementedError

    def _input(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], layer: bool = False) -> Any:
        shape = args[0] if args else kwargs.get("shape", kwargs.get("input_shape", UNSET))
        batch = kwargs.get("batch_shape", kwargs.get("batch_input_shape"))
        if shape is UNSET and batch is not None:
            items = self.plain_items(batch)
            shape = tuple(items[1:]) if items else UNSET
        if isinstance(shape, (ListValue, ShapeOf)):
            shape = tuple(self.plain_items(shape) or ())
        values: dict[str, Any] = {}
        kind = block_type("Input")
        assert kind is not None
        for key, value in (("shape", shape), ("dtype", kwargs.get("dtype"))):
            parameter = kind.parameter(key)
            if value is UNSET or value is None or parameter is None:
                continue
            if isinstance(value, int):
                value = (value,)
            known = isinstance(value, tuple) and any(isinstance(each, Unknown) for each in value)
            if known or isinstance(value, Unknown):
                self.tell(f"the {key} of the Input is not known: left out")
            else:
                try:
                    values[key] = value_of(parameter, value)
                except InvalidValue as error:
                    self.tell(f"{error}: left out")
        for key in ("tensor", "sparse", "ragged"):
            if kwargs.get(key) not in (None, False):
                self.tell(f"the argument {key} of the Input is left out")
        name = kwargs.get("name")
        named = name if isinstance(name, str) and not self.regions else ""
        (tensor,) = self.emit(Spec("Input", values, [], name=named))
        return tensor

    def _model(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        given = dict(zip(("inputs", "outputs"), args, strict=False)) | dict(kwargs)
        inputs = given.get("inputs", given.get("input"))
        outputs = given.get("outputs", given.get("output"))
        ends = []
        for value in (inputs, outputs):
            if isinstance(value, DictValue):
                named = self.get(value, "items")
                self._name_outputs(named)
                value = ListValue(list(named.values()))
            found = self.tensors_in((value,)) if value is not None else None
            if not found:
                self.tell("what the model begins or ends with is not known")
                return Unknown("a model")
            ends.append(tuple(found))
        name = kwargs.get("name")
        model = ModelValue(ends[0], ends[1], self.line, name if isinstance(name, str) else "")
        self.models.append(model)
        return model

    models: list[Any]

    def _name_outputs(self, ends: Mapping[Any, Any]) -> None:
        """Give blocks the names that a dictionary of outputs has for them, where they have none."""
        for name, tensor in ends.items():
            if isinstance(tensor, Tensor) and isinstance(name, str):
                spec = tensor.builder.specs[tensor.block]
                spec.name = spec.name or name

    def _sequential(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        name = kwargs.get("name")
        model = SequentialValue(self.top, self.line, name if isinstance(name, str) else "")
        self.models.append(model)
        layers = args[0] if args else kwargs.get("layers")
        for each in (self.plain_items(layers) if layers is not None else None) or ():
            self.add_layer(model, each)
        return model

    def add_layer(self, model: SequentialValue, layer: Any) -> None:
        """Add a layer to a Sequential model."""
        tensor = self.get(model, "tensor")
        if isinstance(layer, Tensor):
            self.put(model, "tensor", layer)
            model.input = layer
            return
        if not is_layer_like(layer):
            why = layer.why if isinstance(layer, Unknown) else "something that is no layer"
            self.tell(f"{why} is added to the model: left out")
            return
        if tensor is None:
            tensor = self._first_input(model, layer)
            if tensor is None:
                return
        result = self.applied(layer, [tensor])
        if isinstance(result, Tensor):
            self.put(model, "tensor", result)

    def _first_input(self, model: SequentialValue, layer: Any) -> Tensor | None:
        """Make the Input of a Sequential model from what its first layer says."""
        if isinstance(layer, SequentialValue) and isinstance(layer.input, Tensor):
            spec = layer.input.builder.specs[layer.input.block]
            (tensor,) = self.emit(Spec("Input", dict(spec.values), []))
            model.input = tensor
            return tensor
        kwargs = layer.kwargs if isinstance(layer, LayerValue) else {}
        if "input_shape" in kwargs or "batch_input_shape" in kwargs:
            found = self._input(
                (),
                {key: kwargs[key] for key in ("input_shape", "batch_input_shape") if key in kwargs},
            )
        elif "input_dim" in kwargs and layer.name != "Embedding":
            steps = (kwargs["input_length"],) if "input_length" in kwargs else ()
            found = self._input((), {"shape": (*steps, kwargs["input_dim"])})
        elif "input_length" in kwargs:
            found = self._input((), {"shape": (kwargs["input_length"],)})
        else:
            found = self._input((), {})
        model.input = found
        return found if isinstance(found, Tensor) else None

    def _of_a_model(
        self, model: Any, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        if name == "add" and isinstance(model, SequentialValue) and args:
            self.add_layer(model, args[0])
            return None
        if name == "pop" and isinstance(model, SequentialValue):
            tensor = self.get(model, "tensor")
            inputs = tensor.builder.specs[tensor.block].inputs if tensor is not None else []
            if inputs and tensor.builder is self.top:
                self.put(model, "tensor", inputs[0])
            return None
        if name in ("compile", "fit", "fit_generator"):
            if name == "compile":
                kwargs = dict(zip(("optimizer", "loss", "metrics"), args, strict=False)) | dict(
                    kwargs
                )
            self.compiled(model, kwargs)
        if name in ("compile", "fit", "summary", "save", "predict", "evaluate", "fit_generator"):
            self.chosen(model)
        return Unknown(f"{name}()")
