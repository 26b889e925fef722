"""Choosing data for a project: one undo step, whichever door it comes in by. Knows no Qt."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from blocks.files.saving import real_path

if TYPE_CHECKING:
    from app.project.project import Project

FILE = "file"
"""The source that stands for a file of one's own."""

_LABEL = "Choose data"


def choose_source(project: Project, source: str) -> None:
    """Take other data by their name; the column that was to be learnt from those before is forgotten."""
    if source != project.settings.of_data("source"):
        new = project.settings.with_data(source=source, target=None)
        project.change_settings(_LABEL, new)


def choose_file(project: Project, path: Path) -> None:
    """Take data out of a file; beside or below the project its path is kept relative."""
    kept = short_path(path, project.path)
    new = project.settings.with_data(source=FILE, path=kept, target=None)
    project.change_settings(_LABEL, new)


def short_path(path: Path, project: Path | None) -> str:
    """Return a path relative to the project where the file lies beside or below it: then both can be moved."""
    if project is not None:
        with suppress(ValueError):  # another drive
            short = os.path.relpath(real_path(path), real_path(project).parent)
            if not short.startswith(".."):
                return Path(short).as_posix()
    return str(path)
