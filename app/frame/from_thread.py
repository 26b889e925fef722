"""The way from a thread back to the window's thread, which stays open for as long as the thread has it."""

from __future__ import annotations

import atexit
import threading
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

_lock = threading.RLock()
_over = threading.Event()


@atexit.register
def _end() -> None:
    """Let nothing more be sent: PySide, whose own end comes after this one, deletes every object of Qt."""
    with _lock:
        _over.set()


class Homeward(QObject):
    """Carries what a thread has to say to the window's thread.

    It is no child of anybody: a signal of an object that goes with the window could be emitted at the very moment in
    which the window goes, and that crashes the process. Who listens may go at any time; Qt ends the connection then.

    Signals:
        arrived (tuple): what was sent.
    """

    arrived = Signal(object)

    def send(self, *what: object) -> None:
        """Send something, from any thread but the listener's; nothing happens where the program ends."""
        with _lock, suppress(RuntimeError):
            if not _over.is_set():
                self.arrived.emit(what)
