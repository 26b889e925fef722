"""The files that were open lately, newest first."""

from __future__ import annotations

import json
from pathlib import Path

from app.frame.preferences import settings_file
from app.system.state_files import is_file, read_paths

LIMIT = 10


def recent_files() -> list[Path]:
    """Return the recent files that still exist."""
    return [path for path in _read() if is_file(path)]


def remember(path: Path) -> None:
    """Put a file in front."""
    path = path.absolute()
    _write([path, *(known for known in _read() if known != path)])


def forget(path: Path) -> None:
    """Take a file off the list."""
    _write([known for known in _read() if known != path.absolute()])


def forget_all() -> None:
    """Empty the list."""
    _write([])


def _read() -> list[Path]:
    return read_paths(str(settings_file().value("recent", "[]")))


def _write(paths: list[Path]) -> None:
    settings_file().setValue("recent", json.dumps([str(path) for path in paths[:LIMIT]]))
