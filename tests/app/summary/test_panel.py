from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.cli import main
from app.project.project import Project
from app.summary.panel import SummaryPanel
from app.summary.rows import Row, layer_count, leaves, opened, rows
from app.summary.tables import lines_of, table_text
from app.summary.text import as_text
from app.summary.words import HEADERS, bytes_text
from app.templates.catalog import FOLDER, names
from blocks.commands.blocks import add_block, remove_blocks, set_metaparameter, set_values
from canvas.theme.themes import DARK, LIGHT
from tests.app.panel_helpers import example
from tests.blocks.networks import densenet121, resnet50, resnext50


@pytest.mark.parametrize("name", names())
def test_the_table_has_the_numbers_of_the_check(name: str) -> None:
    project = example(name)
    checker = project.checker
    table = rows(checker)
    there = [key for key in checker.graph.order() if not checker.results[key].absent]
    assert [row.id for row in table] == there
    assert sum(row.parameters or 0 for row in table) == checker.totals().parameters
    assert sum(row.multiply_adds or 0 for row in table) == checker.totals().multiply_adds
    for row in table:
        assert row.shapes == checker.results[row.id].outputs
    text = as_text(project.title, table, checker.totals())
    assert f"{checker.totals().parameters:,}" in text
    lines = text.splitlines()
    assert len({len(line) for line in lines[1 : len(table) + 5]}) == 1  # a straight right edge


def test_what_is_not_known_is_a_question_mark() -> None:
    project = example()
    document = project.document
    project.do("x", remove_blocks(document, [document.model.order()[0]]))
    cells = rows(project.checker)[0].cells()
    assert cells[1:4] == ("?", "?", "?")


def test_a_merging_block_with_many_inputs_names_the_first_few() -> None:
    project = Project()
    for _ in range(7):
        _, edits = add_block(project.document, "Input", (0, 0))
        project.do("x", edits)
    merge, edits = add_block(project.document, "Add", (0, 0))
    project.do("x", edits)
    from blocks.commands.blocks import connect
    from blocks.graph.graph import Wire

    for at, source in enumerate(project.document.model.sources()[:7], 1):
        if source != merge:
            wire = Wire(source, "output", merge, f"input_{at}")
            project.do("x", connect(project.document, wire))
    assert (
        rows(project.checker)[-1].cells()[6]
        == "input_layer, input_layer_1, input_layer_2 and 4 more"
    )


def test_an_empty_model_has_a_table_too() -> None:
    project = Project()
    text = as_text("Untitled", rows(project.checker), project.checker.totals())
    assert "Parameters:    0" in text
    assert table_text(project.checker, "", ".md", []).startswith("| Layer (type) |")


def test_ascii_where_the_terminal_has_nothing_else() -> None:
    project = example("digits-residual")
    table = rows(project.checker)
    text = as_text("Ünïcode", table, project.checker.totals(), boxes=False)
    assert text.isascii()
    assert "28x28x16" in text


def test_markdown_has_a_row_for_each_block() -> None:
    project = example("iris-multiclass")
    text = table_text(project.checker, "", ".md", lines_of(project.checker))
    lines = text.splitlines()
    assert lines[0].count("|") == len(HEADERS) + 1
    assert lines[1] == "| --- | --- | ---: | ---: | ---: | ---: | --- |"
    assert len([line for line in lines if line.startswith("|")]) == 2 + len(project.checker.results)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1536, "1.5 KiB"),
        (110 * 1024, "110 KiB"),
        (17 * 2**30, "17 GiB"),
        (5 * 2**52, "20,480 TiB"),
    ],
)
def test_bytes_in_words(count: int, words: str) -> None:
    assert bytes_text(count) == words


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(FOLDER / "digits-cnn.netwright")]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Model: Digits CNN\n")
    assert "conv2d (Conv2D)" in out
    assert "20,490" in out


def test_the_command_in_a_terminal_without_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["summary", str(FOLDER / "digits-cnn.netwright")]) == 0
    stream.flush()
    assert b"+---" in stream.buffer.getvalue()


