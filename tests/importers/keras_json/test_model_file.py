from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.files.project_file import from_text, to_text
from blocks.graph.unknown_layers import KEPT
from importers.model_file import ImportedModel, import_model
from importers.reports.errors import UnreadableModel
from tests.importers.keras_json.configs import conv, entry, functional, layer, text


def read(tmp_path: Path, model: dict[str, Any]) -> ImportedModel:
    path = tmp_path / "model.json"
    path.write_bytes(text(model))
    return import_model(path)


def types(document: Document) -> list[str]:
    return [document.model.blocks[key].type for key in document.model.order()]


def test_layers_become_blocks_with_values_that_are_not_the_default(tmp_path: Path) -> None:
    model = functional(
        entry(8, 8, 3),
        conv("first", "input_layer", 4, activation="relu", use_bias=True, strides=[1, 1]),
        layer("Flatten", "flatten", "first", data_format="channels_last"),
        layer("Dense", "head", "flatten", units=10, activation="softmax"),
    )
    found = read(tmp_path, model)
    assert types(found.document) == ["Input", "Conv2D", "Flatten", "Dense"]
    block = next(each for each in found.document.model.blocks.values() if each.name == "first")
    assert dict(block.values) == {
        "filters": 4,
        "kernel_size": 3,
        "padding": "same",
        "activation": "relu",
    }
    assert found.report.remarks == []
    assert Checker(found.document).totals().parameters == 4 * 28 + 256 * 10 + 10


def test_initializers_and_regularizers_keep_their_arguments(tmp_path: Path) -> None:
    regularizer = {"module": "keras.regularizers", "class_name": "L2", "config": {"l2": 0.5}}
    initializer = {
        "module": "keras.initializers",
        "class_name": "HeNormal",
        "config": {"seed": None},
    }
    model = functional(
        entry(4),
        layer(
            "Dense",
            "d",
            "input_layer",
            units=2,
            activation="linear",
            kernel_regularizer=regularizer,
            kernel_initializer=initializer,
        ),
    )
    block = read(tmp_path, model).document.model.blocks["dense-2"]
    assert str(block.values["kernel_initializer"]) == "he_normal"
    assert block.values["kernel_regularizer"].get("l2") == 0.5  # type: ignore[union-attr]
    assert "activation" not in block.values


def test_names_that_keras_counts_out_are_left_to_it(tmp_path: Path) -> None:
    model = functional(entry(4), layer("Dense", "dense_7", "input_layer", units=2))
    found = read(tmp_path, model)
    assert found.document.model.blocks["dense-2"].name == ""
    assert found.origins[""]["dense-2"] == "dense_7"


def test_names_that_code_could_not_have_are_mended_and_told(tmp_path: Path) -> None:
    model = functional(entry(4), layer("Dense", "my layer/é", "input_layer", units=2))
    found = read(tmp_path, model)
    assert found.document.model.blocks["dense-2"].name == "my_layer_"
    assert [each.kind for each in found.report.remarks] == ["renamed"]


@pytest.mark.parametrize(
    ("module", "class_name", "kind"),
    [
        ("evilpkg.layers", "Dense", "unknown"),
        ("keras.layers", "Lambda", "code"),
        ("keras.layers", "TFSMLayer", "code"),
        ("os", "system", "unknown"),
        ("keras.layers", "NotThereYet", "unknown"),
    ],
)
def test_what_is_not_known_keeps_its_configuration_word_for_word(
    tmp_path: Path, module: str, class_name: str, kind: str
) -> None:
    strange = layer(class_name, "strange", "input_layer", module=module, knob=[1, {"a": "b"}])
    found = read(tmp_path, functional(entry(4), strange))
    assert [each.kind for each in found.report.remarks] == [kind]
    (block,) = [each for each in found.document.model.blocks.values() if each.name == "strange"]
    assert found.document.model.kind_of(block) is None
    kept = from_text(to_text(found.document)).model.blocks[block.id].extra[KEPT]
    assert kept == {
        "class_name": class_name,
        "module": module,
        "config": strange["config"],
    }


