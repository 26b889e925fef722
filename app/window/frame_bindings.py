"""The actions that need no part of the window: bound before anything is loaded, so they work where loading fails.

Nothing is imported here before an action is chosen: this runs in the first step after the window was painted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.window.bench_window import BenchWindow

Bindings = dict[str, Callable[[], object]]
"""Id of an action to what it does."""


def bind_frame(window: BenchWindow) -> None:
    """Bind the actions of the frame."""

    def show_shortcuts() -> None:
        from app.window.dialogs import show_shortcuts

        show_shortcuts(window)

    def show_about() -> None:
        from app.window.dialogs import show_about

        show_about(window)

    def open_log() -> None:
        from app.frame.crash import open_log_folder

        open_log_folder()

    bindings: Bindings = {
        "file.quit": window.close,
        "view.blocks": window.toggle_blocks,
        "view.inspector": window.toggle_inspector,
        "view.panels": window.toggle_panels,
        "view.reset_layout": window.reset_layout,
        "view.light": window.use_light,
        "view.dark": window.use_dark,
        "view.system": window.use_system,
        "view.menus": window.open_menus,
        "view.full_screen": window.toggle_full_screen,
        "help.shortcuts": show_shortcuts,
        "help.log": open_log,
        "help.about": show_about,
    }
    window.actions_of.bind(bindings)
