"""Where commands write: the same option and the same words everywhere; nothing that is there is replaced in silence."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.errors import UserError


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
