from __future__ import annotations

import ast
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QStandardItemModel
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.code.highlight import Reader, Span, colours_of, spans_of
from app.code.layers import FLASH, PaintLayer
from app.code.lines import changes
from app.code.panel import CodePanel
from app.project.project import Project
from app.project.scripts import script_of, snapshot
from blocks.commands.blocks import move_blocks, remove_blocks, set_values
from blocks.document.edits import ReplaceBlock
from blocks.graph.graph import MODEL
from blocks.graph.structure import Structure
from canvas.theme.themes import DARK, LIGHT, Theme
from exporters.styles.options import LONG, NOTEBOOK, ExportOptions, Style
from tests.app.panel_helpers import example
from tests.sources import files_in

GOLDEN = Path(__file__).parents[2] / "exporters" / "golden"
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


def test_the_code_of_a_project_goes_with_it(
    panel: CodePanel, project: Project, qtbot: QtBot
) -> None:
    project.do("x", set_values(project.document, first(project, "Conv2D"), filters=24))
    panel._write()  # its answer comes when another project is there
    with qtbot.waitSignal(panel._writing.free, timeout=20_000):
        panel.set_project(Project())
    qtbot.waitUntil(
        lambda: "when the model is complete" in panel.banner.label.text(), timeout=20_000
    )
    assert (panel.text, panel.view.toPlainText()) == ("", "")
    assert "last complete version" not in panel.banner.label.text()
    assert not panel.copy_button.isEnabled()


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


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_the_whole_script_or_what_is_selected_is_copied(panel: CodePanel, qtbot: QtBot) -> None:
    assert panel.copy_button.text() == "Copy script"
    press(qtbot, panel.copy_button)
    assert clipboard() == panel.text
    assert panel.copy_button.text() == "Copied"
    panel.view.bring(1)
    line = panel.text.split("\n").index("import keras") + 1
    select(panel, line, line + 1)
    assert panel.copy_button.text() == "Copy selection"
    press(qtbot, panel.copy_button)
    assert clipboard() == "import keras\n" + panel.text.split("\n")[line]
    qtbot.waitUntil(lambda: panel.copy_button.text() == "Copy selection")


def test_export_is_asked_for(panel: CodePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.export_asked):
        press(qtbot, panel.export_button)


