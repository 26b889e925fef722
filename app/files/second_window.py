"""Tells which project files are open in which window of Netwright: a lock for each in the state folder.

The lock lies in the state folder, so that nothing of ours lies in people's folders, and a process that dies lets it
go. Windows of other people on a shared disk are not seen.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from blocks.files.saving import real_path


def open_folder() -> Path:
    """Return the folder of the locks."""
    from platformdirs import user_state_path

    return user_state_path("netwright", appauthor=False) / "open"


class FileClaim(QObject):
    """This window's claim on the file of its project.

    Signals:
        freed: the file was open in another window, and is no longer.
    """

    freed = Signal()

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder or open_folder()
        self._path: Path | None = None
        self._lock: QLockFile | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.look)

    def hold(self, path: Path | None) -> bool:
        """Claim a file in place of the one before; ``False`` where another window has it."""
        where = real_path(path) if path is not None else None
        if where != self._path:
            self.release()
            self._path = where
            self._lock = self._lock_of(where) if where is not None else None
        return self._taken()

    @property
    def elsewhere(self) -> bool:
        """Whether another window has the file."""
        return self._lock is not None and not self._lock.isLocked()

    def look(self) -> None:
        """Take the file where it has become free."""
        if self.elsewhere and self._taken():
            self.freed.emit()

    def release(self) -> None:
        """Let the file go."""
        self._watch(False)
        if self._lock is not None:
            self._lock.unlock()
        self._path = self._lock = None

    def _lock_of(self, path: Path) -> QLockFile | None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None  # without a state folder windows do not see each other
        name = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        lock = QLockFile(str(self.folder / f"{name}.lock"))
        lock.setStaleLockTime(0)
        return lock

    def _taken(self) -> bool:
        lock = self._lock
        if lock is None or lock.isLocked() or lock.tryLock(0):
            self._watch(False)
            return True
        if lock.error() is not QLockFile.LockError.LockFailedError:
            self._lock = None  # the disk refuses locks
            return True
        self._watch(True)
        return False

    def _watch(self, on: bool) -> None:
        if not on and self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        elif on:
            self._watcher.addPath(str(self.folder))


def free_dead_locks(folder: Path, older_than: float) -> int:
    """Remove the locks in a folder whose processes have died, and that are older than a moment.

    Args:
        folder: where the locks lie; a lock beside a file of the same stem, a copy, is left alone.
        older_than: seconds since the epoch.

    Returns:
        How many were removed.
    """
    removed = 0
    with contextlib.suppress(OSError):
        for path in list(folder.glob("*.lock")):
            beside = any(
                path.with_suffix(suffix).exists() for suffix in (".netwright", ".previous", ".json")
            )
            if beside or path.stat().st_mtime >= older_than:
                continue
            lock = QLockFile(str(path))
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                lock.unlock()
                removed += 1
    return removed
