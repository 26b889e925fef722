"""The way from a thread back to the window's thread, which stays open for as long as the thread has it."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, Signal


class Homeward(QObject):
    """Carries what a thread has to say to the window's thread.

    It is no child of anybody: a signal of an object that goes with the window could be emitted at the very moment in
    which the window goes, and that crashes the process. Who listens may go at any time; Qt ends the connection then.

    Signals:
        arrived (tuple): what was sent.
    """

    arrived = Signal(object)

    def send(self, *what: object) -> None:
        """Send something, from any thread; nothing happens where nobody is left to hear it."""
        with suppress(RuntimeError):  # the program ends
            self.arrived.emit(what)
