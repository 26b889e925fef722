"""Moving and copying run folders so that nobody ever sees half of one."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

RUNS = ".runs"
"""Suffix of the folder with a project's runs."""

DRAFT = "draft."
"""Names that begin so are nobody's: what is not complete yet."""


def bring(folder: Path, parent: Path, bring: Callable[[Path, Path], None]) -> None:
    """Put a run folder into another one, under a name that is free."""
    name = next(each for each in free_names(folder.name) if not (parent / each).exists())
    parent.mkdir(parents=True, exist_ok=True)
    bring(folder, parent / name)


def move(folder: Path, target: Path) -> None:
    """Move a folder, to another disk too; raises `OSError`, and then it is where it was."""
    try:
        folder.rename(target)
    except OSError:  # on another disk
        copy(folder, target)
        shutil.rmtree(folder, ignore_errors=True)


def copy(folder: Path, target: Path) -> None:
    """Copy a folder so that nobody ever sees half of it."""
    draft = target.with_name(f"{DRAFT}{target.name}.{os.getpid()}")
    try:
        shutil.copytree(folder, draft, symlinks=True)
        draft.rename(target)
    except shutil.Error as error:  # one of many files
        shutil.rmtree(draft, ignore_errors=True)
        raise OSError(str(error.args[0][0][2])) from error
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def free_names(name: str) -> Iterator[str]:
    """Yield a name and others like it, to take the first that is free."""
    yield name
    yield from (f"{name}_{number}" for number in range(2, 1000))


def sweep_drafts(folders: Iterable[Path], age: float) -> int:
    """Remove copies of runs that a killed session left half done.

    Args:
        folders: those of projects; their folders of runs are looked into.
        age: seconds that a copy must have lain there.

    Returns:
        how many were removed.
    """
    removed = 0
    for folder in folders:
        with suppress(OSError):
            for draft in folder.glob(f"*{RUNS}/{DRAFT}*"):
                old = draft.stat().st_mtime < time.time() - age
                if old and draft.is_dir() and not draft.is_symlink():
                    shutil.rmtree(draft, ignore_errors=True)
                    removed += 1
    return removed
