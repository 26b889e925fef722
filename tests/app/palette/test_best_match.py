"""Lists that are searched by typing: what fits best is chosen and shown, and an exact title always."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.actions.table import ACTIONS
from app.files.new_dialog import NewDialog
from app.window.window import MainWindow
from canvas.search.match import find
from canvas.theme.themes import LIGHT
from tests.pointer import CONTROL, Key, press, type_text

pytestmark = pytest.mark.window


def _ready(window: MainWindow, qtbot: Any) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()


def test_new_chooses_the_exact_title(qtbot: Any, qapp: object) -> None:
    dialog = NewDialog(LIGHT)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    cards = [card for _, card in dialog.list.cards()]
    for card in cards[::3]:
        for text in {card.title, card.template.name if card.template else card.title}:
            dialog.search.setFocus()
            press(Key.Key_A, CONTROL)
            type_text(text)
            assert dialog.list.card() is card, text
            row = dialog.list.visualItemRect(dialog.list.currentItem())
            assert dialog.list.viewport().rect().contains(row), text


def test_new_makes_what_was_typed(window: MainWindow, qtbot: Any) -> None:
    _ready(window, qtbot)

    def answer() -> None:
        dialog = window.findChild(NewDialog)
        if dialog is None or not dialog.isActiveWindow():
            QTimer.singleShot(10, answer)
            return
        type_text("digits residual")
        press(Key.Key_Return)

    QTimer.singleShot(0, answer)
    press(Key.Key_N, CONTROL)  # the dialog waits inside for its answer
    assert window.project.settings.title == "Digits residual"


def test_the_palette_chooses_the_exact_name(cnn: MainWindow, qtbot: Any) -> None:
    _ready(cnn, qtbot)
    panel = cnn.palette_panel
    for name, typed in (
        ("Add", "add"),
        ("Dense", "dense"),
        ("LSTM", "lstm"),
        ("Conv2D", "Conv 2D"),
        ("MaxPooling2D", "max pooling 2d"),
        ("Dropout", "dropout"),
    ):
        panel.filter.setFocus()
        press(Key.Key_A, CONTROL)
        type_text(typed)
        item = panel.tree.currentItem()
        assert item.text(0) == name
        assert panel.tree.viewport().rect().intersects(panel.tree.visualItemRect(item))


def test_the_search_on_the_canvas_finds_names_in_pieces(cnn: MainWindow) -> None:
    kinds = [kind for _, kind in cnn.canvas.editor.addable_types()]
    for kind in kinds:
        for typed in (kind.name, kind.name.lower()):
            assert find(typed, kinds)[0].kind is kind, typed
    assert find("max pooling 2d", kinds)[0].kind.name == "MaxPooling2D"


def test_searching_everything_finds_the_exact_title(cnn: MainWindow, qtbot: Any) -> None:
    _ready(cnn, qtbot)
    press(Key.Key_K, CONTROL)
    QApplication.processEvents()
    for action in ACTIONS:
        if cnn.actions_of[action.id].isEnabled() and action.id not in ("view.palette", "edit.undo"):
            press(Key.Key_A, CONTROL)
            type_text(action.title.rstrip("."))
            assert cnn.command_palette.titles()[0] == action.title, action.id
    press(Key.Key_Escape)
