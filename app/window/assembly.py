"""Brings the parts of the window to life, one by one, after the shell was painted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

from app.window.missing import attempt, tell_missing
from app.window.part_makers import PARTS, put_files, put_place, put_project

if TYPE_CHECKING:
    from app.window.bench_window import BenchWindow


def build(window: BenchWindow, path: Path | None) -> Iterator[None]:
    """Load everything; yields after each step, so that the window can answer in between.

    A part that cannot be made is told, `app.window.missing` stands in its place, and the others are loaded. Without
    what files and canvas are made of there is no window to work in: then that is told, and what happened is raised.
    """
    from app.frame.crash import Crash
    from app.window.frame_bindings import bind_frame

    window.build()
    bind_frame(window)
    window.setUpdatesEnabled(False)
    yield  # Qt lays the docks out; only then can their sizes be set
    QCoreApplication.sendPostedEvents(window, QEvent.Type.LayoutRequest)
    window.restore_docks()
    window.setUpdatesEnabled(True)
    # On X11 a request to update that came meanwhile was dropped, and Qt would wait for it for ever:
    # painting at once makes it ask again.
    window.repaint()
    if window.catch_errors:
        window.catch_with(Crash(window.notices))
    yield
    try:
        yield from _load(window, path)
    except Exception:
        _tell_not_loaded(window)
        raise


def _load(window: BenchWindow, path: Path | None) -> Iterator[None]:
    yield from (None for _ in iter(window.loader.imported, True))
    from app.imports.importing import SUFFIXES
    from app.window.action_bindings import bind_parts
    from app.window.connections import CONNECTIONS

    for put in (put_project, put_place, *(each.add_to for each in PARTS), put_files):
        put(window)
        yield
    bind_parts(window)
    for connect in CONNECTIONS:
        attempt(window, partial(connect, window))
    model = path is not None and path.suffix.lower() in SUFFIXES
    # What was read is shown when every part is there: nothing in a file can keep the window from being whole.
    found = None if model else window.files.read(path)
    yield
    window.files.show_first(found)
    yield
    if window.catch_errors:
        window.crash.watch_signals()
    tell_missing(window)
    for act in (window.disk.offer_recovery, window.disk.sweep, lambda: tell_damaged(window)):
        attempt(window, act)
    if model and path is not None:
        window.imports.begin(path)


def _tell_not_loaded(window: BenchWindow) -> None:
    from app.frame.notices import Notice

    words = "Netwright could not be loaded. Nothing was changed on the disk. Start it again, or install it again."
    window.notices.tell(Notice("loading", words, bad=True))


def tell_damaged(window: BenchWindow) -> None:
    """Say which preferences could not be read; once, they are written again when the window closes."""
    from app.frame.notices import Notice
    from app.frame.preferences import DAMAGED

    if DAMAGED:
        names = ", ".join(sorted(name.replace("_", " ") for name in DAMAGED))
        words = f"Some preferences could not be read: {names}. The defaults are used instead."
        window.notices.tell(Notice("preferences", words))
        DAMAGED.clear()
