"""Masks that Keras writes down as operations: those that follow from a layer go, others are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from blocks.graph.unknown_layers import unknown_layer_of
from importers.model_file import ImportedModel, import_model
from tests.importers.keras_json.configs import entry, functional, layer, tensor, text


def masked(last: str, mask: str) -> dict[str, Any]:
    made = layer("GRU", "gru", last, units=3)
    made["inbound_nodes"][0]["kwargs"] = {"training": False, "mask": tensor(mask, [None, 9])}
    return made


def differs(name: str, source: str, value: float) -> dict[str, Any]:
    made = layer("NotEqual", name, source, module="keras.src.ops.numpy")
    made["inbound_nodes"][0]["args"].append(value)
    return made


def read(tmp_path: Path, *layers: dict[str, Any]) -> ImportedModel:
    path = tmp_path / "model.json"
    path.write_bytes(text(functional(*layers)))
    return import_model(path)


def test_the_mask_of_an_embedding_is_left_out(tmp_path: Path) -> None:
    words = layer("Embedding", "words", "input_layer", input_dim=20, output_dim=4, mask_zero=True)
    found = read(tmp_path, entry(9), words, differs("ne", "input_layer", 0), masked("words", "ne"))
    types = [block.type for block in found.document.model.blocks.values()]
    assert types == ["Input", "Embedding", "GRU"]
    assert found.report.remarks == []


@pytest.mark.parametrize("mask_zero", [True, False])
def test_a_mask_from_elsewhere_stays_and_the_layer_is_kept_word_for_word(
    mask_zero: bool, tmp_path: Path
) -> None:
    words = layer(
        "Embedding", "words", "input_layer", input_dim=20, output_dim=4, mask_zero=mask_zero
    )
    value = 7 if mask_zero else 0
    found = read(tmp_path, entry(9), words, differs("ne", "input_layer", value), masked("words", "ne"))  # fmt: skip
    unknown_layers = [unknown_layer_of(block) for block in found.document.model.blocks.values()]
    assert [each.class_name for each in unknown_layers if each] == ["NotEqual", "GRU"]
    assert {each.kind for each in found.report.remarks} == {"unknown"}


def attending(mask: str) -> dict[str, Any]:
    made = layer("Attention", "att", "words", "words")
    made["inbound_nodes"][0]["kwargs"] = {"mask": [tensor(mask, [None, 9])] * 2}
    return made


@pytest.mark.parametrize("operation", ["ConvertToTensor", "Any", "LogicalAnd", "LogicalOr"])
def test_the_masks_of_attention_are_left_out_with_what_they_go_on_as(
    operation: str, tmp_path: Path
) -> None:
    words = layer("Embedding", "words", "input_layer", input_dim=20, output_dim=4, mask_zero=True)
    mask = differs("ne", "input_layer", 0)
    on = layer(operation, "on", "ne", module="keras.src.ops.numpy")
    found = read(tmp_path, entry(9), words, mask, attending("ne"), on, masked("att", "on"))
    types = [block.type for block in found.document.model.blocks.values()]
    assert types == ["Input", "Embedding", "Attention", "GRU"]
    assert found.report.remarks == []


def test_masks_of_attention_from_elsewhere_stay(tmp_path: Path) -> None:
    words = layer("Embedding", "words", "input_layer", input_dim=20, output_dim=4)
    found = read(tmp_path, entry(9), words, differs("ne", "input_layer", 3), attending("ne"))
    assert "argument mask" in " ".join(remark.text for remark in found.report.remarks)
