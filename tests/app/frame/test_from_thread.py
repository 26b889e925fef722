from __future__ import annotations

import threading

from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.frame.from_thread import Homeward


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
