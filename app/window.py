"""The main window: what the shell shows, brought to life by a project."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.start import Loader, told

from PySide6.QtCore import QEvent, QTimer  # isort: skip
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from app.application import name_application, scale_text
from app.preferences import Preferences
from app.shell import Shell

if TYPE_CHECKING:
    from app.autosave import Autosave
    from app.code_links import CodeLinks
    from app.command_palette import CommandPalette
    from app.composite_actions import CompositeActions
    from app.crash import Crash
    from app.disk_actions import DiskActions
    from app.export_actions import ExportActions
    from app.file_actions import FileActions
    from app.import_actions import ImportActions
    from app.inspector import Inspector
    from app.library_actions import LibraryActions
    from app.model_file_actions import ModelFileActions
    from app.navigator import Navigator
    from app.palette import BlockPalette
    from app.picture_actions import PictureActions
    from app.place_view import PlaceView
    from app.problem_centre import ProblemCentre
    from app.problems_panel import ProblemsPanel
    from app.project import Project
    from app.project_links import ProjectLinks
    from app.sharing_actions import SharingActions
    from app.table_actions import TableActions
    from app.training_actions import TrainingActions
    from app.transfer_actions import TransferActions
    from blocks.shelf import Shelf
    from canvas.style import Theme


class MainWindow(Shell):
    """The window with a project in it.

    Args:
        path: the project to open; a new one where it is ``None``.
        catch_errors: take over the hooks for unexpected errors; `end` gives them back.
        keep_worker: keep a training process ready, where the preferences and the memory allow it.

    Attributes:
        loaded: whether everything is there; before, only the shell is.
        project: the open project.
        canvas: the graph editor.
    """

    project: Project
    canvas: Any
    files: FileActions
    code_links: CodeLinks
    composites: CompositeActions
    disk: DiskActions
    exports: ExportActions
    imports: ImportActions
    model_files: ModelFileActions
    transfer: TransferActions
    library: LibraryActions
    pictures: PictureActions
    sharing: SharingActions
    shelf: Shelf
    tables: TableActions
    training: TrainingActions
    inspector: Inspector
    palette_panel: BlockPalette
    place_view: PlaceView
    problem_centre: ProblemCentre
    problems_panel: ProblemsPanel
    command_palette: CommandPalette
    autosave: Autosave
    links: ProjectLinks
    crash: Crash

    def __init__(
        self, path: Path | None = None, catch_errors: bool = False, keep_worker: bool = False
    ) -> None:
        super().__init__()
        self.loaded = False
        self.panels: dict[str, Any] = {}
        self._path = path
        self.catch_errors = catch_errors
        self._keep_worker = keep_worker
        self.setAcceptDrops(True)
        self.setWindowTitle("Netwright")
        self.loader = Loader(self._steps(), self._complete, self)

    def first_painted(self) -> None:
        told("paint")
        QTimer.singleShot(0, self.loader.begin)

    def load_now(self) -> None:
        """Load everything at once: for tests and for the demo."""
        self.loader.finish()

    # ------------------------------------------------------------ loading

    def _steps(self) -> Any:
        from app.parts import build

        yield from build(self, self._path)

    def _complete(self) -> None:
        self.loaded = True
        self.show_mode()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.show_mode)
        self.refresh_actions()
        self.canvas.setFocus()
        if self._keep_worker:
            from app.warm import WarmUp

            self.training.warm = WarmUp(self)
        told("ready")
        self.library.sections.begin()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if self.loaded:
            for part in (self.canvas, self.palette_panel, self.inspector, self.problems_panel):
                part.set_theme(theme)
            for panel in self.panels.values():
                panel.set_theme(theme)

    def end(self) -> None:
        """Give back what outlives a window: the hooks for errors."""
        if "crash" in vars(self):
            self.crash.close()

    # ------------------------------------------------------------ project

    def put_project(self, project: Project) -> None:
        """Show another project in every part."""
        from app.parts import show_project

        show_project(self, project)

    @property
    def navigator(self) -> Navigator:
        """Which graph is on screen."""
        return self.project.place

    @property
    def dirty(self) -> bool:
        """Whether there is anything that is not saved."""
        return not self.project.history.clean or self.autosave.recovered

    def refresh_title(self) -> None:
        """Show name and saved state."""
        star = "*" if self.dirty else ""
        self.setWindowTitle(f"{self.project.title}{star} - Netwright")
        self.status.show_saved(not self.dirty, self.project.path is not None)

    def refresh_actions(self) -> None:
        """Enable what can be done now, and name what undo and redo would do."""
        history = self.project.history
        states = {"project"} | self.training.states()
        states |= {"undo"} if history.undo_label else set()
        states |= {"redo"} if history.redo_label else set()
        states |= {"selection"} if self.canvas.selected_ids() else set()
        states |= self.problem_centre.states() | self.place_view.states()
        states |= self.composites.states() | self.sharing.states()
        self.actions_of.enable(states)
        for name, label in (("Undo", history.undo_label), ("Redo", history.redo_label)):
            words = f"{name} {label[:1].lower()}{label[1:]}" if label else name
            self.actions_of[f"edit.{name.lower()}"].setText(words.replace("&", "&&"))
        self.top.train.setEnabled(True)

    def show_problem_count(self, errors: int) -> None:
        """Show on the tab how many problems there are."""
        self.tabs.setTabText(1, f"Problems ({errors})" if errors else "Problems")

    def recent_menu(self) -> QMenu:
        """Return the menu of recent files, made when first asked for."""
        found = self.findChild(QMenu, "menuRecent")
        if found is None:
            menu = self.actions_of.menus["File"]
            found = QMenu("Open recent", menu)
            found.setObjectName("menuRecent")
            found.setToolTipsVisible(True)
            menu.insertMenu(self.actions_of["file.save"], found)
        return found

    def show_data_source(self) -> None:
        """Show in the data chooser what is chosen."""
        self.links.show_data()

    def commit(self) -> None:
        """Take over what is still being typed."""
        self.inspector.commit()

    # ------------------------------------------------------------ actions

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
        self.inspector_dock.show()
        self.inspector.edit_name()

    def show_model(self) -> None:
        """Show title and metaparameters in the inspector."""
        self.inspector_dock.show()
        self.canvas.select([])
        self.inspector.show_selection([])

    def show_training(self) -> None:
        """Bring the training panel to the front."""
        self.show_tab("Training")

    def show_problems(self) -> None:
        """Bring the problems to the front."""
        self.show_tab("Problems")

    def show_code(self) -> None:
        """Bring the code to the front."""
        self.show_tab("Code")

    def show_summary(self) -> None:
        """Bring the summary to the front."""
        self.show_tab("Summary")

    def show_data(self) -> None:
        """Bring the data to the front."""
        self.show_tab("Data")

    def next_problem(self) -> None:
        """Go to the next problem's block."""
        self.problem_centre.go_next()

    def apply_first_fix(self) -> None:
        """Apply the first fix of the problem in the strip."""
        self.problem_centre.apply_shown(0)

    def train(self) -> None:
        """Start a training run."""
        self.commit()
        self.training.start()

    def pause_training(self) -> None:
        """Pause the run, or let it go on."""
        self.training.pause_or_resume()

    def stop_training(self) -> None:
        """End the run; what it learned is kept."""
        self.training.stop()

    def show_preferences(self) -> None:
        """Ask for appearance and text size."""
        from app.dialogs import ask_preferences

        ask_preferences(self)

    def show_shortcuts(self) -> None:
        """Show the page with all shortcuts."""
        from app.dialogs import show_shortcuts

        show_shortcuts(self)

    def show_about(self) -> None:
        """Say what this program is."""
        from app.dialogs import show_about

        show_about(self)

    def open_log_folder(self) -> None:
        """Open the folder with the log in the system's file manager."""
        from app.crash import open_log_folder

        open_log_folder()

    # ------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.loaded and self.isActiveWindow():
            self.disk.look_at_disk()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.loaded and self.files.droppable(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self.files.droppable(event.mimeData()) if self.loaded else None
        if path is not None:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.library.drop(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.loaded:
            self.commit()
            if not self.files.may_leave():
                event.ignore()
                return
            self.imports.cancel()
            self.model_files.close()
            self.training.close()
            self.autosave.close()
        self.save_layout()
        super().closeEvent(event)


def main(path: str | None = None) -> int:
    """Show the window until it is closed.

    Args:
        path: the project to open; a new one where it is ``None``.

    Returns:
        The exit code.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    name_application(app)
    scale_text(app, Preferences().text_size)
    seen = app.platformName() != "offscreen"
    window = MainWindow(Path(path) if path else None, catch_errors=True, keep_worker=seen)
    window.show()
    try:
        return app.exec()
    finally:
        window.end()
