"""Opening a file from somebody else: a regular file of a bounded size, and what kind it is by its first bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from enum import Enum
from pathlib import Path
from typing import IO, BinaryIO

from importers.files.encodings import starts_as_json
from importers.files.strange_files import told_by_folder, told_by_head
from importers.reports.errors import UnreadableModel

MAX_FILE = 16 * 2**30
"""Weights may be large: they are not read here."""

MAX_CONFIG = 16 * 2**20
"""Bytes of a model's description; that of EfficientNetB7 with 816 layers has 1.3 million."""


MAX_MEMORY = 64 * 2**20
"""Bytes that a description may take when it is read; one of 1,000 layers takes eight million."""

_COSTS = {b"{": 232, b"[": 64, b",": 50}
"""Bytes that Python takes for what a character begins, or parts from the next."""


def check_memory(config: bytes) -> None:
    """Refuse JSON that would take too much memory, before any of it is read: a short text can stand for many lists.

    Raises:
        UnreadableModel: it would.
    """
    marks = sum(cost * config.count(mark) for mark, cost in _COSTS.items())
    if 2 * len(config) + marks > MAX_MEMORY:
        raise UnreadableModel(
            "The model's description is too large: it has too many layers or values."
        )


class FileKind(Enum):
    """The kinds of model files."""

    ARCHIVE = "a .keras archive"
    HDF5 = "an HDF5 file"
    JSON = "JSON"
    UNKNOWN = "something else"


HEAD = 512
"""First bytes of a file, by which it is known."""

_HDF5 = b"\x89HDF\r\n\x1a\n"
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading; never waits for a pipe, never follows a device.

    Raises:
        UnreadableModel: it is not there, not a regular file, or too large.
    """
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        raise UnreadableModel(f"{path.name} cannot be opened: {error.strerror}.") from None
    found = os.fstat(handle)
    if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_FILE:
        return os.fdopen(handle, "rb")
    os.close(handle)
    if stat.S_ISREG(found.st_mode):
        raise UnreadableModel(f"{path.name} is larger than {MAX_FILE // 2**30} GiB.")
    words = told_by_folder(path) if stat.S_ISDIR(found.st_mode) else ""
    raise UnreadableModel(words or f"{path.name} is not a file with a model in it.")


def read_text(file: IO[bytes], name: str) -> bytes:
    """Read a script or a model's description to its end; ``name`` is what it is called in the error.

    Raises:
        UnreadableModel: it is too large.
    """
    data = file.read(MAX_CONFIG + 1)
    if len(data) > MAX_CONFIG:
        raise UnreadableModel(f"{name} is larger than {MAX_CONFIG // 2**20} MiB.")
    return data


def sha256_of(file: IO[bytes]) -> str:
    """Return the fingerprint of an open file from where it stands, in hexadecimal."""
    found = hashlib.sha256()
    while data := file.read(2**20):
        found.update(data)
    return found.hexdigest()


def kind_of(file: IO[bytes]) -> FileKind:
    """Tell what an open file is by its first bytes, wherever its name ends.

    Raises:
        UnreadableModel: it is a pickle, which is a program and no model.
    """
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileKind.ARCHIVE
    if head.startswith(_HDF5):
        return FileKind.HDF5
    if head.startswith(_PICKLES):
        raise UnreadableModel(
            "This is a pickle: opening it would run what is in it. Save the model as .keras instead."
        )
    return FileKind.JSON if starts_as_json(head) else FileKind.UNKNOWN


def what_it_is(file: IO[bytes], name: str) -> str:
    """Say what an open file is that is no model."""
    head = file.read(HEAD)
    return told_by_head(name, head, file.seek(0, os.SEEK_END))
