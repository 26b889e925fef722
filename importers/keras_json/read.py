"""A Keras model's JSON as layers and their calls, the same for all versions that wrote it.

Keras 3 writes ``inbound_nodes`` as arguments with ``__keras_tensor__`` in them, Keras 2 as lists of
``[layer, node, tensor, keyword arguments]``; a Sequential model has no nodes at all. Sources:
https://keras.io/api/saving/ and what both versions write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from blocks.values.safe_json import Json, fields
from importers.keras_json.calls import KerasTensor, LayerConfig, Model, Node, nodes_of, tensors_of
from importers.keras_json.masks import without_implied_masks
from importers.keras_json.old_words import (
    Version,
    merged_models,
    told_today,
    version_of,
    without_models,
)
from importers.keras_json.tied import number_of
from importers.keras_json.values import is_keras_module
from importers.reports.errors import UnreadableModel

MAX_LAYERS = 10_000
MAX_NESTING = 20

FUNCTIONAL = ("Functional", "Model")
SEQUENTIAL = "Sequential"


def read_model(data: Json, depth: int = 0, version: Version | None = None) -> Model:
    """Read a model's JSON.

    Args:
        data: what ``model.to_json()`` gives, parsed.
        depth: how many models this one lies in.
        version: of the Keras that wrote it, where the JSON itself does not say.

    Raises:
        UnreadableModel: it is no functional or Sequential model, or a part is not what it must be.
    """
    if depth > MAX_NESTING:
        raise UnreadableModel(f"Models lie inside one another more than {MAX_NESTING} deep.")
    version = version_of(fields(data).get("keras_version")) or version
    kind, told = _class_name(data), fields(data).get("config")
    # The oldest Sequential models are a bare list of layers.
    config: dict[str, Json] = {"layers": told} if isinstance(told, list) else fields(told)
    items = config.get("layers")
    if not isinstance(items, list):
        raise UnreadableModel(_no_layers(kind))
    if len(items) > MAX_LAYERS:
        raise UnreadableModel(f"The model has more than {MAX_LAYERS:,} layers.")
    found = config.get("name")
    name = found if isinstance(found, str) else ""
    if kind == SEQUENTIAL:
        return _sequential(name or "sequential", items, config, depth, version)
    layers = tuple(_layer(item, depth, version) for item in items)
    if len({layer.name for layer in layers}) < len(layers):
        raise UnreadableModel("Two layers have the same name.")
    ends = (config.get(f"{end}_layers") for end in ("input", "output"))
    (inputs, entries), (outputs, results) = (_end(each, nested=depth > 0) for each in ends)
    parts = _counted_from_0(layers, inputs, outputs)
    entries = entries or tuple(each.layer for each in inputs)
    return without_implied_masks(Model(name or "model", *parts, entries=entries, results=results))


def _end(data: Json, nested: bool) -> tuple[tuple[KerasTensor, ...], tuple[str, ...]]:
    """Return the tensors at one end of a model, and their keys where they come as a dictionary.

    Keras counts those of a nested model by the sorted keys.
    """
    if not isinstance(data, Mapping):
        return tensors_of(data), ()
    keys = tuple(sorted(data) if nested else data)
    return tensors_of([data[key] for key in keys]), keys


def _no_layers(kind: str) -> str:
    return (
        f"The model is of the class {kind[:60]}, which keeps its layers in Python code. "
        "Only functional and Sequential models can be read."
    )


def is_model(class_name: str, config: object) -> bool:
    """Tell whether a layer is a model with layers of its own that can be read."""
    if isinstance(config, list):
        return class_name == SEQUENTIAL
    readable = class_name == SEQUENTIAL or class_name in FUNCTIONAL
    return readable and isinstance(config, Mapping) and isinstance(config.get("layers"), list)


def _layer(
    item: Json,
    depth: int,
    version: Version | None,
    nodes: tuple[Node, ...] | None = None,
    unnamed: str = "",
) -> LayerConfig:
    class_name, told = _class_name(item), fields(item)
    config = fields(told.get("config"))
    name = told.get("name") or config.get("name") or unnamed
    if not isinstance(name, str) or not name:
        raise UnreadableModel(f"A layer of the class {class_name[:60]} has no name.")
    is_inner = is_model(class_name, told.get("config"))
    inner = read_model(item, depth + 1, version) if is_inner else None
    if nodes is None:
        nodes = tuple(nodes_of(told.get("inbound_nodes", []), name))
    if inner is not None:
        nodes = tuple(_by_entry(node, inner) for node in nodes)
    module, registered = told.get("module") or "", told.get("registered_name") or ""
    if not isinstance(module, str) or not isinstance(registered, str):
        raise UnreadableModel(f"The layer {name[:60]} does not say which class it is.")
    number = number_of(told)
    if inner is not None or registered or not is_keras_module(module):
        return LayerConfig(
            name, class_name, module, config, nodes, inner, registered, number=number
        )
    now = told_today(class_name, config, version)
    notes = tuple(now.notes)
    told_now = name, now.class_name, module, now.config, nodes, None, "", notes, now.fault
    return LayerConfig(*told_now, number=number)


def _by_entry(node: Node, model: Model) -> Node:
    """Return a call of a model with its tensors in the order of the model's inputs."""
    if sorted(node.keys) != sorted(model.entries) or len({*node.keys}) < len(node.keys):
        return node
    given = dict(zip(node.keys, node.inputs, strict=False))
    rest = node.inputs[len(node.keys) :]
    return replace(node, inputs=(*(given[key] for key in model.entries), *rest))


