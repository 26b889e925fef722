"""Notes of the program for itself: read as strictly as a file from elsewhere, since a disk or a hand may damage it.

Whatever cannot be read counts as not there. Nothing here raises, so that the window always starts.
"""

from __future__ import annotations

import os
from pathlib import Path

from blocks.errors import FileError
from blocks.values import safe_json as json_safe
from blocks.values.safe_json import Json

MAX_NOTE = 2**20
"""Bytes of a note; ours have a few hundred."""

MAX_DIGITS = 20
"""Of a time in nanoseconds there are nineteen."""

MAX_PATH = 4_096
"""Letters of a path; no system takes more."""


def parse_state(data: bytes | str) -> Json:
    """Return what a note says; ``None`` where it says nothing that can be read."""
    try:
        raw = data.encode("utf-8") if isinstance(data, str) else data
        return json_safe.parse(raw, MAX_DIGITS) if len(raw) <= MAX_NOTE else None
    except (FileError, UnicodeEncodeError):
        return None


def read_state(path: Path) -> Json:
    """Return what a file with a note says; ``None`` where it is not there, or cannot be read."""
    try:
        with path.open("rb") as file:
            return parse_state(file.read(MAX_NOTE + 1))
    except (OSError, ValueError):
        return None


def path_of(text: object) -> Path | None:
    """Return a path that a system could have; ``None`` for what is none."""
    if not isinstance(text, str) or not text or len(text) > MAX_PATH or "\0" in text:
        return None
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return None
    return Path(text)


def is_there(path: Path) -> bool:
    """Tell whether there is anything at a path that somebody wrote down; no for a path that cannot be."""
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or through a folder that may not be looked into
        return False


def is_file(path: Path) -> bool:
    """Tell whether there is a file at a path that somebody wrote down; no for a path that cannot be."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_paths(text: str) -> list[Path]:
    """Return the paths of a note that is a list of them; those that are none are left out."""
    found = parse_state(text)
    paths = map(path_of, found if isinstance(found, list) else [])
    return [path for path in paths if path is not None]


def whole_number(word: object, most: int = 9_999) -> int | None:
    """Return a word as a number from 0; ``None`` where it is none, or too large.

    Only plain digits are numbers: ``str.isdigit`` takes a superscript two for one, and `int` does not.
    """
    if not isinstance(word, str) or not (word.isascii() and word.isdecimal()) or len(word) > 9:
        return None
    number = int(word)
    return number if number <= most else None
