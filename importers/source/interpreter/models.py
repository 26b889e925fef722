"""Models while source is read: Inputs, functional and Sequential models, and what is done with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from blocks.catalog.core import EMBEDDING, INPUT
from blocks.errors import InvalidValue
from blocks.settings.declarations import Settings
from importers.source.graph.builder import Spec
from importers.source.graph.layers import value_of
from importers.source.interpreter.apply import Applying
from importers.source.reading.contents import Contents
from importers.source.reading.state import ReadingState
from importers.source.training import with_training
from importers.source.values import symbols
from importers.source.values.templates import (
    LayerValue,
    ModelValue,
    ReadModel,
    SequentialValue,
    is_layer_like,
)
from importers.source.values.values import (
    UNSET,
    Args,
    DictValue,
    Kwargs,
    ListValue,
    ShapeOf,
    SourceValue,
    Tensor,
    Unknown,
)

SHOWING = ("compile", "fit", "summary", "save", "predict", "evaluate", "fit_generator")
"""Methods of a model that tell that it is the one that the script is about."""


@dataclass(eq=False)
class Models:
    """Makes models."""

    state: ReadingState
    contents: Contents
    applying: Applying
    models: list[ReadModel] = field(default_factory=list)
    picked: list[ReadModel] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    imported: set[int] = field(default_factory=set)

    def make_input(self, args: Args, kwargs: Kwargs) -> Tensor:
        """Add an Input; returns the tensor that it gives."""
        shape = args[0] if args else kwargs.get("shape", kwargs.get("input_shape", UNSET))
        batch = kwargs.get("batch_shape", kwargs.get("batch_input_shape"))
        if shape is UNSET and batch is not None:
            items = self.contents.plain_items(batch)
            shape = tuple(items[1:]) if items else UNSET
        if isinstance(shape, (ListValue, ShapeOf)):
            shape = tuple(self.contents.plain_items(shape) or ())
        values: dict[str, SourceValue] = {}
        for key, value in (("shape", shape), ("dtype", kwargs.get("dtype"))):
            parameter = INPUT.parameter(key)
            if value is UNSET or value is None or parameter is None:
                continue
            if isinstance(value, int):
                value = (value,)
            if symbols.first_unknown(value if isinstance(value, tuple) else (value,)) is not None:
                self.state.tell(f"the {key} of the Input is not known: left out")
            else:
                try:
                    values[key] = value_of(parameter, value)
                except InvalidValue as error:
                    self.state.tell(f"{error}: left out")
        for key in ("tensor", "sparse", "ragged"):
            if kwargs.get(key) not in (None, False):
                self.state.tell(f"the argument {key} of the Input is left out")
        name = "" if self.state.regions else _name(kwargs)
        return self.state.emit(Spec(INPUT.name, values, [], name=name))[0]

    def make_model(self, args: Args, kwargs: Kwargs) -> SourceValue:
        """Make a functional model of its inputs and outputs; `Unknown` where those are not known."""
        given = dict(zip(("inputs", "outputs"), args, strict=False)) | dict(kwargs)
        inputs = given.get("inputs", given.get("input"))
        outputs = given.get("outputs", given.get("output"))
        ends = []
        for value in (inputs, outputs):
            if isinstance(value, DictValue):
                named = self.state.entries(value)
                self._name_outputs(named)
                value = ListValue(list(named.values()))
            found = self.applying.tensors_in((value,)) if value is not None else None
            if not found:
                self.state.tell("what the model begins or ends with is not known")
                return Unknown("a model")
            ends.append(tuple(found))
        model = ModelValue(ends[0], ends[1], self.state.line, _name(kwargs))
        self.models.append(model)
        return model

    def _name_outputs(self, ends: Mapping[SourceValue, SourceValue]) -> None:
        """Give blocks the names that a dictionary of outputs has for them, where they have none."""
        for name, tensor in ends.items():
            if isinstance(tensor, Tensor) and isinstance(name, str):
                spec = tensor.builder.specs[tensor.block]
                spec.name = spec.name or name

    def make_sequential(self, args: Args, kwargs: Kwargs) -> SourceValue:
        """Make a Sequential model of the layers that are given."""
        model = SequentialValue(self.state.top, self.state.line, _name(kwargs))
        self.models.append(model)
        layers = args[0] if args else kwargs.get("layers")
        for each in self.contents.plain_items(layers) or ():
            self.add_layer(model, each)
        return model

    def add_layer(self, model: SequentialValue, layer: SourceValue) -> None:
        """Add a layer to a Sequential model."""
        tensor, layer = self.state.output_of(model), self.state.made_by(layer)
        if isinstance(layer, Tensor):
            self.state.put(model, "tensor", layer)
            model.input = layer
            return
        if not is_layer_like(layer):
            why = layer.why if isinstance(layer, Unknown) else "something that is no layer"
            self.state.tell(f"{why} is added to the model: left out")
            return
        if tensor is None:
            tensor = self._first_input(model, layer)
        result = self.applying.applied(layer, [tensor])
        if isinstance(result, Tensor):
            self.state.put(model, "tensor", result)

    def _first_input(self, model: SequentialValue, layer: SourceValue) -> Tensor:
        """Make the Input of a Sequential model from what its first layer says."""
        if isinstance(layer, SequentialValue) and isinstance(layer.input, Tensor):
            spec = layer.input.builder.specs[layer.input.block]
            (model.input,) = self.state.emit(Spec(INPUT.name, dict(spec.values), []))
            return model.input
        given = layer.kwargs if isinstance(layer, LayerValue) else {}
        told = {key: given[key] for key in ("input_shape", "batch_input_shape") if key in given}
        sizes = ["input_length", "input_dim"]
        if isinstance(layer, LayerValue) and layer.name == EMBEDDING.name:
            sizes.remove("input_dim")  # the number of its words
        shape = tuple(given[key] for key in sizes if key in given)
        if shape and not told:
            told = {"shape": shape}
        model.input = self.make_input((), told)
        return model.input

    def method(self, model: ReadModel, name: str, args: Args, kwargs: Kwargs) -> SourceValue:
        """Call a method of a model."""
        if name == "add" and isinstance(model, SequentialValue) and args:
            self.add_layer(model, args[0])
            return None
        if name == "pop" and isinstance(model, SequentialValue):
            tensor = self.state.output_of(model)
            inputs = tensor.builder.specs[tensor.block].inputs if tensor is not None else []
            if tensor is not None and inputs and tensor.builder is self.state.top:
                self.state.put(model, "tensor", inputs[0])
            return None
        self.settle(name, args, kwargs)
        if name in SHOWING:
            self.picked = [*(each for each in self.picked if each is not model), model]
        return Unknown(f"{name}()")

    def settle(self, name: str, args: Args, kwargs: Kwargs) -> None:
        """Take over what ``compile`` and ``fit`` are told."""
        if name == "compile":
            given = dict(zip(("optimizer", "loss", "metrics"), args, strict=False)) | dict(kwargs)
            self._take_over(given)
        elif name in ("fit", "fit_generator"):
            self._take_over(kwargs)

    def _take_over(self, kwargs: Kwargs) -> None:
        """Take over the settings of the training that a call gives."""
        self.settings, left = with_training(self.settings, kwargs)
        for words in left:
            self.state.tell(words)


def _name(kwargs: Kwargs) -> str:
    """Return the name that a call gives; empty where it gives none."""
    name = kwargs.get("name")
    return name if isinstance(name, str) else ""
