from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication
from pytestqt.qtbot import QtBot

from app.panels.code import CodePanel
from app.panels.highlight import Span, colours_of, spans_of
from app.project import Project
from app.scripts import script_of, snapshot
from blocks.commands import move_blocks, remove_blocks, set_values
from blocks.edits import ReplaceBlock
from blocks.graph import MODEL
from blocks.structure import Structure
from canvas.style import DARK, LIGHT, Theme
from exporters.style import Style
from tests.app.panels.helpers import example

SOURCE = '''"""Words.

More words."""

import keras

RATE = 0.5  # a share


def build(x):
    return keras.Model("text" if x else None)
'''


def kinds(line: tuple[Span, ...]) -> list[str]:
    return [kind for _, _, kind in line]


def test_pygments_is_read_line_by_line() -> None:
    lines = spans_of(SOURCE)
    assert len(lines) == SOURCE.count("\n") + 1
    assert [kinds(line) for line in lines[:3]] == [["comment"], [], ["comment"]]
    assert lines[4][0] == (0, 6, "keyword")
    assert "number" in kinds(lines[6])
    assert kinds(lines[6])[-1] == "comment"
    assert (4, 5, "function") in lines[9]
    assert "string" in kinds(lines[10])


def test_columns_are_counted_as_qt_counts_them() -> None:
    line = spans_of('x = "\U0001f600" + "a"')[0]
    strings = [(start, length) for start, length, kind in line if kind == "string"]
    assert strings[-1][0] + strings[-1][1] == len('x = "\U0001f600" + "a"') + 1


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_kind_can_be_told_from_the_background(theme: Theme) -> None:
    def light(colour: str) -> float:
        found = QColor(colour)
        parts = [found.redF(), found.greenF(), found.blueF()]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for kind, colour in colours_of(theme).items():
        low, high = sorted((light(colour), light(theme.card)))
        assert (high + 0.05) / (low + 0.05) >= 3.9, kind


@pytest.fixture
def project() -> Project:
    return example()


@pytest.fixture
def panel(qtbot: QtBot, project: Project) -> CodePanel:
    made = CodePanel(project, LIGHT)
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    qtbot.waitUntil(lambda: bool(made.text), timeout=20_000)
    return made


pytestmark = pytest.mark.window


def first(project: Project, type_name: str) -> str:
    model = project.document.model
    return next(key for key in model.order() if model.blocks[key].type == type_name)


def test_the_code_is_the_script_of_the_project(panel: CodePanel, project: Project) -> None:
    assert panel.text == script_of(snapshot(project))
    assert panel.view.toPlainText() == panel.text
    ast.parse(panel.text)
    assert panel.copy_button.isEnabled()


def test_it_follows_edits_and_keeps_the_place(
    panel: CodePanel, project: Project, qtbot: QtBot
) -> None:
    bar = panel.view.verticalScrollBar()
    bar.setValue(12)
    project.do("x", set_values(project.document, first(project, "Conv2D"), filters=24))
    qtbot.waitUntil(lambda: "Conv2D(24" in panel.view.toPlainText(), timeout=20_000)
    assert bar.value() == 12
    project.history.undo()
    qtbot.waitUntil(lambda: "Conv2D(16" in panel.view.toPlainText(), timeout=20_000)
    assert panel.view.toPlainText() == script_of(snapshot(project))


