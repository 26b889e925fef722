"""Configurations that say more than the block does: a layer within a wrapper, and values that Keras fills in itself."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.catalog.registry import block_type
from blocks.errors import InvalidValue
from blocks.types.block_type import BlockType, Wrapper
from blocks.values.safe_json import Json, fields
from importers.keras_json.calls import Argument, Node
from importers.keras_json.values import is_kerass, without

_PENALTY = "activity_regularizer"
_FORCED = "zero_output_for_mask"
"""An argument that a Bidirectional sets in both its layers, whatever they had."""


def unwrapped(class_name: str, config: Mapping[str, Json]) -> tuple[BlockType, dict[str, Json]]:
    """Return the type that a wrapper and its layer are together, and what both say of its parameters.

    Raises:
        InvalidValue: there is no such type, or the two do not go together as they do in a block.
    """
    name, inner = _inside(config.get("layer"))
    kind = block_type(f"{class_name}({name})"[:200])
    if kind is None or kind.wrapper is None:
        raise InvalidValue(f"there is no block for a {name[:60]} in a {class_name}")
    outer = {key: data for key, data in config.items() if key not in ("layer", "backward_layer")}
    _check_the_way_back(inner, config.get("backward_layer"))
    inner.pop(_FORCED, None)
    return kind, _joined(kind.wrapper, inner, outer)


def _inside(data: Json) -> tuple[str, dict[str, Json]]:
    """Return class and configuration of a layer inside; modules are compared, nothing is imported."""
    told = fields(data)
    name, config = told.get("class_name"), told.get("config")
    if not isinstance(config, dict):
        raise InvalidValue("it does not say which layer is inside")
    if not is_kerass(told) or not isinstance(name, str):
        raise InvalidValue("the layer inside is of a class that is not Keras's own")
    return name, dict(config)


def _check_the_way_back(forward: Mapping[str, Json], data: Json) -> None:
    """Refuse a layer for the way back that is not the one for the way there, turned round."""
    if data is None:
        return
    _, backward = _inside(data)
    turned = {**forward, "name": None, "go_backwards": True}
    alike = _bare(turned) == _bare({**backward, "name": None})
    if not alike or forward.get("go_backwards"):
        raise InvalidValue("its backward layer is not its forward layer read from the end")


def _bare(data: Json) -> Json:
    """Leave out the numbers by which Keras knows an object that is written twice."""
    return without(data, {"shared_object_id"})


def _joined(wrapper: Wrapper, inner: dict[str, Json], outer: dict[str, Json]) -> dict[str, Json]:
    """Put what wrapper and layer say into one; what is said of neither, or differently, is refused."""
    given = inner.get("dtype")
    if given is not None and _bare(given) != _bare(outer.get("dtype")):
        raise InvalidValue("the layer inside has another number format")
    trainable = inner.get("trainable", True) and outer.get("trainable", True)
    if inner.get(_PENALTY) is not None and _PENALTY not in wrapper.inner:
        raise InvalidValue(f"the layer inside has a {_PENALTY}, which the wrapper does not heed")
    told = {**inner, **{key: data for key, data in outer.items() if key != "name"}}
    return told | {"trainable": trainable}


def without_filled_in(config: dict[str, Argument], node: Node) -> dict[str, Argument]:
    """Leave out what a MultiHeadAttention writes down although nobody chose it: it is what would be taken anyway."""
    for key in ("query_shape", "key_shape", "value_shape"):  # Keras 2 tells what it was built for
        config.pop(key, None)
    if config.get("value_dim") == config.get("key_dim"):
        config.pop("value_dim", None)
    shape = node.inputs[0].shape if node.inputs else None
    places = range(1, len(shape) - 1) if shape else range(1, 2)
    if config.get("attention_axes") == list(places):
        del config["attention_axes"]
    return config
