"""What each part may load, asked of fresh processes; and what no file of ours may contain."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import layers
from tests.sources import python_files

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "blocks", "canvas", "exporters", "importers")

HEAVY = ("keras", "tensorflow", "sklearn", "pandas", "torch", "jax")
QT = ("PySide6", "shiboken6", "pyqtgraph")

MAY_NOT_LOAD = {
    "app.__main__": (*HEAVY, *QT, "argparse", "networkx"),
    "app.cli": (*HEAVY, *QT, "networkx"),
    "app.system.doctor": (*HEAVY, *QT, "networkx"),
    "app.project.project": (*HEAVY, *QT),
    "blocks": (*HEAVY, *QT),
    "blocks.check.checker": (*HEAVY, *QT, "numpy"),
    "exporters": (*HEAVY, *QT),
    "exporters.plan.make": (*HEAVY, *QT),
    "exporters.keras_model": (*HEAVY, *QT),
    "exporters.python.script": (*HEAVY, *QT),
    "importers.model_file": (*HEAVY, *QT, "h5py", "numpy"),
    "importers.folding": (*HEAVY, *QT, "numpy"),
    "canvas.scene.scene": HEAVY,
    "canvas.view.view": HEAVY,
    "app.window.window": HEAVY,
    "app.window.frame_bindings": (*HEAVY, *QT, "networkx"),
    "app.window.assembly": (*HEAVY, "networkx"),
    "app.training.session": HEAVY,
    "app.training.worker": QT,
}

# Each of these can run code that a file or a person typed in.
FORBIDDEN_MODULES = {
    "cloudpickle",
    "dill",
    "joblib",
    "marshal",
    "pickle",
    "shelve",
    "runpy",
    "code",
}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_NAMES = {"load_model", "allow_pickle", "enable_unsafe_deserialization"}
# The names that these import stand in a table in the file itself.
ALLOWED = {
    ("app/cli.py", "import_module"),
    ("app/window/loader.py", "import_module"),
    # The file that the very same process has just written.
    ("app/training/worker/reading_back.py", "load_model"),
}


@pytest.mark.parametrize("module", MAY_NOT_LOAD)
def test_a_module_loads_nothing_that_it_must_not(module: str) -> None:
    assert _exists(module), f"{module} is gone: name the module that does its work now"
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    child = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    assert not set(child.stdout.split()) & set(MAY_NOT_LOAD[module])


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _sources() -> list[Path]:
    return python_files(*PACKAGES)


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_of_ours_can_run_foreign_code(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text("utf-8"))
    found = [f"line {line}: {word}" for line, word in _dangers(tree) if (name, word) not in ALLOWED]
    assert not found


def test_what_is_allowed_is_still_there() -> None:
    """An exception for a file that is gone would wait for the next file of that name."""
    names = {name for name, _ in ALLOWED}
    found = {
        (name, word)
        for name in names
        for _, word in _dangers(ast.parse((ROOT / name).read_text("utf-8")))
    }
    assert found == ALLOWED


def _dangers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and word of each import, call or name that is forbidden."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                words = {alias.name.split(".")[0] for alias in names} & FORBIDDEN_MODULES
            case ast.ImportFrom(module=str(module), names=names):
                words = {module.split(".")[0]} & FORBIDDEN_MODULES
                words |= {alias.name for alias in names} & FORBIDDEN_NAMES
            case ast.Call(
                func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"), args=[name]
            ):
                words = set() if isinstance(name, ast.Constant) else {"import_module"}
            case ast.Call(func=ast.Name(id=function)):
                words = {function} & FORBIDDEN_CALLS  # a dialog's own .exec() is an attribute
            case ast.Attribute(attr=word) | ast.Name(id=word):
                words = {word} & FORBIDDEN_NAMES
            case ast.keyword(arg=str(word), value=value):
                off = isinstance(value, ast.Constant) and value.value is False
                words = set() if off else {word} & FORBIDDEN_NAMES
            case _:
                continue
        for word in words:
            yield node.lineno, word


def test_the_search_for_dangers_finds_them() -> None:
    text = """
import pickle
from keras.models import load_model
np.load(f, allow_pickle=True)
np.load(f, allow_pickle=False)
dialog.exec()
exec("x")
keras.saving.load_model(f)
import_module("json")
importlib.import_module(name)
"""
    assert {line for line, _ in _dangers(ast.parse(text))} == {2, 3, 4, 7, 8, 10}


def test_the_picture_of_the_layers_and_the_paragraphs_about_folders_are_true() -> None:
    """``python -m tests.layers`` writes both again."""
    assert layers.FILE.read_text(encoding="utf-8") == layers.picture()
    assert layers.PAGE.read_text(encoding="utf-8") == layers.page()


@pytest.mark.parametrize("container", layers.contracts())
def test_the_texts_of_the_folders_name_the_layers_of_the_contracts(container: str) -> None:
    """So a reader draws the layers from folder names and ``__init__`` texts alone."""
    assert layers.told(container) == [sorted(row) for row in layers.contracts()[container]]


def test_every_folder_is_in_the_picture() -> None:
    known = layers.contracts()
    for package in ("app", "blocks", "canvas", "exporters", "importers"):
        drawn = {name for row in known[package] for name in row}
        folders = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
        assert folders <= drawn
