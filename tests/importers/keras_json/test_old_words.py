"""Words of Keras 1 and 2 come in as those of today; what had another meaning is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from blocks.check.checker import Checker
from blocks.graph.graph import Block
from importers.keras_json.old_words import THEANO
from importers.model_file import ImportedModel, import_model
from importers.reports.errors import UnreadableModel

Words = Mapping[str, Any]
IMAGE = (8, 8, 3)


def sequential(
    shape: tuple[int, ...], *layers: tuple[str, Words], version: str = "2.11.0"
) -> dict[str, Any]:
    entry = {"batch_input_shape": [None, *shape], "dtype": "float32", "name": "seen"}
    items = [{"class_name": "InputLayer", "config": entry}]
    for at, (name, config) in enumerate(layers):
        told = {"name": f"layer_{at}", "trainable": True, "dtype": "float32", **config}
        items.append({"class_name": name, "config": told})
    config = {"name": "small", "layers": items}
    return {"class_name": "Sequential", "config": config, "keras_version": version}


def opened(folder: Path, model: object) -> ImportedModel:
    path = folder / "model.json"
    path.write_text(json.dumps(model))
    return import_model(path)


def last(found: ImportedModel) -> Block:
    return list(found.document.model.blocks.values())[-1]


def parameters(found: ImportedModel) -> int | None:
    return Checker(found.document).totals().parameters


CONV = {"kernel_size": [3, 3], "groups": 1, "dilation_rate": [1, 1], "use_bias": True}

NEW = {
    "axis": ("BatchNormalization", {"axis": [3]}, IMAGE, "BatchNormalization", {"axis": 3}, 12),
    "items": (
        "BatchNormalization",
        {"axis": {"class_name": "__tuple__", "items": [3]}},
        IMAGE,
        "BatchNormalization",
        {"axis": 3},
        12,
    ),
    "depthwise": ("DepthwiseConv2D", CONV, IMAGE, "DepthwiseConv2D", {"kernel_size": 3}, 30),
    "separable": (
        "SeparableConv2D",
        {**CONV, "filters": 2, "kernel_initializer": {"class_name": "Zeros", "config": {}}},
        IMAGE,
        "SeparableConv2D",
        {"filters": 2, "kernel_size": 3},
        35,
    ),
    "transposed": (
        "Conv2DTranspose",
        {**CONV, "filters": 2, "output_padding": None},
        IMAGE,
        "Conv2DTranspose",
        {"filters": 2, "kernel_size": 3},
        56,
    ),
    "leaky": ("LeakyReLU", {"alpha": 0.2}, (4,), "LeakyReLU", {"negative_slope": 0.2}, 0),
    "numpy": (
        "LeakyReLU",
        {"alpha": {"class_name": "__numpy__", "config": {"value": 0.25, "dtype": "float32"}}},
        (4,),
        "LeakyReLU",
        {"negative_slope": 0.25},
        0,
    ),
    "threshold": ("ThresholdedReLU", {"theta": 0.5}, (4,), "ReLU", {"threshold": 0.5}, 0),
    "dropout": ("SpatialDropout2D", {"rate": 0.5}, IMAGE, "SpatialDropout2D", {"rate": 0.5}, 0),
    "a list of one": ("ReLU", {"max_value": [6.0]}, (4,), "ReLU", {"max_value": 6.0}, 0),
    "whole number": ("Dense", {"units": 2.0}, (4,), "Dense", {"units": 2}, 10),
    "flat": ("Flatten", {"dtype": "int32"}, IMAGE, "Flatten", {}, 0),
    "policy": (
        "Dense",
        {"units": 2, "dtype": {"class_name": "Policy", "config": {"name": "mixed_float16"}}},
        (6,),
        "Dense",
        {"units": 2, "dtype": "mixed_float16"},
        14,
    ),
    "cudnn": (
        "CuDNNLSTM",
        {"units": 2, "return_state": False, "stateful": False},
        (5, 3),
        "LSTM",
        {"units": 2},
        48,
    ),
    "cudnn gru": ("CuDNNGRU", {"units": 2}, (5, 3), "GRU", {"units": 2}, 42),
    "wrapped": (
        "Bidirectional",
        {"layer": {"class_name": "CuDNNLSTM", "config": {"units": 2, "dtype": None}}},
        (5, 3),
        "Bidirectional(LSTM)",
        {"units": 2},
        96,
    ),
    "whole numbers": (
        "Embedding",
        {"input_dim": 10, "output_dim": 2, "dtype": "int32", "input_length": 4},
        (4,),
        "Embedding",
        {"input_dim": 10, "output_dim": 2},
        20,
    ),
}
"""Class and words of tf.keras 2, the shape that goes in; type, values, parameters of the block."""

OLD = {
    "dense": (
        "Dense",
        {
            "output_dim": 3,
            "init": "he_normal",
            "bias": False,
            "W_regularizer": {"name": "WeightRegularizer", "l1": 0.0, "l2": 0.5},
            "b_constraint": {"name": "MaxNorm", "m": 3, "axis": 0},
            "input_dim": None,
        },
        (4,),
        "Dense",
        {"units": 3, "use_bias": False, "kernel_initializer": "he_normal"},
        12,
    ),
    "conv": (
        "Convolution2D",
        {
            "nb_filter": 4,
            "nb_row": 3,
            "nb_col": 5,
            "subsample": [2, 2],
            "border_mode": "same",
            "dim_ordering": "tf",
        },
        IMAGE,
        "Conv2D",
        {"filters": 4, "kernel_size": (3, 5), "strides": 2, "padding": "same"},
        184,
    ),
    "theano": (
        "Convolution2D",
        {"nb_filter": 4, "nb_row": 3, "nb_col": 3, "dim_ordering": "th"},
        (3, 8, 8),
        "Conv2D",
        {"filters": 4, "data_format": "channels_first"},
        112,
    ),
    "atrous": (
        "AtrousConvolution2D",
        {"nb_filter": 4, "nb_row": 3, "nb_col": 3, "atrous_rate": [2, 2]},
        IMAGE,
        "Conv2D",
        {"dilation_rate": 2},
        112,
    ),
    "conv1d": (
        "Convolution1D",
        {"nb_filter": 4, "filter_length": 3, "subsample_length": 1},
        (9, 2),
        "Conv1D",
        {"filters": 4, "kernel_size": 3},
        28,
    ),
    "conv3d": (
        "Convolution3D",
        {"nb_filter": 2, "kernel_dim1": 3, "kernel_dim2": 2, "kernel_dim3": 1},
        (5, 5, 5, 1),
        "Conv3D",
        {"kernel_size": (3, 2, 1)},
        14,
    ),
    "pool": (
        "MaxPooling1D",
        {"pool_length": 2, "stride": 3, "border_mode": "valid"},
        (9, 2),
        "MaxPooling1D",
        {"strides": 3},
        0,
    ),
    "dropout": ("Dropout", {"p": 0.25}, (4,), "Dropout", {"rate": 0.25}, 0),
    "noise": ("GaussianNoise", {"sigma": 0.25}, (4,), "GaussianNoise", {"stddev": 0.25}, 0),
    "lstm": (
        "LSTM",
        {
            "output_dim": 2,
            "inner_init": "orthogonal",
            "forget_bias_init": "zero",
            "inner_activation": "sigmoid",
            "U_regularizer": None,
            "dropout_W": 0.5,
            "consume_less": "cpu",
        },
        (5, 3),
        "LSTM",
        {"units": 2, "unit_forget_bias": False, "dropout": 0.5},
        48,
    ),
    "every step": ("TimeDistributedDense", {"output_dim": 2}, (5, 3), "Dense", {"units": 2}, 8),
    "normal": ("BatchNormalization", {"mode": 0, "gamma_init": "one"}, (4,), "BatchNormalization", {}, 16),
}  # fmt: skip


@pytest.mark.parametrize(("version", "case"), [
    *(pytest.param("2.11.0", each, id=f"2: {name}") for name, each in NEW.items()),
    *(pytest.param("1.2.2", each, id=f"1: {name}") for name, each in OLD.items()),
])  # fmt: skip
def test_words_of_old_files_are_those_of_today(
    tmp_path: Path, version: str, case: tuple[str, Words, tuple[int, ...], str, Words, int]
) -> None:
    name, config, shape, kind, values, count = case
    found = opened(tmp_path, sequential(shape, (name, config), version=version))
    told = [each.text for each in found.report.remarks]
    assert told == ([THEANO] if config.get("dim_ordering") == "th" else [])
    block = last(found)
    assert block.type == kind
    assert {key: block.values.get(key) for key in values} == values
    assert parameters(found) == count


@pytest.mark.parametrize(
    ("name", "config", "words"),
    [
        ("MaxoutDense", {"output_dim": 2}, "Keras 1"),
        ("BatchNormalization", {"mode": 2}, "Keras 1: its mode 2"),
        ("Convolution1D", {"nb_filter": 2, "filter_length": 3, "border_mode": "full"}, "Keras 1"),
        ("Merge", {"mode": "concat", "layers": []}, "Keras 1"),
        ("LocallyConnected1D", {"filters": 2}, "Keras 2"),
    ],
)
def test_what_keras_has_no_longer_is_told_as_such(
    tmp_path: Path, name: str, config: Words, words: str
) -> None:
    found = opened(tmp_path, sequential((9, 2), (name, config), version="1.2.2"))
    (remark,) = found.report.remarks
    assert (remark.kind, remark.name) == ("unknown", "layer_0")
    assert remark.text.startswith(words)


@pytest.mark.parametrize(
    ("mode", "kind"), [("sum", "Add"), ("concat", "Concatenate"), ("ave", "Average"), ("dot", "Dot")]
)  # fmt: skip
def test_a_merge_of_keras_1_is_the_layer_of_its_mode(tmp_path: Path, mode: str, kind: str) -> None:
    entry = {"batch_input_shape": [None, 4], "input_dtype": "float32"}
    merge = {
        "mode": mode,
        "concat_axis": -1,
        "dot_axes": -1,
        "mode_type": "raw",
        "output_mask": None,
    }
    layers: list[dict[str, Any]] = [
        {"class_name": "InputLayer", "name": name, "config": {**entry, "name": name}, "inbound_nodes": []}
        for name in "ab"
    ]  # fmt: skip
    both = [[["a", 0, 0], ["b", 0, 0]]]
    told = {**merge, "name": "m"}
    layers.append({"class_name": "Merge", "name": "m", "config": told, "inbound_nodes": both})
    config = {
        "name": "model",
        "layers": layers,
        "input_layers": [["a", 0, 0], ["b", 0, 0]],
        "output_layers": [["m", 0, 0]],
    }
    found = opened(tmp_path, {"class_name": "Model", "config": config, "keras_version": "1.2.2"})
    assert found.report.remarks == []
    assert last(found).type == kind
    assert Checker(found.document).problems() == []


@pytest.mark.parametrize(
    ("version", "told"), [("2.2.4", True), ("2.15.0", True), ("1.2.2", True), ("3.1.0", False)]
)
def test_another_hard_sigmoid_is_said(tmp_path: Path, version: str, told: bool) -> None:
    hard: Words = {"units": 2, "recurrent_activation": "hard_sigmoid"}
    inner = {"layer": {"class_name": "GRU", "config": {**hard, "reset_after": True}}}
    layers = [
        ("LSTM", {**hard, "return_sequences": True}),
        ("Bidirectional", inner),
        ("Activation", {"activation": "hard_sigmoid"}),
        ("Dense", {"units": 2, "activation": "relu"}),
    ]
    found = opened(tmp_path, sequential((5, 3), *layers, version=version))
    names = [each.name for each in found.report.remarks if each.kind == "meaning"]
    assert names == (["layer_0", "layer_1", "layer_2"] if told else [])


def test_gates_that_an_old_file_leaves_out_are_what_they_were(tmp_path: Path) -> None:
    found = opened(tmp_path, sequential((5, 3), ("GRU", {"units": 2}), version="2.1.3"))
    assert last(found).values["recurrent_activation"] == "hard_sigmoid"
    assert last(found).values["reset_after"] is False
    assert [each.kind for each in found.report.remarks] == ["meaning", "meaning"]
    assert parameters(found) == 36
    newer = opened(tmp_path, sequential((5, 3), ("GRU", {"units": 2}), version="2.11.0"))
    assert newer.report.remarks == []


def test_models_that_are_bare_lists_lie_in_one_another(tmp_path: Path) -> None:
    def dense(units: int) -> dict[str, Any]:
        config = {"name": f"d{units}", "units": units, "batch_input_shape": [None, 4]}
        return {"class_name": "Dense", "config": config}

    inner = {"class_name": "Sequential", "config": [dense(3)]}
    deeper = {"class_name": "Sequential", "config": [inner, dense(2)]}
    found = opened(tmp_path, {"class_name": "Sequential", "config": [deeper, dense(1)]})
    assert parameters(found) == 15 + 8 + 3


def test_a_class_of_others_keeps_its_own_words(tmp_path: Path) -> None:
    strange = {"p": 1, "init": "x", "groups": 1}
    model = sequential((4,), ("Dropout", strange))
    model["config"]["layers"][1]["registered_name"] = "mine>Dropout"
    found = opened(tmp_path, model)
    kept = last(found).extra["keras"]
    assert isinstance(kept, dict)
    assert {key: kept["config"][key] for key in strange} == strange


@pytest.mark.parametrize(
    ("name", "config", "words"),
    [
        ("Activation", {"activation": "<lambda>"}, "its activation <lambda> is none"),
        ("BatchNormalization", {"axis": [1, 2]}, "axis must be an axis number, not (1, 2)"),
        ("Mine", {"x": 1}, "there is no block for the class Mine"),
        (
            "Dense",
            {"units": 2, "activation": {"class_name": "Mine", "config": {}}},
            "its activation is an object of the class Mine",
        ),
    ],
)
def test_the_reason_names_the_argument(
    tmp_path: Path, name: str, config: Words, words: str
) -> None:
    (remark,) = opened(tmp_path, sequential((4,), (name, config))).report.remarks
    assert remark.name == "layer_0"
    assert words in remark.text
    assert len(remark.text) < 120


@pytest.mark.parametrize("dtype", ["uint16", "uint32", "uint64", "int64", "bool"])
def test_an_input_of_whole_numbers_is_a_block(tmp_path: Path, dtype: str) -> None:
    model = sequential((4,), ("Flatten", {}))
    model["config"]["layers"][0]["config"]["dtype"] = dtype
    found = opened(tmp_path, model)
    assert found.report.remarks == []
    assert next(iter(found.document.model.blocks.values())).values["dtype"] == dtype


@pytest.mark.parametrize(
    ("mode", "units", "count"), [("concat", 2, 15 + 10 + 6), ("sum", 3, 15 + 15 + 4)]
)
def test_a_merge_of_models_is_a_model_with_their_inputs(
    tmp_path: Path, mode: str, units: int, count: int
) -> None:
    def branch(at: int, units: int) -> dict[str, Any]:
        config = {"name": f"dense_{at}", "output_dim": units, "batch_input_shape": [None, 4]}
        return {"class_name": "Sequential", "config": [{"class_name": "Dense", "config": config}]}

    models = [branch(1, 3), branch(2, units)]
    merge = {"name": "merge_1", "mode": mode, "concat_axis": 1, "layers": models}
    items = [
        {"class_name": "Merge", "config": merge},
        {"class_name": "Dense", "config": {"name": "end", "output_dim": 1}},
    ]
    model = {"class_name": "Sequential", "config": items, "keras_version": "1.2.2"}
    found = opened(tmp_path, model)
    assert found.report.remarks == []
    assert Checker(found.document).problems() == []
    assert parameters(found) == count


def test_a_merge_of_what_are_no_models_is_refused(tmp_path: Path) -> None:
    ends = {"input_layers": [["a", 0, 0]], "output_layers": [["a", 0, 0]]}
    broken = {"class_name": "Model", "config": {"layers": [], **ends}}
    for inside in ([3], [{"class_name": "Dense", "config": {}}], [broken]):
        items = [{"class_name": "Merge", "config": {"name": "m", "mode": "sum", "layers": inside}}]
        with pytest.raises(UnreadableModel):
            opened(tmp_path, {"class_name": "Sequential", "config": items})
