"""A person's own data files: whatever is in them, there is a description or a sentence."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from app.data.preview import preview
from app.project.project import Project
from blocks.document.document import Document
from blocks.settings.declarations import Settings
from exporters.data.inspect import describe_file
from exporters.data.targets import DataFileError
from tests.fuzz.mutate import bytes_changed

_HEADERS = (
    "{'descr': '<f8', 'fortran_order': False, 'shape': (40, 2), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-40, -2), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (40, 2), }",
    "{'descr': '<U99999999', 'fortran_order': False, 'shape': (40,), }",
    "{'descr': [('a', '<f8'), ('b', '<i4')], 'fortran_order': False, 'shape': (40,), }",
    "{'descr': ('<f8', (3, 3)), 'fortran_order': True, 'shape': (40, 2), }",
    "{'descr': '<M8[s]', 'fortran_order': False, 'shape': (True, 2), }",
    "{'descr': '<f8', 'fortran_order': 1, 'shape': [40, 2], }",
    "{'descr': '<f8', 'shape': (40, 2), }", "{'descr': '<f8', 'fortran_order': False, 'shape': (10**30, 2), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 0), }",
    "{'descr': '", "(" * 3_000, "{" * 300, "'''", "0x", "\\", "1_", "\n\t x", "{'descr': '<f8',\n  'shape'",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (40L, 2L), }", "{**{}}", "lambda: 0", "b'\\xff'", "9" * 9_000,
)  # fmt: skip


def arrays(chance: random.Random) -> bytes:
    """Return a sound ``.npz`` file of one of several kinds."""
    made = np.random.default_rng(chance.randrange(99))
    labels = np.arange(40) % 3
    parts = chance.choice(
        (
            {"x": made.normal(size=(40, 2)), "y": labels},
            {"x": made.integers(0, 255, (40, 8, 8), np.uint8), "y": labels.astype("U5")},
            {"x_train": made.normal(size=(40, 3)), "y_train": np.eye(3)[labels],
             "x_test": made.normal(size=(20, 3)), "y_test": np.eye(3)[labels[:20]]},
            {"left": made.normal(size=(40, 4)), "right": made.normal(size=(40, 2)), "y": labels, "age": labels * 0.5},
        )
    )  # fmt: skip
    stream = io.BytesIO()
    save = np.savez_compressed if chance.random() < 0.3 else np.savez
    save(stream, **parts)
    return stream.getvalue()


def _with_header(data: bytes, chance: random.Random) -> bytes:
    """Return the file with another header in one of its arrays, all else as a sound archive has it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            whole = old.read(name)
            if name == chosen:
                whole = _changed_header(whole, chance)
            new.writestr(name, whole)
    return stream.getvalue()


def _changed_header(whole: bytes, chance: random.Random) -> bytes:
    length = int.from_bytes(whole[8:10], "little")
    header, values = whole[10 : 10 + length], whole[10 + length :]
    if chance.random() < 0.5:
        header = chance.choice(_HEADERS).encode().ljust(len(header)) + b"\n"
    else:
        header = bytes_changed(header, chance)[:60_000]
    version = chance.choice((b"\x01\x00", b"\x01\x00", b"\x02\x00", b"\x03\x00", b"\x09\x00"))
    size = len(header).to_bytes(2 if version == b"\x01\x00" else 4, "little")
    return whole[:6] + version + size + header + values


TABLE = "age,height,sick\n" + "".join(
    f"{at},{at * 7 % 40},{'yes' if at % 3 else 'no'}\n" for at in range(40)
)


def mutant(chance: random.Random) -> bytes:
    """Return a changed file; what is no archive is a table."""
    if chance.random() < 0.25:
        return bytes_changed(TABLE.encode(), chance)
    data = arrays(chance)
    return _with_header(data, chance) if chance.random() < 0.7 else bytes_changed(data, chance)


def read(data: bytes, folder: Path) -> bool:
    """Describe a file, look at it, and open a project that names it; returns whether it can be used."""
    archive = b"PK\x03\x04" in data[:200] or b".npy" in data
    path = folder / f"changed.{'npz' if archive else 'csv'}"
    path.write_bytes(data)
    settings = Settings().with_data(source="file", path=path.name)
    document = Document()
    document.settings = settings
    project = Project(document, folder / "a.netwright")
    words, found = "", None
    try:
        found = describe_file(settings, folder)
    except DataFileError as error:
        words = str(error)
    assert (project.data, project.data_error) == (found, words)
    assert len(words) < 1_000
    with suppress(DataFileError):
        preview(settings, folder)
    return found is not None
