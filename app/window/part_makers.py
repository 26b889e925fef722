"""Makes the parts of the window one by one; where one fails, `app.window.missing` stands in its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QVBoxLayout

from app.docks.panel_tabs import page_of
from app.window.missing import Missing, NoRuns, Nothing, made
from app.window.shell import TABS

if TYPE_CHECKING:
    from app.code.controller import CodeLinks
    from app.composites.library import LibraryActions
    from app.inspector.panel import Inspector
    from app.palette.palette import BlockPalette
    from app.problems.controller import ProblemCentre
    from app.problems.panel import ProblemsPanel
    from app.window.command_palette import CommandPalette
    from app.window.window import MainWindow

PANELS = {
    "Training": ("app.runs.panel", "TrainingPanel"),
    "Code": ("app.code.panel", "CodePanel"),
    "Summary": ("app.summary.panel", "SummaryPanel"),
    "Data": ("app.data.panel", "DataPanel"),
}
"""Tab to the module and class of its panel."""

ACTIONS = {
    "exports": ("app.exports.code_controller", "ExportActions"),
    "composites": ("app.composites.controller", "CompositeActions"),
    "imports": ("app.imports.controller", "ImportActions"),
    "model_files": ("app.exports.model_file_controller", "ModelFileActions"),
    "pictures": ("app.exports.picture_controller", "PictureActions"),
    "sharing": ("app.composites.sharing", "SharingActions"),
    "tables": ("app.exports.table_controller", "TableActions"),
}
OF_RUNS = {
    "training": ("app.runs.controller", "TrainingActions"),
    "runs": ("app.runs.project_change", "RunActions"),
    "transfer": ("app.runs.transfer", "TransferActions"),
}
"""Parts of the window that have no widget, by their attribute, to module and class; those of runs know the project."""


def put_actions(window: MainWindow, name: str) -> None:
    """Make a part without a widget, named in `ACTIONS` or `OF_RUNS`."""
    module, class_name = (ACTIONS | OF_RUNS)[name]
    title = name.replace("_", " ")
    instead = NoRuns if name == "runs" else Nothing
    make: Callable[[], Any] = lambda: getattr(import_module(module), class_name)(window)  # noqa: E731
    setattr(window, name, made(window, title, make, instead))


def put_palette(window: MainWindow) -> None:
    """Make the palette of blocks, and what it shows of the library."""
    window.palette_panel = made(
        window, "block palette", partial(_palette, window), partial(Missing, "The palette")
    )
    window.blocks_dock.put(window.palette_panel)
    window.library = made(window, "library", partial(_library, window), Nothing)


def _palette(window: MainWindow) -> BlockPalette:
    from app.palette.palette import BlockPalette

    palette = BlockPalette(window.theme, window.blocks_dock)
    palette.chosen.connect(lambda name: add_block(window, name))
    return palette


def _library(window: MainWindow) -> LibraryActions:
    from app.composites.library import LibraryActions

    return LibraryActions(window)


def add_block(window: MainWindow, type_name: str) -> None:
    """Add a block after the selected one."""
    window.canvas.add_block(type_name)


def put_inspector(window: MainWindow) -> None:
    """Make the inspector."""
    window.inspector = made(
        window, "inspector", partial(_inspector, window), partial(Missing, "The inspector")
    )
    window.inspector_dock.put(window.inspector)


def _inspector(window: MainWindow) -> Inspector:
    from app.inspector.panel import Inspector

    inspector = Inspector(window.project, window.theme, window.inspector_dock)
    blocks, definition = inspector.block_page, inspector.definition_page
    for asked in (blocks.asked, definition.asked):
        asked.connect(lambda name: window.actions_of[name].trigger())
    blocks.promote_asked.connect(window.composites.promote)
    definition.renamed.connect(window.composites.rename_to)
    definition.remove_asked.connect(window.composites.remove)
    return inspector


def put_problems(window: MainWindow) -> None:
    """Make the list of problems and what finds them."""
    title = "list of problems"
    window.problem_centre = made(window, title, partial(_problem_centre, window), Nothing)
    window.problems_panel = made(
        window, title, partial(_problems_panel, window), partial(Missing, "The list of problems")
    )
    page(window, "Problems").addWidget(window.problems_panel)


def _problem_centre(window: MainWindow) -> ProblemCentre:
    from app.problems.controller import ProblemCentre

    return ProblemCentre(window)


def _problems_panel(window: MainWindow) -> ProblemsPanel:
    from app.problems.panel import ProblemsPanel

    return ProblemsPanel(window.problem_centre, window.theme)


def put_panel(window: MainWindow, name: str) -> None:
    """Make the panel of a tab."""
    module, class_name = PANELS[name]

    def make() -> Any:
        panel_class: Any = getattr(import_module(module), class_name)
        if name == "Training":
            return panel_class(window.project, window.training.session, window.theme)
        return panel_class(window.project, window.theme)

    panel = made(window, f"{name} panel", make, partial(Missing, f"The {name} panel"))
    window.panels[name] = panel
    page(window, name).addWidget(panel)


def page(window: MainWindow, name: str) -> QVBoxLayout:
    """Return the layout of a tab."""
    return page_of(window.tabs, TABS.index(name))


def connect_keys(window: MainWindow) -> None:
    """Let the keys go where they should."""
    from app.widgets.escape import EscapeFromDock
    from app.widgets.focus_ring import keep_focus_visible

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    keep_focus_visible(app)
    EscapeFromDock(window)


def connect_search(window: MainWindow) -> None:
    """Make what searches, and what ties the code to the canvas."""
    window.code_links = made(window, "links to the code", partial(_code_links, window), Nothing)
    window.command_palette = made(
        window, "command palette", partial(_command_palette, window), Nothing
    )


def _code_links(window: MainWindow) -> CodeLinks:
    from app.code.controller import CodeLinks

    return CodeLinks(window)


def _command_palette(window: MainWindow) -> CommandPalette:
    from app.window.command_palette import CommandPalette

    return CommandPalette(window)


def connect_frame(window: MainWindow) -> None:
    """Connect the bar at the top and the line at the bottom."""
    window.top.search_clicked.connect(window.show_command_palette)
    window.top.train_clicked.connect(window.training.press)
    window.top.source_chosen.connect(window.files.choose_source)
    window.status.problems_clicked.connect(window.show_problems)
    window.status.zoom_clicked.connect(window.actions_of["view.zoom_reset"].trigger)


def connect_panels(window: MainWindow) -> None:
    """Connect the panels with the rest of the window."""
    from app.actions.words import name_button
    from app.runs.panel import ACTIONS as BUTTON_ACTIONS

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
