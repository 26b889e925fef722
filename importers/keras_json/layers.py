"""A layer of a file as a block: known classes with their values, all others kept word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from blocks.catalog.attention.multi_head import MULTI_HEAD_ATTENTION
from blocks.catalog.core import INPUT, SLICE
from blocks.catalog.merging import ADD, MULTIPLY
from blocks.catalog.operations import OPS_ADD, OPS_MULTIPLY
from blocks.catalog.registry import block_type, wrapper_types
from blocks.commands.blocks import normal_values
from blocks.errors import InvalidValue
from blocks.graph.unknown_layers import KEPT, carries_code
from blocks.types.block_type import BlockType, Form
from blocks.values.safe_json import Json
from blocks.values.shapes import Shape
from blocks.values.values import Value
from importers.keras_json.calls import Argument, KerasTensor, LayerConfig, Node, is_operation
from importers.keras_json.functions import function_block, is_function
from importers.keras_json.old_words import changes_nothing
from importers.keras_json.values import is_keras_module, value_of
from importers.keras_json.wrappers import unwrapped, without_filled_in

OPERATIONS = {ADD.name: OPS_ADD, MULTIPLY.name: OPS_MULTIPLY}
"""Nodes of ``keras.ops`` that stand in a model as they come from ``x + y`` and ``x * 2``."""

_DROPPED = frozenset(
    ("name", "batch_input_shape", "batch_shape", "implementation", "input_length", "time_major")
)
CallShapes = tuple[Shape | None, ...]

_ASIDE = ("mask", "training")
"""Call arguments that a functional model fills in by itself."""


@dataclass(frozen=True, slots=True)
class ReadLayer:
    """A layer of the file as a block can hold it.

    Attributes:
        type: of the block.
        values: in normal form.
        extra: for a class that is not known, its configuration word for word.
        reason: why it is not known; empty where it is.
        code: whether it carries a program.
        ports: the input port of each tensor, where some are given by name.
    """

    type: str
    values: Mapping[str, Value] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)
    reason: str = ""
    code: bool = False
    ports: tuple[str, ...] = ()


def read_layer(layer: LayerConfig, node: Node, shapes: CallShapes = ()) -> ReadLayer:
    """Turn a layer into what a block holds.

    Args:
        layer: the layer.
        node: the call that the block stands for.
        shapes: what the file says that the call gives, without the batch axis.
    """
    if carries_code(layer.class_name, layer.config):
        return _kept(layer, node, shapes, "contains code - not loaded", code=True)
    if not is_keras_module(layer.module) or (layer.registered and not _is_kerass_own(layer)):
        return _kept(layer, node, shapes, "its class is not one of Keras's own")
    if layer.fault:
        return _kept(layer, node, shapes, layer.fault)
    try:
        return _known(layer, node)
    except InvalidValue as error:
        return _kept(layer, node, shapes, str(error))


def _is_kerass_own(layer: LayerConfig) -> bool:
    """Tell whether a class that was registered is Keras's all the same: names are compared, nothing is imported."""
    if is_operation(layer):
        return True
    kind = block_type(layer.class_name)
    own = kind is not None and kind.module and kind.module == layer.module
    return bool(own) and layer.registered == layer.class_name


def _known(layer: LayerConfig, node: Node) -> ReadLayer:
    if layer.class_name == "InputLayer":
        return ReadLayer(INPUT.name, _input_values(layer.config))
    if is_operation(layer):
        return _operation(layer, node)
    if is_function(layer):
        kind_of_function, told = function_block(layer, node)
        return ReadLayer(kind_of_function.name, _values(kind_of_function, told))
    if layer.class_name in wrapper_types():
        found, config = unwrapped(layer.class_name, layer.config)
        return ReadLayer(found.name, _values(found, config))
    kind = block_type(layer.class_name)
    if kind is None or kind.form is not Form.LAYER or (kind.module and kind.module != layer.module):
        raise InvalidValue(f"there is no block for the class {layer.class_name[:60]}")
    ports = _ports(kind, node)
    return ReadLayer(kind.name, _values(kind, _told(kind, layer, node)), ports=ports)


def _ports(kind: BlockType, node: Node) -> tuple[str, ...]:
    """Return the port of each tensor of a call; raises `InvalidValue` where it takes what the block does not."""
    if kind.inputs.many:
        return ()
    keywords = [key for key, each in node.constants.items() if isinstance(each, KerasTensor)]
    count = len(node.inputs) - len(keywords)
    ports = (*kind.inputs.names[:count], *keywords)
    known = all(map(kind.inputs.has, keywords))
    if not known or len(ports) != len(node.inputs) or len({*ports}) < len(ports):
        raise InvalidValue("it is called with more tensors than are known here")
    return ports