def _sequential(
    name: str,
    items: list[Json],
    config: Mapping[str, Json],
    depth: int,
    version: Version | None,
) -> Model:
    """Give a Sequential model the calls that it does not write down."""
    layers: list[LayerConfig] = []
    shape = config.get("build_input_shape")
    first = items[0] if items else None
    if merged_models(first):
        return _merging(name, items, depth, version)
    if not _is_input(first):
        shape = _batch_shape(first) or shape
        if shape is None:
            raise UnreadableModel(
                f"The Sequential model {name[:60]} does not say what shape goes in. "
                "Call it once, or give it an Input, and save it again."
            )
        layers.append(
            LayerConfig("input_layer", "InputLayer", "keras.layers", {"batch_shape": shape})
        )
    taken = {layer.name for layer in layers}
    for item in items:
        inputs = (KerasTensor(layers[-1].name, 0, 0),) if layers else ()
        # Models that are bare lists of layers have no names.
        unnamed = f"sequential_{len(layers)}" if _bare_list(item) else ""
        layer = _layer(item, depth, version, (Node(inputs),) if inputs else (), unnamed)
        if layer.name in taken:
            raise UnreadableModel("Two layers have the same name.")
        taken.add(layer.name)
        layers.append(layer)
    if len(layers) < 2:
        raise UnreadableModel(f"The Sequential model {name[:60]} has no layers.")
    ends = (KerasTensor(layers[0].name, 0, 0),), (KerasTensor(layers[-1].name, 0, 0),)
    return Model(name, tuple(layers), *ends, sequential=True)


def _merging(name: str, items: list[Json], depth: int, version: Version | None) -> Model:
    """Read a model of Keras 1 that begins with a Merge of models: it has an input for each of theirs."""
    inputs: list[KerasTensor] = []
    layers: list[LayerConfig] = []
    ends: list[KerasTensor] = []
    for at, item in enumerate(merged_models(items[0])[:MAX_LAYERS], 1):
        inner = read_model(item, depth + 1, version)
        own = {each.name: each.config for each in inner.layers}
        entries = [f"input_{at}_{place}" for place in range(1, len(inner.inputs) + 1)]
        layers += [
            LayerConfig(entry, "InputLayer", "", own.get(tensor.layer, {}))
            for entry, tensor in zip(entries, inner.inputs, strict=True)
        ]
        tensors = tuple(KerasTensor(entry, 0, 0) for entry in entries)
        inputs += tensors
        branch = f"branch_{at}"
        ends.append(KerasTensor(branch, 0, 0))
        layers.append(LayerConfig(branch, _class_name(item), "", {}, (Node(tensors),), model=inner))
    merge = without_models(items[0])
    for at, item in enumerate((merge, *items[1:]), 1):
        node = Node(tuple(ends), listed=len(ends) > 1)
        layers.append(_layer(item, depth, version, (node,), f"layer_{at}"))
        ends = [KerasTensor(layers[-1].name, 0, 0)]
    if len({layer.name for layer in layers}) < len(layers):
        raise UnreadableModel("Two layers have the same name.")
    return Model(name, tuple(layers), tuple(inputs), tuple(ends))


def _is_input(item: Json) -> bool:
    return fields(item).get("class_name") == "InputLayer"


def _batch_shape(item: Json) -> Json:
    """Return the shape that Keras 2 wrote into the first layer of a Sequential model."""
    bare = _bare_list(item)
    config = fields(fields(item).get("config"))
    inner = bare or config.get("layers")
    if isinstance(inner, list) and inner:
        return _batch_shape(inner[0])
    return config.get("batch_input_shape") or config.get("batch_shape")


def _bare_list(item: Json) -> list[Json]:
    """Return the layers of a model that is a bare list of them, as the oldest are; none for anything else."""
    found = fields(item)
    layers = found.get("config") if found.get("class_name") == SEQUENTIAL else None
    return layers if isinstance(layers, list) else []


# ------------------------------------------------------------------ calls


def _counted_from_0(
    layers: tuple[LayerConfig, ...],
    inputs: tuple[KerasTensor, ...],
    outputs: tuple[KerasTensor, ...],
) -> tuple[tuple[LayerConfig, ...], tuple[KerasTensor, ...], tuple[KerasTensor, ...]]:
    """Let the calls of nested models count from 0, as those of layers do.

    A model has a call of its own before anybody else calls it. Keras 2 counts that in, Keras 3 only where it names the
    outputs of the model around it.
    """
    calls = {layer.name: len(layer.nodes) for layer in layers if layer.model is not None}
    if not calls:
        return layers, inputs, outputs
    inbound = [each for layer in layers for node in layer.nodes for each in node.inputs]
    late = {each.layer for each in inbound if each.node == calls.get(each.layer)}
    functional = {layer.name for layer in layers if layer.class_name in FUNCTIONAL}
    ends = late | {
        each.layer
        for each in outputs
        if each.node
        and each.layer in calls
        and (each.layer in functional or each.node == calls[each.layer])
    }
    moved = tuple(
        replace(layer, nodes=tuple(_moved_node(node, late) for node in layer.nodes))
        for layer in layers
    )
    return moved, inputs, tuple(_moved(each, ends) for each in outputs)


def _moved_node(node: Node, names: set[str]) -> Node:
    if not any(each.layer in names for each in node.inputs):
        return node
    constants = {
        key: _moved(each, names) if isinstance(each, KerasTensor) else each
        for key, each in node.constants.items()
    }
    inputs = tuple(_moved(each, names) for each in node.inputs)
    return replace(node, inputs=inputs, constants=constants)


def _moved(tensor: KerasTensor, names: set[str]) -> KerasTensor:
    return (
        replace(tensor, node=tensor.node - 1) if tensor.layer in names and tensor.node else tensor
    )


def _class_name(data: Json) -> str:
    found = fields(data).get("class_name")
    if not isinstance(found, str) or not found:
        raise UnreadableModel("The file is JSON, but no Keras model.")
    return found
