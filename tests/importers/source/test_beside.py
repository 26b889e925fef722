"""Files beside a script that it imports: which are read, which are not, and what the report says of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from blocks.check.checker import Checker
from importers.model_file import import_model
from importers.source.text import beside

HEAD = "import keras\nfrom keras import layers, Input, Model, Sequential\n"

BLOCKS = HEAD + "SIZE = 4\ndef block(x, n=SIZE):\n    return layers.Dense(n)(x)\n"


def written(folder: Path, files: dict[str, str]) -> None:
    """Write files; folders come into being."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def opened(path: Path) -> tuple[object, str, list[str]]:
    """Return the number of parameters of a script's model, what kind of file it was, and what is told."""
    found = import_model(path)
    totals = Checker(found.document).totals()
    return totals.parameters, found.report.source, [each.text for each in found.report.remarks]


def model_of(call: str) -> str:
    return f"x = Input((3,))\nModel(x, {call}).summary()\n"


IMPORTS = {
    "beside it": ("blocks.py", "net.py", "from blocks import block", "block(x)"),
    "under another name": ("blocks.py", "net.py", "from blocks import block as b", "b(x)"),
    "the module": ("blocks.py", "net.py", "import blocks", "blocks.block(x)"),
    "the module under another name": ("blocks.py", "net.py", "import blocks as b", "b.block(x)"),
    "all names": ("blocks.py", "net.py", "from blocks import *", "block(x)"),
    "a package": ("parts/blocks.py", "net.py", "from parts.blocks import block", "block(x)"),
    "a package by its path": ("parts/blocks.py", "net.py", "import parts.blocks", "parts.blocks.block(x)"),
    "a module of a package": ("parts/blocks.py", "net.py", "from parts import blocks", "blocks.block(x)"),
    "what a package is": ("parts/__init__.py", "net.py", "from parts import block", "block(x)"),
    "with a dot": ("blocks.py", "net.py", "from .blocks import block", "block(x)"),
    "a module with a dot": ("blocks.py", "net.py", "from . import blocks", "blocks.block(x)"),
    "with two dots": ("blocks.py", "a/net.py", "from ..blocks import block", "block(x)"),
    "above, on sys.path": (
        "blocks.py", "a/net.py", "import sys\nsys.path.append('../')\nfrom blocks import block", "block(x)",
    ),
    "in a function": (
        "blocks.py", "net.py", "def f(x):\n    from blocks import block\n    return block(x)", "f(x)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", IMPORTS)
def test_files_beside_a_script_are_read(words: str, tmp_path: Path) -> None:
    file, name, line, call = IMPORTS[words]
    written(tmp_path, {file: BLOCKS, name: f"{HEAD}{line}\n{model_of(call)}"})
    number, source, texts = opened(tmp_path / name)
    assert (number, texts) == (16, [])
    assert source == f"a Python script with {Path(file).name} beside it"


def test_the_package_that_a_script_is_in_is_where_whole_names_begin(tmp_path: Path) -> None:
    text = f"{HEAD}from net.parts.blocks import block\n{model_of('block(x)')}"
    inner = {"net/__init__.py": "", "net/parts/__init__.py": "", "net/models/__init__.py": ""}
    written(tmp_path, {**inner, "net/parts/blocks.py": BLOCKS, "net/models/a.py": text})
    assert opened(tmp_path / "net/models/a.py")[0] == 16


def test_files_that_import_one_another_end(tmp_path: Path) -> None:
    files = {
        "a.py": f"{HEAD}from b import size\nimport b\nx = Input((3,))\nModel(x, b.block(x)).summary()\n",
        "b.py": f"{HEAD}import c\nsize = 5\ndef block(x):\n    return layers.Dense(c.n())(x)\n",
        "c.py": "import b\nimport a\ndef n():\n    return b.size\n",
    }
    written(tmp_path, files)
    assert opened(tmp_path / "a.py")[0] == 20


def test_what_a_file_beside_it_runs_as_a_program_is_no_part_of_the_model(tmp_path: Path) -> None:
    main = (
        "if __name__ == '__main__':\n    block = None\nModel(Input((1,)), Input((1,))).summary()\n"
    )
    text = f"{HEAD}from blocks import block\n{model_of('block(x)')}"
    written(tmp_path, {"blocks.py": BLOCKS + main, "net.py": text})
    assert opened(tmp_path / "net.py")[0] == 16


def test_remarks_name_the_file_and_its_line(tmp_path: Path) -> None:
    lines = f"{HEAD}def block(x):\n    return layers.Strange()(x)\n"
    text = f"{HEAD}from blocks import block\n{model_of('block(x)')}"
    written(tmp_path, {"blocks.py": lines, "net.py": text})
    (remark,) = import_model(tmp_path / "net.py").report.remarks
    assert remark.name == "blocks.py, line 4: return layers.Strange()(x)"


def test_installed_packages_links_and_what_lies_elsewhere_are_not_read(tmp_path: Path) -> None:
    text = f"{HEAD}from blocks import block\n{model_of('block(x)')}"
    written(tmp_path, {"site-packages/blocks.py": BLOCKS, "site-packages/net.py": text})
    assert opened(tmp_path / "site-packages/net.py")[1] == "a Python script"
    written(tmp_path, {"blocks.py": BLOCKS, "a/net.py": text, "b/net.py": text})
    assert opened(tmp_path / "a/net.py")[1] == "a Python script"
    os.symlink(tmp_path / "blocks.py", tmp_path / "b/blocks.py")
    assert opened(tmp_path / "b/net.py")[1] == "a Python script"
    elsewhere = f"{HEAD}import sys\nsys.path.append('{tmp_path}')\nfrom blocks import block\n{model_of('block(x)')}"
    written(tmp_path, {"c/net.py": elsewhere})
    assert opened(tmp_path / "c/net.py")[1] == "a Python script"


def test_a_file_beside_it_that_is_no_python_is_named(tmp_path: Path) -> None:
    text = f"{HEAD}import blocks\n{model_of('layers.Dense(4)(x)')}"
    written(tmp_path, {"blocks.py": "((((", "net.py": text})
    number, source, texts = opened(tmp_path / "net.py")
    assert (number, source) == (16, "a Python script")
    assert [each[:38] for each in texts] == ["it is imported and could not be read: "]


def test_files_beside_it_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "MOST_FILES", 3)
    files = {f"m{at}.py": f"import m{at + 1}\n" for at in range(6)}
    written(tmp_path, {**files, "net.py": f"{HEAD}import m0\n{model_of('layers.Dense(4)(x)')}"})
    number, source, texts = opened(tmp_path / "net.py")
    assert (number, source) == (16, "a Python script with m0.py, m1.py, m2.py beside it")
    assert texts == [
        "it is imported and could not be read: there are too many files beside the script"
    ]
    monkeypatch.setattr(beside, "MOST_BYTES", 20)
    assert "too large" in opened(tmp_path / "net.py")[2][0]
