from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.imports.importing import import_both
from blocks.files.project_file import read_project
from tests.importers.keras_json.configs import entry, functional, layer, residual_network, text


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "residual.json"
    path.write_bytes(text(residual_network({8: 3, 16: 3})))
    return path


def test_a_model_file_becomes_a_project_with_its_structure(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "project"
    assert main(["import", str(model), "-o", str(out)]) == 0
    told = capsys.readouterr().out
    assert "35 layers" in told
    assert "ResidualBlock" in told
    assert "netwright" in told
    document = read_project(out.with_suffix(".netwright"))
    assert len(document.model.blocks) < 10
    places = list(document.model.positions.values())
    assert len(set(places)) == len(places)
    assert main(["check", str(out.with_suffix(".netwright"))]) == 0


def test_flat_leaves_every_layer_a_block_and_json_tells_everything(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "flat.netwright"
    assert main(["import", str(model), "-o", str(out), "--flat", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["layers"] == report["blocks"] == len(read_project(out).model.blocks) == 35
    assert report["folded"] == {}
    assert report["remarks"] == []


def test_what_is_not_known_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(text(functional(entry(4), layer("Lambda", "f", "input_layer"))))
    assert main(["import", str(path), "-o", str(tmp_path / "m.netwright")]) == 0
    assert "contains code - not loaded" in capsys.readouterr().out


def test_a_file_that_is_there_is_not_replaced_and_a_broken_one_is_told(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "there.netwright"
    out.write_text("mine")
    assert main(["import", str(model), "-o", str(out)]) == 2
    assert out.read_text() == "mine"
    broken = tmp_path / "broken.keras"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    assert main(["import", str(broken), "-o", str(tmp_path / "x.netwright")]) == 2
    assert "damaged" in capsys.readouterr().err


def test_weights_beside_a_description_are_found_and_others_can_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "net.json"
    file.write_bytes(text(residual_network({8: 3})))
    out = tmp_path / "net.netwright"
    assert main(["import", str(file), "-o", str(out), "--weights"]) == 2
    assert "--weights-from" in capsys.readouterr().err
    other = tmp_path / "elsewhere.h5"
    other.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(40))
    words = ["import", str(file), "-o", str(out), "--weights-from", str(other)]
    assert main(words) == 0
    assert read_project(out).extra["weights"]["file"] == "elsewhere.h5"
    (tmp_path / "net.weights.h5").write_bytes(other.read_bytes())
    assert main(["import", str(file), "-o", str(out), "--weights", "--force"]) == 0
    assert read_project(out).extra["weights"]["file"] == "net.weights.h5"
    assert import_both(file).weights == tmp_path / "net.weights.h5"


@pytest.mark.keras
def test_the_round_trip_is_checked(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m.netwright"
    assert main(["import", str(model), "-o", str(out), "--check"]) == 0
    assert (
        "Built with Keras, the model is the same as in the file: 35 layers"
        in capsys.readouterr().out
    )


def test_what_cannot_be_built_cannot_be_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "m.json", tmp_path / "m.netwright"
    path.write_bytes(text(functional(entry(4), layer("Lambda", "f", "input_layer"))))
    assert main(["import", str(path), "-o", str(out), "--check", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["round_trip"]
    assert not found["same"]
    assert "nothing to compare" in found["text"]
    assert out.exists()
