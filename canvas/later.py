"""The one timer of the window: it calls a function once, when nobody has asked for a while; or again and again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Later(QTimer):
    """Calls a function some time after it was asked to.

    `start` asks for it, and puts it off where it was asked for already; `soon` does not put it off; `stop` takes it
    back.
    """

    def __init__(
        self,
        parent: QObject,
        function: Callable[[], object],
        milliseconds: int = 0,
        *,
        repeats: bool = False,
    ) -> None:
        """Be ready.

        Args:
            parent: who owns it.
            function: what to call.
            milliseconds: how long to wait; 0 for when the events that wait have been dealt with.
            repeats: call it again and again until `stop`.
        """
        super().__init__(parent)
        self.setSingleShot(not repeats)
        self.setInterval(milliseconds)
        self.timeout.connect(function)

    def soon(self) -> None:
        """Call the function after the wait that is under way, or else after a new one."""
        if not self.isActive():
            self.start()
