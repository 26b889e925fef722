"""Layers within layers, and layers called with several tensors, as files have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blocks.document.document import Document
from blocks.graph.graph import Block
from blocks.graph.unknown_layers import KEPT
from importers.model_file import ImportedModel, import_model
from tests.importers.keras_json.configs import Layer, entry, functional, layer, tensor, text


def read(tmp_path: Path, model: dict[str, Any]) -> ImportedModel:
    path = tmp_path / "model.json"
    path.write_bytes(text(model))
    return import_model(path)


def only(document: Document, start: str) -> Block:
    (found,) = (each for each in document.model.blocks.values() if each.type.startswith(start))
    return found


def inner(class_name: str, **config: Any) -> dict[str, Any]:
    return {
        key: layer(class_name, "inner", **config)[key] for key in ("module", "class_name", "config")
    }


def lstm(back: bool = False, **config: Any) -> dict[str, Any]:
    values = {"units": 3, "return_sequences": True, "zero_output_for_mask": True}
    values |= {"go_backwards": back, "return_state": False}
    found = inner("LSTM", **{**values, **config})
    found["config"]["name"] = "backward_lstm" if back else "forward_lstm"
    return found


def both(**config: Any) -> Layer:
    return functional(entry(5, 4), layer("Bidirectional", "both", "input_layer", **config))


def test_a_wrapper_and_its_layer_are_one_block(tmp_path: Path) -> None:
    found = read(tmp_path, both(layer=lstm(), backward_layer=lstm(True), merge_mode="ave"))
    assert found.report.remarks == []
    block = only(found.document, "Bidirectional")
    assert block.type == "Bidirectional(LSTM)"
    assert dict(block.values) == {"units": 3, "return_sequences": True, "merge_mode": "ave"}


def test_what_does_not_train_in_one_of_both_does_not_train(tmp_path: Path) -> None:
    config = {"layer": inner("PReLU", shared_axes=[1]), "trainable": False}
    model = functional(entry(5, 4, 3), layer("TimeDistributed", "each", "input_layer", **config))
    block = only(read(tmp_path, model).document, "TimeDistributed")
    assert block.type == "TimeDistributed(PReLU)"
    assert dict(block.values) == {"shared_axes": 1, "trainable": False}


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"layer": lstm(), "backward_layer": lstm(True, units=4)}, "its backward layer is not"),
        ({"layer": lstm(True), "backward_layer": lstm()}, "its backward layer is not"),
        ({"layer": inner("Dense", units=2)}, "no block for a Dense in a Bidirectional"),
        ({"layer": lstm(dtype="float16")}, "another number format"),
        ({"layer": {**lstm(), "module": "mine"}}, "not Keras's own"),
        ({"layer": {**lstm(), "registered_name": "mine>LSTM"}}, "not Keras's own"),
        ({"layer": lstm(return_state=True)}, "an argument return_state"),
        ({"layer": lstm(), "merge_mode": None}, "merge_mode"),
        ({"layer": 3}, "which layer is inside"),
        ({}, "which layer is inside"),
        ({"layer": {"class_name": "A" * 500, "config": {}}}, "there is no block"),
    ],
)
def test_what_a_block_cannot_be_is_kept_word_for_word(
    tmp_path: Path, config: dict[str, Any], words: str
) -> None:
    model = both(**config)
    found = read(tmp_path, model)
    (remark,) = found.report.remarks
    assert remark.kind == "unknown"
    assert words in remark.text
    kept = only(found.document, "Bidirectional").extra[KEPT]
    assert kept["config"] == json.loads(json.dumps(model["config"]["layers"][1]["config"]))


def test_code_inside_a_wrapper_is_code(tmp_path: Path) -> None:
    deep = inner("TimeDistributed", layer=inner("Lambda", function="exec(1)"))
    model = functional(entry(5, 4, 3), layer("TimeDistributed", "each", "input_layer", layer=deep))
    found = read(tmp_path, model)
    assert [remark.kind for remark in found.report.remarks] == ["code"]


def attention(*args: Any, **kwargs: Any) -> Layer:
    config = {"num_heads": 2, "key_dim": 4, "value_dim": 4, "attention_axes": [1]}
    found = layer("MultiHeadAttention", "mha", "a", **config)
    found["inbound_nodes"] = [{"args": list(args), "kwargs": kwargs}]
    return functional(entry(5, 8, name="a"), entry(6, 8, name="b"), found)


A, B = tensor("a", (None, 5, 8)), tensor("b", (None, 6, 8))


def sources(document: Document) -> dict[str, str]:
    block = only(document, "MultiHead")
    names = {key: each.name for key, each in document.model.blocks.items()}
    return {wire.target_port: names[wire.source] for wire in document.model.incoming(block.id)}


@pytest.mark.parametrize(
    "model",
    [
        attention(A, B, use_causal_mask=True),
        attention(A, value=B, key=None, use_causal_mask=True),
        attention(value=B, query=A, use_causal_mask=True),
    ],
)
def test_tensors_by_place_and_by_name_find_their_ports(tmp_path: Path, model: Layer) -> None:
    found = read(tmp_path, model)
    assert found.report.remarks == []
    assert sources(found.document) == {"query": "a", "value": "b"}
    values = only(found.document, "MultiHead").values
    assert values == {"num_heads": 2, "key_dim": 4, "use_causal_mask": True}


@pytest.mark.parametrize(
    "model",
    [attention(A, B, attention_mask=B), attention(A, B, A, B), attention(A, A, query=B)],
)
def test_tensors_without_a_port_leave_the_layer_unknown(tmp_path: Path, model: Layer) -> None:
    (remark,) = read(tmp_path, model).report.remarks
    assert remark.kind == "unknown"


def test_keras_2_names_tensors_behind_the_first(tmp_path: Path) -> None:
    model = attention(A)
    model["config"]["layers"][2]["config"] |= {"query_shape": [None, 5, 8], "key_shape": None}
    nodes = [[["a", 0, 0, {"value": ["b", 0, 0], "key": None, "use_causal_mask": False}]]]
    model["config"]["layers"][2]["inbound_nodes"] = nodes
    found = read(tmp_path, model)
    assert found.report.remarks == []
    assert sources(found.document) == {"query": "a", "value": "b"}


def test_the_length_that_keras_2_tells_an_embedding_is_left_out(tmp_path: Path) -> None:
    config = {"input_dim": 9, "output_dim": 4, "input_length": 5, "mask_zero": False}
    found = read(tmp_path, functional(entry(5), layer("Embedding", "e", "input_layer", **config)))
    assert found.report.remarks == []
    assert only(found.document, "Embedding").values == {"input_dim": 9, "output_dim": 4}
