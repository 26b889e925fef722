"""Asks where a file is to be written, and has the words for it.

A suffix is added where none was typed, and nothing is replaced unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.frame.recent import recent_files
from app.widgets.question import agrees
from blocks.errors import FileError
from blocks.files.project_file import SUFFIX

if TYPE_CHECKING:
    from app.project.project import Project

PROJECT_FILTER = f"Netwright projects (*{SUFFIX})"
"""Of dialogs that ask for a project, in Qt's spelling."""


def ask_save_path(
    parent: QWidget, title: str, start: Path, filters: Mapping[str, str]
) -> Path | None:
    """Ask for a file; return ``None`` where nobody wants one.

    Args:
        parent: the window.
        title: of the dialog.
        start: what is offered.
        filters: words of each kind of file, and its suffix; the first is the usual one.
    """
    name, chosen = QFileDialog.getSaveFileName(parent, title, str(start), ";;".join(filters))
    if not name:
        return None
    path, suffixes = Path(name), [*filters.values()]
    if path.suffix.lower() in suffixes:
        return path  # the dialog has asked whether it may be replaced
    path = path.with_name(path.name + filters.get(chosen, suffixes[0]))
    return path if not path.exists() or may_replace(parent, path) else None


def may_replace(parent: QWidget | None, path: Path) -> bool:
    """Ask whether a file that is there may be replaced."""
    more = "There is a file of this name already."
    return agrees(parent, f"Replace {path.name}?", more, "Replace")


def start_folder(project: Project) -> str:
    """Return the folder in which a question for a file begins: that of the project, else of the latest one."""
    files = recent_files()
    path = project.path or (files[0] if files else None)
    return str(path.parent if path else Path.home())


def os_words(error: OSError | FileError) -> str:
    """Say why something was not written, in a short sentence."""
    if isinstance(error, FileError):
        return f"It could not be opened again: {error}."
    return f"The system says: {error.strerror or error}."


def file_stem(title: str) -> str:
    """Make a file name of a title: letters, digits, ``-`` and ``_``."""
    words = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in title)
    return "-".join(part for part in words.lower().split("-") if part)[:60] or "model"
