"""Words of files and people are shown as they are: no place of Qt may take them for HTML."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import python_files

ROOT = Path(__file__).parents[1]
SOURCES = python_files("app", "canvas")
PLAIN = {"plain_tip", "rich", "tip_at"}
"""What makes a text safe for a tooltip."""

WITH_TIPS = {"setToolTip", "setStatusTip", "setWhatsThis", "showText"}
BOXES = {"question", "information", "warning", "critical", "about"}


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _safe(node: ast.expr) -> bool:
    """Whether an argument is no text at all, a text of ours, or one that was made safe."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call):
        return _name(node.func) in PLAIN or _name(node.func) in {"globalPos", "viewport"}
    if isinstance(node, ast.IfExp):
        return _safe(node.body) and _safe(node.orelse)
    if isinstance(node, ast.BinOp | ast.BoolOp):
        parts = node.values if isinstance(node, ast.BoolOp) else [node.left, node.right]
        return all(map(_safe, parts))
    return isinstance(node, ast.Name) and node.id == "self"


def _faults(path: Path) -> Iterator[str]:
    where = path.relative_to(ROOT).as_posix()
    for call in _calls(path):
        name, owner = _name(call.func), ""
        if isinstance(call.func, ast.Attribute):
            owner = _name(call.func.value)
        if name in WITH_TIPS and not all(map(_safe, call.args)):
            yield f"{where}:{call.lineno}: {name} takes a text that may look like HTML: use plain_tip or rich"
        if name == "QLabel" and where != "canvas/theme/plain_text.py":
            yield f"{where}:{call.lineno}: a QLabel guesses its format: use PlainLabel"
        boxes = name == "QMessageBox" or (owner == "QMessageBox" and name in BOXES)
        if boxes and where != "app/widgets/question.py":
            yield f"{where}:{call.lineno}: a QMessageBox guesses its format: use app.widgets.question"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_widget_guesses_whether_a_text_is_html(path: Path) -> None:
    assert not list(_faults(path))


def test_the_rule_sees_what_it_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "a.setToolTip(name)\nQLabel(name)\nQMessageBox.question(None, 'a', name)\n"
        "a.setToolTip(f'Back to {name}')\na.setToolTip(0, name)\nQMessageBox(a)\n"
        "a.setToolTip('ours')\na.setToolTip(plain_tip(name))\nPlainLabel(name)\n"
    )
    import sys

    here = sys.modules[__name__]
    monkeypatch.setattr(here, "ROOT", tmp_path)
    assert len(list(_faults(bad))) == 6
