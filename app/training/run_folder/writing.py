"""Small files of a run folder, replaced as a whole, so that nobody ever reads half of one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Replace a small file as a whole."""
    draft = path.with_name(f"draft.{path.name}")
    draft.write_bytes(data)
    os.replace(draft, path)


def write_lastingly(path: Path, data: bytes) -> None:
    """Replace a small file as a whole, and wait until it is on the disk: when it is there, all before it is."""
    draft = path.with_name(f"draft.{path.name}")
    with draft.open("wb") as stream:
        stream.write(data)
        stream.flush()
        with suppress(OSError):  # some disks cannot
            os.fsync(stream.fileno())
    os.replace(draft, path)
