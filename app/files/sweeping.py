"""Removes what killed sessions of ours left behind, where it is older than a day. Runs beside the window."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from app.composites.library_folders import own_folder
from app.files.recovery import recovery_folder
from app.files.second_window import free_dead_locks, open_folder
from app.training.run_folder.moves import sweep_drafts
from blocks.files.saving import A_DAY, sweep

log = logging.getLogger(__name__)


def sweep_leftovers(work_folders: Iterable[Path]) -> int:
    """Sweep the folders of the program, and those in which people work.

    Args:
        work_folders: folders of projects; only files there that have a name of ours are touched.

    Returns:
        How many files, folders and locks were removed.
    """
    recovery, opened, work_folders = recovery_folder(), open_folder(), tuple(work_folders)
    removed = sweep([recovery, recovery.parent, own_folder(), *work_folders])
    removed += sweep_drafts(work_folders, A_DAY)
    for folder in (recovery, opened):
        removed += free_dead_locks(folder, time.time() - A_DAY)
    if removed:
        log.info("%d leftovers of earlier sessions were removed", removed)
    return removed


def sweep_in_thread(work_folders: Iterable[Path]) -> threading.Thread:
    """Sweep without making anybody wait; a network disk may take its time."""
    folders = tuple(work_folders)
    thread = threading.Thread(target=sweep_leftovers, args=(folders,), name="sweeping", daemon=True)
    thread.start()
    return thread
