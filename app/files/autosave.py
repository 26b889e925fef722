"""Keeps a copy of unsaved work, so that a crash or kill -9 costs less than a second of it.

The window's thread only takes a snapshot; text, disk and fsync are a thread's work. Writes and removals go through
one queue, so that a removal can never be overtaken by an older write.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.files.recovery import About, RecoverySlot, orphans, recovery_folder
from app.project.file_state import Stamp, whole_stamp_of
from app.project.project import Project
from blocks.document.copying import copy_document
from blocks.document.edits import Edit
from blocks.errors import FileError
from blocks.files.project_file import readable_text
from canvas.later import Later
from canvas.links import Links

QUIET = 0.15
"""Seconds without an edit after which the copy is written."""

LATEST = 0.3
"""Seconds after the first edit that is not in the copy yet, even while edits go on."""


class Autosave(QObject):
    """Writes the copy of one window's project.

    Signals:
        failed (str): the copy could not be written, and why.
        mended: a copy was written after one that could not be.

    Attributes:
        recovered: the project came from a copy and was not saved since.
        stamp: that of the project's file when it was last read or saved.
        alone: the file is gone, so that the copy is all there is: it stays where nothing was changed, too.
    """

    failed = Signal(str)
    mended = Signal()

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder or recovery_folder()
        self.slot = RecoverySlot(self.folder)
        self.recovered = False
        self.stamp: Stamp | None = None
        self.alone = False
        self._old: list[
            RecoverySlot
        ] = []  # of the thread alone: copies that go when ours is on the disk
        self._project: Project | None = None
        self._links = Links()
        self._first = 0.0
        self._asked = 0
        self._told = False
        self._timer = Later(self, self.write)
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def follow(self, project: Project) -> None:
        """Keep copies of this project from now on; a copy of the one before is removed."""
        self._links.clear()
        self._rest()
        self._project = project
        self.recovered = self.alone = False
        self.stamp = whole_stamp_of(project.path)
        self._run(self._remove)
        self._links.connect(project.document.changed, self._edited)
        self._links.connect(project.history.changed, self._history_changed)

    def adopt(self, project: Project, slot: RecoverySlot) -> None:
        """Follow a project that came from an old copy; that copy goes when ours is written."""
        self.follow(project)
        self.recovered = True
        self._run(lambda: self._old.append(slot))
        self.write()

    def saved(self, project: Project) -> None:
        """Remove the copy: the file has everything."""
        self.recovered = self.alone = False
        self._rest()
        self.stamp = whole_stamp_of(project.path)
        self._run(self._remove)

    def orphans(self) -> list[RecoverySlot]:
        """Return the copies of sessions that have died."""
        return orphans(self.folder, self.slot.name)

    def write(self) -> None:
        """Write the copy now, in the thread."""
        self._rest()
        project = self._project
        if project is None:
            return
        document = copy_document(project.document)
        about = About(project.path, project.title, self.stamp, key=project.key)
        self._asked += 1
        number = self._asked

        def job() -> None:
            if number != self._asked:
                return  # a later one waits already: on a busy machine none may queue up before it
            self.slot.write(readable_text(document), about)
            self._remove_old()
            self._written()

        self._run(job)

    def wait(self) -> None:
        """Wait until everything asked for is on the disk."""
        done = threading.Event()
        self._run(done.set)
        done.wait(10)

    def close(self) -> None:
        """Remove the copy and end the thread: for a clean exit."""
        self._links.clear()
        self._timer.stop()
        self._run(self._remove)
        self._run(self.slot.release)
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            thread.join(5)

    def _rest(self) -> None:
        """Write nothing until the next edit."""
        self._timer.stop()
        self._first = 0.0

    def _edited(self, _: Sequence[Edit]) -> None:
        now = time.monotonic()
        if not self._first:
            self._first = now
        left = min(QUIET, self._first + LATEST - now)
        self._timer.start(max(0, round(1000 * left)))

    def _history_changed(self) -> None:
        project = self._project
        if project is not None and project.history.clean and not (self.recovered or self.alone):
            self._rest()
            self._run(self._remove)

    def _remove(self) -> None:
        self.slot.remove()
        self._remove_old()

    def _remove_old(self) -> None:
        while self._old:
            self._old[-1].remove()
            self._old.pop().release()

    def _run(self, job: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="autosave", daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except OSError as error:
                self._tell(str(error.strerror or error))
            except FileError as error:
                self._tell(str(error))

    def _written(self) -> None:
        if self._told:
            self._told = False
            with suppress(RuntimeError):  # the window is gone already
                self.mended.emit()

    def _tell(self, reason: str) -> None:
        if not self._told:
            self._told = True
            with suppress(RuntimeError):  # the window is gone already
                self.failed.emit(reason)
