"""Shows a project in every part of the window, and what is selected in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer

from app.actions.offered import ON_BLOCKS, ON_CANVAS
from app.project.project import Project
from app.window.missing import attempt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.window.bench_window import BenchWindow
    from canvas.view.view import GraphView


def put_project(window: BenchWindow, project: Project) -> bool:
    """Show a project in every part; returns whether that went well, otherwise an empty one is shown."""
    if attempt(window, partial(show_project, window, project)):
        return True
    for step in _showing(window, Project()):
        attempt(window, step)  # a part that fails keeps no other from showing it
    return False


def show_project(window: BenchWindow, project: Project) -> None:
    """Show a project in every part; the one before is let go. Raises whatever a part raises."""
    for step in _showing(window, project):
        step()


def _showing(window: BenchWindow, project: Project) -> Iterator[Callable[[], object]]:
    """Yield what is to be done, one after the other, to show a project."""
    fresh = project is not window.project
    window.project = project
    yield lambda: window.place_view.follow(project)
    if fresh:
        yield window.place_view.put_canvas
        yield window.status.forget_saved
    yield lambda: window.links.follow(project)
    yield lambda: window.library.sections.set_project(project)
    yield lambda: window.inspector.set_project(project)
    yield lambda: window.problem_centre.set_project(project)
    yield lambda: window.centre.welcome_if_empty(project, window.files)
    for panel in (
        window.training_panel,
        window.code_panel,
        window.summary_panel,
        window.data_panel,
    ):
        yield partial(panel.set_project, project)
    yield lambda: window.autosave.follow(project)
    yield window.disk.watch
    yield window.transfer.look_at_project
    yield window.runs.look_for_strays
    # when the canvas has its size
    yield lambda: QTimer.singleShot(0, window.canvas, window.canvas.camera.look_first)
    yield partial(show_selection, window)
    yield window.refresh_title


def show_selection(window: BenchWindow) -> None:
    """Show in the inspector, the strip and the code what is selected on the canvas."""
    ids = list(window.canvas.selected_ids())
    window.notices.review()
    window.inspector.show_selection(ids)
    window.problem_centre.prefer(ids)
    window.refresh()
    window.code_links.show_selection()


def show_moved(window: BenchWindow) -> None:
    """Show beside the canvas that another graph is on it."""
    window.inspector.show_selection(window.canvas.selected_ids())
    window.problem_centre.refresh()
    window.code_links.show_selection()


def show_canvas(window: BenchWindow, view: GraphView) -> None:
    """Put a new canvas into the middle, with the actions that its menus offer."""
    actions = window.actions_of
    actions.use_canvas(view)
    view.signals.zoom_changed.connect(window.status.show_zoom)
    view.block_actions = [actions[name] for name in ON_BLOCKS]
    view.canvas_actions = [actions[name] for name in ON_CANVAS]
    window.canvas = view
    window.status.show_zoom(view.camera.shown_zoom)
    window.centre.put_view(view)


def edit_block(window: BenchWindow, block_id: str) -> None:
    """Put the cursor into the first field of a block."""
    window.inspector_dock.reveal()
    window.inspector.show_selection([block_id])
    window.inspector.edit_first()


def edit_structure(window: BenchWindow) -> None:
    """Put the cursor where repeats and the condition of the selected block are."""
    window.inspector_dock.reveal()
    window.inspector.edit_structure()


def edit_name(window: BenchWindow) -> None:
    """Put the cursor into the name of the selected layer."""
    window.inspector_dock.reveal()
    window.inspector.edit_name()


def show_model(window: BenchWindow) -> None:
    """Show title and metaparameters in the inspector."""
    window.inspector_dock.reveal()
    window.canvas.select([])
    window.inspector.show_selection([])


def go_to_panel(window: BenchWindow, name: str) -> None:
    """Bring one of the bottom panels to the front, and give it the focus: where it was there last."""
    from PySide6.QtCore import Qt

    from app.widgets.focus_order import first_stop, give_focus, stops

    window.show_tab(name)
    panels = {
        "Training": window.training_panel,
        "Code": window.code_panel,
        "Summary": window.summary_panel,
        "Data": window.data_panel,
    }
    page: QWidget = window.tabs.currentWidget()
    last = cast("QWidget | None", page.focusWidget())
    panel = panels.get(name, window.problems_panel)
    found = last if last is not None and last.isVisibleTo(page) and stops(last) else None
    found = found or getattr(panel, "first_focus", lambda: None)() or first_stop(page)
    window.activateWindow()
    give_focus(found or window.tabs.tabBar(), Qt.FocusReason.ShortcutFocusReason)