def test_the_command_tells_problems_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = example()
    document = project.document
    project.do("x", remove_blocks(document, [document.model.order()[0]]))
    project.save(tmp_path / "a.netwright")
    assert main(["summary", str(tmp_path / "a.netwright")]) == 1
    assert "not connected" in capsys.readouterr().err


@pytest.fixture
def panel(qtbot: QtBot) -> SummaryPanel:
    made = SummaryPanel(example(), LIGHT)
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    qtbot.waitUntil(lambda: bool(made.model.table))
    return made


@pytest.mark.window
def test_the_panel_follows_edits_and_keeps_its_selection(panel: SummaryPanel, qtbot: QtBot) -> None:
    project = example("digits-residual")
    panel.set_project(project)
    qtbot.waitUntil(lambda: len(panel.model.table) == 12)
    with qtbot.waitSignal(panel.block_chosen) as chosen:
        panel.view.setCurrentIndex(panel.model.index(3, 0))
    assert chosen.args == [panel.model.table[3].id]
    project.do("x", set_metaparameter(project.document, "alpha", 2.0))
    total = project.checker.totals().parameters
    qtbot.waitUntil(lambda: f"{total:,}" in panel.totals.text())
    assert panel.view.selectionModel().selectedRows()[0].row() == 3
    assert panel.model.data(panel.model.index(1, 2)) == "320"
    assert (
        panel.model.data(panel.model.index(1, 2), Qt.ItemDataRole.TextAlignmentRole)
        & Qt.AlignmentFlag.AlignRight
    )


@pytest.mark.window
def test_the_panel_copies_text_and_tables(panel: SummaryPanel) -> None:
    panel.copy_text()
    assert QGuiApplication.clipboard().text().startswith("Model: Digits CNN")
    for suffix, begin in (
        (".md", "| Layer"),
        (".csv", "level,layer"),
        (".tex", "% In the preamble"),
    ):
        panel.copy_as(suffix)
        text = QGuiApplication.clipboard().text()
        assert text.startswith(begin)
        assert "conv2d_1" in text.replace("\\", "")


@pytest.mark.window
def test_the_lines_are_those_of_the_project_also_where_nobody_looks(panel: SummaryPanel) -> None:
    panel.hide()
    panel.set_project(Project())
    assert panel.lines() == []


def test_the_empty_panel_says_what_to_do(panel: SummaryPanel, qtbot: QtBot) -> None:
    panel.set_project(Project())
    qtbot.waitUntil(lambda: panel.empty.isVisible())
    panel.set_theme(DARK)
    assert not panel.view.isVisible()


# ------------------------------------------------------------ rows inside

NETWORKS = (resnet50, densenet121, resnext50)
LAYERS = {"resnet50": 177, "densenet121": 426, "resnext50": 1196}
"""How many layers and slices Keras makes of some templates."""


def check_sums(row: Row) -> None:
    """What lies in a row sums to it, however deep."""
    if row.inside is None:
        return
    inner = row.inside()
    assert inner
    for figure in ("parameters", "multiply_adds", "activation_bytes", "layers"):
        assert sum(each.times * getattr(each, figure) for each in inner) == getattr(row, figure)
    for each in inner:
        check_sums(each)


@pytest.mark.parametrize("network", NETWORKS)
def test_rows_inside_sum_to_their_row_and_flat_ones_are_keras_layers(network: object) -> None:
    project = Project(network())  # type: ignore[operator]
    table = rows(project.checker)
    for row in table:
        check_sums(row)
    flat = list(leaves(table))
    assert len(flat) == layer_count(project.checker)
    assert sum(row.parameters or 0 for row in flat) == project.checker.totals().parameters
    assert len({row.name for row in flat}) == len(flat)


@pytest.mark.parametrize("name", names())
def test_every_template_opens_to_the_same_sums(name: str) -> None:
    project = example(name)
    table = rows(project.checker)
    for row in table:
        check_sums(row)
    totals = project.checker.totals()
    assert sum(row.parameters or 0 for row in leaves(table)) == totals.parameters
    assert sum(row.multiply_adds or 0 for row in leaves(table)) == totals.multiply_adds
    assert layer_count(project.checker) == LAYERS.get(name, layer_count(project.checker))


