"""Makes the parts of the window, each once, with what it works with; `app.window.missing` stands in for one that fails.

Every part is imported where it is made, so that one that cannot be imported keeps no other from being made. A function
that makes one is called like the window's attribute for it, with ``_`` before; `PARTS` has them in the order in which
they stand here, each after what it works with. `put_project` and `put_place` come before them, `put_files` comes last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.docks.panel_tabs import page_of
from app.window.missing import Missing, NoRuns, Nothing, made, there
from app.window.shell import TABS

if TYPE_CHECKING:
    from app.code.controller import CodeLinks
    from app.code.panel import CodePanel
    from app.composites.controller import CompositeActions
    from app.composites.library import LibraryActions
    from app.composites.sharing import SharingActions
    from app.data.panel import DataPanel
    from app.exports.code_controller import ExportActions
    from app.exports.model_file_controller import ModelFileActions
    from app.exports.picture_controller import PictureActions
    from app.exports.table_controller import TableActions
    from app.imports.controller import ImportActions
    from app.inspector.panel import Inspector
    from app.palette.palette import BlockPalette
    from app.problems.controller import ProblemCentre
    from app.problems.panel import ProblemsPanel
    from app.runs.controller import TrainingActions
    from app.runs.panel import TrainingPanel
    from app.runs.project_change import RunActions
    from app.runs.transfer import TransferActions
    from app.summary.panel import SummaryPanel
    from app.window.bench_window import BenchWindow, Search


def put_project(window: BenchWindow) -> None:
    """Make an empty project, its copies and its session: without them there is no window to work in."""
    from app.files.autosave import Autosave
    from app.project.project import Project
    from app.training.session import TrainingSession

    window.autosave = Autosave()
    window.project = Project()
    window.session = TrainingSession(window)


def put_place(window: BenchWindow) -> None:
    """Make the canvas that shows the project; without it there is no window to work in."""
    from app.composites.library_folders import open_library_index
    from app.place.controller import PlaceView
    from app.window.showing import show_canvas

    window.library_index = open_library_index()
    show = partial(show_canvas, window)
    window.place_view = PlaceView(window, window.centre.breadcrumb, window.library_index, show)
    window.place_view.put_canvas()


def put_files(window: BenchWindow) -> None:
    """Make what opens and saves; without it there is no window to work in."""
    from app.files.controller import FileActions
    from app.files.recent_menu import RecentMenu
    from app.window.frame_updates import ProjectLinks

    window.files = FileActions(window, window.autosave, window.runs)
    window.disk = window.files.disk
    window.links = ProjectLinks(window)
    RecentMenu(window.recent_menu(), window.files)
    window.imports = made(window, "imports", partial(_imports, window), Nothing)


def _imports(window: BenchWindow) -> ImportActions:
    from app.imports.controller import ImportActions

    return ImportActions(window, window.files)


Make = Callable[["BenchWindow"], object]


@dataclass(frozen=True, slots=True)
class PartMaker:
    """Makes one part.

    Attributes:
        make: makes it; its name is that of the window's attribute for the part, with ``_`` before.
        title: the name that users know it by.
        instead: makes what stands in its place where it cannot be made.
        put: puts it where it is seen.
    """

    make: Make
    title: str
    instead: Callable[[], object]
    put: Callable[[BenchWindow, QWidget], object] | None

    @property
    def name(self) -> str:
        """The window's attribute for the part."""
        return self.make.__name__.removeprefix("_")

    def add_to(self, window: BenchWindow) -> None:
        """Make the part for a window, and put it where it is seen."""
        part = made(window, self.title, partial(self.make, window), self.instead)
        setattr(window, self.name, part)
        if self.put is not None and isinstance(part, QWidget):
            self.put(window, part)


PARTS: list[PartMaker] = []


def _part(title: str) -> Callable[[Make], Make]:
    """Declare the function below as the maker of a part that is not seen."""
    return partial(_declare, title, Nothing, None)


def _panel(
    title: str, put: Callable[[BenchWindow, QWidget], object], called: str = ""
) -> Callable[[Make], Make]:
    """Declare the function below as the maker of a panel; ``called`` is what stands for ``The`` and its title."""
    return partial(_declare, title, partial(Missing, called or f"The {title}"), put)


