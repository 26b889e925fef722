"""The state of a file since it was last read or written by us. Knows no Qt."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from blocks.values.safe_json import MAX_BYTES


@dataclass(frozen=True)
class Stamp:
    """A stamp of a file, which tells whether someone else has changed it.

    Attributes:
        changed_ns: time of the last change in nanoseconds.
        size: in bytes.
        digest: of the contents; empty where it was not taken.
    """

    changed_ns: int
    size: int
    digest: str = ""

    def same_place_in_time(self, other: Stamp) -> bool:
        """Tell whether time and size agree; reading the contents is not needed then."""
        return (self.changed_ns, self.size) == (other.changed_ns, other.size)


def stamp_of(path: Path | None) -> Stamp | None:
    """Return the stamp of a file without its digest; ``None`` where there is none."""
    try:
        found = path.stat() if path is not None else None
    except (OSError, ValueError):
        return None
    return Stamp(found.st_mtime_ns, found.st_size) if found is not None else None


def whole_stamp_of(path: Path | None) -> Stamp | None:
    """Return the stamp of a file with the digest of its contents; ``None`` where there is none."""
    found = stamp_of(path)
    if found is None or path is None or found.size > MAX_BYTES or not path.is_file():
        return found
    try:
        data = path.read_bytes()
    except OSError:
        return found
    return Stamp(found.changed_ns, found.size, hashlib.sha256(data).hexdigest())


class FileState(Enum):
    """The state of a file on the disk."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    FOLDER_GONE = "folder gone"


def state_of(path: Path, known: Stamp | None) -> FileState:
    """Compare a file with what is known of it.

    A file whose time alone is another is the same: network disks and FAT round times later, copies keep contents.

    Args:
        path: the file.
        known: its stamp when it was last read or written; ``None`` where any contents are right.
    """
    now = stamp_of(path)
    if now is None:
        return FileState.GONE if os.path.isdir(path.parent) else FileState.FOLDER_GONE
    if known is None or known.same_place_in_time(now):
        return FileState.SAME
    if known.digest and known.size == now.size:
        again = whole_stamp_of(path)
        if again is not None and again.digest == known.digest:
            return FileState.SAME
    return FileState.CHANGED