def test_many_edits_at_once_are_written_once(
    panel: CodePanel, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    real = panel._write
    monkeypatch.setattr(panel._update, "_function", lambda: (written.append(1), real()))
    for filters in range(2, 40):
        project.do("x", set_values(project.document, first(project, "Conv2D"), filters=filters))
    qtbot.waitUntil(lambda: "Conv2D(39" in panel.text, timeout=20_000)
    assert len(written) <= 4


def test_moving_a_block_writes_nothing(
    panel: CodePanel, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        panel._update, "_function", lambda: pytest.fail("a drag is no edit of code")
    )
    block = project.document.model.order()[0]
    project.do("x", move_blocks(project.document, {block: (500.0, 500.0)}))
    qtbot.wait(200)


def test_an_unfinished_model_keeps_the_last_code_in_grey(
    panel: CodePanel, project: Project, qtbot: QtBot
) -> None:
    before = panel.text
    project.do("x", remove_blocks(project.document, [project.document.model.order()[0]]))
    qtbot.waitUntil(panel.banner.isVisible)
    assert "not connected" in panel.banner.label.text()
    assert panel.view.toPlainText() == before
    assert panel.view.highlighter._faded
    project.history.undo()
    qtbot.waitUntil(lambda: not panel.banner.isVisible(), timeout=20_000)
    assert not panel.view.highlighter._faded


def test_nothing_is_written_while_the_panel_is_hidden(
    panel: CodePanel, project: Project, qtbot: QtBot
) -> None:
    before = panel.text
    panel.hide()
    project.do("x", set_values(project.document, first(project, "Conv2D"), filters=24))
    qtbot.wait(250)
    assert panel.text == before
    panel.show()
    qtbot.waitUntil(lambda: "Conv2D(24" in panel.text, timeout=20_000)


def test_copy_and_save(panel: CodePanel, tmp_path: Path) -> None:
    panel.copy()
    assert QGuiApplication.clipboard().text() == panel.text
    panel.save_to(tmp_path / "model.py")
    assert (tmp_path / "model.py").read_text() == panel.text
    panel.save_to(tmp_path / "no" / "model.py")
    assert "could not be written" in panel.banner.label.text()


def test_search_counts_marks_and_steps(panel: CodePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.search.field, "KERAS")
    count = panel.text.lower().count("keras")
    assert panel.search.count.text() == f"1 of {count}"
    assert len(panel.view.extraSelections()) == count
    panel.view.step(1)
    assert panel.search.count.text() == f"2 of {count}"
    panel.view.step(-1)
    panel.view.step(-1)
    assert panel.search.count.text() == f"{count} of {count}"
    assert panel.view.textCursor().selectedText().lower() == "keras"
    panel.search.field.setText("zebra")
    assert panel.search.count.text() == "not found"
    panel.search.field.clear()
    assert panel.search.count.text() == ""
    assert panel.view.extraSelections() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\nb\nc", "a\nx\nc"),
        ("a\nb\nc", "a\nb\nc\nd\n"),
        ("a\nb\nc\nd", "a\nb"),
        ("a\nb", "b"),
        ("", "a\nb"),
        ("a\nb", ""),
        ("a\na\na", "a\na\na\na"),
        ("x\na", "y\na"),
    ],
)
def test_swapping_lines_gives_the_new_text(panel: CodePanel, old: str, new: str) -> None:
    panel.view.show_code(old, [])
    panel.view.show_code(new, spans_of(new))
    assert panel.view.toPlainText() == new


def test_the_theme_can_change(panel: CodePanel) -> None:
    panel.set_theme(DARK)
    formats = panel.view.highlighter._formats
    assert formats["keyword"].foreground().color().name() == DARK.series[3]


def test_a_script_that_cannot_be_written_is_told(
    panel: CodePanel, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app.panels.code as module

    def refuse(source: object) -> str:
        raise ValueError("no such thing")

    monkeypatch.setattr(module, "script_of", refuse)
    project.do("x", set_values(project.document, first(project, "Conv2D"), filters=24))
    qtbot.waitUntil(lambda: "no such thing" in panel.banner.label.text())


def test_a_style_is_offered_where_there_is_structure(
    panel: CodePanel, project: Project, qtbot: QtBot
) -> None:
    assert not panel.styles.isVisible()
    block = first(project, "Conv2D")
    old = project.document.model.blocks[block]
    project.do("x", [ReplaceBlock(MODEL, old, replace(old, structure=Structure(series=2)))])
    qtbot.waitUntil(lambda: "for _ in range(2)" in panel.text, timeout=20_000)
    assert panel.styles.isVisible()
    panel.styles.setCurrentIndex(panel.styles.findText("Flat"))
    qtbot.waitUntil(lambda: "for _ in" not in panel.text, timeout=20_000)
    assert panel.text == script_of(snapshot(project, Style.FLAT))