def _told(kind: BlockType, layer: LayerConfig, node: Node) -> dict[str, Argument]:
    """Return what a layer and its call say of the block's parameters."""
    config: dict[str, Argument] = dict(layer.config)
    for key, data in node.constants.items():
        parameter = kind.parameter(key)
        if parameter is not None and parameter.called:
            config[key] = data
        elif _says_more(kind, key, data):
            raise InvalidValue(f"it is called with the argument {key[:60]}")
    if kind is MULTI_HEAD_ATTENTION:
        return without_filled_in(config, node)
    return config


def _says_more(kind: BlockType, key: str, data: Argument) -> bool:
    """Tell whether an argument of a call says what a block cannot; of masks, those from elsewhere are left."""
    if isinstance(data, list):
        return any(each is not None for each in data)
    return key not in _ASIDE and not (isinstance(data, KerasTensor) and kind.inputs.has(key))


def _values(kind: BlockType, config: Mapping[str, Argument]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key, data in config.items():
        parameter = kind.parameter(key)
        if parameter is not None:
            values[key] = value_of(parameter, data)
        elif key not in _DROPPED and not changes_nothing(key, data):
            raise InvalidValue(f"it has an argument {key[:60]} that is not known")
    missing = [each.name for each in kind.parameters if each.required and each.name not in values]
    if missing:
        raise InvalidValue(f"its {missing[0]} is missing")
    return normal_values(kind, values)


def _input_values(config: Mapping[str, Json]) -> dict[str, Value]:
    shape = config.get("batch_shape", config.get("batch_input_shape"))
    if not isinstance(shape, list) or not shape:
        raise InvalidValue("it does not say what shape comes in")
    told = {"shape": shape[1:], "dtype": config.get("dtype")}
    if any(config.get(key) for key in ("sparse", "ragged", "optional")):
        raise InvalidValue("its tensors are sparse, ragged or optional")
    return _values(INPUT, told)


def _operation(layer: LayerConfig, node: Node) -> ReadLayer:
    """Read a node of ``keras.ops``: a slice of channels, a sum or a product of two."""
    if layer.class_name == "GetItem":
        return ReadLayer(SLICE.name, _slice(node))
    kind = OPERATIONS.get(layer.class_name)
    if kind is None:
        raise InvalidValue(f"there is no block for the operation {layer.class_name[:60]}")
    numbers = [place for place in node.places if isinstance(place, (int, float))]
    places = [place for place in node.places if isinstance(place, KerasTensor)]
    if len(node.places) != 2 or len(numbers) + len(places) != 2 or not places:
        raise InvalidValue("it is called with something that is neither tensor nor number")
    return ReadLayer(kind.name, _values(kind, {"value": numbers[0]} if numbers else {}))


def _slice(node: Node) -> dict[str, Value]:
    match node.places:
        case (_, [{"class_name": "__ellipsis__"}, {"class_name": "__slice__"} as cut]) if (
            isinstance(cut, dict)
        ):
            config = cut.get("config")
        case _:
            raise InvalidValue("it cuts along other axes than the last")
    if not isinstance(config, dict) or config.get("step") not in (None, 1):
        raise InvalidValue("it cuts with a step")
    told = {key: config.get(key) for key in ("start", "stop")}
    return _values(SLICE, {key: value for key, value in told.items() if value is not None})


def _kept(
    layer: LayerConfig, node: Node, shapes: CallShapes, reason: str, code: bool = False
) -> ReadLayer:
    """Keep a layer word for word under a type that nobody knows, with how it is called and what it gives."""
    told: dict[str, Json] = {"class_name": layer.class_name, "config": dict(layer.config)}
    if layer.module:
        told["module"] = layer.module
    if layer.registered:
        told["registered_name"] = layer.registered
    if any(shape is not None for shape in shapes):
        told["outputs"] = [None if shape is None else list(shape) for shape in shapes]
    call = _call(node)
    if call:
        told["call"] = call
    return ReadLayer(unknown_type(layer.class_name), {}, {KEPT: told}, reason, code)


def unknown_type(class_name: str) -> str:
    """Return the type of the block for a class that is not known: its name, as far as a type can have it."""
    name = re.sub(r"[^A-Za-z0-9_]", "_", class_name)[:50]
    if not name[:1].isalpha():
        name = f"Layer{name}"
    # Such a class may have the name of one of Keras's: it must not be taken for that.
    return name if block_type(name) is None else f"{name}_"


def _call(node: Node) -> dict[str, Json]:
    """Return how a layer is called, where it is more than tensors in their places."""
    call: dict[str, Json] = {}
    if node.listed:
        call["listed"] = True
    keywords = {
        value: key for key, value in node.constants.items() if isinstance(value, KerasTensor)
    }
    if keywords:
        call["keywords"] = [keywords.get(tensor, "") for tensor in node.inputs]
    arguments = {
        key: each for key, each in node.constants.items() if not isinstance(each, KerasTensor)
    }
    if arguments:
        call["arguments"] = arguments
    return call
