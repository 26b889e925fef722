"""Reading in a child process: cancelled, left alone, broken off."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.imports.answers import Verdict
from app.imports.job import ImportJob
from app.system import limited_child

pytestmark = pytest.mark.timeout(120)
ANSWER = 'print(\'{"same": true, "text": "fine"}\', flush=True)'
SLEEP = "import time; time.sleep(1000)"


class Heard:
    """A job, and what it tells."""

    def __init__(self, parent: QObject | None = None) -> None:
        self.job = ImportJob("check", Path("net.keras"), Verdict, parent=parent)
        self.told: list[object] = []
        self.job.done.connect(self.told.append)
        self.job.failed.connect(self.told.append)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes every child run some code."""

    def use(code: str) -> None:
        monkeypatch.setattr(limited_child, "command", lambda *_: [sys.executable, "-c", code])

    return use


def children() -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if each.status() != "zombie"]


def test_an_answer_is_told_once(qtbot: QtBot, runs: Callable[[str], None]) -> None:
    runs(ANSWER)
    heard = Heard()
    assert heard.job.running
    qtbot.waitUntil(lambda: bool(heard.told), timeout=20_000)
    assert heard.told == [Verdict(True, "fine")]
    assert not heard.job.running


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os.abort()", "ended early"),
        ('print(\'{"error": "It is broken.", "remedy": "Mend it."}\')', "It is broken. Mend it."),
        ("print('Traceback')", "ended early"),
    ],
)
def test_a_child_that_dies_or_refuses_says_why(
    code: str, words: str, qtbot: QtBot, runs: Callable[[str], None]
) -> None:
    runs(code)
    heard = Heard()
    qtbot.waitUntil(lambda: bool(heard.told), timeout=20_000)
    assert words in str(heard.told)
    assert len(heard.told) == 1


def test_a_program_that_cannot_be_started_says_so(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited_child, "command", lambda *_: ["/no_such_program"])
    heard = Heard()
    qtbot.waitUntil(lambda: heard.told == [limited_child.BROKE_OFF], timeout=20_000)


def test_what_is_cancelled_ends_its_child_and_tells_nothing(
    qtbot: QtBot, runs: Callable[[str], None]
) -> None:
    before = len(children())
    runs(SLEEP)
    heard = Heard()
    qtbot.waitUntil(lambda: len(children()) > before, timeout=20_000)
    heard.job.cancel()
    assert len(children()) == before
    QCoreApplication.processEvents()
    assert heard.told == []


def test_an_answer_that_was_under_way_when_it_was_cancelled_is_dropped(
    qtbot: QtBot, runs: Callable[[str], None]
) -> None:
    runs(ANSWER)
    heard = Heard()
    heard.job._work.threads.wait()  # the answer waits for the window's thread
    heard.job.cancel()
    QCoreApplication.processEvents()
    assert heard.told == []


def test_a_window_that_goes_takes_the_child_with_it(
    qtbot: QtBot, runs: Callable[[str], None]
) -> None:
    before = len(children())
    runs(SLEEP)
    window = QObject()
    heard = Heard(window)
    qtbot.waitUntil(lambda: len(children()) > before, timeout=20_000)
    threads = heard.job._work.threads
    delete(window)
    threads.wait()
    assert len(children()) == before
    assert heard.told == []
