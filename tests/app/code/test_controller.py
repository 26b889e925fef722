"""Code and canvas show each other: pressed lines select blocks, selected blocks mark lines, inside composites too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.code.panel import CodePanel
from app.project.navigator import PathStep
from app.window.window import MainWindow
from blocks.commands.blocks import remove_blocks, set_values
from blocks.graph.graph import MODEL
from exporters.styles.options import Style
from tests.app.conftest import TEMPLATES, OpenWindow

pytestmark = pytest.mark.window


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """DenseNet121 with its code in front."""
    path = tmp_path / "densenet.netwright"
    path.write_bytes((TEMPLATES / "densenet121.netwright").read_bytes())
    made = open_window(path)
    made.trigger("view.code")
    qtbot.waitUntil(lambda: bool(code(made).text), timeout=20_000)
    return made


def code(window: MainWindow) -> CodePanel:
    panel = window.code_panel
    assert isinstance(panel, CodePanel)
    return panel


def line_with(window: MainWindow, words: str, number: int = 0) -> int:
    """The line, from 1, that has these words; of several, by number."""
    lines = code(window).text.split("\n")
    return [at for at, line in enumerate(lines, 1) if words in line][number]


def press_line(qtbot: QtBot, window: MainWindow, line: int) -> None:
    """Press on a line with the left button."""
    view = code(window).view
    view.bring(line)
    area = view.viewport().rect()
    top, tall = next((t, h) for at, t, h in view.seen_lines(area) if at == line)
    spot = QPoint(60, top + tall // 2)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def marked(window: MainWindow) -> list[str]:
    """The lines that are marked as those of the selection."""
    lines = code(window).text.split("\n")
    return [lines[line - 1].strip() for line in sorted(code(window).view._gutter.marked)]


def test_a_press_on_a_line_selects_its_block(window: MainWindow, qtbot: QtBot) -> None:
    press_line(qtbot, window, line_with(window, "layers.GlobalAveragePooling2D()"))
    (chosen,) = window.canvas.selected_ids()
    assert window.project.document.model.blocks[chosen].type == "GlobalAveragePooling2D"
    assert marked(window) == ["x = layers.GlobalAveragePooling2D()(x)"]
    box = window.canvas.graph_scene.places.boxes[chosen]
    assert window.canvas.camera.visible_rect().contains(*box.centre)


def test_a_press_on_a_line_inside_steps_into_the_composite(
    window: MainWindow, qtbot: QtBot
) -> None:
    place = window.project.place
    press_line(qtbot, window, line_with(window, "layers.AveragePooling2D(2"))
    assert place.graph_name == "TransitionBlock"
    assert [place.graph.blocks[key].type for key in window.canvas.selected_ids()] == [
        "AveragePooling2D"
    ]
    assert marked(window) == ["return layers.AveragePooling2D(2, strides=2)(x)"]
    press_line(qtbot, window, line_with(window, "dense_layer(x, growth=growth)"))  # a loop's body
    assert place.graph_name == "DenseBlock"
    assert marked(window) == [
        "for _ in range(nblocks):",
        "x = dense_layer(x, growth=growth)",
    ]
    press_line(qtbot, window, line_with(window, "keras.Input"))
    assert place.path == ()


def test_the_head_of_a_function_leads_into_its_composite(window: MainWindow, qtbot: QtBot) -> None:
    place, panel = window.project.place, code(window)
    line = line_with(window, "def dense_layer(")
    press_line(qtbot, window, line)
    assert (place.graph_name, window.canvas.selected_ids()) == ("DenseLayer", [])
    assert panel.view.words(line) == "DenseLayer"
    press_line(qtbot, window, line_with(window, "def build_model("))
    assert place.path == ()
    for words in ("def main", "def load_data", "import keras"):
        assert panel.view.words(line_with(window, words)) == ""


def test_what_is_selected_on_the_canvas_is_marked_and_seen(window: MainWindow) -> None:
    model, view = window.project.document.model, code(window).view
    last = model.order()[-1]
    window.canvas.setFocus()
    view.verticalScrollBar().setValue(0)
    window.canvas.select([last])
    assert marked(window) == ['outputs = layers.Dense(classes, activation="softmax")(x)']
    assert view.verticalScrollBar().value() > 0
    assert window.canvas.hasFocus()
    blocks = [key for key in model.order() if model.blocks[key].type == "DenseBlock"]
    window.canvas.select(blocks)
    assert [line[:19] for line in marked(window)] == ["x = dense_block(x, "] * 4
    window.project.place.enter(blocks[0])
    assert marked(window) == []
    window.canvas.editing.select_all()
    assert "for _ in range(nblocks):" in marked(window)
    window.place_view.leave()  # what was selected there is so again
    assert [line[:19] for line in marked(window)] == ["x = dense_block(x, "] * 4


def test_a_flat_line_leads_to_its_instance_and_turn(window: MainWindow, qtbot: QtBot) -> None:
    panel, place = code(window), window.project.place
    panel.styles.setCurrentIndex(panel.styles.findData(Style.FLAT))
    qtbot.waitUntil(lambda: "def dense_block" not in panel.text, timeout=20_000)
    line = line_with(window, "layers.Concatenate()", 8)
    press_line(qtbot, window, line)
    second = [
        key
        for key in window.project.document.model.order()
        if window.project.document.model.blocks[key].type == "DenseBlock"
    ][1]
    assert place.path[0].block == second
    assert place.path[1].index == 2
    assert [step.graph for step in place.path] == ["DenseBlock", "DenseLayer"]
    assert panel.view.words(line).endswith(f"DenseBlock {window.project.checker.names[second]}")
    assert set(marked(window)) == {"x = layers.Concatenate()([skip, x])"}
    assert len(marked(window)) == 12  # the turns of this instance, none of the other three
    place.show([PathStep("", "DenseLayer")])
    window.canvas.select(["concatenate-4"])
    assert len(marked(window)) == 58


def test_lines_of_what_is_gone_lead_nowhere(window: MainWindow, qtbot: QtBot) -> None:
    model = window.project.document.model
    pool = next(key for key in model.order() if model.blocks[key].type == "MaxPooling2D")
    line = line_with(window, "layers.MaxPooling2D(3")
    before = code(window).text
    window.project.do("x", remove_blocks(window.project.document, [pool]))
    qtbot.waitUntil(code(window).banner.isVisible)
    assert code(window).text == before
    press_line(qtbot, window, line)
    assert pool not in window.canvas.selected_ids()
    assert code(window).view.words(line) == ""
    qtbot.mouseClick(code(window).banner.show_link, Qt.MouseButton.LeftButton)
    assert window.canvas.selected_ids() != []


def test_a_problem_inside_is_led_to(window: MainWindow, qtbot: QtBot) -> None:
    document = window.project.document
    inner = document.graph("ConvNorm")
    conv = next(key for key in inner.blocks if inner.blocks[key].type == "Conv2D")
    window.project.do("x", set_values(document, conv, "ConvNorm", kernel_size=999, padding="valid"))
    qtbot.waitUntil(code(window).banner.isVisible)
    qtbot.mouseClick(code(window).banner.show_link, Qt.MouseButton.LeftButton)
    assert window.project.place.graph_name == "ConvNorm"
    assert window.canvas.selected_ids() == [conv]


def test_ctrl_f_means_what_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    panel = code(window)
    control = Qt.KeyboardModifier.ControlModifier
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_F, control)
    assert panel.search.field.hasFocus()
    assert not window.command_palette.isVisible()
    qtbot.keyClick(panel.search.field, Qt.Key.Key_Escape)
    assert panel.view.hasFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F, control)
    assert window.command_palette.isVisible()
    window.command_palette.close()


def test_export_is_the_window_s(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(code(window).export_button, Qt.MouseButton.LeftButton)
    dialog = window.exports.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.text == code(window).text, timeout=20_000)
    dialog.reject()


def test_another_project_has_other_lines(window: MainWindow, qtbot: QtBot) -> None:
    window.canvas.select([window.project.document.model.order()[-1]])
    assert marked(window)
    window.files.open_path(TEMPLATES / "digits-cnn.netwright")
    assert code(window).text == ""
    qtbot.waitUntil(lambda: "keras.Input" in code(window).text, timeout=20_000)
    assert marked(window) == []
    assert window.project.place.graph_name == MODEL
    press_line(qtbot, window, line_with(window, "keras.Input"))
    assert len(window.canvas.selected_ids()) == 1
