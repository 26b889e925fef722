"""Makes the parts of the window, each once, with what it works with; `app.window.missing` stands in for one that fails.

Every part is imported where it is made, so that one that cannot be imported keeps no other from being made.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.docks.panel_tabs import page_of
from app.window.missing import Missing, NoRuns, Nothing, made, there
from app.window.shell import TABS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

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
    from app.window.bench_window import BenchWindow
    from app.window.command_palette import CommandPalette


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
    from app.composites.library_folders import make_shelf
    from app.place.controller import PlaceView
    from app.window.showing import show_canvas

    window.shelf = make_shelf()
    show = partial(show_canvas, window)
    window.place_view = PlaceView(window, window.centre.breadcrumb, window.shelf, show)
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


def put_palette(window: BenchWindow) -> None:
    """Make the palette of blocks, and what it shows of the library."""
    window.palette_panel = made(
        window, "block palette", partial(_palette, window), partial(Missing, "The palette")
    )
    window.blocks_dock.put(window.palette_panel)
    window.composites = made(window, "composites", partial(_composites, window), Nothing)
    window.sharing = made(window, "sharing", partial(_sharing, window), Nothing)
    window.library = made(window, "library", partial(_library, window), Nothing)


def put_inspector(window: BenchWindow) -> None:
    """Make the inspector."""
    window.inspector = made(
        window, "inspector", partial(_inspector, window), partial(Missing, "The inspector")
    )
    window.inspector_dock.put(window.inspector)


def put_problems(window: BenchWindow) -> None:
    """Make the list of problems and what finds them."""
    title = "list of problems"
    window.problem_centre = made(window, title, partial(_problem_centre, window), Nothing)
    window.problems_panel = made(
        window, title, partial(_problems_panel, window), partial(Missing, "The list of problems")
    )
    page(window, "Problems").addWidget(window.problems_panel)


def put_training_panel(window: BenchWindow) -> None:
    """Make the panel of runs."""
    instead = partial(Missing, "The Training panel")
    window.training_panel = made(
        window, "Training panel", partial(_training_panel, window), instead
    )
    page(window, "Training").addWidget(window.training_panel)


def put_code_panel(window: BenchWindow) -> None:
    """Make the panel with the script."""
    instead = partial(Missing, "The Code panel")
    window.code_panel = made(window, "Code panel", partial(_code_panel, window), instead)
    page(window, "Code").addWidget(window.code_panel)


def put_summary_panel(window: BenchWindow) -> None:
    """Make the panel with the table of layers."""
    instead = partial(Missing, "The Summary panel")
    window.summary_panel = made(window, "Summary panel", partial(_summary_panel, window), instead)
    page(window, "Summary").addWidget(window.summary_panel)


def put_data_panel(window: BenchWindow) -> None:
    """Make the panel of the data."""
    instead = partial(Missing, "The Data panel")
    window.data_panel = made(window, "Data panel", partial(_data_panel, window), instead)
    page(window, "Data").addWidget(window.data_panel)


def put_runs(window: BenchWindow) -> None:
    """Make what starts runs, and what keeps them with their project."""
    window.runs = made(window, "runs", partial(_runs, window), NoRuns)
    window.transfer = made(window, "transfer", partial(_transfer, window), Nothing)
    window.training = made(window, "training", partial(_training, window), Nothing)


def put_exports(window: BenchWindow) -> None:
    """Make what writes code, model files, pictures and tables."""
    window.model_files = made(window, "model files", partial(_model_files, window), Nothing)
    window.exports = made(window, "exports", partial(_exports, window), Nothing)
    window.pictures = made(window, "pictures", partial(_pictures, window), Nothing)
    window.tables = made(window, "tables", partial(_tables, window), Nothing)


def put_search(window: BenchWindow) -> None:
    """Make what searches, and what ties the code to the canvas."""
    window.code_links = made(window, "links to the code", partial(_code_links, window), Nothing)
    window.command_palette = made(
        window, "command palette", partial(_command_palette, window), Nothing
    )


PARTS = (
    put_palette,
    put_inspector,
    put_problems,
    put_training_panel,
    put_code_panel,
    put_summary_panel,
    put_data_panel,
    put_runs,
    put_exports,
    put_search,
)
"""In this order, each after what it works with; `put_project` and `put_place` come first, `put_files` last."""


def page(window: BenchWindow, name: str) -> QVBoxLayout:
    """Return the layout of a tab."""
    return page_of(window.tabs, TABS.index(name))


def _imports(window: BenchWindow) -> ImportActions:
    from app.imports.controller import ImportActions

    return ImportActions(window, window.files)


def _palette(window: BenchWindow) -> BlockPalette:
    from app.palette.palette import BlockPalette

    return BlockPalette(window.theme, window.blocks_dock)


def _composites(window: BenchWindow) -> CompositeActions:
    from app.composites.controller import CompositeActions

    return CompositeActions(window)


def _sharing(window: BenchWindow) -> SharingActions:
    from app.composites.sharing import SharingActions

    return SharingActions(window)


def _library(window: BenchWindow) -> LibraryActions:
    from app.composites.library import LibraryActions

    return LibraryActions(window, window.shelf, window.palette_panel, window.composites)


def _inspector(window: BenchWindow) -> Inspector:
    from app.inspector.panel import Inspector

    return Inspector(window.project, window.theme, window.inspector_dock)


def _problem_centre(window: BenchWindow) -> ProblemCentre:
    from app.problems.controller import ProblemCentre

    return ProblemCentre(window, window.centre.problem_bar)


def _problems_panel(window: BenchWindow) -> ProblemsPanel:
    from app.problems.panel import ProblemsPanel

    return ProblemsPanel(window.problem_centre, window.theme)


def _training_panel(window: BenchWindow) -> TrainingPanel:
    from app.runs.panel import TrainingPanel

    return TrainingPanel(window.project, window.session, window.theme)


def _code_panel(window: BenchWindow) -> CodePanel:
    from app.code.panel import CodePanel

    return CodePanel(window.project, window.theme)


def _summary_panel(window: BenchWindow) -> SummaryPanel:
    from app.summary.panel import SummaryPanel

    return SummaryPanel(window.project, window.theme)


def _data_panel(window: BenchWindow) -> DataPanel:
    from app.data.panel import DataPanel

    return DataPanel(window.project, window.theme)


def _runs(window: BenchWindow) -> RunActions:
    from app.runs.project_change import RunActions

    return RunActions(window, window.session, window.training_panel.book)


def _transfer(window: BenchWindow) -> TransferActions:
    from app.runs.transfer import TransferActions

    return TransferActions(window)


def _training(window: BenchWindow) -> TrainingActions:
    from app.runs.controller import TrainingActions

    return TrainingActions(window, window.session, window.training_panel, window.transfer)


def _model_files(window: BenchWindow) -> ModelFileActions:
    from app.exports.model_file_controller import ModelFileActions

    return ModelFileActions(window)


def _exports(window: BenchWindow) -> ExportActions:
    from app.exports.code_controller import ExportActions

    return ExportActions(window, window.model_files, there(window.code_panel))


def _pictures(window: BenchWindow) -> PictureActions:
    from app.exports.picture_controller import PictureActions

    return PictureActions(window)


def _tables(window: BenchWindow) -> TableActions:
    from app.exports.table_controller import TableActions

    return TableActions(window, there(window.summary_panel))


def _code_links(window: BenchWindow) -> CodeLinks:
    from app.code.controller import CodeLinks

    return CodeLinks(window, window.code_panel, window.problem_centre)


def _command_palette(window: BenchWindow) -> CommandPalette:
    from app.window.command_palette import CommandPalette

    return CommandPalette(window)
