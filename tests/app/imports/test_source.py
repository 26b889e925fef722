"""A Python script in the window: dropped, told about line by line, opened with its structure or flat."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.window.window import MainWindow
from tests.app.imports.test_model_file import report_of, words_in

pytestmark = pytest.mark.window

SCRIPT = """
import keras
from keras import layers

def block(x, units):
    x = layers.Dense(units, sparkle=1)(x)
    return layers.ReLU()(x)

inputs = keras.Input((4,))
x = inputs
for _ in range(3):
    x = block(x, 8)
model = keras.Model(inputs, layers.Dense(2)(x))
"""


@pytest.mark.parametrize("flat", [False, True])
def test_a_script_is_told_about_and_opened(
    flat: bool, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "my_net.py"
    path.write_text(SCRIPT)

    dialog = report_of(window, path, qtbot)

    assert (
        "line 6 the argument sparkle is not known here: left out \u00b7 x = layers.Dense("
        in words_in(dialog)
    )
    if flat:
        dialog.flat_button.click()
    else:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)  # what the dialog is there for
    document = window.project.document
    assert window.project.title == "My net"
    assert len(document.model.blocks) == (8 if flat else 3)
    assert list(document.graphs) == ([""] if flat else ["", "Block"])


def test_a_script_without_a_model_says_so(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "other.py"
    path.write_text("print('hello')\n")
    window.files.open_path(path)
    qtbot.waitUntil(lambda: "refused" in window.centre.notices.shown(), timeout=60_000)
    assert "no Keras model" in window.centre.notices.text("refused")
