"""What a notice waits for: it goes when its cause goes. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.window.window import MainWindow

Holds = Callable[[], bool]


def while_open(window: MainWindow) -> Holds:
    """Hold while the window shows the project that it shows now."""
    project = window.project
    return lambda: window.project is project


def while_done(window: MainWindow) -> Holds:
    """Hold until the last step of the project is undone, or another project is shown."""
    project = window.project
    count = project.history.count
    return lambda: window.project is project and project.history.count >= count


def while_said(window: MainWindow, words: Callable[[], str]) -> Holds:
    """Hold while a question about the project that is shown now has the answer that it has now.

    Args:
        window: the window.
        words: gives the answer, such as why the model cannot be trained.
    """
    project, now = window.project, words()
    return lambda: window.project is project and words() == now
