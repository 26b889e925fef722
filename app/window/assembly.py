"""Brings the parts of the window to life, one by one, after the shell was painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer

from app.window.missing import attempt, tell_missing
from app.window.part_makers import (
    ACTIONS,
    OF_RUNS,
    PANELS,
    connect_frame,
    connect_keys,
    connect_panels,
    connect_search,
    put_actions,
    put_inspector,
    put_palette,
    put_panel,
    put_problems,
)

if TYPE_CHECKING:
    from app.project.project import Project
    from app.window.window import MainWindow


def build(window: MainWindow, path: Path | None) -> Iterator[None]:
    """Load everything; yields after each step, so that the window can answer in between.

    A part that cannot be made is told, `app.window.missing` stands in its place, and the others are loaded. Without
    what files and canvas are made of there is no window to work in: then that is told, and what happened is raised.
    """
    from app.frame.crash import Crash

    window.build()
    window.setUpdatesEnabled(False)
    yield  # Qt lays the docks out; only then can their sizes be set
    QCoreApplication.sendPostedEvents(window, QEvent.Type.LayoutRequest)
    window.restore_docks()
    window.setUpdatesEnabled(True)
    # On X11 a request to update that came meanwhile was dropped, and Qt would wait for it for ever:
    # painting at once makes it ask again.
    window.repaint()
    if window.catch_errors:
        window.crash = Crash(window.centre.notices)
    yield
    try:
        yield from _load(window, path)
    except Exception:
        _tell_not_loaded(window)
        raise


def _load(window: MainWindow, path: Path | None) -> Iterator[None]:
    yield from (None for _ in iter(window.loader.imported, True))
    from app.files.autosave import Autosave
    from app.files.controller import FileActions
    from app.files.watcher import DiskActions
    from app.imports.importing import SUFFIXES
    from app.project.project import Project

    window.autosave = Autosave()
    window.files = FileActions(window)
    window.disk = DiskActions(window)
    for name in ACTIONS:
        put_actions(window, name)
    yield
    model = path is not None and path.suffix.lower() in SUFFIXES
    # What was read is shown when every part is there: nothing in a file can keep the window from being whole.
    window.project = Project()
    found = None if model else window.files.read(path)
    yield
    for name in OF_RUNS:
        put_actions(window, name)
    yield
    from app.composites.library_folders import make_shelf
    from app.place.controller import PlaceView

    window.shelf = make_shelf()
    window.place_view = PlaceView(window)
    window.place_view.put_canvas()
    yield
    for put in (put_palette, put_inspector, put_problems):
        put(window)
        yield
    for name in PANELS:
        put_panel(window, name)
        yield
    for step in (connect_keys, connect_search, connect_frame, connect_panels):
        attempt(window, partial(step, window))
    window.files.show_first(found)
    yield
    if window.catch_errors:
        window.crash.watch_signals()
    tell_missing(window)
    for act in (window.disk.offer_recovery, window.disk.sweep, lambda: tell_damaged(window)):
        attempt(window, act)
    if model and path is not None:
        window.imports.begin(path)


def _tell_not_loaded(window: MainWindow) -> None:
    from app.frame.notices import Notice

    words = "Netwright could not be loaded. Nothing was changed on the disk. Start it again, or install it again."
    window.centre.notices.tell(Notice("loading", words, bad=True))


def tell_damaged(window: MainWindow) -> None:
    """Say which preferences could not be read; once, they are written anew when the window closes."""
    from app.frame.notices import Notice
    from app.frame.preferences import DAMAGED

    if DAMAGED:
        names = ", ".join(sorted(name.replace("_", " ") for name in DAMAGED))
        words = f"Some preferences could not be read: {names}. What is usual is used instead."
        window.centre.notices.tell(Notice("preferences", words))
        DAMAGED.clear()


def show_project(window: MainWindow, project: Project) -> None:
    """Show a project in every part; the one before is let go."""
    for step in _showing(window, project):
        step()


def show_where_possible(window: MainWindow, project: Project) -> None:
    """Show a project in every part that can show it: one that fails is told, and keeps no other from it."""
    for step in _showing(window, project):
        attempt(window, step)


def _showing(window: MainWindow, project: Project) -> Iterator[Callable[[], object]]:
    """Yield what is to be done, one after the other, to show a project."""
    from app.window.frame_updates import follow

    fresh = project is not window.project or window.canvas is None
    window.project = project
    yield lambda: window.place_view.follow(project)
    if fresh:
        yield window.place_view.put_canvas
        yield window.status.forget_saved
    yield lambda: follow(window, project)
    yield lambda: window.library.sections.set_project(project)
    yield lambda: window.inspector.set_project(project)
    yield lambda: window.problem_centre.set_project(project)
    yield lambda: window.centre.welcome_if_empty(project, window.files)
    yield from (partial(panel.set_project, project) for panel in window.panels.values())
    yield lambda: window.autosave.follow(project)
    yield window.disk.watch
    yield window.transfer.look_at_project
    yield window.runs.look_for_strays
    # when the canvas has its size
    yield lambda: QTimer.singleShot(0, window.canvas, window.canvas.look_first)
    yield lambda: selected(window)
    yield window.refresh_title


def selected(window: MainWindow) -> None:
    """Show in the inspector and the strip what is selected on the canvas."""
    if "inspector" not in vars(window):
        return
    ids = list(window.canvas.selected_ids())
    window.centre.notices.review()
    window.inspector.show_selection(ids)
    if "problem_centre" in vars(window):
        window.problem_centre.prefer(ids)
        window.refresh_actions()
    if "code_links" in vars(window):
        window.code_links.show_selection()


def edit_block(window: MainWindow, block_id: str) -> None:
    """Put the cursor into the first field of a block."""
    window.inspector_dock.reveal()
    window.inspector.show_selection([block_id])
    window.inspector.edit_first()
