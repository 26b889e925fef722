from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.frame.from_thread import Homeward, Latest, Threads, Wanted
from tests.sources import python_files


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[object, ...]] = []
        self.threads: list[QThread] = []

    def hear(self, what: tuple[object, ...]) -> None:
        self.heard.append(what)
        self.threads.append(QThread.currentThread())


def _send(home: Homeward, count: int) -> None:
    thread = threading.Thread(target=lambda: [home.send(number, "it") for number in range(count)])
    thread.start()
    thread.join()


def test_what_a_thread_sends_is_heard_on_the_thread_of_the_listener(qtbot: QtBot) -> None:
    home, listener = Homeward(), _Listener()
    home.arrived.connect(listener.hear)
    _send(home, 3)
    assert not listener.heard
    qtbot.waitUntil(lambda: len(listener.heard) == 3)
    assert listener.heard == [(0, "it"), (1, "it"), (2, "it")]
    assert set(listener.threads) == {QThread.currentThread()}


def test_a_listener_may_go_at_any_time(qtbot: QtBot) -> None:
    home, listener = Homeward(), _Listener()
    home.arrived.connect(listener.hear)
    _send(home, 1)
    delete(listener)  # as with the window that owns it
    _send(home, 100)
    QCoreApplication.processEvents()
    assert listener.heard == []


class _Slow:
    """Work that goes on until it is let go."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.go.wait(20)
        return self.name


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def parent() -> QObject:
    return QObject()


def _works() -> tuple[_Slow, _Slow, _Slow]:
    return _Slow("first"), _Slow("second"), _Slow("third")


def test_of_work_in_a_row_only_the_last_is_told(
    qtbot: QtBot, parent: QObject, told: list[str]
) -> None:
    latest = Latest(parent, "test", told.append)
    first, second, third = _works()
    for work in (first, second, third):
        latest.ask(work)
    assert first.begun.wait(20)
    assert latest.busy
    third.go.set()
    first.go.set()
    qtbot.waitUntil(lambda: told == ["third"])
    qtbot.waitUntil(lambda: not latest.busy)
    assert not second.begun.is_set()  # it was never worth a thread
    assert told == ["third"]


def test_a_slow_result_that_arrives_late_is_told_to_nobody(
    qtbot: QtBot, parent: QObject, told: list[str]
) -> None:
    latest = Latest(parent, "test", told.append, side_by_side=True)
    first, second, _ = _works()
    latest.ask(first)
    assert first.begun.wait(20)
    latest.ask(second)
    assert second.begun.wait(20)  # a disk that answers nothing holds up nobody
    second.go.set()
    qtbot.waitUntil(lambda: told == ["second"])
    first.go.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert told == ["second"]


def test_what_was_dropped_is_not_told_and_the_next_begins_when_its_thread_has_ended(
    qtbot: QtBot, parent: QObject, told: list[str]
) -> None:
    latest = Latest(parent, "test", told.append)
    ended: list[bool] = []
    latest.free.connect(lambda: ended.append(latest.busy))
    first, second, _ = _works()
    latest.ask(first)
    latest.drop()
    assert latest.busy
    latest.ask(second)
    assert not second.begun.is_set()
    first.go.set()
    second.go.set()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert told == ["second"]
    assert not latest.busy


def test_a_late_failure_is_not_told_and_the_last_one_is(qtbot: QtBot, parent: QObject) -> None:
    told: list[str] = []
    failed: list[str] = []

    def breaks(work: Callable[[], str]) -> str:
        raise ValueError(work())

    latest = Latest(
        parent, "test", told.append, lambda error: failed.append(str(error)), side_by_side=True
    )
    first, second, _ = _works()
    for work in (first, second):
        latest.ask(partial(breaks, work))
    second.go.set()
    qtbot.waitUntil(lambda: failed == ["second"])
    first.go.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert failed == ["second"]
    assert told == []


def test_a_failure_that_nobody_expects_is_a_fault_of_the_program(
    qtbot: QtBot, parent: QObject, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type))
    latest = Latest(parent, "test", told.append)
    latest.ask(lambda: str(1 // 0))
    qtbot.waitUntil(lambda: not latest.busy)
    latest.threads.wait()
    assert seen == [ZeroDivisionError]
    latest.ask(lambda: "and on it goes")
    qtbot.waitUntil(lambda: told == ["and on it goes"])


def test_a_window_that_closes_in_between_hears_nothing_and_ends_the_search(
    qtbot: QtBot, parent: QObject, told: list[str]
) -> None:
    latest = Latest(parent, "test", told.append)
    begun, go = threading.Event(), threading.Event()
    still: list[bool] = []

    def search(wanted: Wanted) -> Iterator[str]:
        still.append(wanted())
        begun.set()
        assert go.wait(20)
        still.append(wanted())
        yield "one"
        still.append(True)  # must not go on

    latest.ask_for_each(search)
    assert begun.wait(20)
    threads = latest.threads
    delete(parent)
    go.set()
    threads.wait()
    QCoreApplication.processEvents()
    assert told == []
    assert still == [True, False]


def test_results_of_one_search_come_one_by_one(
    qtbot: QtBot, parent: QObject, told: list[str]
) -> None:
    latest = Latest(parent, "test", told.append)
    second = _Slow("second")

    def search(wanted: Wanted) -> Iterator[str]:
        yield "first"
        yield second()

    latest.ask_for_each(search)
    qtbot.waitUntil(lambda: told == ["first"])
    assert latest.busy
    second.go.set()
    qtbot.waitUntil(lambda: told == ["first", "second"])


def test_all_threads_that_were_begun_can_be_waited_for() -> None:
    threads, done, go = Threads("test", daemon=True), list[int](), threading.Event()

    def work(number: int) -> None:
        assert go.wait(20)
        done.append(number)

    for number in range(3):
        threads.begin(partial(work, number))
    go.set()
    threads.wait()
    assert sorted(done) == [0, 1, 2]


def test_results_come_home_in_one_way() -> None:
    """Each thread of another kind says here why: it knows no window, or it is one queue for the whole session."""
    own = re.compile(r"\b(QThread|QThreadPool|QRunnable|threading\.Thread|ThreadPoolExecutor)\(")
    found = {
        path.parent.name + "/" + path.name
        for path in python_files("app", "canvas")
        if own.search(path.read_text("utf-8"))
    }
    assert found == {
        "frame/from_thread.py",
        "files/autosave.py",  # one queue of writes and removals, which may not overtake each other
        "files/sweeping.py",  # tells nobody anything
        "process/client.py",  # these know no Qt
        "run_folder/presence.py",
        "system/child.py",
        "system/doctor.py",
        "window/loader.py",  # the start, before the first paint
        "worker/control.py",
        "worker/outbox.py",
    }
