"""What keys and the wheel may change, and how they lead into panels and back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QWidget,
)

from app.files.new_dialog import NewDialog
from app.window.dialogs import PreferencesDialog
from app.window.shell import TABS
from app.window.window import MainWindow
from tests.app.forms.field_helpers import block_field, select
from tests.pointer import CONTROL, SHIFT, Key, click, press, turn_wheel, type_text
from tests.sources import python_files

pytestmark = pytest.mark.window

ROOT = Path(__file__).parents[3]

# ------------------------------------------------------------ keys and the wheel


def _values(root: QWidget) -> list[object]:
    """Return what every field below a widget shows, also a table of the values behind them."""
    found: list[object] = []
    for kind in (QLineEdit, QComboBox, QSlider, QAbstractSpinBox):
        for one in root.findChildren(kind):
            if isinstance(one, QSlider):
                found.append(one.value())
            elif isinstance(one, QComboBox):
                found.append(one.currentText())
            else:
                found.append(one.text())
    return found


def _boxes(root: QWidget) -> list[QWidget]:
    kinds = (QAbstractSpinBox, QComboBox, QSlider)
    found = [one for kind in kinds for one in root.findChildren(kind)]
    return [one for one in found if one.isVisible() and one.isEnabled()]


STEPS = (Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown)


def _pass_over(root: QWidget) -> int:
    """Go through every box by Tab and by the wheel; returns how many there were."""
    boxes = _boxes(root)
    for box in boxes:
        before = _values(root)
        turn_wheel(box, 1)
        turn_wheel(box, -1)
        box.setFocus(Qt.FocusReason.TabFocusReason)
        turn_wheel(box, 2)
        for key in STEPS:
            QTest.keyClick(box, key)
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
        assert _values(root) == before, box.objectName()
    return len(boxes)


def test_no_box_changes_before_it_was_clicked(cnn: MainWindow, qtbot: Any) -> None:
    # A thread has the plots made when pyqtgraph is there, sooner where an earlier test has imported it.
    cnn.training_panel.plots.make()
    select(cnn, "Conv2D", qtbot)
    cnn.show_tab("Training")
    QApplication.processEvents()
    history = cnn.project.history
    assert _pass_over(cnn) > 10
    assert history.undo_label is None
    cnn.trigger("model.settings")
    QApplication.processEvents()
    assert _pass_over(cnn) > 5  # the sliders of metaparameters
    cnn.show_tab("Code")
    QApplication.processEvents()
    assert _pass_over(cnn) > 1
    assert history.undo_label is None


@pytest.mark.parametrize(
    "asked", ["preferences", "export", "picture", "model file", "details", "new"]
)
def test_no_box_of_a_dialog_changes_before_it_was_clicked(cnn: MainWindow, asked: str) -> None:
    dialog: QDialog
    if asked == "preferences":
        dialog = PreferencesDialog(cnn.preferences, cnn)
        dialog.show()
    elif asked == "new":
        dialog = new = NewDialog(cnn.theme, cnn)
        new.list.choose("prestem-224-to-230")
        new.show()
    elif asked == "details":
        dialog = cnn.inspector.model_page.metaparameters.ask_details("dropout")
    else:
        {
            "export": cnn.exports.ask,
            "picture": cnn.pictures.show,
            "model file": cnn.model_files.ask,
        }[asked]()
        dialog = next(
            one for one in cnn.findChildren(QDialog) if one.isVisible() and one.isWindow()
        )
    QApplication.processEvents()
    assert _pass_over(dialog) > 0
    dialog.close()


def test_a_clicked_box_steps_by_keys_and_wheel(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    box = block_field(cnn, "filters").input
    value = cnn.project.document.model.blocks
    click(box, QPoint(20, box.height() // 2))
    press(Key.Key_Up)
    assert value[conv].value("filters") == 17
    turn_wheel(box, -1)
    assert value[conv].value("filters") == 16
    press(Key.Key_Tab)
    press(Key.Key_Backtab, SHIFT)
    assert box.hasFocus()
    press(Key.Key_Up)
    assert value[conv].value("filters") == 16


def test_every_box_is_a_calm_one() -> None:
    kinds = "Q(ComboBox|SpinBox|DoubleSpinBox|Slider|Dial|DateEdit|TimeEdit|FontComboBox)"
    loud = re.compile(rf"\b{kinds}\(|class \w+\((?!.*Calm).*\b{kinds}\b")
    for path in python_files("app", "canvas"):
        text = path.read_text(encoding="utf-8")
        assert path.name == "calm.py" or not loud.search(text), path


# ------------------------------------------------------------ Escape and panels


PANELS = [(getattr(Key, f"Key_{at}"), title) for at, title in enumerate(TABS, start=1)]


@pytest.mark.parametrize(("key", "title"), PANELS)
def test_a_shortcut_leads_into_a_panel_and_escape_back(
    cnn: MainWindow, qtbot: Any, key: Key, title: str
) -> None:
    select(cnn, "Conv2D", qtbot)
    cnn.canvas.setFocus()
    press(key, CONTROL)
    page = cnn.tabs.currentWidget()
    found = QApplication.focusWidget()
    assert cnn.tabs.tabText(cnn.tabs.currentIndex()).startswith(title)
    if title == "Problems":  # there are none: nothing is there to go to but the tabs
        assert found is cnn.tabs.tabBar()
    else:
        assert found is not None
        assert page.isAncestorOf(found)
    press(Key.Key_Escape)
    assert cnn.canvas.hasFocus()


def test_escape_takes_back_what_was_typed(cnn: MainWindow, qtbot: Any) -> None:
    conv = select(cnn, "Conv2D", qtbot)
    before = dict(cnn.project.document.model.blocks[conv].values)
    for name, text in (("filters", "99"), ("filters", "nonsense ("), ("padding", "valid")):
        field = block_field(cnn, name)
        shown = field.input.text()
        field.input.setFocus()
        press(Key.Key_A, CONTROL)
        type_text(text)
        press(Key.Key_Escape)
        assert field.input.text() == shown
        assert not field.input.property("wrong")
        assert cnn.canvas.hasFocus()
        assert list(cnn.canvas.selected_ids()) == [conv]
    assert dict(cnn.project.document.model.blocks[conv].values) == before
    assert cnn.project.history.undo_label is None


@pytest.mark.parametrize(
    "name", ["modelTitle", "modelDescription", "metaName0", "metaValue0", "blockFilter"]
)
def test_escape_takes_back_other_words(cnn: MainWindow, qtbot: Any, name: str) -> None:
    cnn.activateWindow()
    qtbot.waitUntil(cnn.isActiveWindow)
    cnn.trigger("model.settings")
    QApplication.processEvents()
    line: Any = cnn.findChild(QWidget, name)
    text = line.toPlainText if isinstance(line, QPlainTextEdit) else line.text
    before = text()
    line.setFocus()
    type_text("zz")
    assert text() != before
    press(Key.Key_Escape)
    assert text() == before
    assert cnn.canvas.hasFocus()
    assert cnn.project.history.undo_label is None
