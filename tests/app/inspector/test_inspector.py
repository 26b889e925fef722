from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from app.forms.editors import StepInput
from app.forms.field import Field
from app.inspector.explanation import html_of, lines_of
from app.project.project import Project
from app.window.window import MainWindow
from blocks.catalog.registry import block_types
from blocks.commands.blocks import add_block
from blocks.files.project_file import read_project
from blocks.values.values import Expression
from canvas.theme.themes import LIGHT
from tests.app.conftest import TEMPLATES

pytestmark = pytest.mark.window


def _of_type(window: MainWindow, name: str) -> list[str]:
    graph = window.project.checker.graph
    return [key for key in graph.order() if graph.blocks[key].type == name]


def _field(window: MainWindow, name: str) -> Field:
    form = window.inspector.block_page.form
    assert form is not None
    return form.fields[name]


def _type(field: Field, text: str) -> None:
    line = field.input.lineEdit() if isinstance(field.input, (StepInput, QComboBox)) else field.input  # fmt: skip
    assert line is not None
    line.setFocus()
    line.selectAll()  # type: ignore[union-attr]
    QTest.keyClicks(field.input, text)
    QTest.keyClick(field.input, Qt.Key.Key_Return)


def test_a_value_is_typed_and_undone(cnn: MainWindow, qtbot: Any) -> None:
    conv = _of_type(cnn, "Conv2D")[0]
    cnn.canvas.select([conv])
    before = cnn.project.checker.totals().parameters
    _type(_field(cnn, "filters"), "64")
    assert cnn.project.checker.graph.blocks[conv].value("filters") == 64
    assert cnn.project.checker.totals().parameters > before
    assert cnn.project.history.undo_label == "Change filters"
    cnn.undo()
    assert cnn.project.checker.totals().parameters == before
    qtbot.waitUntil(lambda: _field(cnn, "filters").input.text() == "16")


def test_an_expression_shows_its_value(cnn: MainWindow, qtbot: Any) -> None:
    dense = _of_type(cnn, "Dense")[0]
    cnn.canvas.select([dense])
    _type(_field(cnn, "units"), "int(classes * 2)")
    assert cnn.project.checker.graph.blocks[dense].value("units") == Expression("int(classes * 2)")
    qtbot.waitUntil(lambda: _field(cnn, "units").result.text() == "= 20")


def test_an_unknown_name_is_said_below_the_field(cnn: MainWindow, qtbot: Any) -> None:
    cnn.canvas.select([_of_type(cnn, "Dense")[0]])
    _type(_field(cnn, "units"), "nobody * 2")
    qtbot.waitUntil(lambda: "nobody" in _field(cnn, "units").error.text())
    assert _field(cnn, "units").input.text() == "nobody * 2"


def test_arrows_make_one_undo_step(cnn: MainWindow) -> None:
    conv = _of_type(cnn, "Conv2D")[0]
    cnn.canvas.select([conv])
    spin = _field(cnn, "filters").input
    assert isinstance(spin, StepInput)
    for _ in range(5):
        spin.stepBy(1)
    assert cnn.project.checker.graph.blocks[conv].value("filters") == 21
    cnn.undo()
    assert cnn.project.checker.graph.blocks[conv].value("filters") == 16
    assert cnn.project.history.undo_label is None


def test_the_layer_in_a_wrapper_is_chosen_like_a_value(cnn: MainWindow, qtbot: Any) -> None:
    document = cnn.project.document
    block_id, edits = add_block(document, "Bidirectional(LSTM)", (0.0, 0.0))
    cnn.project.do("Add", edits)
    cnn.canvas.select([block_id])
    _type(_field(cnn, "units"), "7")
    combo = _field(cnn, "layer").input
    assert isinstance(combo, QComboBox)
    combo.setCurrentText("GRU")
    combo.activated.emit(1)
    block = document.model.blocks[block_id]
    assert (block.type, block.value("units")) == ("Bidirectional(GRU)", 7)
    assert cnn.project.history.undo_label == "Change layer"
    qtbot.waitUntil(lambda: "reset_after" in cnn.inspector.block_page.form.names)  # type: ignore[union-attr]
    assert _field(cnn, "layer").input.text() == "GRU"
    cnn.undo()
    qtbot.waitUntil(lambda: _field(cnn, "layer").input.text() == "LSTM")


def test_a_choice_counts_at_once(cnn: MainWindow) -> None:
    conv = _of_type(cnn, "Conv2D")[0]
    cnn.canvas.select([conv])
    combo = _field(cnn, "padding").input
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findText("valid"))
    combo.activated.emit(combo.currentIndex())
    assert cnn.project.checker.graph.blocks[conv].value("padding") == "valid"


def test_several_blocks_change_together(cnn: MainWindow) -> None:
    convs = _of_type(cnn, "Conv2D")
    cnn.canvas.select(convs)
    page = cnn.inspector.block_page
    assert page.title.text() == f"{len(convs)} Conv2D"
    assert _field(cnn, "filters").input.text() == ""
    assert _field(cnn, "padding").input.text() == "same"
    _type(_field(cnn, "filters"), "24")
    blocks = cnn.project.checker.graph.blocks
    assert {blocks[key].value("filters") for key in convs} == {24}
    cnn.undo()
    assert {blocks[key].value("filters") for key in convs} == {16, 32}


