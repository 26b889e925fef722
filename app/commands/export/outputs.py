"""The option for the file that a command writes: the same words everywhere, and no file is replaced in silence."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.system.errors import UserError
from app.system.terminal_text import complain
from app.training.run_folder.places import StillRunning, set_aside
from blocks.document.document import Document
from blocks.files.project_file import write_project


def add_force(parser: argparse.ArgumentParser, more: str = "") -> None:
    """Declares ``--force``.

    Args:
        parser: the command's.
        more: what else it does.
    """
    words = "replace a file that is there"
    parser.add_argument("--force", action="store_true", help=f"{words}; {more}" if more else words)


def check_free(path: Path, force: bool) -> None:
    """Makes sure that something can be written.

    Args:
        path: the file, or the folder of a SavedModel.
        force: replace what is there.

    Raises:
        UserError: something is there already, or there is no folder for it.
    """
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}.", "Make it first, or write elsewhere.")
    if (path.exists() or path.is_symlink()) and not force:
        what = "folder" if path.is_dir() else "file"
        raise UserError(
            f"There is a {what} {path} already.", "Choose another name, or add --force."
        )


def write_new_project(document: Document, path: Path) -> None:
    """Writes a project; runs of another one that was in its place get another name, which is told.

    Raises:
        UserError: that one is still being trained.
        OSError: the file cannot be written.
    """
    try:
        aside = set_aside(path)
    except StillRunning:
        raise UserError(
            f"{path} is still being trained.", "Choose another name, or wait."
        ) from None
    if aside is not None:
        complain(f"The runs of the project that was there are in {aside} now.")
    write_project(document, path)
