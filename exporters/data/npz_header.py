"""The headers of a ``.npz`` file's arrays. Arrays of Python objects, which would need pickle, are refused."""

from __future__ import annotations

import math
import warnings
import zipfile
from dataclasses import dataclass
from typing import IO

import numpy as np

from blocks.quoting import named
from exporters.data.targets import DataFileError

HEADER_LIMIT = 64 * 2**10
ARRAY_LIMIT = 64
NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Header:
    """Shape and type of one array in the file.

    Attributes:
        shape: no length is below zero.
        dtype: never of Python objects.
        fortran: stored column by column.
    """

    shape: tuple[int, ...]
    dtype: np.dtype
    fortran: bool = False

    @property
    def size(self) -> int:
        """Size in bytes."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_headers(archive: zipfile.ZipFile) -> dict[str, Header]:
    """Return the headers of all arrays by name; raises `DataFileError` where one is damaged, or there are too many."""
    members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
    if not members:
        raise DataFileError("The file holds no arrays. Save them with numpy.savez(path, x=x, y=y).")
    if len(members) > ARRAY_LIMIT:
        raise DataFileError(f"The file holds {len(members)} arrays; x and y are enough.")
    found = {}
    for info in members:
        name = info.filename.removesuffix(".npy")
        if len(name) > NAME_LIMIT or not name.isprintable():
            raise DataFileError(
                f"The name of the array {named(name)} cannot be used. Save it with another."
            )
        with archive.open(info) as stream:
            header = read_header(stream, name)
            offset = stream.tell()
        if header.size + offset != info.file_size:
            raise DataFileError(
                f"The array {name} claims {header.size:,} bytes, but the file has "
                f"{info.file_size - offset:,}. Save it again."
            )
        found[name] = header
    return found


def read_header(stream: IO[bytes], name: str) -> Header:
    """Read the header of one array; the stream is at its first value then.

    Args:
        stream: of the ``.npy`` file, at its beginning.
        name: of the array, for people.

    Raises:
        DataFileError: it is damaged, or the array holds Python objects.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the header in the file, such as one of Python 2
            shape, fortran, dtype = _READERS[np.lib.format.read_magic(stream)](
                stream, max_header_size=HEADER_LIMIT
            )
        if any(type(length) is not int or length < 0 for length in shape):
            raise ValueError("NumPy takes lengths below zero, and True, for lengths")
    except Exception as error:
        # NumPy reads it as Python's own words are read, with all that can go wrong there.
        words = f"The array {named(name)} has a broken header. Save it again."
        raise DataFileError(words) from error
    if dtype.hasobject:
        raise DataFileError(
            f"The array {name} holds Python objects, which are not safe to read. "
            "Save plain numbers or words instead."
        )
    return Header(shape, dtype, fortran)


_READERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
    (3, 0): np.lib.format.read_array_header_2_0,
}
"""By the version of the format; the third only has other letters in names of fields, which no array here has."""
