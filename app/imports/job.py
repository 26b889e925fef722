"""A child process that reads a model file, or checks an import, while the window goes on."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from app.frame.from_thread import Latest
from app.system.errors import UserError
from app.system.limited_child import BROKE_OFF, Limits, limits_of, run

T = TypeVar("T")


class ImportJob(QObject, Generic[T]):
    """One run of `app.imports.child`, under the limits that the command line has, too.

    Signals:
        done (Reading or Verdict): what the child found out.
        failed (str): why there is nothing, for people.

    Attributes:
        running: an answer is still to come.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        task: str,
        path: Path,
        kind: type[T],
        text: str = "",
        parent: QObject | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Start the child.

        Args:
            task: ``read`` or ``check``.
            path: the model file.
            kind: of its answer.
            text: what it gets on its standard input.
            parent: ends the job when it goes.
            limits: what it may take; by default what is usual for such a file, and for the weights beside it.
        """
        super().__init__(parent)
        self.running = True
        self._stop = threading.Event()
        self.destroyed.connect(self._stop.set)
        self._work: Latest[T] = Latest(self, "import", self._finish, self._fail, daemon=True)
        limits = limits or _usual(task, path)
        self._work.ask(partial(run, task, path, text, limits, kind, self._stop))

    def cancel(self) -> None:
        """End the child; neither signal comes any more."""
        self.running = False
        self._work.drop()
        self._stop.set()
        self._work.threads.wait(1)

    def _finish(self, found: T) -> None:
        self.running = False
        self.done.emit(found)

    def _fail(self, error: Exception) -> None:
        self.running = False
        if isinstance(error, UserError):
            self.failed.emit(str(error))
        elif isinstance(error, OSError):  # there is no process
            self.failed.emit(BROKE_OFF)
        else:
            raise error


def _usual(task: str, path: Path) -> Limits:
    """Return what is usual for a file, and for the weights that lie beside it."""
    from app.imports.importing import weights_beside

    return limits_of(task, path, weights_beside(path) if task == "read" else None)
