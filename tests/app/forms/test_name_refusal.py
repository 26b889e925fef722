"""A name or value that will not do: the true one comes back, and the nearest that will do is offered."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMessageBox,
)

from app.composites.dialogs import MakeDialog
from app.forms.name_refusal import NameRefusal
from app.window.window import MainWindow
from blocks.document.edits import ReplaceBlock
from blocks.graph.naming import nearest_name
from blocks.graph.structure import Structure
from tests.app.conftest import TEMPLATES, OpenWindow
from tests.app.forms.field_helpers import block_field, select, training_field
from tests.pointer import CONTROL, SHIFT, Key, click, press, type_text

pytestmark = pytest.mark.window

# ------------------------------------------------------------ refused names


def test_a_refused_layer_name_stays_nowhere(
    cnn: MainWindow, open_window: OpenWindow, qtbot: Any
) -> None:
    first = select(cnn, "Conv2D", qtbot)
    cnn.trigger("edit.rename")
    head = cnn.inspector.block_page.head
    type_text("stem")
    press(Key.Key_Return)
    press(Key.Key_A, CONTROL)
    type_text("my conv!")
    press(Key.Key_Return)
    assert cnn.project.document.model.blocks[first].name == "stem"
    assert head.name.text() == "stem"
    assert "my conv!" in head.name_error.text()
    second = select(cnn, "Conv2D", qtbot, at=1)
    assert head.name.text() == ""
    assert head.name_error.isHidden()
    cnn.canvas.select([first])
    assert head.name.text() == "stem"
    cnn.canvas.select([second])
    cnn.trigger("edit.rename")
    type_text("my conv!")
    press(Key.Key_Return)
    click(head.name_error.offer)
    assert cnn.project.document.model.blocks[second].name == "my_conv"
    assert head.name_error.isHidden()
    cnn.trigger("edit.rename")
    type_text("no! no!")
    cnn.files.ask_save = lambda: QMessageBox.StandardButton.Discard  # type: ignore[method-assign]
    cnn.files.open_path(TEMPLATES / "mnist-dnn.netwright")
    select(cnn, "Dense", qtbot)
    assert head.name.text() == ""
    assert head.name_error.isHidden()
    assert all(not block.name for block in cnn.project.document.model.blocks.values())


def test_refused_values_stay_with_their_project(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    for field in (block_field(cnn, "filters"), training_field(cnn, "epochs")):
        field.input.setFocus()
        press(Key.Key_A, CONTROL)
        type_text("0")
        press(Key.Key_Return)
        assert field.input.property("wrong")
    cnn.files.ask_save = lambda: QMessageBox.StandardButton.Discard  # type: ignore[method-assign]
    cnn.files.open_path(TEMPLATES / "digits-cnn.netwright")  # its blocks have the same ids
    select(cnn, "Conv2D", qtbot)
    for field, text in ((block_field(cnn, "filters"), "16"), (training_field(cnn, "epochs"), "8")):
        assert field.input.text() == text
        assert not field.input.property("wrong")


@pytest.mark.parametrize(
    ("text", "name"),
    [("my conv!", "my_conv"), ("größe 1", "grosse_1"), ("2 x", "block_2_x"), ("!!", ""), ("a" * 99, "a" * 60)],
)  # fmt: skip
def test_the_nearest_name(text: str, name: str) -> None:
    pattern = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
    assert nearest_name(text, lambda one: pattern.fullmatch(one) is not None) == name


def test_the_nearest_name_is_free() -> None:
    assert (
        nearest_name("my conv", lambda one: one not in ("my_conv", "block_my_conv")) == "my_conv_2"
    )


@pytest.mark.parametrize("name", ["metaName0", "portIn0", "definitionName"])
def test_other_refused_names_go_as_well(
    open_window: OpenWindow, tmp_path: Path, qtbot: Any, name: str
) -> None:
    path = tmp_path / "net.netwright"
    path.write_bytes((TEMPLATES / "resnet34.netwright").read_bytes())
    window = open_window(path)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    document = window.project.document
    if name != "metaName0":
        composite = next(graph for graph in document.graphs if graph)
        window.composites.open_definition(composite)
    window.canvas.select([])
    QApplication.processEvents()
    line = next(one for one in window.findChildren(QLineEdit, name) if one.isVisible())
    window.inspector.ensureWidgetVisible(line)
    before = line.text()
    line.setFocus()
    line.selectAll()
    type_text("two words")
    press(Key.Key_Return)
    assert line.text() == before
    refusals = [one for one in window.findChildren(NameRefusal) if one.isVisible()]
    assert [one.offer.text() for one in refusals] == ["Use two_words"]
    press(Key.Key_Escape)
    assert window.canvas.hasFocus()
    assert all(one.isHidden() for one in refusals)


# ------------------------------------------------------------ repeats


def test_repeats_are_typed_as_a_number(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    blocks = cnn.project.document.model.blocks
    cnn.canvas.setFocus()
    press(Key.Key_R, CONTROL)
    type_text("3")
    press(Key.Key_Return)
    assert blocks[conv].structure == Structure(series=3)
    fields = cnn.inspector.block_page.structure.form.fields
    qtbot.waitUntil(lambda: fields["mode"].input.text() == "in series")
    assert fields["series"].input.text() == "3"
    press(Key.Key_Z, CONTROL)
    assert blocks[conv].structure is None
    press(Key.Key_Z, CONTROL | SHIFT)
    cnn.canvas.setFocus()
    press(Key.Key_R, CONTROL)
    assert fields["series"].input.hasFocus()
    type_text("5")
    press(Key.Key_Return)
    assert blocks[conv].structure == Structure(series=5)


@pytest.mark.parametrize("text", ["-1", "2000", "3.5", "abc", "nothing ("])
def test_bad_repeats_are_refused_each_time(cnn: MainWindow, qtbot: Any, text: str) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    block = cnn.project.document.model.blocks
    fields = cnn.inspector.block_page.structure.form.fields
    for structure, name, old in ((None, "mode", "once"), (Structure(series=4), "series", "4")):
        if structure is not None and text == "abc":
            continue  # the name of a metaparameter that is to come
        before = block[conv]
        cnn.project.do("Repeat", [ReplaceBlock("", before, replace(before, structure=structure))])
        QApplication.processEvents()
        qtbot.waitUntil(lambda name=name, old=old: fields[name].input.text() == old)
        cnn.canvas.setFocus()
        for _ in range(3):
            press(Key.Key_R, CONTROL)  # from the canvas, then from the field itself
            type_text(text)
            press(Key.Key_Return)
            assert block[conv].structure == structure
            assert fields[name].input.text() == old
            assert f"not {text}" in fields[name].error.text() or text == "nothing ("
        press(Key.Key_Escape)
        assert not fields[name].error.text()


def test_a_dialog_offers_the_nearest_name(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    cnn.canvas.setFocus()
    press(Key.Key_G, CONTROL)
    dialog = cnn.findChild(MakeDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.name.setFocus()
    press(Key.Key_A, CONTROL)
    type_text("my block")
    press(Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.error.offer.text() == "Use my_block"
    click(dialog.error.offer)
    assert dialog.name.text() == "my_block"
    assert dialog.error.isHidden()
    press(Key.Key_Return)
    assert "my_block" in cnn.project.document.graphs


def test_what_was_refused_in_one_composite_is_not_shown_in_another(
    open_window: OpenWindow, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "net.netwright"
    path.write_bytes((TEMPLATES / "resnet50.netwright").read_bytes())
    window = open_window(path)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    graphs = window.project.document.graphs
    first, second = [name for name in graphs if name and graphs[name].metaparameters][:2]
    for name in ("metaValue0", "portIn0"):
        window.composites.open_definition(first)
        window.canvas.select([])
        QApplication.processEvents()
        line = next(one for one in window.findChildren(QLineEdit, name) if one.isVisible())
        line.setFocus()
        line.selectAll()
        type_text("two words (")
        press(Key.Key_Return)
        window.composites.open_definition(second)
        QApplication.processEvents()
        assert not [one for one in window.findChildren(NameRefusal) if one.isVisible()]
        lines = [one for one in window.inspector.findChildren(QLineEdit) if one.isVisible()]
        assert "two words (" not in [one.text() for one in lines]
