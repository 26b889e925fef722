"""The description in a ``.keras`` archive: two small members are read, nothing is ever unpacked to disk."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from importers.files.opening import read_text
from importers.files.strange_files import told_by_members
from importers.reports.errors import UnreadableModel

MAX_MEMBERS = 4096
COPIED_AT_ONCE = 2**20
MAX_RATIO = 200
"""Text shrinks to a tenth; what shrinks to a two hundredth is made to fill a memory."""

_END, _LAST = b"PK\x05\x06", 2**16 + 22
"""The first bytes of an archive's end record, and within how many last bytes it stands."""

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"


def read_archive(file: BinaryIO) -> tuple[bytes, bytes]:
    """Return ``config.json`` and ``metadata.json`` of an archive; the latter empty where there is none.

    Raises:
        UnreadableModel: the archive is broken, or is built to do harm.
    """
    with _opened(file) as (archive, by_name):
        if CONFIG not in by_name:
            raise UnreadableModel(
                told_by_members(by_name)
                or "The archive has no config.json, so it is no Keras model."
            )
        config = _read(archive, by_name[CONFIG])
        return config, _read(archive, by_name[METADATA]) if METADATA in by_name else b""


def copy_weights(file: BinaryIO, target: BinaryIO) -> None:
    """Write the weights of an archive to a file.

    Raises:
        UnreadableModel: there are none, or the archive is broken or built to do harm.
    """
    with _opened(file) as (archive, by_name):
        if WEIGHTS not in by_name:
            raise UnreadableModel("The archive has no weights in it.")
        left = by_name[WEIGHTS].file_size
        with archive.open(by_name[WEIGHTS]) as stream:
            while data := stream.read(min(left + 1, COPIED_AT_ONCE)):
                left -= len(data)
                if left < 0:
                    raise UnreadableModel("The archive is damaged. Save the model again.")
                target.write(data)


def _check_end(file: BinaryIO) -> None:
    """Refuse an archive without its end, where its list of members stands."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LAST))
    end = file.read(_LAST)
    file.seek(0)
    if _END not in end:
        raise UnreadableModel(
            "The archive is damaged or cut off: its end is missing. "
            "Download it again, or save the model again."
        )


@contextmanager
def _opened(file: BinaryIO) -> Iterator[tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]]:
    try:
        _check_end(file)
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members)
            yield archive, {member.filename: member for member in members}
    except UnreadableModel:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
        OverflowError,
        MemoryError,
        UnicodeError,
    ):
        # Each is one way in which the standard library says that an archive is damaged.
        raise UnreadableModel("The archive is damaged. Save the model again.") from None


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise UnreadableModel(f"The archive has more than {MAX_MEMBERS:,} members.")
    if len({member.filename for member in members}) < len(members):
        raise UnreadableModel("The archive has two members of the same name.")
    for member in members:
        if not _is_plain(member.filename):
            raise UnreadableModel("The archive has a member that points outside of it.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise UnreadableModel("The archive has a link in it.")
        if member.flag_bits & 0x1:
            raise UnreadableModel("The archive is encrypted. Save the model without a password.")
        if member.file_size > 2**20 and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise UnreadableModel(
                "The archive has a member that is far larger when it is unpacked."
            )
    _check_overlap(members)


def _check_overlap(members: list[zipfile.ZipInfo]) -> None:
    """Refuse members that lie on top of one another: the same bytes would be read many times."""
    end = -1
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise UnreadableModel("The archive has members that lie on top of one another.")
        end = member.header_offset + 30 + member.compress_size


def _is_plain(name: str) -> bool:
    if not name or "\\" in name or "\0" in name or ":" in name:
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        return read_text(stream, "The model's description")
