"""The window with a project in it, trained by its own button, with the plots in view."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.training.messages import EpochDone, RunFailed, RunFinished, WorkerReady

if TYPE_CHECKING:
    from app.window.window import MainWindow

PATIENCE = 400.0
"""Seconds that a run may take."""
TICK = 10
"""Milliseconds between two looks at whether the window still answers."""
LOOK = 50
"""Milliseconds between two looks at whether the run has ended."""


class RunBroke(Exception):
    """A run did not end well."""


@dataclass
class AppRun:
    """What one run in the window took.

    Attributes:
        epochs: what the worker said of each epoch.
        ends: when the window heard of each, on the monotonic clock in seconds.
        cpu: processor seconds of the worker by then, for each epoch.
        first_batch: seconds from pressing Train to the first batch on the plot.
        steps: in an epoch.
        finished: the worker's last word.
        gaps: milliseconds by which the window answered later than it should have.
    """

    epochs: list[EpochDone] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    first_batch: float = 0.0
    steps: int = 0
    finished: RunFinished | None = None
    gaps: list[float] = field(default_factory=list)


class Trainer:
    """Opens the window and presses Train."""

    def __init__(self, path: Path) -> None:
        """Open a project and wait until everything is there."""
        from app.look.theme import apply_theme
        from app.window.window import MainWindow
        from canvas.theme.themes import LIGHT

        app = QApplication.instance()
        self.app = app if isinstance(app, QApplication) else QApplication(sys.argv[:1])
        apply_theme(self.app, LIGHT)
        self.window: MainWindow = MainWindow(path)
        self.window.show()
        self.app.processEvents()
        self.window.load_now()
        self.window.trigger("view.training")
        self.session = self.window.training.session
        self._worker = psutil.Process()
        self._wait(lambda: False, 1)

    def run(self, warm: bool = False, stop_early: bool = False) -> AppRun:
        """Train once.

        Args:
            warm: have a worker wait with Keras loaded before the button is pressed.
            stop_early: stop after the first batches: only the start is of interest.

        Raises:
            RunBroke: the run failed or took too long.
        """
        self.session.close()  # whatever waits from before
        if warm:
            self._warm_up()
        found = AppRun()
        failed: list[RunFailed] = []
        began = time.monotonic()
        links = [
            (self.session.ready, self._note_worker),
            (self.session.batches, lambda _: self._first(found, began, stop_early)),
            (self.session.epoch_done, lambda event: self._epoch(found, event)),
            (self.session.finished, lambda event: setattr(found, "finished", event)),
            (self.session.failed, failed.append),
        ]
        for signal, act in links:
            signal.connect(act)
        ticker = self._ticker(found.gaps)
        self.window.training.start()
        self._wait(lambda: found.finished is not None or bool(failed), PATIENCE)
        ticker.stop()
        for signal, act in links:
            signal.disconnect(act)
        if failed or found.finished is None:
            raise RunBroke(failed[0].sentence if failed else "the run never ended")
        found.steps = self.session.history.steps_per_epoch
        return found

    def close(self) -> None:
        """End the workers."""
        self.session.close()

    def _first(self, found: AppRun, began: float, stop_early: bool) -> None:
        if not found.first_batch:
            found.first_batch = time.monotonic() - began
            if stop_early:
                self.session.stop()

    def _epoch(self, found: AppRun, event: EpochDone) -> None:
        found.epochs.append(event)
        found.ends.append(time.monotonic())
        used = self._worker.cpu_times()
        found.cpu.append(used.user + used.system)

    def _note_worker(self, event: WorkerReady) -> None:
        self._worker = psutil.Process(event.process)

    def _warm_up(self) -> None:
        ready: list[object] = []
        self.session.ready.connect(self._note_worker)
        self.session.ready.connect(ready.append)
        self.session.warm_up()
        self._wait(lambda: bool(ready), 60)
        self.session.ready.disconnect(ready.append)
        self.session.ready.disconnect(self._note_worker)
        self._wait(lambda: False, 1)

    def _ticker(self, gaps: list[float]) -> QTimer:
        """Return a running timer that notes how late it is each time."""
        last = [time.monotonic()]

        def tick() -> None:
            now = time.monotonic()
            gaps.append(max((now - last[0]) * 1000 - TICK, 0.0))
            last[0] = now

        timer = QTimer(self.window)
        timer.timeout.connect(tick)
        timer.start(TICK)
        return timer

    def _wait(self, done: Callable[[], bool], seconds: float) -> None:
        """Let the window live, as its own event loop would, until something is so or time is up."""
        loop, end = QEventLoop(), time.monotonic() + seconds
        look = QTimer()
        look.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > end else None)
        look.start(LOOK)
        loop.exec()
        look.stop()
