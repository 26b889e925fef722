"""Brings the parts of the window to life, one by one, after the shell was painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout

from app.panel_tabs import page_of
from app.shell import TABS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from app.project import Project
    from app.window import MainWindow

PANELS = {
    "Training": ("app.panels.training", "TrainingPanel"),
    "Code": ("app.panels.code", "CodePanel"),
    "Summary": ("app.panels.summary", "SummaryPanel"),
    "Data": ("app.panels.data", "DataPanel"),
}
"""Tab to the module and class of its panel."""


def build(window: MainWindow, path: Path | None) -> Iterator[None]:
    """Load everything; yields after each step, so that the window can answer in between."""
    from app.crash import Crash

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
    yield from (None for _ in iter(window.loader.imported, True))
    from app.autosave import Autosave
    from app.composite_actions import CompositeActions
    from app.disk_actions import DiskActions
    from app.export_actions import ExportActions
    from app.file_actions import FileActions
    from app.import_actions import ImportActions
    from app.importing import SUFFIXES
    from app.model_file_actions import ModelFileActions
    from app.picture_actions import PictureActions
    from app.project import Project
    from app.sharing_actions import SharingActions
    from app.table_actions import TableActions

    window.autosave = Autosave()
    window.files = FileActions(window)
    window.disk = DiskActions(window)
    window.exports = ExportActions(window)
    window.composites = CompositeActions(window)
    window.imports = ImportActions(window)
    window.model_files = ModelFileActions(window)
    window.pictures = PictureActions(window)
    window.sharing = SharingActions(window)
    window.tables = TableActions(window)
    yield
    model = path is not None and path.suffix.lower() in SUFFIXES
    # What was read is shown when every part is there: nothing in a file can keep the window from being whole.
    window.project = Project()
    found = None if model else window.files.read(path)
    yield
    from app.run_actions import RunActions
    from app.training_actions import TrainingActions
    from app.transfer_actions import TransferActions

    window.training = TrainingActions(window)
    window.runs = RunActions(window)
    window.transfer = TransferActions(window)
    yield
    from app.library_folders import make_shelf
    from app.place_view import PlaceView

    window.shelf = make_shelf()
    window.place_view = PlaceView(window)
    window.place_view.put_canvas()
    yield
    _put_palette(window)
    yield
    _put_inspector(window)
    yield
    _put_problems(window)
    yield
    for name in PANELS:
        _put_panel(window, name)
        yield
    _connect(window)
    window.files.show_first(found)
    yield
    if window.catch_errors:
        window.crash.watch_signals()
    for step in (window.disk.offer_recovery, window.disk.sweep, lambda: tell_damaged(window)):
        attempt(window, step)
    if model and path is not None:
        window.imports.begin(path)


def attempt(window: MainWindow, step: Callable[[], object]) -> bool:
    """Do a step of loading; one that fails is logged and told, and loading goes on. Returns whether it was done."""
    try:
        step()
    except Exception as error:
        if not window.catch_errors:
            raise
        window.crash.take(error)
        return False
    return True


def tell_damaged(window: MainWindow) -> None:
    """Say which preferences could not be read; once, they are written anew when the window closes."""
    from app.notices import Notice
    from app.preferences import DAMAGED

    if DAMAGED:
        names = ", ".join(sorted(name.replace("_", " ") for name in DAMAGED))
        words = f"Some preferences could not be read: {names}. What is usual is used instead."
        window.centre.notices.tell(Notice("preferences", words))
        DAMAGED.clear()


def show_project(window: MainWindow, project: Project) -> None:
    """Show a project in every part; the one before is let go."""
    from app.project_links import follow

    fresh = project is not window.project or window.canvas is None
    window.project = project
    window.place_view.follow(project)
    if fresh:
        window.place_view.put_canvas()
    follow(window, project)
    window.library.sections.set_project(project)
    window.inspector.set_project(project)
    window.problem_centre.set_project(project)
    window.centre.welcome_if_empty(project, window.files)
    for panel in window.panels.values():
        panel.set_project(project)
    window.autosave.follow(project)
    window.disk.watch()
    window.transfer.look_at_project()
    window.runs.look_for_strays()
    QTimer.singleShot(0, window.canvas, window.canvas.look_first)  # when the canvas has its size
    selected(window)
    window.refresh_title()


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


def _put_palette(window: MainWindow) -> None:
    from app.library_actions import LibraryActions
    from app.palette import BlockPalette

    window.palette_panel = BlockPalette(window.theme, window.blocks_dock)
    window.palette_panel.chosen.connect(lambda name: add_block(window, name))
    window.blocks_dock.put(window.palette_panel)
    window.library = LibraryActions(window)


def add_block(window: MainWindow, type_name: str) -> None:
    """Add a block after the selected one."""
    window.canvas.add_block(type_name)


def _put_inspector(window: MainWindow) -> None:
    from app.inspector import Inspector

    window.inspector = Inspector(window.project, window.theme, window.inspector_dock)
    blocks, definition = window.inspector.block_page, window.inspector.definition_page
    for asked in (blocks.asked, definition.asked):
        asked.connect(lambda name: window.actions_of[name].trigger())
    blocks.promote_asked.connect(window.composites.promote)
    definition.renamed.connect(window.composites.rename_to)
    definition.remove_asked.connect(window.composites.remove)
    window.inspector_dock.put(window.inspector)


def _put_problems(window: MainWindow) -> None:
    from app.problem_centre import ProblemCentre
    from app.problems_panel import ProblemsPanel

    window.problem_centre = ProblemCentre(window)
    window.problems_panel = ProblemsPanel(window.problem_centre, window.theme)
    page(window, "Problems").addWidget(window.problems_panel)


def _put_panel(window: MainWindow, name: str) -> None:
    module, class_name = PANELS[name]
    make: Any = getattr(import_module(module), class_name)
    if name == "Training":
        panel: Any = make(window.project, window.training.session, window.theme)
    else:
        panel = make(window.project, window.theme)
    window.panels[name] = panel
    page(window, name).addWidget(panel)


def page(window: MainWindow, name: str) -> QVBoxLayout:
    """Return the layout of a tab."""
    return page_of(window.tabs, TABS.index(name))


def _connect(window: MainWindow) -> None:
    from app.action_words import name_button
    from app.code_links import CodeLinks
    from app.command_palette import CommandPalette
    from app.escape import EscapeFromDock
    from app.focus_ring import keep_focus_visible
    from app.panels.training import ACTIONS as BUTTON_ACTIONS

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    keep_focus_visible(app)
    EscapeFromDock(window)
    window.code_links = CodeLinks(window)
    window.command_palette = CommandPalette(window)
    window.top.search_clicked.connect(window.show_command_palette)
    window.top.train_clicked.connect(window.training.press)
    window.top.source_chosen.connect(window.files.choose_source)
    window.status.problems_clicked.connect(window.show_problems)
    window.status.zoom_clicked.connect(window.actions_of["view.zoom_reset"].trigger)
    training = window.panels["Training"]
    training.asked.connect(lambda name: window.actions_of[name].trigger())
    for name, action in BUTTON_ACTIONS.items():
        name_button(training.status.buttons[name], action, other=name == "resume")
    training.resume_wanted.connect(window.training.resume)
    training.book.changed.connect(window.refresh_actions)
    for name in ("Summary", "Training"):
        window.panels[name].block_chosen.connect(window.problem_centre.go_to)
    window.panels["Summary"].save_wanted.connect(window.tables.save)
    window.panels["Summary"].inner_chosen.connect(window.place_view.show_inside)
