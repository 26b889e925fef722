"""A child process that reads a model file, or checks an import, while the window goes on."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

ROOT = Path(__file__).resolve().parents[1]
BROKE_OFF = "The process that reads it has ended early. The file may be damaged, or too large."


class ImportJob(QObject):
    """One run of `app.import_child`.

    Attributes:
        done: what the child found out.
        failed: why there is nothing, for people.
    """

    done = Signal(dict)
    failed = Signal(str)

    def __init__(
        self, task: str, path: Path, text: str = "", parent: QObject | None = None
    ) -> None:
        """Start the child.

        Args:
            task: ``read`` or ``check``.
            path: the model file.
            text: what it gets on its standard input.
            parent: ends the job when it goes.
        """
        super().__init__(parent)
        self._over = False
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        known = environment.value("PYTHONPATH", "")
        environment.insert("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), known])))
        environment.insert("TF_CPP_MIN_LOG_LEVEL", "2")
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        # -P: a folder of the user's with a random.py in it must not shadow the standard library.
        words = ["-P", "-m", "app.import_child", task, str(path.absolute())]
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(lambda _: self._finish())
        self._process.start(sys.executable, words)
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
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(1000)

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._finish(bytes(self._process.readAllStandardOutput().data()) if code == 0 else b"")

    def _finish(self, told: bytes = b"") -> None:
        if self._over:
            return
        self._over = True
        found = _parsed(told)
        if "error" in found:
            self.failed.emit(str(found["error"]))
        else:
            self.done.emit(found)


def _parsed(told: bytes) -> dict[str, Any]:
    try:
        found = json.loads(told)
    except ValueError:
        return {"error": BROKE_OFF}
    return found if isinstance(found, dict) else {"error": BROKE_OFF}