def press(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def select(panel: CodePanel, first: int, last: int) -> None:
    """Select whole lines, from 1."""
    cursor = panel.view.textCursor()
    cursor.setPosition(panel.view.document().findBlockByNumber(first - 1).position())
    end = panel.view.document().findBlockByNumber(last - 1)
    cursor.setPosition(end.position() + end.length() - 1, cursor.MoveMode.KeepAnchor)
    panel.view.setTextCursor(cursor)


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
    import app.code.panel as module

    def refuse(source: object) -> str:
        raise ValueError("no such thing")

    monkeypatch.setattr(module, "mapped_script_of", refuse)
    project.do("x", set_values(project.document, first(project, "Conv2D"), filters=24))
    qtbot.waitUntil(lambda: "no such thing" in panel.banner.label.text())


def test_another_style_is_shown_at_once(panel: CodePanel, project: Project, qtbot: QtBot) -> None:
    block = first(project, "Conv2D")
    old = project.document.model.blocks[block]
    project.do("x", [ReplaceBlock(MODEL, old, replace(old, structure=Structure(series=2)))])
    qtbot.waitUntil(lambda: "for _ in range(2)" in panel.text, timeout=20_000)
    panel.styles.setCurrentIndex(panel.styles.findData(Style.FLAT))
    qtbot.waitUntil(lambda: "for _ in" not in panel.text, timeout=20_000)
    assert panel.text == script_of(snapshot(project, ExportOptions(style=Style.FLAT)))


def test_styles_that_do_not_fit_are_greyed_with_the_reason(panel: CodePanel) -> None:
    panel.styles.showPopup()
    panel.styles.hidePopup()
    model = panel.styles.model()
    assert isinstance(model, QStandardItemModel)
    item = model.item(panel.styles.findData(Style.CLASSES))
    assert not item.isEnabled()
    assert item.toolTip() == "The model has no composite that could be a class."
    assert model.item(panel.styles.findData(Style.ADD)).isEnabled()


def test_a_model_that_grows_out_of_its_style_is_shown_as_every_model_can_be(
    panel: CodePanel, project: Project, qtbot: QtBot
) -> None:
    panel.use(ExportOptions(style=Style.ADD, form=LONG, scope=NOTEBOOK))
    qtbot.waitUntil(lambda: "model.add(layers.Activation(" in panel.text, timeout=20_000)
    assert not panel.banner.isVisible()
    panel.use(ExportOptions(style=Style.CLASSES))
    qtbot.waitUntil(lambda: "no composite" in panel.banner.label.text(), timeout=20_000)
    assert panel.text == script_of(snapshot(project))


TEXTS = st.lists(st.sampled_from(["", "a", "b", "c", "d"]), min_size=1, max_size=12)


@given(TEXTS, TEXTS)
def test_changes_turn_one_text_into_another(old: list[str], new: list[str]) -> None:
    found = changes(old, new)
    made = list(old)
    for change in reversed(found):
        made[change.first : change.end] = change.lines
    assert made == new
    assert all(one.end < other.first for one, other in pairwise(found))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each text follows any other
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_view_shows_every_text_that_it_is_given(panel: CodePanel, texts: list[list[str]]) -> None:
    for lines in texts:
        text = "\n".join(lines)
        fresh = panel.view.show_code(text, spans_of(text))
        assert panel.view.toPlainText() == text
        assert all(0 < line <= len(lines) for line in fresh)


def test_colours_are_read_line_by_line_and_kept() -> None:
    reader = Reader()
    for path in files_in(GOLDEN, "*.py"):
        text = path.read_text()
        assert reader.spans_of(text) == spans_of(text), path.name
        assert reader.spans_of(text) == spans_of(text)
    docstring = 'def f():\n    """One.\n\n\n    Two."""\n'
    for text in (SOURCE, f"{SOURCE}\n\n{SOURCE}", SOURCE, docstring, "", f"{SOURCE}x = 1\n"):
        assert reader.spans_of(text) == spans_of(text)


def long_text(count: int) -> list[str]:
    return [f"x = {number}" for number in range(count)]


def test_a_change_above_leaves_what_is_seen_where_it_is(panel: CodePanel) -> None:
    view, lines = panel.view, long_text(200)
    view.show_code("\n".join(lines), [])
    view.verticalScrollBar().setValue(100)
    select(panel, 111, 112)
    for new in (["new", "newer", *lines], lines[5:], lines):
        before = view.textCursor().selectedText()
        view.show_code("\n".join(new), [])
        assert view.firstVisibleBlock().text() == "x = 100"
        assert view.textCursor().selectedText() == before != ""


def test_lines_that_change_are_marked_for_a_moment(
    panel: CodePanel, project: Project, qtbot: QtBot
) -> None:
    marks = panel.view.layers._marks
    assert not marks.get(PaintLayer.CHANGED)  # not when a project is opened
    project.do("x", set_values(project.document, first(project, "Conv2D"), filters=24))
    qtbot.waitUntil(lambda: bool(marks.get(PaintLayer.CHANGED)), timeout=20_000)
    texts = [mark.cursor.block().text() for mark in marks[PaintLayer.CHANGED]]
    assert len(texts) == 1
    assert "Conv2D(24" in texts[0]
    qtbot.waitUntil(lambda: not marks[PaintLayer.CHANGED], timeout=20_000)
    assert len(FLASH) > 1


def lines_of(panel: CodePanel, block: str, graph: str = MODEL) -> list[int]:
    return [line for each in panel._lines.map.lines_of(graph, block) for line in each]


def marked(panel: CodePanel) -> set[int]:
    return set(panel.view._gutter.marked)


def spot_of(panel: CodePanel, line: int, column: int = 8) -> QPoint:
    """A point of the viewport in a line that is seen."""
    view = panel.view
    top, tall = next((t, h) for n, t, h in view.seen_lines(view.viewport().rect()) if n == line)
    return QPoint(column * view.fontMetrics().horizontalAdvance("x"), top + tall // 2)


def test_lines_of_the_selection_are_marked_and_brought_into_view(
    panel: CodePanel, project: Project
) -> None:
    order = project.document.model.order()
    panel.show_selection([order[-1]])
    last = lines_of(panel, order[-1])
    assert last
    assert marked(panel) == set(last)
    assert panel.view.sees(last[0], last[-1])
    place = panel.view.verticalScrollBar().value()
    assert place > 0
    panel.show_selection([order[-2], order[-1]])  # in view already
    assert panel.view.verticalScrollBar().value() == place
    panel.show_selection([])
    assert marked(panel) == set()


def test_marks_follow_an_edit(panel: CodePanel, project: Project, qtbot: QtBot) -> None:
    dense = project.document.model.order()[-1]
    panel.show_selection([dense])
    before = lines_of(panel, dense)
    blocks = [each for each in project.document.model.blocks.values() if each.type == "Conv2D"]
    twice = Structure(series=2)
    project.do("x", [ReplaceBlock(MODEL, each, replace(each, structure=twice)) for each in blocks])
    qtbot.waitUntil(lambda: "for _ in" in panel.text, timeout=20_000)
    assert len(blocks) > 1
    assert marked(panel) == set(lines_of(panel, dense)) != set(before)


def test_a_line_asks_for_its_block(panel: CodePanel, project: Project, qtbot: QtBot) -> None:
    dense = project.document.model.order()[-1]
    line = lines_of(panel, dense)[0]
    panel.view.bring(line)
    with qtbot.waitSignal(panel.block_asked) as asked:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=spot_of(panel, line))
    assert asked.args == [(), dense]
    with qtbot.waitSignal(panel.block_asked) as asked:
        qtbot.mouseClick(panel.view._gutter, Qt.MouseButton.LeftButton, pos=spot_of(panel, line, 1))
    with qtbot.waitSignal(panel.block_asked) as asked:  # the cursor stands where the press was
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked.args == [(), dense]


def test_selecting_text_asks_for_no_block(panel: CodePanel, qtbot: QtBot) -> None:
    line = lines_of(panel, panel._project.document.model.order()[-1])[0]
    panel.view.bring(line)
    start, end = spot_of(panel, line, 6), spot_of(panel, line, 20)
    viewport, left = panel.view.viewport(), Qt.MouseButton.LeftButton
    with qtbot.assertNotEmitted(panel.block_asked):
        qtbot.mousePress(viewport, left, pos=start)
        qtbot.mouseMove(viewport, end)
        qtbot.mouseRelease(viewport, left, pos=end)
        assert panel.view.textCursor().hasSelection()
        other = panel.text.split("\n").index("import keras") + 1
        panel.view.bring(other)
        qtbot.mouseClick(viewport, left, pos=spot_of(panel, other))  # a line for no block


def test_the_pointer_marks_and_names_the_block_under_it(panel: CodePanel, qtbot: QtBot) -> None:
    model = panel._project.document.model
    key = first(panel._project, "Conv2D")
    line = lines_of(panel, key)[0]
    panel.view.bring(line)
    qtbot.mouseMove(panel.view.viewport(), spot_of(panel, line))
    qtbot.waitUntil(lambda: bool(panel.view.layers._marks.get(PaintLayer.HOVER)))
    words = panel.view.words(line)
    assert words == f"Conv2D {panel._project.checker.names[key]}"
    assert panel.view.words(1) == ""
    assert model.blocks[key].type == "Conv2D"


def test_ctrl_f_searches_for_what_is_selected(panel: CodePanel, qtbot: QtBot) -> None:
    panel.view.setFocus()
    line = panel.text.split("\n").index("import keras") + 1
    select(panel, line, line)
    qtbot.keyClick(panel.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.search.field.text() == "import keras"
    assert panel.search.count.text() == "1 of 1"
    panel.search.field.setText("layers")
    count = panel.text.count("layers")
    for _ in range(3):
        press(qtbot, panel.search.after)
    press(qtbot, panel.search.before)
    assert panel.search.count.text() == f"3 of {count}"
    qtbot.keyClick(panel.search.field, Qt.Key.Key_Escape)
    assert panel.search.field.text() == ""
    assert not panel.search.after.isEnabled()


def test_the_lines_of_a_block_can_be_copied(panel: CodePanel, qtbot: QtBot) -> None:
    line = lines_of(panel, first(panel._project, "Conv2D"))[0]
    panel.view.bring(line)
    panel._open_menu(spot_of(panel, line))
    menu = panel.findChild(QMenu)
    assert menu is not None
    texts = {action.text(): action for action in menu.actions()}
    texts["Copy the lines of this block"].trigger()
    assert clipboard() == panel.text.split("\n")[line - 1] + "\n"
    assert not texts["Copy"].isEnabled()
    menu.close()


def test_what_is_in_the_way_can_be_shown(panel: CodePanel, project: Project, qtbot: QtBot) -> None:
    project.do("x", remove_blocks(project.document, [project.document.model.order()[0]]))
    qtbot.waitUntil(panel.banner.isVisible)
    with qtbot.waitSignal(panel.problem_asked) as asked:
        press(qtbot, panel.banner.show_link)
    assert asked.args[0].block in project.document.model
