"""Copies of unsaved work in the state folder: where they lie, and whose process has died. A copy is a project file."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile

from app.project.file_state import Stamp
from app.project.project import is_key
from app.system.state_files import path_of, read_state
from blocks.document.document import Document
from blocks.errors import FileError
from blocks.files.project_file import SUFFIX, read_project
from blocks.files.saving import DRAFT, write_atomically
from blocks.quoting import named

PREVIOUS = ".previous"
"""Suffix of the copy before the last one."""


def recovery_folder() -> Path:
    """Return the folder of the copies."""
    from platformdirs import user_state_path

    return user_state_path("netwright", appauthor=False) / "recovery"


@dataclass(frozen=True)
class About:
    """A note beside a copy.

    Attributes:
        path: the project's own file; ``None`` where it was never saved.
        title: the project's name for people.
        stamp: that of the file when it was last read or saved.
        damaged: the note could not be read, so that the rest of it is not known.
        key: the project's, under which its runs are kept while it has no file.
    """

    path: Path | None
    title: str
    stamp: Stamp | None
    damaged: bool = False
    key: str = ""

    def to_json(self) -> str:
        """Write it down."""
        stamp = list(astuple(self.stamp)) if self.stamp else None
        path = str(self.path) if self.path else ""
        return json.dumps({"path": path, "title": self.title, "stamp": stamp, "key": self.key})


class RecoverySlot:
    """The place of one session's copy; held by a lock that a dead process lets go."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self.name = name or uuid.uuid4().hex[:12]
        self.copy = folder / f"{self.name}{SUFFIX}"
        self.previous = folder / f"{self.name}{PREVIOUS}"
        self._draft = folder / f"{DRAFT}{self.name[:8]}.tmp"
        self._noted = b""
        self.note = folder / f"{self.name}.json"
        self._lock = QLockFile(str(folder / f"{self.name}.lock"))
        self._lock.setStaleLockTime(0)

    def take(self) -> bool:
        """Hold the slot; ``False`` where a living process holds it."""
        return self._lock.isLocked() or self._lock.tryLock(0)

    def write(self, text: str, about: About) -> None:
        """Write the copy and the note; raises `OSError`.

        The copy is in its place before the disk is asked to keep it, so that a kill costs as little as can be on a
        busy machine. The one before, which the disk has, stays beside it, should the power go in between.
        """
        self.copy.parent.mkdir(parents=True, exist_ok=True)
        self.take()
        note = about.to_json().encode()
        if note != self._noted:
            write_atomically(self.note, note)
            self._noted = note
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        with open(os.open(self._draft, flags, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
            file.flush()
            if os.name == "posix":  # elsewhere an open file cannot be moved
                self._put()
            os.fsync(file.fileno())
        if os.name != "posix":
            self._put()

    def _put(self) -> None:
        with suppress(FileNotFoundError):
            self.copy.replace(self.previous)
        self._draft.replace(self.copy)

    def read(self) -> Document:
        """Read the copy, or the one before where it is damaged; raises `FileError`."""
        try:
            return read_project(self.copy)
        except FileError:
            if not self.previous.exists():
                raise
            return read_project(self.previous)

    def remove(self) -> None:
        """Remove the copies and the note."""
        for path in (self.copy, self.previous, self.note):
            path.unlink(missing_ok=True)
        self._noted = b""

    def release(self) -> None:
        """Let the slot go."""
        self._lock.unlock()

    def about(self) -> About:
        """Read the note; whatever is unreadable in it counts as not known."""
        data = read_state(self.note)
        data = data if isinstance(data, Mapping) else {}
        title, key = data.get("title"), data.get("key")
        return About(
            path_of(data.get("path")),
            named(title, 200) if isinstance(title, str) and title else "Untitled",
            _stamp(data.get("stamp")),
            damaged=not isinstance(data.get("title"), str),
            key=key if isinstance(key, str) and is_key(key) else "",
        )


def _stamp(noted: object) -> Stamp | None:
    """Return the stamp that a note has; earlier versions noted no digest."""
    if not isinstance(noted, list) or len(noted) not in (2, 3):
        return None
    changed, size, digest = (*noted, "")[:3]
    if type(changed) is not int or type(size) is not int or not isinstance(digest, str):
        return None
    return Stamp(changed, size, digest)


def orphans(folder: Path, mine: str) -> list[RecoverySlot]:
    """Return the slots whose processes have died, oldest first; they are held from now on."""
    try:
        found = [path for path in folder.iterdir() if path.suffix in (SUFFIX, PREVIOUS)]
        found.sort(key=lambda path: path.stat().st_mtime_ns)
    except OSError:
        return []
    slots = [RecoverySlot(folder, name) for name in dict.fromkeys(path.stem for path in found)]
    return [slot for slot in slots if slot.name != mine and slot.take()]
