"""The actions that need no part of the window: bound before anything is loaded, so they work where loading fails.

Nothing is imported here before an action is chosen: this runs in the first step after the window was painted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

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
        "view.blocks": partial(_toggle, window.blocks_dock),
        "view.inspector": partial(_toggle, window.inspector_dock),
        "view.panels": partial(_toggle, window.panels_dock),
        "view.reset_layout": window.reset_layout,
        "view.light": partial(window.use_mode, "light"),
        "view.dark": partial(window.use_mode, "dark"),
        "view.system": partial(window.use_mode, "system"),
        "view.menus": window.open_menus,
        "view.full_screen": window.toggle_full_screen,
        "help.shortcuts": show_shortcuts,
        "help.log": open_log,
        "help.about": show_about,
    }
    window.actions_of.bind(bindings)


def _toggle(dock: QWidget) -> None:
    dock.setVisible(not dock.isVisible())
