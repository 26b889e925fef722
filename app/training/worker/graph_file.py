"""The final graph of a run: every layer of the model that was built, in a file of its own (``graph.json``)."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.training.run_folder.folder import FORMAT
from app.training.run_folder.writing import write

if TYPE_CHECKING:
    import keras


def write_graph(model: keras.Model, path: Path) -> None:
    """Write the layers of a built model; a run is worth more than this file, so a failure is only logged."""
    try:
        write(path, msgspec.json.encode(describe(model)) + b"\n")
    except Exception:
        traceback.print_exc()


def describe(model: keras.Model) -> dict[str, object]:
    """Return a model's layers in Keras's order.

    Returns:
        ``format``, ``inputs`` and ``outputs`` (names of layers), ``parameters``, and for each layer its ``name``,
        ``type``, for each time that it is applied the names of the layers it is ``fed_by``, its output ``shape``
        (``null`` for an open size, a list of shapes where it has several outputs), its number of ``parameters`` and
        whether it is ``trainable``.
    """
    return {
        "format": FORMAT,
        "inputs": [_maker(tensor) for tensor in model.inputs],
        "outputs": [_maker(tensor) for tensor in model.outputs],
        "parameters": model.count_params(),
        "layers": [_layer(layer) for layer in model.layers],
    }


def _layer(layer: keras.layers.Layer) -> dict[str, object]:
    nodes = layer._inbound_nodes
    fed_by = [[_maker(tensor) for tensor in node.input_tensors] for node in nodes]
    output = layer.output if nodes else None
    if isinstance(output, (list, tuple)):
        shape = [list(one.shape) for one in output]
    else:
        shape = list(getattr(output, "shape", ()))
    return {
        "name": layer.name,
        "type": type(layer).__name__,
        "fed_by": fed_by,
        "shape": shape,
        "parameters": layer.count_params(),
        "trainable": layer.trainable,
    }


def _maker(tensor: keras.KerasTensor) -> str:
    return str(tensor._keras_history.operation.name)
