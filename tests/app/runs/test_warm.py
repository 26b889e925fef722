from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.runs import warm
from app.runs.warm import WarmUp
from app.window.window import MainWindow

pytestmark = pytest.mark.window


@pytest.fixture
def started(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """What a session was asked to start, in a window that keeps a process ready."""
    asked: list[bool] = []
    monkeypatch.setattr(warm, "REST", 1)
    monkeypatch.setattr(warm, "_free_memory", lambda: 8 * 2**30)
    monkeypatch.setattr(window.training.session, "warm_up", asked.append)
    yield asked
    window.preferences.keep_worker = True


def test_no_process_is_started_unless_asked(window: MainWindow) -> None:
    assert window.training.warm is None


def test_a_process_waits_after_loading_and_after_a_run(
    window: MainWindow, started: list[bool], qtbot: QtBot
) -> None:
    window.training.warm = WarmUp(window, window.session)
    qtbot.waitUntil(lambda: started == [False])
    window.training.session.state_changed.emit("starting")
    window.training.session.state_changed.emit("idle")
    qtbot.waitUntil(lambda: len(started) == 2)


def test_little_memory_or_the_preference_forbid_it(
    window: MainWindow, started: list[bool], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.preferences.keep_worker = False
    window.training.warm = WarmUp(window, window.session)
    qtbot.wait(30)
    window.preferences.keep_worker = True
    monkeypatch.setattr(warm, "_free_memory", lambda: 2**30)
    window.training.keep_worker()
    qtbot.wait(30)
    assert started == []


def test_a_closed_window_starts_nothing(
    window: MainWindow, started: list[bool], qtbot: QtBot
) -> None:
    window.training.warm = WarmUp(window, window.session)
    window.close()
    qtbot.wait(30)
    assert started == []
