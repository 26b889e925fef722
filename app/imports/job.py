"""A child process that reads a model file, or checks an import, while the window goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from app.system.limited_child import (
    BROKE_OFF,
    EVERY,
    Limits,
    Watch,
    command,
    limits_of,
    settings,
)
from canvas.later import Later


class ImportJob(QObject):
    """One run of `app.imports.child`, under the limits that the command line has, too.

    Attributes:
        done: what the child found out.
        failed: why there is nothing, for people.
    """

    done = Signal(dict)
    failed = Signal(str)

    def __init__(
        self,
        task: str,
        path: Path,
        text: str = "",
        parent: QObject | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Start the child.

        Args:
            task: ``read`` or ``check``.
            path: the model file.
            text: what it gets on its standard input.
            parent: ends the job when it goes.
            limits: what it may take; by default what is usual for such a file.
        """
        super().__init__(parent)
        self._over = False
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        for name, value in settings().items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._limits = limits or _usual(task, path)
        self._name = path.name
        self._watch: Watch | None = None
        self._timer = Later(self, self._look, round(1000 * EVERY), repeats=True)
        self._process.started.connect(self._begin)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed_to_start)
        program, *words = command(task, path, self._limits)
        self._process.start(program, words)
        if text:
            self._process.write(text.encode("utf-8"))
        self._process.closeWriteChannel()

    @property
    def running(self) -> bool:
        """Whether an answer is still to come."""
        return not self._over

    def cancel(self) -> None:
        """End the child; neither signal comes any more."""
        self._over = True
        self._timer.stop()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(1000)

    def _begin(self) -> None:
        self._watch = Watch(self._process.processId(), self._limits, self._name)
        self._timer.start()

    def _look(self) -> None:
        words = self._watch.look() if self._watch is not None else ""
        if words:
            self._finish({"error": words})
            self.cancel()

    def _failed_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finish({"error": BROKE_OFF})

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        crashed = status == QProcess.ExitStatus.CrashExit
        if code == 0 and not crashed:
            self._finish(_parsed(bytes(self._process.readAllStandardOutput().data())))
            return
        # Qt gives the number of the signal that ended a child.
        words = self._watch.ended(-code if crashed else code) if self._watch else BROKE_OFF
        self._finish({"error": words})

    def _finish(self, found: dict[str, Any]) -> None:
        if self._over:
            return
        self._over = True
        self._timer.stop()
        if "error" in found:
            words = f"{found['error']} {found.get('remedy') or ''}"
            self.failed.emit(words.rstrip())
        else:
            self.done.emit(found)


def _usual(task: str, path: Path) -> Limits:
    """Return what is usual for a file, and for the weights that lie beside it."""
    from app.imports.importing import weights_beside

    return limits_of(task, path, weights_beside(path) if task == "read" else None)


def _parsed(told: bytes) -> dict[str, Any]:
    try:
        found = json.loads(told)
    except ValueError:
        return {"error": BROKE_OFF}
    return found if isinstance(found, dict) else {"error": BROKE_OFF}
