"""A loaded window for every test of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.runs.project_change import Leaving
from app.window.window import MainWindow

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
CNN = TEMPLATES / "digits-cnn.netwright"

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: object) -> Iterator[OpenWindow]:
    """Open windows that are closed at the end, without questions."""
    windows: list[MainWindow] = []

    def make(path: Path | None = None) -> MainWindow:
        window = MainWindow(path)
        # A window that was closed on the full screen comes back so, and that of the tests is small.
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1400, 900)
        window.show()
        window.load_now()
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.files.ask_save = lambda: QMessageBox.StandardButton.Discard  # type: ignore[method-assign]
        window.runs.ask_run = lambda: Leaving.STOP  # type: ignore[method-assign]
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """A window with an empty project."""
    return open_window()


@pytest.fixture
def cnn(open_window: OpenWindow, tmp_path: Path) -> MainWindow:
    """A window with a small convolutional network, in a file of its own."""
    path = tmp_path / "digits.netwright"
    path.write_bytes(CNN.read_bytes())
    return open_window(path)
