"""What the window itself answers to from menus and shortcuts: each leads to the part that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.window.declared_parts import WindowParts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class WindowActions(WindowParts):
    """The actions that are not those of one part; `app.actions.table` names them."""

    def undo(self) -> None:
        """Take the last change back."""
        self.place_view.watch("Undone", self.project.history.undo)

    def redo(self) -> None:
        """Do the next change again."""
        self.place_view.watch("Done again", self.project.history.redo)

    def find_block(self) -> None:
        """Search among the blocks of the model."""
        self.command_palette.open_for("blocks")

    def show_command_palette(self) -> None:
        """Search among actions, block types and blocks."""
        self.command_palette.open_for("all")

    def rename_block(self) -> None:
        """Put the cursor into the layer's name."""
        self.inspector_dock.reveal()
        self.inspector.edit_name()

    def show_model(self) -> None:
        """Show title and metaparameters in the inspector."""
        self.inspector_dock.reveal()
        self.canvas.select([])
        self.inspector.show_selection([])

    def show_training(self) -> None:
        """Bring the training panel to the front, and go there."""
        self.go_to_panel("Training")

    def show_problems(self) -> None:
        """Bring the problems to the front, and go there."""
        self.go_to_panel("Problems")

    def show_code(self) -> None:
        """Bring the code to the front, and go there."""
        self.go_to_panel("Code")

    def show_summary(self) -> None:
        """Bring the summary to the front, and go there."""
        self.go_to_panel("Summary")

    def show_data(self) -> None:
        """Bring the data to the front, and go there."""
        self.go_to_panel("Data")

    def go_to_panel(self, name: str) -> None:
        """Bring one of the bottom panels to the front, and give it the focus: where it was there last."""
        from PySide6.QtCore import Qt

        from app.widgets.focus_order import first_stop, give_focus, stops

        self.show_tab(name)
        page: QWidget = self.tabs.currentWidget()
        last = cast("QWidget | None", page.focusWidget())
        panel = self.panels.get(name, self.problems_panel)
        found = last if last is not None and last.isVisibleTo(page) and stops(last) else None
        found = found or getattr(panel, "first_focus", lambda: None)() or first_stop(page)
        self.activateWindow()
        give_focus(found or self.tabs.tabBar(), Qt.FocusReason.ShortcutFocusReason)

    def open_menus(self) -> None:
        """Open the first menu; arrow keys lead to the others."""
        bar = self.top.menus
        bar.setActiveAction(bar.actions()[0])

    def next_problem(self) -> None:
        """Go to the next problem's block."""
        self.problem_centre.go_next()

    def apply_first_fix(self) -> None:
        """Apply the first fix of the problem in the strip."""
        self.problem_centre.apply_shown(0)

    def train(self) -> None:
        """Start a training run."""
        self.training.start()

    def pause_training(self) -> None:
        """Pause the run, or let it go on."""
        self.training.pause_or_resume()

    def stop_training(self) -> None:
        """End the run; what it learned is kept."""
        self.training.stop()

    def show_preferences(self) -> None:
        """Ask for appearance and text size."""
        from app.window.dialogs import ask_preferences

        ask_preferences(self)

    def show_shortcuts(self) -> None:
        """Show the page with all shortcuts."""
        from app.window.dialogs import show_shortcuts

        show_shortcuts(self)

    def show_about(self) -> None:
        """Say what this program is."""
        from app.window.dialogs import show_about

        show_about(self)

    def open_log_folder(self) -> None:
        """Open the folder with the log in the system's file manager."""
        from app.frame.crash import open_log_folder

        open_log_folder()
