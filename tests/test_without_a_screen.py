"""Delete the screen: ten lines build, check, save, load, compile and export a model without canvas and app."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

TEN_LINES = """
document, last = Document(), None
for name in ("Input", "Flatten", "Dense"):
    last, edits = add_block(document, name, after=last)
    document.apply(edits)
assert not Checker(document).problems()
write_project(document, path)
plan = make_plan(read_project(path))
model = build_model(plan)
compile_model(model, plan)
print(write_script(plan))
"""

SETUP = """
import sys
from pathlib import Path
sys.modules["app"] = sys.modules["canvas"] = sys.modules["PySide6"] = None
from blocks.check.checker import Checker
from blocks.commands.blocks import add_block
from blocks.document.document import Document
from blocks.files.project_file import read_project, write_project
from exporters.keras_model import build_model, compile_model
from exporters.plan.make import make_plan
from exporters.python.script import write_script
path = Path(sys.argv[1])
"""


@pytest.mark.keras
def test_ten_lines_do_without_a_screen(tmp_path: Path) -> None:
    assert len(TEN_LINES.strip().splitlines()) == 10
    command = [sys.executable, "-c", SETUP + TEN_LINES, str(tmp_path / "x.netwright")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"}

    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert ended.returncode == 0, ended.stderr
    assert "def build_model" in ended.stdout
