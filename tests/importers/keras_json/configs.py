"""Keras's JSON written by hand, as small as it goes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Layer = dict[str, Any]


def tensor(name: str, shape: Sequence[int | None] = ()) -> dict[str, Any]:
    config = {"shape": list(shape), "dtype": "float32", "keras_history": [name, 0, 0]}
    return {"class_name": "__keras_tensor__", "config": config}


def layer(class_name: str, name: str, *sources: str, module: str = "keras.layers", **config: Any) -> Layer:  # fmt: skip
    tensors: list[Any] = [tensor(source) for source in sources]
    args = tensors if len(tensors) == 1 else [tensors]
    return {
        "module": module,
        "class_name": class_name,
        "config": {"name": name, "trainable": True, "dtype": _DTYPE} | config,
        "registered_name": None,
        "name": name,
        "inbound_nodes": [{"args": args, "kwargs": {}}] if sources else [],
    }


_DTYPE = {
    "module": "keras",
    "class_name": "DTypePolicy",
    "config": {"name": "float32"},
    "registered_name": None,
}


def entry(*shape: int, name: str = "input_layer") -> Layer:
    config = {"batch_shape": [None, *shape], "dtype": "float32", "name": name}
    return {
        "module": "keras.layers",
        "class_name": "InputLayer",
        "config": config,
        "name": name,
        "inbound_nodes": [],
    }


def functional(*layers: Layer, outputs: Sequence[str] = (), name: str = "functional") -> Layer:
    ends = list(outputs) or [layers[-1]["name"]]
    inputs = [each["name"] for each in layers if each["class_name"] == "InputLayer"]
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {
            "name": name,
            "layers": list(layers),
            "input_layers": [[end, 0, 0] for end in inputs],
            "output_layers": [[end, 0, 0] for end in ends],
        },
        "registered_name": "Functional",
    }


def conv(name: str, source: str, filters: int = 8, **config: Any) -> Layer:
    return layer(
        "Conv2D", name, source, filters=filters, kernel_size=[3, 3], padding="same", **config
    )


def residual_network(groups: Mapping[int, int]) -> Layer:
    """Return a network of residual blocks; ``groups``: filters to number of blocks."""
    layers = [entry(32, 32, 3)]
    source = "input_layer"
    for filters, count in groups.items():
        layers.append(conv(f"enter_{filters}", source, filters))
        source = f"enter_{filters}"
        for at in range(count):
            stem = f"block_{filters}_{at}"
            layers += [
                conv(f"{stem}_conv", source, filters),
                layer("BatchNormalization", f"{stem}_bn", f"{stem}_conv"),
                layer("Activation", f"{stem}_act", f"{stem}_bn", activation="relu"),
                conv(f"{stem}_conv2", f"{stem}_act", filters),
                layer("Add", f"{stem}_add", source, f"{stem}_conv2"),
            ]
            source = f"{stem}_add"
    layers.append(layer("GlobalAveragePooling2D", "pool", source))
    layers.append(layer("Dense", "head", "pool", units=10, activation="softmax"))
    return functional(*layers, name="residual")


def text(model: Layer) -> bytes:
    return json.dumps(model).encode()
