"""A worker that writes one model file while the window goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.exports.weights import ExportOrder
from app.frame.from_thread import Homeward
from app.training.messages import FileExported, Phase, RunFailed
from app.training.process.client import News, WorkerEnded, WorkerProcess
from app.training.process.exits import of_file
from app.training.process.watch import WorkerBack, WorkerSilent

STARTING = "Loading Keras"


class ModelFileJob(QObject):
    """One file to be written.

    Signals:
        phase (str): what the worker does.
        done (FileExported): the file is there, and gives what the model gives.
        failed (str): why it is not, for people.
    """

    phase = Signal(str)
    done = Signal(object)
    failed = Signal(str)

    def __init__(self, order: ExportOrder, parent: QObject | None = None) -> None:
        """Take an order; `start` begins the work."""
        super().__init__(parent)
        self._order = order
        self._worker: WorkerProcess | None = None
        self._over = False
        self._doing = STARTING
        self._home = Homeward()
        self._home.arrived.connect(self._take)

    @property
    def running(self) -> bool:
        """Whether an answer is still to come."""
        return self._worker is not None and not self._over

    def start(self) -> None:
        """Start the worker, or say at once why there is none."""
        try:
            self._worker = WorkerProcess(self._home.send, "tensorflow", card=False)
        except OSError as error:
            self._end()
            self.failed.emit(f"The process that writes the file cannot be started: {error}.")
            return
        self.phase.emit(STARTING)
        self._worker.send(self._order.command)

    def cancel(self) -> None:
        """End the worker and take away what it has begun; no signal comes any more."""
        if not self._over:
            self._end()

    def _end(self) -> None:
        self._over = True
        if self._worker is not None:
            self._worker.kill()
            self._worker.close(patience=2.0)
        self._order.close()

    def _take(self, what: tuple[News]) -> None:
        (event,) = what
        if self._over:
            return
        if isinstance(event, Phase):
            self._doing = event.text
            self.phase.emit(event.text)
        elif isinstance(event, (WorkerSilent, WorkerBack)):
            words = "" if isinstance(event, WorkerBack) else of_file(event.sentence).rstrip(".")
            self.phase.emit(words or self._doing)
        elif isinstance(event, FileExported):
            self._end()
            self.done.emit(event)
        elif isinstance(event, (RunFailed, WorkerEnded)):
            self._end()
            self.failed.emit(_words(event))


def _words(event: RunFailed | WorkerEnded) -> str:
    if isinstance(event, WorkerEnded):
        return "The process that writes the file has ended early."
    return f"{of_file(event.sentence)} {event.remedy}".strip()
