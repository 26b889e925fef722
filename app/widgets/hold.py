"""Buttons that take another button's place cannot be pressed for half a second: a double click presses one thing."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from canvas.later import Later

HOLD = 500
"""Milliseconds that a button is held after it appeared or its words changed: longer than any double click."""


class Hold(QObject):
    """Holds buttons for a moment and keeps the keyboard's place among them.

    Args:
        host: the widget that they are in; it has the focus meanwhile, so that no key reaches anything else.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._held: list[QPushButton] = []
        self._parked = False
        self._timer = Later(self, self.end)

    @property
    def active(self) -> bool:
        """Tell whether buttons are held now."""
        return self._timer.isActive()

    def begin(self, buttons: Iterable[QPushButton]) -> None:
        """Hold these buttons from now on, those of before as well."""
        new = [each for each in buttons if each not in self._held]
        if not new or HOLD <= 0:
            return
        self._park()
        self._held += new
        for each in new:
            each.setEnabled(False)
        self._timer.start(HOLD)

    def end(self) -> None:
        """Let all of them be pressed again."""
        self._timer.stop()
        held, self._held = self._held, []
        for each in held:
            each.setEnabled(True)
        if self._parked and self._host.hasFocus():
            seen = [each for each in held if each.isVisibleTo(self._host)]
            if seen:
                seen[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._parked = False

    def _park(self) -> None:
        """Take the focus from a button that is hidden or held now; Qt would give it to some field beside."""
        focus = self._host.focusWidget()
        if isinstance(focus, QPushButton) and focus.hasFocus():
            self._host.setFocus(Qt.FocusReason.OtherFocusReason)
            self._parked = True
