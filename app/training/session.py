"""Training as the window sees it: methods to press, signals to follow. Nothing here waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal

from app.frame.from_thread import Homeward
from app.training.explain import why_not
from app.training.history import RunHistory
from app.training.messages import (
    Batches,
    Detach,
    EpochDone,
    OnDevice,
    Pause,
    Paused,
    Phase,
    Quit,
    Resume,
    Resumed,
    RunFailed,
    RunFinished,
    RunStarted,
    Stop,
    WeightsGiven,
    WorkerReady,
)
from app.training.process.client import News, WorkerEnded, WorkerProcess
from app.training.process.watch import WorkerBack, WorkerSilent
from app.training.run_folder import folder as runs, places
from blocks.errors import NetwrightError

if TYPE_CHECKING:
    from app.project.project import Project
    from app.training.orders import Order

PATIENCE = 5.0
"""Seconds that a worker may take to answer that it lives without the window; a step may hold it up."""

AT_ONCE = 0.2
"""Seconds that the window waits for that answer without painting itself."""

IDLE, STARTING, TRAINING, PAUSED, STOPPING = "idle", "starting", "training", "paused", "stopping"
"""The states; after the end of a run it is `IDLE` again."""


class TrainingSession(QObject):
    """One run at a time, each in a fresh process; a spare one can wait with Keras loaded.

    Signals:
        state_changed (str): one of the states of this module.
        phase (str): what the worker does outside of training: ``Loading data``.
        ready (WorkerReady): Keras is loaded; tells backend and devices.
        device_known (OnDevice): what the run computes on, before it begins.
        silent (WorkerSilent): the process shows no life; `wait` or `end_now` answers.
        back: it shows life again.
        weights (WeightsGiven): the model has the weights of a file.
        started (RunStarted): training begins.
        batches (Batches): new points of the curves, about 20 times per second.
        epoch_done (EpochDone): an epoch ended.
        progress (Progress): after every batches and epoch_done.
        finished (RunFinished): the run ended well, or was stopped.
        failed (RunFailed): it did not; sentence, remedy and the last lines of the log.

    Attributes:
        state: where the run stands.
        history: all curves of the current or last run.
        run_folder: its folder.
        device: what it runs on, in words: ``cpu:0 (tensorflow)``; empty while unknown.
        error: why the last run failed, or ``None``.
        trained: names of the folders of the runs of this session that ended, or were let go, with something to go on
            from.
    """

    state_changed = Signal(str)
    phase = Signal(str)
    ready = Signal(object)
    device_known = Signal(object)
    silent = Signal(object)
    back = Signal()
    weights = Signal(object)
    started = Signal(object)
    batches = Signal(object)
    epoch_done = Signal(object)
    progress = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = IDLE
        self.history = RunHistory()
        self.run_folder: Path | None = None
        self.device = ""
        self.error: RunFailed | None = None
        self.trained: set[str] = set()
        self._worker: WorkerProcess | None = None
        self._spare: WorkerProcess | None = None
        self._home = Homeward()
        self._home.arrived.connect(self._take)

    @property
    def busy(self) -> bool:
        """Tell whether a run is under way."""
        return self.state != IDLE

    @property
    def log(self) -> list[str]:
        """The last lines that the worker wrote."""
        return list(self._worker.log) if self._worker else []

    def warm_up(self, plain_kernels: bool = False) -> None:
        """Start a worker ahead of time, so that the next run begins sooner. Costs 0.6 GB while it waits.

        Args:
            plain_kernels: what the next run will ask for; see `blocks.check.tensorflow_limits`.
        """
        if self._spare is None or not self._spare.alive:
            with suppress(OSError):  # the start of a run will say why
                self._spare = self._new_worker(plain_kernels)

    def cool_down(self) -> None:
        """End the worker that waits."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.send(Quit())

    def start(self, project: Project, run_folder: Path | None = None) -> None:
        """Begin a run; nothing happens where one is under way.

        Args:
            project: what to train; it is read now and may change afterwards.
            run_folder: where to keep the run; by default a new folder beside the project.
        """
        if self.busy:
            return
        from app.training.orders import new_run

        self.history = RunHistory()
        self._begin(None, lambda: new_run(project, run_folder))

    def go_on(self, folder: Path, more: int = 0, history: RunHistory | None = None) -> None:
        """Go on with a run from its checkpoint, on the same curves, with the project as it was; not while one runs.

        Args:
            folder: the run's.
            more: epochs on top of those that are done; 0 for those that the project asks for.
            history: its curves so far; by default those of this session's last run.
        """
        if self.busy:
            return
        from app.training.orders import going_on

        self.history = history or (self.history if folder == self.run_folder else RunHistory())
        self._begin(folder, lambda: going_on(folder, more))

    def _begin(self, folder: Path | None, make: Callable[[], Order]) -> None:
        self.error, self.run_folder = None, folder
        self._change(STARTING)
        order: Order | None = None
        try:
            order = make()
            self._worker = self._ready_worker(order.plain_kernels)
        except (OSError, NetwrightError) as error:
            if order is not None:
                places.give_up(order.folder)
            self._fail(RunFailed("start", f"Training cannot start: {why_not(error)}."))
            return
        self.run_folder = order.folder
        self.phase.emit("Loading Keras")
        self._worker.send(order.command)

    def pause(self) -> None:
        """Wait after the current batch."""
        if self._worker and self.state == TRAINING:
            self._worker.send(Pause())

    def resume(self) -> None:
        """Go on after a pause."""
        if self._worker and self.state == PAUSED:
            self._worker.send(Resume())

    def stop(self) -> None:
        """End the run after the current batch; a second call ends the process hard."""
        if self._worker is None or not self.busy:
            return
        if self.state == STOPPING:
            self.end_now()
            return
        self._change(STOPPING)
        self._worker.send(Stop())

    def end_now(self) -> None:
        """End the run at once, whatever its process does; it ends as one that people ended."""
        if self._worker is not None and self.busy:
            self._worker.kill()

    def wait(self) -> None:
        """Wait for a process that shows no life; `silent` comes again later, if it stays so."""
        if self._worker is not None:
            self._worker.wait()

    def let_go(self, *, stop: bool = False) -> bool:
        """Let the run go on without this session, in a process of its own that ends when the run does.

        The session is idle then and tells no more of that run; its folder does.

        Args:
            stop: the run is to end after the current batch, and to keep what was trained.

        Returns:
            whether the process has agreed; where it does not answer, all stays as it was.
        """
        worker, folder = self._worker, self.run_folder
        if worker is None or folder is None or not self.busy:
            return True
        if stop:
            worker.send(Stop())
        worker.send(Detach(str(folder / runs.LOG)))
        answered = self._wait_for(worker)
        if self._worker is not worker or not self.busy:
            return True  # it came to its end meanwhile
        if not answered and worker.alive:
            return False
        worker.leave()
        self._worker = None
        self.trained.add(folder.name)  # it may be continued when it has ended
        self._change(IDLE)
        return True

    def _wait_for(self, worker: WorkerProcess) -> bool:
        """Wait until a worker has let go of this process; returns whether it has.

        That takes a moment, but a step of the training may hold it up: then the window paints itself meanwhile,
        and takes no input that it could not act on.
        """
        if worker.let_go.wait(AT_ONCE):
            return True
        end = time.monotonic() + PATIENCE
        while not worker.let_go.is_set() and worker.alive and time.monotonic() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 20)
            worker.let_go.wait(0.01)
        return worker.let_go.is_set()

    def abandon(self) -> None:
        """End the run at once; nothing of it is wanted."""
        worker, self._worker = self._worker, None
        if worker is not None and worker.alive:
            worker.kill()
            worker.close()
        if self.busy:
            self._change(IDLE)

    def close(self) -> None:
        """End all workers; for the end of the program."""
        workers = [worker for worker in (self._worker, self._spare) if worker is not None]
        self._worker = self._spare = None
        for worker in workers:
            worker.leave()
            worker.send(Stop()) if worker.running else worker.kill()
        for worker in workers:
            # That of a run has as long for its last words, before it is asked to go.
            worker.close(patience=0.5)

    def _ready_worker(self, plain_kernels: bool) -> WorkerProcess:
        spare = self._spare
        if spare is None or not spare.alive or spare.plain_kernels != plain_kernels:
            return self._new_worker(plain_kernels)
        self._spare = None
        return spare

    def _new_worker(self, plain_kernels: bool = False) -> WorkerProcess:
        held: list[WorkerProcess] = []
        home = self._home

        def deliver(event: News) -> None:
            home.send(held, event)

        held.append(WorkerProcess(deliver, plain_kernels=plain_kernels))
        return held[0]

    def _take(self, what: tuple[list[WorkerProcess], News]) -> None:
        held, event = what
        worker = held[0] if held else None
        if isinstance(event, WorkerReady):
            if event.devices:  # else they are not known before a run asks for them
                self.device = f"{', '.join(event.devices)} ({event.backend})"
            self.ready.emit(event)
        if worker is None or worker is not self._worker:
            if isinstance(event, WorkerEnded) and worker is self._spare:
                self._spare = None
            return
        if not isinstance(event, (WorkerEnded, WorkerSilent, WorkerBack)):
            self.history.add(event)
        self._tell(event)

    def _tell(self, event: News) -> None:
        if isinstance(event, WorkerSilent):
            self.silent.emit(event) if self.busy else None
        elif isinstance(event, WorkerBack):
            self.back.emit()
        elif isinstance(event, OnDevice):
            self.device = event.device
            self.device_known.emit(event)
        elif isinstance(event, Phase):
            self.phase.emit(event.text)
        elif isinstance(event, WeightsGiven):
            self.weights.emit(event)
        elif isinstance(event, RunStarted):
            self.device = event.device
            self._unless_stopping(TRAINING)
            self.started.emit(event)
        elif isinstance(event, (Batches, EpochDone)):
            (self.batches if isinstance(event, Batches) else self.epoch_done).emit(event)
            self.progress.emit(self.history.progress())
        elif isinstance(event, Paused):
            self._unless_stopping(PAUSED)
        elif isinstance(event, Resumed):
            self._unless_stopping(TRAINING)
        elif isinstance(event, RunFinished):
            if self.run_folder is not None:
                self.trained.add(self.run_folder.name)
            self._change(IDLE)
            self.finished.emit(event)
        elif isinstance(event, RunFailed):
            self._fail(event)

    def _fail(self, event: RunFailed) -> None:
        self.error = event
        self._change(IDLE)
        self.failed.emit(event)

    def _unless_stopping(self, state: str) -> None:
        if self.state != STOPPING:
            self._change(state)

    def _change(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
