"""Lets panels follow a project without working while nobody looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject

from canvas.later import Later

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class WhenSeen(QObject):
    """Runs a function a little after it was asked for, once for many requests, and only while its widget is seen."""

    def __init__(
        self, widget: QWidget, function: Callable[[], object], delay: int, rest: int = 0
    ) -> None:
        """Watch a widget.

        Args:
            widget: the one that shows what the function works out.
            function: takes nothing.
            delay: milliseconds between the last request and the call.
            rest: milliseconds that must have passed since the call before; then each request need not put the call off.
        """
        super().__init__(widget)
        self._widget = widget
        self._wanted = False
        self._timer = Later(self, self._fire, delay)
        self._function = function
        self._delay, self._rest = delay, rest
        self._since = QElapsedTimer()
        widget.installEventFilter(self)

    def request(self) -> None:
        """Ask for a call."""
        self._wanted = True
        if self._widget.isVisible() and not (self._rest and self._timer.isActive()):
            passed = self._since.elapsed() if self._since.isValid() else self._rest
            self._timer.start(max(self._delay, self._rest - passed))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up when the widget appears."""
        if event.type() == QEvent.Type.Show and self._wanted:
            self._timer.start()
        return False

    def catch_up(self) -> None:
        """Call at once where a call is still to come, seen or not: somebody asks for the result itself."""
        if self._wanted:
            self._wanted = False
            self._timer.stop()
            self._function()

    def _fire(self) -> None:
        if self._wanted and self._widget.isVisible():
            self._wanted = False
            self._since.start()
            self._function()