def test_turns_that_are_alike_are_one_row() -> None:
    project = Project(resnext50())
    block = next(row for row in rows(project.checker) if row.repeat == "×3")
    assert block.inside is not None
    turns = block.inside()
    assert [(turn.name, turn.times) for turn in turns] == [("i = 0", 1), ("i = 1 to 2, each", 2)]
    assert turns[1].inside is not None
    inner = turns[1].inside()
    assert [row.name for row in inner if row.type == "Projection"] == [], "it is not there"
    (add,) = [row for row in inner if row.type == "Add"]
    assert "input" in add.sources
    (path,) = [row for row in inner if row.repeat == "×32"]
    assert path.inside is not None
    branches, merge = path.inside()
    assert (branches.name, merge.type) == ("i = 0 to 31, each", "Concatenate")


def test_rows_are_opened_as_deep_as_asked() -> None:
    table = rows(Project(resnet50()).checker)
    assert len(list(opened(table, 0))) == len(table)
    assert table[1].cells()[5] == "7×7"
    shallow, deep = list(opened(table, 1)), list(opened(table, None))
    assert len(table) < len(shallow) < len(deep)
    assert max(indent for indent, _ in shallow) == 1


def test_the_command_opens_composites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.netwright"
    Project(resnet50()).save(path)
    assert main(["summary", str(path)]) == 0
    text = capsys.readouterr().out
    assert "--depth 1 opens the composites" in text
    assert "group (Group)" in text
    assert main(["summary", str(path), "--depth", "9"]) == 0
    text = capsys.readouterr().out
    assert "      i = 1 to 2, each" not in text
    assert "    i = 1 to 2, each" in text
    assert main(["summary", str(path), "--flat"]) == 0
    text = capsys.readouterr().out
    assert "group/bottleneck[1]/conv2d (Conv2D)" in text
    assert main(["summary", str(path), "--depth", "-1"]) == 2


@pytest.mark.window
def test_the_tree_opens_and_stays_open_through_edits(panel: SummaryPanel, qtbot: QtBot) -> None:
    project = Project(resnet50())
    panel.set_project(project)
    qtbot.waitUntil(lambda: len(panel.model.table) == 11)
    model, view = panel.model, panel.view
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, panel)
    at = next(at for at, row in enumerate(model.table) if row.type == "Group")
    group = model.index(at, 0)
    assert model.hasChildren(group)
    view.expand(group)
    bottleneck = model.index(0, 0, group)
    view.expand(bottleneck)
    view.expand(model.index(0, 0, bottleneck))
    assert model.rowCount(bottleneck) == 2
    inner = model.index(0, 0, model.index(0, 0, bottleneck))
    before = model.data(inner.siblingAtColumn(2))
    with qtbot.waitSignal(panel.inner_chosen) as chosen:
        panel._activated(inner)
    way, block = chosen.args
    assert [step.graph for step in way] == ["Group", "Bottleneck"]
    assert block in project.document.graph("Bottleneck")
    panel.copy_text()
    assert "      conv2d" in QGuiApplication.clipboard().text()

    key = model.table[at].block
    project.do("x", set_values(project.document, key, filters=32))
    text = str(model.data(inner.siblingAtColumn(2)))
    qtbot.waitUntil(lambda: model.data(inner.siblingAtColumn(2)) != before)
    assert text != model.data(inner.siblingAtColumn(2))
    assert view.isExpanded(bottleneck)
    project.do("x", set_values(project.document, key, blocks=1))
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0, model.index(at, 0))) == 1)
    project.history.undo()
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0, model.index(at, 0))) == 2)


@pytest.mark.window
def test_nothing_inside_is_read_before_it_is_opened(panel: SummaryPanel, qtbot: QtBot) -> None:
    panel.set_project(Project(resnext50()))
    qtbot.waitUntil(lambda: len(panel.model.table) > 8)
    assert all(node.children is None for node in panel.model._root.opened())
