"""Making and editing composites in the window, with the keys and fields that people use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from app.actions.menus import plain
from app.composites.dialogs import MakeDialog, NameDialog
from app.forms.field import Field
from app.inspector.meta_dialog import MetaDialog
from app.project.project import Project
from app.window.window import MainWindow
from blocks.files.project_file import to_text
from blocks.graph.graph import MODEL
from blocks.graph.structure import Structure
from blocks.values.values import Expression
from canvas.view.menus import context_menu
from tests.blocks.composites import Sketch
from tests.blocks.networks import whole

pytestmark = pytest.mark.window


def _sketch() -> Project:
    """A part that is used twice, and its outer group, used once."""
    sketch = Sketch()
    part = sketch.graph("Part", whole("filters", 8), description="A convolution.")
    x = part.add("In", name="input")
    x = part.add("Conv2D", x, filters="=filters", kernel_size=3, padding="same")
    part.add("Out", x, name="output")
    group = sketch.graph("Group", whole("base", 8))
    x = group.add("In", name="input")
    x = group.add("Part", x, filters="=base")
    x = group.add("ReLU", x)
    group.add("Out", x, name="output")
    model = sketch.graph(MODEL, whole("blocks", 3))
    x = model.add("Input", shape=(8, 8, 4))
    x = model.add("Group", x)
    x = model.add("Part", x, filters=16)
    x = model.add("Conv2D", x, filters=4, kernel_size=1)
    model.add("ReLU", x)
    for graph in sketch.document.graphs.values():
        for at, block_id in enumerate(graph.order()):
            graph.positions[block_id] = (0.0, 110.0 * at)
    return Project(sketch.document)


@pytest.fixture
def drawn(window: MainWindow) -> MainWindow:
    window.put_project(_sketch())
    window.activateWindow()
    window.canvas.setFocus()
    QApplication.processEvents()
    return window


def _of(window: MainWindow, *types: str) -> list[str]:
    graph = window.project.place.graph
    return [key for key in graph.order() if graph.blocks[key].type in types]


def _file(window: MainWindow) -> str:
    return to_text(window.project.document)


def _dialog(window: MainWindow) -> Any:
    found = [each for each in window.findChildren(QDialog) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def _write(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()


def _type(field: Field, text: str) -> None:
    line = field.input if isinstance(field.input, QLineEdit) else field.input.findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClick(field.input, Qt.Key.Key_Delete)
    QTest.keyClicks(field.input, text)
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    QApplication.processEvents()


def _choose(field: Field, text: str) -> None:
    assert isinstance(field.input, QComboBox)
    field.input.setCurrentIndex(field.input.findText(text))
    field.input.activated.emit(field.input.currentIndex())
    QApplication.processEvents()


def _field(window: MainWindow, name: str) -> Field:
    form = window.inspector.block_page.form
    assert form is not None
    return form.fields[name]


def _structure(window: MainWindow, name: str) -> Field:
    return window.inspector.block_page.structure.form.fields[name]


def _ok(dialog: QDialog) -> None:
    agree = [each for each in dialog.findChildren(QPushButton) if each.text() == "OK"]
    agree[0].click()


# ---------------------------------------------------------------- make and expand


def test_a_selection_becomes_a_composite_and_back(drawn: MainWindow, qtbot: QtBot) -> None:
    before = _file(drawn)
    totals = drawn.project.checker.totals()
    drawn.canvas.select(_of(drawn, "Conv2D", "ReLU"))
    QTest.keyClick(drawn.canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    dialog = _dialog(drawn)
    assert isinstance(dialog, MakeDialog)
    assert (dialog.name.text(), dialog.name.selectedText()) == ("Block", "Block")
    next(box for each, box in dialog.boxes if each.parameter == "filters").click()
    QTest.keyClicks(dialog.name, "Head")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    QApplication.processEvents()
    (made,) = _of(drawn, "Head")
    assert drawn.canvas.selected_ids() == [made]
    assert drawn.project.checker.totals() == totals
    assert drawn.project.history.undo_label == "Make composite Head"
    assert [m.name for m in drawn.project.document.graph("Head").metaparameters] == ["filters"]
    middle = _file(drawn)
    drawn.undo()
    assert _file(drawn) == before
    drawn.redo()
    assert _file(drawn) == middle
    drawn.canvas.select([made])
    drawn.activateWindow()  # as a window manager does when a dialog closes
    drawn.canvas.setFocus()
    qtbot.waitUntil(drawn.isActiveWindow)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(drawn.canvas, Qt.Key.Key_G, both)
    assert drawn.project.history.undo_label == "Expand Head"
    assert drawn.project.checker.totals() == totals
    assert "Head" not in drawn.project.document.graphs
    drawn.undo()
    assert _file(drawn) == middle


def test_the_dialog_tells_what_is_found_and_what_is_wrong(drawn: MainWindow) -> None:
    drawn.canvas.select(_of(drawn, "Conv2D"))
    drawn.composites.make()
    dialog = _dialog(drawn)
    labels = {label.objectName(): label.text() for label in dialog.findChildren(QLabel)}
    assert "8×8×16" in labels["foundInputs"]
    assert "8×8×4" in labels["foundOutputs"]
    _write(dialog.name, "Conv2D")
    assert dialog.isVisible()
    assert "Keras" in dialog.error.text()
    _write(dialog.name, "no blanks")
    assert "letters" in dialog.error.text()
    dialog.reject()


def test_what_cannot_become_a_composite_is_refused_with_the_reason(drawn: MainWindow) -> None:
    drawn.canvas.select(_of(drawn, "Input"))
    drawn.composites.make()
    assert not [each for each in drawn.findChildren(QDialog) if each.isVisible()]
    assert "stays outside" in drawn.centre.toast.text()


def test_make_independent_leaves_the_others_alone(drawn: MainWindow) -> None:
    (part,) = _of(drawn, "Part")
    drawn.canvas.select([part])
    bar = drawn.inspector.block_page.instance
    assert bar.uses.text() == "Used 2 times: 1 in the model, 1 in Group"
    QTest.mouseClick(bar.buttons["composite.independent"], Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    own = drawn.project.place.graph.blocks[part].type
    assert own != "Part"
    assert {block.type for block in drawn.project.document.graph("Group").blocks.values()} >= {"Part"}  # fmt: skip
    drawn.inspector.refresh()
    assert bar.uses.text() == "Used once, in the model"
    assert not bar.buttons["composite.independent"].isEnabled()


def test_a_new_composite_is_ready_to_be_filled(drawn: MainWindow) -> None:
    before = _file(drawn)
    drawn.canvas.select(_of(drawn, "ReLU"))
    drawn.actions_of["composite.new"].trigger()
    dialog = _dialog(drawn)
    assert isinstance(dialog, NameDialog)
    _write(dialog.name, "Neck")
    assert drawn.project.place.graph_name == "Neck"
    assert [block.type for block in drawn.project.place.graph.blocks.values()] == ["In", "Out"]
    assert not drawn.project.errors()
    drawn.undo()
    assert drawn.project.place.graph_name == MODEL
    assert _file(drawn) == before


def test_ends_are_added_inside_only(drawn: MainWindow) -> None:
    assert not drawn.actions_of["composite.input"].isEnabled()
    drawn.project.place.enter(_of(drawn, "Part")[0])
    QApplication.processEvents()
    drawn.refresh_actions()
    menu = context_menu(drawn.canvas, QPointF(900, 900))
    titles = [plain(action.text()) for action in menu.actions()]
    assert {"Add an input", "Add an output"} <= set(titles)
    drawn.composites.add_input()
    ends = [drawn.project.place.graph.blocks[key] for key in _of(drawn, "In")]
    assert [end.name for end in ends] == ["input", "input_2"]
    assert drawn.palette_panel.keys("Ends") == ["In", "Out"]
    drawn.canvas.adding.add_block("Out")
    assert {drawn.project.place.graph.blocks[key].name for key in _of(drawn, "Out")} == {
        "output",
        "output_2",
    }
    drawn.project.place.go(0)
    assert drawn.palette_panel.keys("Ends") == []
    menu.deleteLater()
    menu = context_menu(drawn.canvas, QPointF(900, 900))
    assert "Add an input" not in [plain(action.text()) for action in menu.actions()]
    menu.deleteLater()


# ---------------------------------------------------------------- repeats and conditions


def test_a_block_is_repeated_in_the_form(drawn: MainWindow, qtbot: QtBot) -> None:
    before = _file(drawn)
    (part,) = _of(drawn, "Part")
    drawn.canvas.select([part])
    drawn.actions_of["composite.repeat"].trigger()
    assert _structure(drawn, "mode").isVisible()
    assert not _structure(drawn, "series").isVisible()
    _choose(_structure(drawn, "mode"), "in series")
    _type(_structure(drawn, "series"), "blocks + 1")
    structure = drawn.project.place.graph.blocks[part].structure
    assert structure == Structure(series=Expression("blocks + 1"))
    qtbot.waitUntil(lambda: _structure(drawn, "series").result.text() == "= 4")
    assert drawn.canvas.graph_scene.cards[part].content.repeat.times == "×4"
    _choose(_structure(drawn, "mode"), "in parallel")
    qtbot.waitUntil(_structure(drawn, "merge").isVisible)
    _choose(_structure(drawn, "merge"), "Add")
    structure = drawn.project.place.graph.blocks[part].structure
    assert structure == Structure(parallel=Expression("blocks + 1"), merge="Add")
    for _ in range(4):
        drawn.undo()
    assert _file(drawn) == before


def test_a_condition_that_does_not_hold(drawn: MainWindow, qtbot: QtBot) -> None:
    (part,) = _of(drawn, "Part")
    drawn.canvas.select([part])
    drawn.inspector.edit_structure()
    _type(_structure(drawn, "when"), "channels == 99")
    qtbot.waitUntil(lambda: _structure(drawn, "when").result.text() == "= False")
    assert drawn.canvas.graph_scene.cards[part].content.repeat.absent
    _type(_structure(drawn, "when"), "")
    assert drawn.project.place.graph.blocks[part].structure is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("-1", "from 0"), ("nobody * 2", "nobody"), ("2 **", "expression"), ("blocks / 2", "whole")],
)
def test_a_wrong_number_of_repeats_is_said_at_its_field(
    drawn: MainWindow, qtbot: QtBot, text: str, words: str
) -> None:
    (part,) = _of(drawn, "Part")
    drawn.canvas.select([part])
    drawn.inspector.edit_structure()
    _choose(_structure(drawn, "mode"), "in series")
    qtbot.waitUntil(lambda: _structure(drawn, "series").input.text() == "2")
    _type(_structure(drawn, "series"), text)
    qtbot.waitUntil(lambda: bool(_structure(drawn, "series").error.text()))
    assert words in _structure(drawn, "series").error.text()


def test_branches_that_do_not_merge_are_said_at_the_merge(drawn: MainWindow, qtbot: QtBot) -> None:
    (part,) = _of(drawn, "Part")
    drawn.canvas.select([part])
    drawn.inspector.edit_structure()
    _choose(_structure(drawn, "mode"), "in parallel")
    qtbot.waitUntil(_structure(drawn, "merge").isVisible)
    _choose(_structure(drawn, "merge"), "Add")
    _type(_field(drawn, "filters"), "8 * (i + 1)")
    qtbot.waitUntil(lambda: "Add cannot merge" in _structure(drawn, "merge").error.text())


def test_only_blocks_with_one_way_through_can_be_repeated(drawn: MainWindow) -> None:
    for type_name, shown in (("Input", False), ("Conv2D", True), ("Group", True)):
        drawn.canvas.select(_of(drawn, type_name))
        assert drawn.inspector.block_page.structure.isVisible() is shown
        drawn.centre.toast.setText("")
        drawn.actions_of["composite.repeat"].trigger()
        assert ("cannot be repeated" in drawn.centre.toast.text()) is not shown


# ---------------------------------------------------------------- instances


def test_the_form_of_an_instance_has_its_metaparameters(drawn: MainWindow, qtbot: QtBot) -> None:
    (group,) = _of(drawn, "Group")
    drawn.canvas.select([group])
    assert _field(drawn, "base").input.text() == "8"
    assert "blocks = 3" in _field(drawn, "base").input.toolTip()
    _type(_field(drawn, "base"), "4 * blocks")
    qtbot.waitUntil(lambda: _field(drawn, "base").result.text() == "= 12")
    _type(_field(drawn, "base"), "0")
    assert "at least 1" in _field(drawn, "base").error.text()
    assert drawn.inspector.block_page.summary.text() == drawn.project.document.graph("Group").description  # fmt: skip


def test_a_form_follows_the_definition(drawn: MainWindow, qtbot: QtBot) -> None:
    (part,) = _of(drawn, "Part")
    drawn.canvas.select([part])
    assert drawn.inspector.block_page.form.names == ("filters", "trainable")
    drawn.project.place.enter(part)
    drawn.inspector.definition_page.metaparameters.add()
    drawn.project.place.leave()
    drawn.canvas.select([part])
    assert drawn.inspector.block_page.form.names == ("filters", "strides", "trainable")


def test_names_are_offered_while_an_expression_is_typed(drawn: MainWindow) -> None:
    (part,) = _of(drawn, "Part")
    drawn.canvas.select([part])
    field = _field(drawn, "filters")
    line = field.input.findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(field.input, "2 * blo")
    completer = field._completer
    assert completer is not None
    assert [completer.completionModel().index(0, 0).data()] == ["blocks"]
    completer.insert("blocks")
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert drawn.project.place.graph.blocks[part].values["filters"] == Expression("2 * blocks")


def test_a_value_is_promoted_from_the_menu_of_its_field(drawn: MainWindow) -> None:
    drawn.project.place.enter(_of(drawn, "Part")[0])
    (conv,) = _of(drawn, "Conv2D")
    drawn.canvas.select([conv])
    menu = _field(drawn, "kernel_size").menu()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if "Promote" in action.text()).trigger()
    QApplication.processEvents()
    assert drawn.project.place.graph.blocks[conv].values["kernel_size"] == Expression("kernel_size")
    metas = drawn.project.document.graph("Part").metaparameters
    assert [(meta.name, meta.value) for meta in metas][-1] == ("kernel_size", 3)
    assert drawn.project.history.undo_label == "Promote kernel_size"


def test_a_field_offers_its_menu_at_a_right_click(drawn: MainWindow, qtbot: QtBot) -> None:
    drawn.canvas.select(_of(drawn, "Conv2D"))
    for name in ("filters", "padding"):
        field = _field(drawn, name)
        asked = field.input if name == "filters" else field.input.findChild(QLineEdit)
        asked.customContextMenuRequested.emit(QPoint(4, 4))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        titles = [plain(action.text()) for action in menu.actions()]
        assert "Promote to a metaparameter" in titles
        assert any("Paste" in title for title in titles)
        menu.close()


def test_the_chevron_opens_in_place(drawn: MainWindow, qtbot: QtBot) -> None:
    (group,) = _of(drawn, "Group")
    view = drawn.canvas
    box = view.graph_scene.places.boxes[group]
    at = view.mapFromScene(QPointF(box.left + 16, box.top + 17))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
    assert list(view.inline_views.frames) == [group]
    frame = view.inline_views.frames[group]
    inner = view.mapFromScene(QPointF(frame.box().left + 8, frame.box().bottom - 6))
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(inner))
    assert drawn.project.place.graph_name == "Group"


# ---------------------------------------------------------------- the definition's page


def test_the_page_of_a_composite(drawn: MainWindow, qtbot: QtBot) -> None:
    (group,) = _of(drawn, "Group")
    drawn.project.place.enter(group)
    QApplication.processEvents()
    page = drawn.inspector.definition_page
    assert page.isVisible()
    assert page.name.text() == "Group"
    assert page.uses.text() == "Used once, in the model"
    drawn.project.place.leave()
    drawn.canvas.select([])
    assert drawn.inspector.model_page.isVisible()


def test_a_composite_is_renamed_from_inside(drawn: MainWindow) -> None:
    before = _file(drawn)
    (part,) = _of(drawn, "Part")
    drawn.project.place.enter(part)
    _write(drawn.inspector.definition_page.name, "Piece")
    assert drawn.project.place.graph_name == "Piece"
    assert drawn.project.document.model.blocks[part].type == "Piece"
    assert "Part" not in drawn.project.document.graphs
    assert drawn.inspector.definition_page.name.text() == "Piece"
    _write(drawn.inspector.definition_page.name, "Group")
    assert "already" in drawn.inspector.definition_page.error.text()
    assert drawn.project.place.graph_name == "Piece"
    drawn.undo()
    assert _file(drawn) == before


def test_a_composite_is_described(drawn: MainWindow) -> None:
    drawn.project.place.enter(_of(drawn, "Part")[0])
    note = drawn.inspector.definition_page.description
    note.setFocus()
    note.selectAll()
    QTest.keyClicks(note, "Looks at the neighbours.")
    drawn.commit()
    assert drawn.project.document.graph("Part").description == "Looks at the neighbours."


def test_metaparameters_of_a_composite(drawn: MainWindow) -> None:
    (part,) = _of(drawn, "Part")
    drawn.project.place.enter(part)
    document, table = drawn.project.document, drawn.inspector.definition_page.metaparameters
    row = table.rows[0]
    _write(row.name, "channels_out")
    conv = next(b for b in document.graph("Part").blocks.values() if b.type == "Conv2D")
    assert conv.values["filters"] == Expression("channels_out")
    assert document.model.blocks[part].values == {"channels_out": 16}
    row.delete()
    assert "Conv2D" in row.error.text()
    assert "channels_out" in document.graph("Part").environment()
    table.add()
    table.rows[1].delete()
    assert list(document.graph("Part").environment()) == ["channels_out"]


def test_type_limits_and_help_of_a_metaparameter(drawn: MainWindow) -> None:
    (part,) = _of(drawn, "Part")
    drawn.project.place.enter(part)
    table = drawn.inspector.definition_page.metaparameters
    dialog = table.ask_details("filters")
    assert isinstance(dialog, MetaDialog)
    dialog.minimum.setText("32")
    dialog.maximum.setText("9")
    _ok(dialog)
    assert "below" in dialog.error.text()
    dialog.maximum.setText("64")
    dialog.help.setText("Width of the block.")
    _ok(dialog)
    QApplication.processEvents()
    meta = drawn.project.document.graph("Part").metaparameters[0]
    assert (meta.value, meta.parameter.minimum, meta.parameter.help) == (32, 32, "Width of the block.")  # type: ignore[attr-defined]  # fmt: skip
    assert table.rows[0].slider.isVisible()


def test_ports_are_renamed_and_reordered(drawn: MainWindow) -> None:
    (part,) = _of(drawn, "Part")
    drawn.project.place.enter(part)
    page, document = drawn.inspector.definition_page, drawn.project.document
    _write(page.ports.rows["In"][0].name, "image")
    (wire,) = document.model.incoming(part)
    assert wire.target_port == "image"
    before = _file(drawn)
    drawn.composites.add_input()
    drawn.canvas.select([])
    page.refresh()
    second = page.ports.rows["In"][1]
    assert second.name.text() == "input"
    second.up.click()
    kind = document.type_named("Part")
    assert kind is not None
    assert kind.inputs.names == ("input", "image")
    (wire,) = document.model.incoming(part)
    assert wire.target_port == "image"
    drawn.undo()
    drawn.undo()
    assert _file(drawn) == before


def test_a_port_is_renamed_at_its_block(drawn: MainWindow) -> None:
    (part,) = _of(drawn, "Part")
    drawn.project.place.enter(part)
    drawn.canvas.select(_of(drawn, "Out"))
    _write(drawn.inspector.block_page.name, "features")
    (wire,) = drawn.project.document.model.outgoing(part)
    assert wire.source_port == "features"


def test_an_unused_composite_is_removed(drawn: MainWindow) -> None:
    (group,) = _of(drawn, "Group")
    drawn.canvas.select([group])
    drawn.canvas.editing.dissolve_selected()
    drawn.project.place.show(drawn.project.place.find("Group") or ())
    QApplication.processEvents()
    page = drawn.inspector.definition_page
    assert page.uses.text() == "Used nowhere"
    page.remover.click()
    assert "Group" not in drawn.project.document.graphs
    assert drawn.project.place.graph_name == MODEL


def test_a_file_with_composites_opens_saves_and_stays(open_window: Any, tmp_path: Path) -> None:
    path = tmp_path / "composites.netwright"
    path.write_text(to_text(_sketch().document), encoding="utf-8")
    before = path.read_bytes()
    window = open_window(path)
    for block_id in list(window.project.document.model.blocks):
        window.canvas.select([block_id])
    window.files.save()
    assert path.read_bytes() == before
