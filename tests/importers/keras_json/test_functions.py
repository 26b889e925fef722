"""Functions of TensorFlow in files of tf.keras 2 are blocks; those that there are no blocks for are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blocks.check.checker import Checker
from blocks.graph.graph import Block
from importers.model_file import ImportedModel, import_model

Node = list[Any]


def entry(name: str) -> dict[str, Any]:
    config = {"batch_input_shape": [None, 4, 4, 3], "dtype": "float32", "name": name}
    return {"class_name": "InputLayer", "name": name, "config": config, "inbound_nodes": []}


def opened(
    folder: Path, config: dict[str, Any], node: Node, kind: str = "TFOpLambda"
) -> ImportedModel:
    called = {"name": "tf.f_1", "trainable": True, "dtype": "float32", **config}
    function = {"class_name": kind, "name": "tf.f_1", "config": called, "inbound_nodes": [node]}
    layers = [entry("a"), entry("b"), function]
    told = {
        "name": "model",
        "layers": layers,
        "input_layers": [["a", 0, 0], ["b", 0, 0]],
        "output_layers": [["tf.f_1", 0, 0]],
    }
    path = folder / "model.json"
    path.write_text(json.dumps({"class_name": "Functional", "config": told}))
    return import_model(path)


def last(found: ImportedModel) -> Block:
    return list(found.document.model.blocks.values())[-1]


def one(**arguments: Any) -> Node:
    return ["a", 0, 0, {"name": None, **arguments}]


B = ["b", 0, 0]
CUT = one(slice_spec=[{"class_name": "__ellipsis__"}, {"start": 1, "stop": 3, "step": None}])
READ: dict[str, tuple[str, Node, str, dict[str, Any]]] = {
    "times": ("math.multiply", one(y=2.0), "OpsMultiply", {"value": 2.0}),
    "zero times": ("math.multiply", one(y=0.0), "OpsMultiply", {"value": 0.0}),
    "times a tensor": ("__operators__.mul", one(y=B), "OpsMultiply", {}),
    "times itself": ("__operators__.mul", one(y=["a", 0, 0]), "OpsMultiply", {}),
    "a number first": (
        "math.add",
        ["_CONSTANT_VALUE", -1, 3.0, {"y": ["a", 0, 0]}],
        "OpsAdd",
        {"value": 3.0},
    ),
    "minus": ("math.subtract", one(y=1.5), "OpsAdd", {"value": -1.5}),
    "minus a tensor": ("__operators__.sub", one(y=B), "Subtract", {}),
    "by": ("math.truediv", one(y=4.0), "OpsMultiply", {"value": 0.25}),
    "negative": ("math.negative", one(), "OpsMultiply", {"value": -1.0}),
    "relu": ("nn.relu", one(), "Activation", {"activation": "relu"}),
    "swish": ("nn.silu", one(), "Activation", {"activation": "silu"}),
    "softmax": ("nn.softmax", one(axis=-1), "Softmax", {}),
    "leaky": ("nn.leaky_relu", one(alpha=0.25), "LeakyReLU", {"negative_slope": 0.25}),
    "concat": ("concat", [["a", 0, 0, {"axis": -1}], ["b", 0, 0, {"axis": -1}]], "Concatenate", {}),
    "mean": ("math.reduce_mean", one(axis=[1, 2]), "GlobalAveragePooling2D", {}),
    "mean that keeps": (
        "math.reduce_mean",
        one(axis=[1, 2], keepdims=True),
        "GlobalAveragePooling2D",
        {"keepdims": True},
    ),
    "reshape": ("reshape", one(shape=[-1, 48]), "Reshape", {"target_shape": (48,)}),
    "transpose": ("transpose", one(perm=[0, 3, 1, 2]), "Permute", {"dims": (3, 1, 2)}),
    "cut": (
        "__operators__.getitem",
        CUT,
        "Slice",
        {"start": 1, "stop": 3},
    ),
    "clip": ("clip_by_value", one(clip_value_min=0, clip_value_max=6), "ReLU", {"max_value": 6}),
}


@pytest.mark.parametrize("case", [pytest.param(each, id=name) for name, each in READ.items()])
def test_a_known_function_is_a_block(
    tmp_path: Path, case: tuple[str, Node, str, dict[str, Any]]
) -> None:
    function, node, kind, values = case
    found = opened(tmp_path, {"function": function}, node)
    assert found.report.remarks == []
    assert last(found).type == kind
    assert last(found).values == values
    unused = {"OpsMultiply", "OpsAdd"} if values else set()
    assert unused or all(not each.text for each in Checker(found.document).problems())


NODES: dict[str, tuple[dict[str, Any], Node, str, dict[str, Any]]] = {
    "times": ({"op": "Mul"}, [["a", 0, 0, {}]], "OpsMultiply", {"value": 2.0}),
    "tensors": ({"op": "AddV2"}, [["a", 0, 0, {}], ["b", 0, 0, {}]], "OpsAdd", {}),
    "relu": ({"op": "Relu6"}, [["a", 0, 0, {}]], "Activation", {"activation": "relu6"}),
}


@pytest.mark.parametrize("case", [pytest.param(each, id=name) for name, each in NODES.items()])
@pytest.mark.parametrize("as_text", [False, True])
def test_a_node_of_a_graph_is_a_block(
    tmp_path: Path, as_text: bool, case: tuple[dict[str, Any], Node, str, dict[str, Any]]
) -> None:
    told, node, kind, values = case
    config = {
        "node_def": json.dumps(told) if as_text else told,
        "constants": {"1": 2.0} if "value" in values else {},
    }
    found = opened(tmp_path, config, node, "TensorFlowOpLayer")
    assert found.report.remarks == []
    assert (last(found).type, last(found).values) == (kind, values)


@pytest.mark.parametrize(
    ("function", "node", "words"),
    [
        ("image.ssim", one(), "there is no block for the function image.ssim"),
        ("nn.relu", one(strange=1), "it is called with the argument strange"),
        ("math.subtract", ["_CONSTANT_VALUE", -1, 3.0, {"y": ["a", 0, 0]}], "neither tensor nor"),
        ("math.reduce_mean", one(axis=1), "other axes"),
        ("math.truediv", one(y=B), "divides by a tensor"),
        ("reshape", one(shape=[2, 24]), "the batch"),
        ("math.multiply", one(y="2"), "neither tensor nor number"),
        ("math.multiply", one(z=B), "not known here"),
    ],
)
def test_other_functions_are_named_and_called_no_code(
    tmp_path: Path, function: str, node: Node, words: str
) -> None:
    found = opened(tmp_path, {"function": function}, node)
    (remark,) = found.report.remarks
    assert (remark.kind, remark.name) == ("unknown", "tf.f_1")
    assert words in remark.text


def test_a_cut_says_which_axes_it_can_be_of(tmp_path: Path) -> None:
    node = one(slice_spec=[{"start": None, "stop": None, "step": None}])
    found = opened(tmp_path, {"function": "__operators__.getitem"}, node, "SlicingOpLambda")  # fmt: skip
    assert [each.kind for each in found.report.remarks] == ["unknown"]
