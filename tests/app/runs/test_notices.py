"""What a run tells above the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.training.messages import OnDevice
from app.training.process.watch import WorkerSilent
from app.training.session import TRAINING
from app.window.window import MainWindow

pytestmark = pytest.mark.window
HANGS = WorkerSilent("stopped", "Another program has stopped the training process.", 10)


class MadeUpProcess:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.running = False

    def wait(self) -> None:
        self.asked.append("wait")

    def kill(self) -> None:
        self.asked.append("kill")

    def close(self, patience: float = 0.0) -> None:
        """Nothing is open."""

    def send(self, command: object) -> None:
        """Nobody listens."""


def press(window: MainWindow, words: str, qtbot: QtBot) -> None:
    """Clicks the button that is under the pointer where a person sees these words."""
    notices = window.centre.notices
    button = next(each for each in notices.findChildren(QPushButton) if each.text() == words)
    point = button.mapTo(window, button.rect().center())
    under = window.childAt(point)
    assert under is button
    qtbot.mouseClick(under, Qt.MouseButton.LeftButton, pos=under.mapFrom(window, point))


@pytest.mark.parametrize(("words", "asked"), [("Wait", "wait"), ("End it", "kill")])
def test_people_choose_what_becomes_of_a_run_that_hangs(
    words: str, asked: str, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, process = window.training.session, MadeUpProcess()
    monkeypatch.setattr(session, "_worker", process)
    monkeypatch.setattr(session, "state", TRAINING)
    session.silent.emit(HANGS)
    notices = window.centre.notices
    assert notices.text("silent").startswith(HANGS.sentence)
    qtbot.waitExposed(window)
    press(window, words, qtbot)
    assert process.asked == [asked]
    assert "silent" not in notices.shown()


def test_the_question_goes_when_the_run_goes_on_or_ends(window: MainWindow) -> None:
    session, notices = window.training.session, window.centre.notices
    for end in (session.back.emit, lambda: session.state_changed.emit("idle")):
        session.silent.emit(HANGS)
        assert "silent" in notices.shown()
        end()
        assert "silent" not in notices.shown()


def test_a_card_that_is_not_used_is_told_once_before_the_run(window: MainWindow) -> None:
    session, notices = window.training.session, window.centre.notices
    told = OnDevice("cpu:0 (tensorflow)", "This runs on the processor, though there is a card.")
    session.device_known.emit(told)
    assert notices.text("device") == told.notice
    session.state_changed.emit("idle")
    session.device_known.emit(told)
    assert "device" not in notices.shown()