def test_blocks_of_different_types_share_what_they_have(cnn: MainWindow) -> None:
    cnn.canvas.select([_of_type(cnn, "Conv2D")[0], _of_type(cnn, "Dense")[0]])
    form = cnn.inspector.block_page.form
    assert form is not None
    assert "activation" in form.names
    assert "filters" not in form.names
    assert cnn.inspector.block_page.title.text() == "2 blocks"


def test_reset_to_the_default(cnn: MainWindow) -> None:
    conv = _of_type(cnn, "Conv2D")[0]
    cnn.canvas.select([conv])
    _field(cnn, "activation").reset.emit()
    assert cnn.project.checker.graph.blocks[conv].value("activation") in (None, "linear")
    assert _field(cnn, "activation").input.text() in ("none", "linear")


def test_a_layer_gets_a_name(cnn: MainWindow) -> None:
    conv = _of_type(cnn, "Conv2D")[0]
    cnn.canvas.select([conv])
    cnn.trigger("edit.rename")
    name = cnn.inspector.block_page.name
    QTest.keyClicks(name, "stem")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert cnn.project.checker.names[conv] == "stem"
    name.selectAll()
    QTest.keyClicks(name, "no blanks")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert "letters, digits" in cnn.inspector.block_page.name_error.text()
    assert name.text() == "stem"


def test_typing_is_taken_over_when_another_block_is_selected(cnn: MainWindow) -> None:
    first, second = _of_type(cnn, "Conv2D")
    cnn.canvas.select([first])
    line = _field(cnn, "filters").input.lineEdit()  # type: ignore[union-attr]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "48")
    cnn.canvas.select([second])
    blocks = cnn.project.checker.graph.blocks
    assert blocks[first].value("filters") == 48
    assert blocks[second].value("filters") == 32


def test_how_the_numbers_come_about(cnn: MainWindow) -> None:
    conv = _of_type(cnn, "Conv2D")[1]
    kind = block_types()["Conv2D"]
    lines = lines_of(kind, cnn.project.checker.results[conv])
    assert sum(line[1:] == ("3 × 3 × 16 × 32", "4,608") for line in lines) == 1
    assert sum(label == "Multiply-adds" for label, _, _ in lines) == 1
    assert ("Parameters", "", "4,640") in lines
    assert "<b>4,640</b>" in html_of(lines, LIGHT)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.netwright")), ids=lambda path: path.stem)
def test_no_fact_is_told_twice(path: Path) -> None:
    checker = Project(read_project(path)).checker
    for block_id, block in checker.graph.blocks.items():
        kind = checker.graph.kind_of(block)
        assert kind is not None
        lines = lines_of(kind, checker.results[block_id])
        labels = [label.removesuffix(" (not trained)") for label, _, _ in lines]
        assert len(set(labels)) == len(labels), block.type


def test_nothing_selected_shows_the_model(cnn: MainWindow) -> None:
    cnn.canvas.select(_of_type(cnn, "Dense"))
    cnn.trigger("model.settings")
    page = cnn.inspector.model_page
    assert page.isVisible()
    assert page.title.text() == "Digits CNN"
    page.title.selectAll()
    QTest.keyClicks(page.title, "My digits")
    QTest.keyClick(page.title, Qt.Key.Key_Return)
    assert cnn.project.settings.title == "My digits"
    assert "My digits*" in cnn.windowTitle()


def test_metaparameters_are_added_renamed_set_and_deleted(cnn: MainWindow) -> None:
    table = cnn.inspector.model_page.metaparameters
    cnn.trigger("model.settings")
    dense = _of_type(cnn, "Dense")[0]
    row = next(row for row in table.rows if row.name.text() == "classes")
    row.name.selectAll()
    QTest.keyClicks(row.name, "labels")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    assert cnn.project.checker.graph.blocks[dense].value("units") == Expression("labels")
    row.value.selectAll()
    QTest.keyClicks(row.value, "12")
    QTest.keyClick(row.value, Qt.Key.Key_Return)
    assert cnn.project.checker.results[dense].arguments["units"] == 12
    table.add()
    assert [meta.name for meta in cnn.project.document.model.metaparameters][-1] == "alpha"
    row = table.rows[2]
    row.name.selectAll()
    QTest.keyClicks(row.name, "labels")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    assert "already" in row.error.text()
    table.delete("alpha")
    assert len(cnn.project.document.model.metaparameters) == 2


def test_a_slider_makes_one_undo_step(cnn: MainWindow) -> None:
    cnn.trigger("model.settings")
    table = cnn.inspector.model_page.metaparameters
    row = next(row for row in table.rows if row.name.text() == "dropout")
    assert row.slider.isVisible()
    for step in (20, 40, 60):
        row.slider.setValue(step)
    found = {meta.name: meta.value for meta in cnn.project.document.model.metaparameters}
    assert found["dropout"] != 0.5
    cnn.undo()
    found = {meta.name: meta.value for meta in cnn.project.document.model.metaparameters}
    assert found["dropout"] == 0.5