def test_a_known_class_with_an_argument_that_is_not_known_is_kept_too(tmp_path: Path) -> None:
    model = functional(entry(4), layer("Dense", "d", "input_layer", units=2, new_feature=3))
    found = read(tmp_path, model)
    assert "new_feature" in found.report.remarks[0].text


def test_a_sequential_model_of_keras_2_says_its_shape_in_the_first_layer(tmp_path: Path) -> None:
    first = {
        "class_name": "Dense",
        "config": {"name": "a", "units": 3, "batch_input_shape": [None, 5]},
    }
    second = {"class_name": "Dense", "config": {"name": "b", "units": 2}}
    model = {"class_name": "Sequential", "config": {"name": "s", "layers": [first, second]}}
    found = read(tmp_path, model)
    assert types(found.document) == ["Input", "Dense", "Dense"]
    assert Checker(found.document).totals().parameters == 18 + 8


def test_a_functional_model_of_keras_2_writes_calls_as_lists(tmp_path: Path) -> None:
    def old(class_name: str, name: str, *sources: str, **config: Any) -> dict[str, Any]:
        nodes = [[[source, 0, 0, {}] for source in sources]] if sources else []
        return {
            "class_name": class_name,
            "name": name,
            "config": {"name": name} | config,
            "inbound_nodes": nodes,
        }

    layers = [
        old("InputLayer", "in", batch_input_shape=[None, 4]),
        old("Dense", "a", "in", units=3),
        old("Dense", "b", "in", units=3),
        old("Add", "sum", "a", "b"),
    ]
    ends = {"input_layers": [["in", 0, 0]], "output_layers": [["sum", 0, 0]]}
    config = {"name": "m", "layers": layers} | ends
    found = read(tmp_path, {"class_name": "Functional", "config": config})
    assert types(found.document) == ["Input", "Dense", "Dense", "Add"]
    assert not Checker(found.document).problems()


def test_a_nested_model_becomes_a_composite(tmp_path: Path) -> None:
    inner = functional(entry(8), layer("Dense", "inner", "input_layer", units=8), name="encoder")
    nested = inner | layer("Functional", "encoder", "input_layer") | {"config": inner["config"]}
    found = read(tmp_path, functional(entry(8), nested, layer("Dense", "out", "encoder", units=1)))
    assert types(found.document) == ["Input", "Encoder", "Dense"]
    assert Checker(found.document).totals().parameters == 72 + 9


def test_a_slice_of_channels_is_a_slice(tmp_path: Path) -> None:
    cut = layer("GetItem", "get_item", "input_layer", module="keras.src.ops.numpy")
    ends = [
        {"class_name": "__ellipsis__", "config": {}},
        {"class_name": "__slice__", "config": {"start": 0, "stop": 2, "step": None}},
    ]
    cut["inbound_nodes"][0]["args"].append(ends)
    found = read(tmp_path, functional(entry(4, 4, 6), cut))
    assert Checker(found.document).results["slice-2"].output == (4, 4, 2)


def test_an_archive_says_which_keras_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    model = functional(entry(4), layer("Dense", "d", "input_layer", units=2))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.15.1"}))
        archive.writestr("config.json", text(model))
        archive.writestr("model.weights.h5", b"not read")
    assert import_model(path).report.source == "a .keras archive of Keras 3.15.1"


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ({"class_name": "MyModel", "config": {"width": 3}}, "Python code"),
        ({"format": "netwright project"}, "no Keras model"),
        (functional(entry(4), layer("Dense", "d", "nowhere", units=2)), "never come"),
        (functional(entry(4), entry(4)), "same name"),
        ({"class_name": "Sequential", "config": {"layers": []}}, "what shape"),
        ({"class_name": "Sequential", "config": {"layers": [entry(4)]}}, "no layers"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    tmp_path: Path, model: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnreadableModel, match=words):
        read(tmp_path, model)


def test_operations_without_a_module_are_told_from_layers(tmp_path: Path) -> None:
    times = layer("Multiply", "times", "input_layer", module="")
    times["config"] = {"name": "times"}
    times["inbound_nodes"][0]["args"].append(0.5)
    found = read(tmp_path, functional(entry(4), times))
    assert types(found.document) == ["Input", "OpsMultiply"]
