"""Writes files whole: a reader finds the old file or the new one, never half of one.

Until the new file is in place a failure is told, and the old file is as it was. After it only things remain that
some disks cannot do (network disks, FUSE, FAT): they are tried, and their failure changes nothing for anybody.
What a killed process leaves behind has a name of ours, by which a later start finds it (`sweep`).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

DRAFT = ".netwright-"
"""How the name of every unfinished file or folder of ours begins."""

SUFFIX = ".tmp"

A_DAY = 24 * 3600.0
"""Seconds after which a leftover belongs to nobody who is still at work."""

MAX_ENTRIES = 20_000
"""Entries of a folder that are looked at."""

_OURS = re.compile(
    r"\.netwright-[A-Za-z0-9_]{8}(\.tmp)?"
    r"|\..+\.(netwright|json)\.[a-z0-9_]{8}\.tmp"  # as named by earlier versions
)
_CANNOT_SYNC = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Links are followed: the file that they lead to is replaced, the link stays. A pipe or a device is written to.

    Raises:
        OSError: the disk is full, the folder is read-only, and so on; the old file is as it was.
    """
    if _is_no_file(path):
        path.write_bytes(data)
        return
    target = real_path(path)
    try:
        with _draft(target) as draft, draft.open("wb") as file:
            file.write(data)
            file.flush()
            _sync_file(file.fileno())
    except OSError as error:
        error.filename, error.filename2 = str(path), None  # people know this one, not the draft
        raise
    _sync_folder(target.parent)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, which may be large, so that nobody ever sees half of it.

    Raises:
        OSError: the disk is full, the source is gone, and so on; what was at the target is as it was.
    """
    with _draft(real_path(target)) as draft:
        shutil.copyfile(source, draft)


def real_path(path: Path) -> Path:
    """Return the file that a path leads to through links; what is not there yet counts as a file.

    Unlike `Path.resolve` it raises nothing for links in a circle: whoever opens such a file is told.
    """
    return Path(os.path.realpath(path))


def same_file(one: Path | None, other: Path | None) -> bool:
    """Tell whether two paths lead to one file; never where one of them is missing."""
    return one is not None and other is not None and real_path(one) == real_path(other)


def draft_folder(folder: Path) -> Path:
    """Make a folder for unfinished work that `sweep` knows; raises `OSError`."""
    return Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))


def sweep(folders: Iterable[Path], age: float = A_DAY) -> int:
    """Remove what killed processes left in some folders, where it is older than `age` seconds.

    Only names of ours are touched, links never followed. What cannot be removed stays.

    Returns:
        How many files and folders were removed.
    """
    return sum(_sweep_folder(folder, time.time() - age) for folder in dict.fromkeys(folders))


def _sweep_folder(folder: Path, before: float) -> int:
    removed = 0
    with contextlib.suppress(OSError, ValueError), os.scandir(folder) as entries:
        for _, entry in zip(range(MAX_ENTRIES), entries, strict=False):
            if _OURS.fullmatch(entry.name):
                removed += _remove(entry, before)
    return removed


def _remove(entry: os.DirEntry[str], before: float) -> bool:
    with contextlib.suppress(OSError):
        found = entry.stat(follow_symlinks=False)
        if found.st_mtime >= before:
            return False
        if stat.S_ISDIR(found.st_mode):
            shutil.rmtree(entry.path)
            return True
        if stat.S_ISREG(found.st_mode):
            Path(entry.path).unlink()
            return True
    return False


@contextlib.contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """Give an empty file that takes the place of another when it is written, unless something fails."""
    descriptor, name = tempfile.mkstemp(prefix=DRAFT, suffix=SUFFIX, dir=target.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
        _keep_mode(target, draft)
        draft.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _is_no_file(path: Path) -> bool:
    """Tell whether something is there that must not be replaced; raises `OSError` for links in a circle."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _sync_file(descriptor: int) -> None:
    """Bring a file to the disk; raises `OSError`, but not where the disk knows no such thing."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


def _keep_mode(path: Path, draft: Path) -> None:
    """Give the new file the old one's permissions and group, or those of any fresh file, where the disk has them."""
    with contextlib.suppress(OSError):
        if not path.exists():
            mask = os.umask(0)
            os.umask(mask)
            draft.chmod(0o666 & ~mask)
            return
        old = path.stat()
        if hasattr(os, "chown") and old.st_gid != draft.stat().st_gid:
            with contextlib.suppress(OSError):
                os.chown(draft, -1, old.st_gid)
        draft.chmod(old.st_mode & 0o777)


def _sync_folder(folder: Path) -> None:
    # Windows cannot open folders; there the replace itself is durable enough.
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
