"""Keeps a training process ready while the window rests, so that Train starts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from app.training.session import IDLE
from canvas.later import Later

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from app.training.session import TrainingSession

REST = 4000
"""Milliseconds without a change of the model, after loading or after a run, until a process is started."""

ROOM = 4 * 2**30
"""Bytes of memory that must be free; a process that waits takes 0.6 GB of them."""


class WarmUp(QObject):
    """Starts a spare process when nobody is busy.

    Only `app.window.window.main` makes one: tests and the demo must not leave processes behind.
    """

    def __init__(self, bench: Workbench, session: TrainingSession) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self._session = session
        self._timer = Later(self, self._begin, REST)
        session.state_changed.connect(self._state_changed)
        self._timer.start()

    def close(self) -> None:
        """Start nothing any more."""
        self._timer.stop()

    def wake(self) -> None:
        """Look again whether there should be a process: the preference has changed."""
        self._timer.start()

    def _state_changed(self, state: str) -> None:
        self._timer.start() if state == IDLE else self._timer.stop()

    def _begin(self) -> None:
        bench = self.bench
        if self._session.busy or not bench.preferences.keep_worker:
            return
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._timer.start()  # somebody drags: nothing may stutter now
            return
        if _free_memory() >= ROOM:
            from blocks.check.tensorflow_limits import needs_plain_kernels

            checker = bench.project.checker
            self._session.warm_up(needs_plain_kernels(checker.graph, checker.results))


def _free_memory() -> int:
    """Return how many bytes of memory are free."""
    from app.training.memory import available_bytes

    return available_bytes()
