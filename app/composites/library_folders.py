"""The folders of the libraries of composites. Knows no Qt."""

from __future__ import annotations

from pathlib import Path

from blocks.files.library import BUNDLED
from blocks.files.library_index import LIBRARY, MINE, LibraryIndex


def own_folder() -> Path:
    """Return the folder of a person's own composites; it need not exist."""
    from platformdirs import user_data_path

    return user_data_path("netwright", appauthor=False) / "composites"


def open_library_index() -> LibraryIndex:
    """Return the library index of the program: the bundled library, and one's own."""
    return LibraryIndex({LIBRARY: BUNDLED, MINE: own_folder()})
