"""A loaded window for every test of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.files.leaving import LeaveChoice
from app.project.project import Project
from app.window.window import MainWindow

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
CNN = TEMPLATES / "digits-cnn.netwright"

OpenWindow = Callable[..., MainWindow]


def open_main_window(path: Path | None) -> MainWindow:
    """Open a window and load all of it."""
    window = MainWindow(path)
    # A window that was closed on the full screen comes back so, and that of the tests is small.
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1400, 900)
    window.show()
    window.load_now()
    return window


def close_main_window(window: MainWindow) -> None:
    """Close a window; what it would ask is answered."""
    window.files.ask_save = lambda: QMessageBox.StandardButton.Discard  # type: ignore[method-assign]
    window.runs.ask_run = lambda: LeaveChoice.STOP  # type: ignore[method-assign]
    window.close()
    window.deleteLater()


@pytest.fixture
def open_window(qtbot: QtBot, qapp: object) -> Iterator[OpenWindow]:
    """Open windows that are closed at the end, without questions."""
    windows: list[MainWindow] = []

    def make(path: Path | None = None) -> MainWindow:
        windows.append(open_main_window(path))
        return windows[-1]

    yield make
    for window in windows:
        close_main_window(window)


@pytest.fixture(scope="module")
def _window_of_module(qapp: object) -> Iterator[MainWindow]:
    opened = open_main_window(None)
    # A thread has the plots made some time later: they belong to the window, not to the test that meets them.
    opened.training_panel.plots.make()
    QApplication.processEvents()
    yield opened
    close_main_window(opened)


@pytest.fixture
def shared_window(_window_of_module: MainWindow, qtbot: QtBot) -> MainWindow:
    """One window for all tests of a module that need no fresh one, with an empty project each time.

    For tests that change nothing but the project: a window takes a fifth of a second.
    Modules that use it open no other windows: Qt styles all windows again whenever one is made.
    """
    _window_of_module.files.show(Project())
    assert not _window_of_module.project.document.model.blocks
    return _window_of_module


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