def _declare(
    title: str,
    instead: Callable[[], object],
    put: Callable[[BenchWindow, QWidget], object] | None,
    make: Make,
) -> Make:
    PARTS.append(PartMaker(make, title, instead, put))
    return make


def _in_tab(name: str) -> Callable[[BenchWindow, QWidget], object]:
    """Return what puts a panel into one of the tabs at the bottom."""
    return lambda window, panel: page_of(window.tabs, TABS.index(name)).addWidget(panel)


@_panel("block palette", lambda window, panel: window.blocks_dock.put(panel), "The palette")
def _palette_panel(window: BenchWindow) -> BlockPalette:
    from app.palette.palette import BlockPalette

    return BlockPalette(window.theme, window.blocks_dock)


@_part("composites")
def _composites(window: BenchWindow) -> CompositeActions:
    from app.composites.controller import CompositeActions

    return CompositeActions(window)


@_part("sharing")
def _sharing(window: BenchWindow) -> SharingActions:
    from app.composites.sharing import SharingActions

    return SharingActions(window)


@_part("library")
def _library(window: BenchWindow) -> LibraryActions:
    from app.composites.library import LibraryActions

    return LibraryActions(window, window.library_index, window.palette_panel, window.composites)


@_panel("inspector", lambda window, panel: window.inspector_dock.put(panel))
def _inspector(window: BenchWindow) -> Inspector:
    from app.inspector.panel import Inspector

    return Inspector(window.project, window.theme, window.inspector_dock)


@_part("list of problems")
def _problem_centre(window: BenchWindow) -> ProblemCentre:
    from app.problems.controller import ProblemCentre

    return ProblemCentre(window, window.centre.problem_bar)


@_panel("list of problems", _in_tab("Problems"))
def _problems_panel(window: BenchWindow) -> ProblemsPanel:
    from app.problems.panel import ProblemsPanel

    return ProblemsPanel(window.problem_centre, window.theme)


@_panel("Training panel", _in_tab("Training"))
def _training_panel(window: BenchWindow) -> TrainingPanel:
    from app.runs.panel import TrainingPanel

    return TrainingPanel(window.project, window.session, window.theme)


@_panel("Code panel", _in_tab("Code"))
def _code_panel(window: BenchWindow) -> CodePanel:
    from app.code.panel import CodePanel

    return CodePanel(window.project, window.theme)


@_panel("Summary panel", _in_tab("Summary"))
def _summary_panel(window: BenchWindow) -> SummaryPanel:
    from app.summary.panel import SummaryPanel

    return SummaryPanel(window.project, window.theme)


@_panel("Data panel", _in_tab("Data"))
def _data_panel(window: BenchWindow) -> DataPanel:
    from app.data.panel import DataPanel

    return DataPanel(window.project, window.theme)


@partial(_declare, "runs", NoRuns, None)
def _runs(window: BenchWindow) -> RunActions:
    from app.runs.project_change import RunActions

    return RunActions(window, window.session, window.training_panel.book)


@_part("transfer")
def _transfer(window: BenchWindow) -> TransferActions:
    from app.runs.transfer import TransferActions

    return TransferActions(window)


@_part("training")
def _training(window: BenchWindow) -> TrainingActions:
    from app.runs.controller import TrainingActions

    return TrainingActions(window, window.session, window.training_panel, window.transfer)


@_part("model files")
def _model_files(window: BenchWindow) -> ModelFileActions:
    from app.exports.model_file_controller import ModelFileActions

    return ModelFileActions(window)


@_part("exports")
def _exports(window: BenchWindow) -> ExportActions:
    from app.exports.code_controller import ExportActions

    return ExportActions(window, window.model_files, there(window.code_panel))


@_part("pictures")
def _pictures(window: BenchWindow) -> PictureActions:
    from app.exports.picture_controller import PictureActions

    return PictureActions(window)


@_part("tables")
def _tables(window: BenchWindow) -> TableActions:
    from app.exports.table_controller import TableActions

    return TableActions(window, there(window.summary_panel))


@_part("links to the code")
def _code_links(window: BenchWindow) -> CodeLinks:
    from app.code.controller import CodeLinks

    return CodeLinks(window, window.code_panel, window.problem_centre)


@_part("command palette")
def _command_palette(window: BenchWindow) -> Search:
    from app.window.command_palette import CommandPalette

    return CommandPalette(window)
