"""The programs in ``examples/``: each runs by itself, does what it says, and opens no window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from blocks.check.checker import Checker
from blocks.files.project_file import read_project

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
WITHOUT_WINDOW = """
import runpy, sys
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
assert not {"PySide6", "keras", "tensorflow"} & sys.modules.keys(), "a window or Keras is loaded"
"""


def output_of(name: str, folder: Path) -> str:
    """Run an example as people do and return what it prints."""
    words = [sys.executable, "-c", WITHOUT_WINDOW, str(EXAMPLES / name), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=200, cwd=EXAMPLES.parent)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_every_example_is_tried_here_and_named_in_the_readme() -> None:
    own = Path(__file__).read_text(encoding="utf-8")
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    names = [path.name for path in EXAMPLES.glob("*.py")]
    assert len(names) == 5
    assert [name for name in names if f'"{name}"' not in own or name not in readme] == []


def test_building(tmp_path: Path) -> None:
    told = output_of("build_network.py", tmp_path)
    assert "2,650 parameters, 0 problems" in told
    document = read_project(tmp_path / "residual.netwright")
    assert Checker(document).totals().parameters == 2650
    assert len(document.model.incoming("add-5")) == 2


def test_checking_and_fixing(tmp_path: Path) -> None:
    lines = output_of("check_and_fix.py", tmp_path).splitlines()
    assert lines[0].startswith("error: Add: its inputs must have equal shapes")
    assert lines[1].startswith("fixed: use filters = 32")
    assert lines[-1] == "0 problems left"


def test_exporting(tmp_path: Path) -> None:
    output_of("export_code.py", tmp_path)
    functions, flat = (
        (tmp_path / f"resnet50_{style}.py").read_text(encoding="ascii")
        for style in ("functions", "flat")
    )
    for script in (functions, flat):
        compile(script, "resnet50.py", "exec")
    assert "INPUT_SIZE = 64" in functions
    assert "keras.Input(shape=(64, 64, 3))" in flat
    assert "def bottleneck_block" in functions
    assert "def bottleneck_block" not in flat


def test_importing(tmp_path: Path) -> None:
    told = output_of("import_script.py", tmp_path)
    assert "Read 20 layers from a Python script" in told
    document = read_project(tmp_path / "small_resnet.netwright")
    structures = [block.structure for block in document.model.blocks.values() if block.structure]
    assert [structure.series for structure in structures] == [4]


@pytest.mark.keras
def test_training(tmp_path: Path) -> None:
    told = output_of("train_network.py", tmp_path)
    assert "epoch 2: loss" in told
    assert "accuracy on the test data: 0." in told
    assert {"model.keras", "model.py", "result.json"} <= {
        path.name for path in (tmp_path / "run").iterdir()
    }
