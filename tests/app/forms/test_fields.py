"""Fields under real clicks and keys: their arrows, and whose undo is meant."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.forms.editors import ChoiceInput, StepInput, WordsInput
from app.frame.text_size import use_text_size
from app.window.window import MainWindow
from blocks.values.values import Expression
from tests.app.forms.field_helpers import block_field, select, training_field
from tests.pointer import CONTROL, SHIFT, Key, arrow, click, press, type_text

pytestmark = pytest.mark.window

# ------------------------------------------------------------ arrows


def test_a_click_on_an_arrow_steps(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    box = block_field(cnn, "filters").input
    assert isinstance(box, StepInput)
    assert click(box, arrow(box, up=True)) is box
    assert click(box, arrow(box, up=True)) is box
    block = cnn.project.document.model.blocks
    assert block[conv].value("filters") == 18
    click(box, arrow(box, up=False))
    assert block[conv].value("filters") == 17
    assert cnn.project.history.undo_label == "Change filters"
    press(Key.Key_Z, CONTROL)
    assert block[conv].value("filters") == 16  # all of it is one step


@pytest.mark.parametrize("percent", [100, 200])
def test_every_box_leaves_its_arrows_free(cnn: MainWindow, qtbot: Any, percent: int) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    use_text_size(app, percent, cnn.theme)
    try:
        _look_at_arrows(cnn, qtbot)
    finally:
        use_text_size(app, 100, cnn.theme)


def _look_at_arrows(cnn: MainWindow, qtbot: Any) -> None:
    select(cnn, "Conv2D", qtbot)
    block_field(cnn, "filters")
    cnn.show_tab("Training")
    cnn.training_panel.form.form.unfold()
    QApplication.processEvents()
    boxes = [box for box in cnn.findChildren(QAbstractSpinBox) if box.isVisible()]
    assert len(boxes) > 6
    for box in boxes:
        line = box.findChild(QLineEdit)
        assert line is not None
        for up in (True, False):
            assert not line.geometry().contains(arrow(box, up)), box.objectName()
            assert box.childAt(arrow(box, up)) is None


# ------------------------------------------------------------ undo

TYPED = [
    ("filters", "64", 64),
    ("filters", "int(64 * 2)", Expression("int(64 * 2)")),
    ("kernel_size", "5 x 3", (5, 3)),
    ("padding", "valid", "valid"),
    ("activation", "tanh", "tanh"),
    ("use_bias", "False", False),
    ("trainable", "False", False),
    ("kernel_regularizer", "L2(l2=0.5)", None),
]


@pytest.mark.parametrize(("name", "text", "value"), TYPED)
def test_undo_takes_a_typed_value_back(
    cnn: MainWindow, qtbot: Any, name: str, text: str, value: Any
) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    blocks = cnn.project.document.model.blocks
    before = dict(blocks[conv].values)
    line = block_field(cnn, name).input.findChild(QLineEdit)
    assert line is not None
    block_field(cnn, name).input.setFocus()
    line.selectAll()
    type_text(text)
    press(Key.Key_Return)
    assert dict(blocks[conv].values) != before
    if value is not None:
        assert blocks[conv].value(name) == value
    press(Key.Key_Z, CONTROL)
    assert dict(blocks[conv].values) == before
    press(Key.Key_Z, CONTROL | SHIFT)
    assert dict(blocks[conv].values) != before
    press(Key.Key_Z, CONTROL)
    assert dict(blocks[conv].values) == before


def test_undo_takes_typed_letters_back_first(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    field = block_field(cnn, "filters")
    cnn.project.do("Move", [])
    field.input.setFocus()
    press(Key.Key_A, CONTROL)
    type_text("99")
    press(Key.Key_Z, CONTROL)
    assert field.input.text() != "99"
    assert cnn.project.document.model.blocks[conv].value("filters") == 16


@pytest.mark.parametrize(
    ("name", "text"), [("epochs", "7"), ("loss", "mae"), ("learning_rate", "0.5")]
)
def test_undo_takes_training_settings_back(
    cnn: MainWindow, qtbot: Any, name: str, text: str
) -> None:
    select(cnn, "Conv2D", qtbot)
    field = training_field(cnn, name)
    before = cnn.project.settings
    click(field.input.findChild(QLineEdit) or field.input)
    popup = QApplication.activePopupWidget()
    if popup is not None:
        press(Key.Key_Escape)
    press(Key.Key_A, CONTROL)
    type_text(text)
    press(Key.Key_Return)
    assert cnn.project.settings != before
    press(Key.Key_Z, CONTROL)
    assert cnn.project.settings == before


def test_undo_takes_a_choice_and_a_tick_back(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    blocks = cnn.project.document.model.blocks
    choice = block_field(cnn, "padding").input
    assert isinstance(choice, ChoiceInput)
    click(choice)
    press(Key.Key_Up)
    press(Key.Key_Return)
    assert blocks[conv].value("padding") != "same"
    press(Key.Key_Z, CONTROL)
    assert blocks[conv].value("padding") == "same"
    words = training_field(cnn, "metrics").input
    assert isinstance(words, WordsInput)
    before = cnn.project.settings
    words.setFocus()
    words.menu().actions()[1].trigger()
    assert cnn.project.settings != before
    press(Key.Key_Z, CONTROL)
    assert cnn.project.settings == before


@pytest.mark.parametrize("name", ["modelTitle", "modelDescription", "metaName0", "metaValue0"])
def test_undo_takes_words_of_the_model_back(cnn: MainWindow, qtbot: Any, name: str) -> None:
    cnn.activateWindow()
    qtbot.waitUntil(cnn.isActiveWindow)
    cnn.trigger("model.settings")
    QApplication.processEvents()
    document = cnn.project.document
    before = document.settings, document.model.metaparameters
    line = cnn.findChild(QWidget, name)
    assert isinstance(line, (QLineEdit, QPlainTextEdit))
    line.setFocus()
    line.selectAll()
    type_text("5" if name == "metaValue0" else "other")
    if isinstance(line, QPlainTextEdit):
        press(Key.Key_Tab)
        press(Key.Key_Backtab, SHIFT)
        assert line.hasFocus()
    else:
        press(Key.Key_Return)
    assert (document.settings, document.model.metaparameters) != before
    press(Key.Key_Z, CONTROL)
    assert (document.settings, document.model.metaparameters) == before


def test_another_text_size_moves_no_block(cnn: MainWindow) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = dict(cnn.project.document.model.positions)
    try:
        use_text_size(app, 150, cnn.theme)
    finally:
        use_text_size(app, 100, cnn.theme)
    assert dict(cnn.project.document.model.positions) == before
    assert cnn.project.history.undo_label is None


def test_undo_in_an_empty_search_line_is_that_of_the_model(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    cnn.canvas.editing.delete_selected()
    cnn.palette_panel.filter.setFocus()
    press(Key.Key_Z, CONTROL)
    assert conv in cnn.project.document.model.blocks
    type_text("den")
    press(Key.Key_Z, CONTROL)
    assert cnn.palette_panel.filter.text() == ""
    assert conv in cnn.project.document.model.blocks
