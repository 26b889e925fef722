"""Connects the parts of the window with each other and with its frame, once, when all are made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.window import showing
from app.window.missing import Missing

if TYPE_CHECKING:
    from app.window.bench_window import BenchWindow
    from canvas.theme.themes import Theme


def connect_keys(window: BenchWindow) -> None:
    """Let the keys go where they should."""
    from app.widgets.escape import EscapeFromDock
    from app.widgets.focus_ring import keep_focus_visible

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    keep_focus_visible(app)
    EscapeFromDock(window, window.docks(), window.leave_field)


def connect_place(window: BenchWindow) -> None:
    """Show beside the canvas what is selected on it."""
    place = window.place_view
    place.moved.connect(partial(showing.show_moved, window))
    place.selection_changed.connect(partial(showing.show_selection, window))
    place.field_wanted.connect(partial(showing.edit_block, window))
    place.left.connect(lambda: window.focusNextPrevChild(True))
    window.composites.structure_wanted.connect(partial(showing.edit_structure, window))


def connect_frame(window: BenchWindow) -> None:
    """Connect the bar at the top and the line at the bottom."""
    top, status = window.top, window.status
    top.search_clicked.connect(partial(window.trigger, "view.palette"))
    top.train_clicked.connect(window.training.press)
    top.source_chosen.connect(window.files.choose_source)
    status.problems_clicked.connect(partial(window.trigger, "view.problems"))
    status.zoom_clicked.connect(partial(window.trigger, "view.zoom_reset"))
    window.problem_centre.counted.connect(status.show_problems)
    window.problem_centre.counted.connect(partial(_show_problem_count, window))
    window.training.button_changed.connect(lambda words: top.show_running(words, window.theme))
    window.training.device_changed.connect(top.show_device)


def _show_problem_count(window: BenchWindow, stops: int, _: int, __: bool) -> None:
    window.tabs.setTabText(1, f"Problems ({stops})" if stops else "Problems")


def connect_files(window: BenchWindow) -> None:
    """Connect what opens and saves with what it starts and shows."""
    files = window.files
    files.model_wanted.connect(window.imports.begin)
    files.source_kept.connect(window.links.show_data)
    files.saved.connect(lambda: window.status.show_saved(True, True, just_saved=True))
    window.training.began.connect(window.autosave.write)
    window.training.refused.connect(window.problem_centre.refresh)
    window.closing.connect(window.autosave.close)


def connect_palette(window: BenchWindow) -> None:
    """Connect the palette and the inspector with what does what they ask for."""
    window.palette_panel.chosen.connect(lambda name: window.canvas.adding.add_block(name))
    blocks, definition = window.inspector.block_page, window.inspector.definition_page
    for asked in (blocks.asked, definition.asked):
        asked.connect(window.trigger)
    blocks.promote_asked.connect(window.composites.promote)
    definition.renamed.connect(window.composites.rename_to)
    definition.remove_asked.connect(window.composites.remove)


def connect_panels(window: BenchWindow) -> None:
    """Connect the panels with the rest of the window."""
    from app.actions.words import name_button
    from app.runs.panel import ACTIONS

    if not isinstance(window.training_panel, Missing):
        buttons = window.training_panel.status.buttons
        for name, action in ACTIONS.items():
            name_button(buttons[name], action, other=name == "resume")
    for panel in (window.summary_panel, window.training_panel):
        panel.block_chosen.connect(window.problem_centre.go_to)
    window.summary_panel.save_wanted.connect(window.tables.save)
    window.summary_panel.inner_chosen.connect(window.place_view.show_inside)


def connect_theme(window: BenchWindow) -> None:
    """Let every part follow the colours of the window."""

    def colour(theme: Theme) -> None:
        window.canvas.set_theme(theme)  # whichever canvas is there then

    window.theme_changed.connect(colour)
    for part in (
        window.palette_panel,
        window.inspector,
        window.problems_panel,
        window.training_panel,
        window.code_panel,
        window.summary_panel,
        window.data_panel,
    ):
        window.theme_changed.connect(part.set_theme)


def connect_states(window: BenchWindow) -> None:
    """Let the actions follow what each part says that can be done."""
    window.states_of = [
        window.states,
        window.training.states,
        window.problem_centre.states,
        window.place_view.states,
        window.composites.states,
        window.sharing.states,
    ]


CONNECTIONS = (
    connect_keys,
    connect_place,
    connect_frame,
    connect_files,
    connect_palette,
    connect_panels,
    connect_theme,
    connect_states,
)
