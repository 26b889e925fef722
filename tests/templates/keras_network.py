"""Fingerprints of Keras models, and Keras models of fingerprints. Needs Keras."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from tests.templates.fingerprint import Layer, Network, numbered

_NO_MATTER = {"name", "dtype", "trainable"}
"""What a network does not depend on."""
_DECIDE = {"pool_size"}
"""What the default of another argument depends on."""


def network_of(model: Any, printed: int | None = None) -> Network:
    """Return the fingerprint of a built model."""
    tensors: dict[int, int] = {}
    layers: list[Layer] = []
    owners: dict[int, int] = {}
    waiting = [(tensor, False) for tensor in model.outputs]
    while waiting:  # a tensor may be as deep as a network is long: no recursion
        tensor, ready = waiting.pop()
        if id(tensor) in tensors:
            continue
        operation, node, _ = tensor._keras_history
        inputs = operation._inbound_nodes[node].input_tensors
        if not ready:
            waiting += [(tensor, True), *((each, False) for each in inputs)]
            continue
        tensors[id(tensor)] = owners[id(operation)] = len(layers)
        numbers = tuple(tensors[id(each)] for each in inputs)
        layers.append(_layer(operation, tensor, operation._inbound_nodes[node], numbers))
    ordered, outputs, new = numbered(layers, [tensors[id(each)] for each in model.outputs])
    order = [new[owners[id(layer)]] for layer in model.layers if layer.weights]
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    sequential = isinstance(model, keras.Sequential)
    return Network(
        ordered, outputs, tuple(order), model.count_params(), trainable, sequential, printed
    )


def _layer(operation: Any, tensor: Any, node: Any, numbers: tuple[int, ...]) -> Layer:
    kind, shape = type(operation).__name__, tuple(tensor.shape[1:])
    if kind == "InputLayer":
        return Layer("Input", {"shape": list(shape)}, (), shape)
    if kind == "Lambda":
        channels = node.input_tensors[0].shape[-1]
        return Layer("Slice", _slice(operation, channels), numbers, shape)
    if kind == "GetItem":
        part = node.arguments.args[1][-1]
        return Layer("Slice", {"start": part.start or 0, "stop": part.stop}, numbers, shape)
    weights = tuple(tuple(weight.shape) for weight in operation.weights)
    return Layer(kind, _told(operation), numbers, shape, weights)


def _slice(operation: Any, channels: int) -> dict[str, int]:
    """Find out which channels a layer lets through: it is shown their numbers."""
    kept = np.asarray(operation.function(np.arange(channels)[None, None, None])).ravel()
    assert (kept == np.arange(kept[0], kept[-1] + 1)).all()
    return {"start": int(kept[0]), "stop": int(kept[-1]) + 1}


def _told(operation: Any) -> dict[str, Any]:
    """Return the arguments in which a layer differs from one that is told only what it must be."""
    config, kind = operation.get_config(), type(operation)
    needed = [
        name
        for name, parameter in inspect.signature(kind.__init__).parameters.items()
        if name in config and (parameter.default is parameter.empty or name in _DECIDE)
    ]
    bare = kind(**{name: config[name] for name in needed}).get_config()
    return {
        name: value
        for name, value in config.items()
        if name not in _NO_MATTER and (name in needed or value != bare.get(name))
    }


def rebuilt(network: Network, shape: Sequence[int] = ()) -> Any:
    """Build the model of a fingerprint.

    Args:
        network: it must have one input and one output.
        shape: of an example, where it shall be another than the listing's.
    """
    entry = shape or network.layers[0].shape
    if network.sequential:
        layers = [_made(layer) for layer in network.layers[1:]]
        return keras.Sequential([keras.Input(entry), *layers])
    tensors: list[Any] = []
    for layer in network.layers:
        inputs = [tensors[number] for number in layer.inputs]
        if layer.type == "Input":
            tensors.append(keras.Input(entry))
        elif layer.type == "Slice":
            tensors.append(inputs[0][..., layer.arguments["start"] : layer.arguments["stop"]])
        else:
            tensors.append(_made(layer)(inputs if len(inputs) > 1 else inputs[0]))
    return keras.Model(tensors[0], tensors[network.outputs[0]])


def _made(layer: Layer) -> Any:
    return getattr(keras.layers, layer.type)(**layer.arguments)


def give_weights(model: Any) -> None:
    """Give every weight values of its own, none of them zero or one, small enough for many layers."""
    random = np.random.default_rng(1)
    for weight in model.weights:
        shape = tuple(weight.shape)
        if len(shape) == 1:
            weight.assign(random.uniform(0.5, 1.5, shape))
        else:
            wide = random.standard_normal(shape, dtype="float32")
            weight.assign(wide / math.sqrt(math.prod(shape[:-1])))
