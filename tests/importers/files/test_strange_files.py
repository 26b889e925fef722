"""A file that holds no model is told for what it is; a description is found in whatever it is wrapped."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import h5py
import pytest

from importers.model_file import import_model
from importers.reports.errors import UnreadableModel
from tests.importers.keras_json.configs import entry, functional, layer, text

GOOD = functional(entry(4), layer("Dense", "d", "input_layer", units=2))
PLAIN = text(GOOD)

WRAPPED = {
    "mark": b"\xef\xbb\xbf" + PLAIN,
    "UTF-16": PLAIN.decode().encode("utf-16"),
    "UTF-16 without a mark": PLAIN.decode().encode("utf-16-le"),
    "UTF-16 of other machines": b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"),
    "JSON in JSON": json.dumps(PLAIN.decode()).encode(),
    "three times": json.dumps(json.dumps(PLAIN.decode())).encode(),
    "blanks before": b"\n\n  " + PLAIN,
    "TensorFlow.js": json.dumps(
        {"format": "layers-model", "modelTopology": {"model_config": GOOD}, "weightsManifest": []}
    ).encode(),
    "saved by TensorFlow.js": json.dumps(
        {"modelTopology": GOOD | {"keras_version": "tfjs-layers 4.2.0"}, "weightsManifest": []}
    ).encode(),
    "a text in TensorFlow.js": json.dumps(
        {"modelTopology": {"keras_version": "2.4.0", "model_config": PLAIN.decode()}}
    ).encode(),
}


@pytest.mark.parametrize("data", [pytest.param(each, id=name) for name, each in WRAPPED.items()])
def test_a_description_is_read_however_it_is_wrapped(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(data)
    found = import_model(path)
    assert [block.type for block in found.document.model.blocks.values()] == ["Input", "Dense"]


def test_long_descriptions_lie_in_texts_too(tmp_path: Path) -> None:
    dense = (layer("Dense", f"d{at}", f"d{at - 1}" if at else "input_layer", units=2) for at in range(600))  # fmt: skip
    path = tmp_path / "model.json"
    path.write_text(json.dumps(text(functional(entry(4), *dense)).decode()))
    assert len(import_model(path).document.model.blocks) == 601


POINTER = b"""version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 94412315
"""

TOLD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("m.h5", b"", "is empty"),
    "pointer": ("m.h5", POINTER, r"Git LFS: the model itself, 94\.4 MB, was not downloaded"),
    "pointer in JSON": ("m.json", POINTER, "git lfs pull"),
    "page": ("m.h5", b"\n<!DOCTYPE html>\n<html>", "is a web page"),
    "page with a mark": ("m.keras", b"\xef\xbb\xbf<HTML lang=en>", "is a web page"),
    "zeros": ("m.h5", bytes(4096), "filled with zeros"),
    "gzip": ("m.h5.gz", b"\x1f\x8b\x08\0\0", "unpack it first"),
    "graph": ("saved_model.pb", b"\x08\x01\x12\xc2", r"model\.save\('model\.keras'\)"),
    "lite": ("m.tflite", b"\x1c\0\0\0TFL3\0\0", "TensorFlow Lite"),
    "onnx": ("m.onnx", b"\x08\x07\x12\x07pytorch", "ONNX"),
    "yaml": ("m.yaml", b"backend: tensorflow\nclass_name: Sequential\n", "YAML"),
    "cut JSON": ("m.json", PLAIN[: len(PLAIN) // 2], "cut off"),
    "graph model": (
        "m.json",
        b'{"format": "graph-model", "modelTopology": {"node": []}}',
        "keeps no layers",
    ),
    "strange": ("m.bin", b"\x01\x02\x03", "no model file that can be read here"),
}


@pytest.mark.parametrize("case", [pytest.param(each, id=name) for name, each in TOLD.items()])
def test_what_is_no_model_is_told_for_what_it_is(
    tmp_path: Path, case: tuple[str, bytes, str]
) -> None:
    name, data, words = case
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableModel, match=words):
        import_model(path)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (["model/saved_model.pb", "model/variables/variables.index"], "SavedModel"),
        (["archive/data.pkl", "archive/data/0"], "PyTorch"),
        (["keras_model.h5", "labels.txt"], "has keras_model.h5 in it"),
        (["readme.txt"], "no config.json"),
    ],
)
def test_archives_of_others_are_told(tmp_path: Path, members: list[str], words: str) -> None:
    path = tmp_path / "model.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name in members:
            made.writestr(name, b"x")
    with pytest.raises(UnreadableModel, match=words):
        import_model(path)


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("saved_model.pb", "is a SavedModel"),
        ("model.json", "open model.json in it"),
        ("config.json", "open config.json in it"),
        ("other", "choose the model file in it"),
    ],
)
def test_folders_are_told(tmp_path: Path, inside: str, words: str) -> None:
    (tmp_path / inside).write_bytes(b"")
    with pytest.raises(UnreadableModel, match=words):
        import_model(tmp_path)


def test_an_archive_that_is_cut_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("config.json", PLAIN)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UnreadableModel, match="cut off"):
        import_model(path)


@pytest.mark.parametrize("layout", ["earliest", "latest"])
def test_an_hdf5_file_that_is_cut_off_says_how_much_is_there(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "model.h5"
    with h5py.File(path, "w", libver=layout) as file:
        file.attrs["model_config"] = PLAIN.decode()
        file["array"] = [0.0] * 500
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(UnreadableModel, match=r"cut off: 1\.5 kB of [\d.]+ kB are there"):
        import_model(path)


def test_weights_without_a_model_say_how_they_are_given(tmp_path: Path) -> None:
    path = tmp_path / "model.weights.h5"
    with h5py.File(path, "w") as file:
        file["array"] = [1.0]
    with pytest.raises(UnreadableModel, match="--weights-from"):
        import_model(path)


@pytest.mark.parametrize("version", ["2.11.0", "3.1.0"])
def test_an_hdf5_file_says_which_keras_wrote_it(tmp_path: Path, version: str) -> None:
    hard = layer("Activation", "a", "input_layer", activation="hard_sigmoid")
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = text(functional(entry(4), hard)).decode()
        file.attrs["keras_version"] = version
    found = import_model(path)
    assert found.report.source == f"an HDF5 file of Keras {version}"
    assert bool(found.report.remarks) == version.startswith("2")
