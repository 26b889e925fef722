"""``netwright train``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from tests.app.training.harness import project

ROOT = Path(__file__).parents[3]


def written(folder: Path, name: str, **training: object) -> Path:
    path = folder / "flowers.netwright"
    path.write_text(project(name, **training), "utf-8")
    return path


@pytest.mark.keras
def test_json_lines_and_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, out = written(tmp_path, "wine-multiclass"), tmp_path / "out"
    assert cli.main(["train", str(path), "--epochs", "2", "--out", str(out), "--json"]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["started", "epoch", "epoch", "finished"]
    assert lines[1]["logs"].keys() == {"loss", "accuracy", "val_loss", "val_accuracy"}
    for name in ("project.netwright", "model.py", "model.keras", "history.csv"):
        assert (out / name).is_file()
    assert path.read_text("utf-8") == project("wine-multiclass")  # the project is only read


@pytest.mark.keras
def test_ctrl_c_stops_in_order_and_keeps_what_was_trained(tmp_path: Path) -> None:
    path = written(tmp_path, "digits-cnn", epochs=5000, patience=None)
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "train", str(path), "--json", "--out", str(tmp_path / "o")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stderr is not None
        while json.loads(child.stdout.readline())["event"] != "epoch":
            pass
        os.kill(child.pid, signal.SIGINT)
        last = [json.loads(line) for line in child.stdout][-1]
        assert child.stderr.read() == ""
    assert child.returncode == 130
    assert (last["event"], last["reason"]) == ("finished", "stopped")
    assert (tmp_path / "o" / "model.keras").is_file()


def test_a_model_with_problems_is_not_trained(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "wine-multiclass")
    assert cli.main(["train", str(path), "--data", "iris", "--json"]) == 1
    line = json.loads(capfd.readouterr().out)
    assert (line["event"], line["kind"]) == ("failed", "project")
    assert "13" in line["message"]
    path.write_text(path.read_text().replace('"source": "wine"', '"source": "none"'))
    assert cli.main(["train", str(path)]) == 1
    assert "No data are chosen" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--data", "mnist"], "There is no data set mnist"),
        (["--data", "gone.csv"], "There is no file"),
        (["--epochs", "0"], "must be a whole number"),
        (["--epochs", "many"], "invalid int value"),
    ],
)
def test_unusable_wishes(
    words: list[str], sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["train", str(written(tmp_path, "wine-multiclass")), *words]) == 2
    assert sentence in capfd.readouterr().err


def test_digits_are_scaled_to_what_the_model_takes(tmp_path: Path) -> None:
    from app.commands.train import chosen
    from app.project.project import Project

    path = written(tmp_path, "digits-cnn")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"data": {}}))
    run = Project.open(path)
    settings = chosen(run, "digits", None)
    run.change_settings("data", settings)
    assert run.data is not None
    assert run.data.shape == (28, 28, 1)
    assert run.errors() == []
