"""Writes what an export dialog shows, in a thread: one text at a time, the latest options win."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from app.code.highlight import Reader
from app.project.scripts import Snapshot, script_of, shown_text


class _Result(QObject):
    """Carries an answer home from its thread."""

    ready = Signal(str, str, object)
    failed = Signal(str)


class _Job(QRunnable):
    """Writes one text."""

    def __init__(self, source: Snapshot, reader: Reader, result: _Result) -> None:
        super().__init__()
        self._source, self._reader, self._result = source, reader, result

    def run(self) -> None:
        try:
            text = script_of(self._source)
            shown = shown_text(text, self._source.options)
            spans = self._reader.spans_of(shown)
        except Exception as error:  # told in the dialog; a thread has nobody else to tell
            with suppress(RuntimeError):  # the dialog was closed meanwhile
                self._result.failed.emit(str(error))
        else:
            with suppress(RuntimeError):
                self._result.ready.emit(text, shown, spans)


class Preview(QObject):
    """The text of the latest options.

    Signals:
        ready (str, str, object): the text, what is shown of it, and its colours.
        failed (str): why there is none.
    """

    ready = Signal(str, str, object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = Reader()
        self._result = _Result()  # no child: it outlives a thread that still has it
        self._result.ready.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._result.failed.connect(self._tell_failure, Qt.ConnectionType.QueuedConnection)
        self._running = False
        self._next: Snapshot | None = None

    def write(self, source: Snapshot) -> None:
        """Ask for a text; one that is being written is not shown any more."""
        self._next = source
        if not self._running:
            self._begin()

    def _begin(self) -> None:
        source, self._next = self._next, None
        if source is not None:
            self._running = True
            QThreadPool.globalInstance().start(_Job(source, self._reader, self._result))

    def _tell(self, text: str, shown: str, spans: object) -> None:
        self._running = False
        if self._next is None:
            self.ready.emit(text, shown, spans)
        self._begin()

    def _tell_failure(self, reason: str) -> None:
        self._running = False
        if self._next is None:
            self.failed.emit(reason)
        self._begin()
