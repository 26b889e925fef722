"""The main window: what the shell shows, brought to life by a project."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.window.loader import Loader, told

from PySide6.QtCore import QEvent, QTimer  # isort: skip
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.actions.words import title_of
from app.frame.application import name_application, scale_text
from app.frame.preferences import Preferences
from app.window.forwarding import WindowActions

if TYPE_CHECKING:
    from app.project.project import Project
    from canvas.theme.themes import Theme


_ESCAPE = 0x01000000
"""Qt's number of the key; its name would make all of Qt's enumerations before the first paint."""


class MainWindow(WindowActions):
    """The window with a project in it.

    Args:
        path: the project to open; a new one where it is ``None``.
        catch_errors: take over the hooks for unexpected errors; `end` gives them back.
        keep_worker: keep a training process ready, where the preferences and the memory allow it.
    """

    def __init__(
        self, path: Path | None = None, catch_errors: bool = False, keep_worker: bool = False
    ) -> None:
        super().__init__()
        self.loaded = False
        self.missing = []
        self.panels = {}
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
        from app.window.assembly import build

        yield from build(self, self._path)

    def _complete(self) -> None:
        self.loaded = True
        self.show_mode()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.show_mode)
        self.refresh_actions()
        self.canvas.setFocus()
        if self._keep_worker and "training" not in self.missing:
            from app.runs.warm import WarmUp

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

    def follow_text_size(self, by: float) -> None:
        super().follow_text_size(by)
        if self.loaded:
            self.canvas.follow_text_size()

    def end(self) -> None:
        """Give back what outlives a window: the hooks for errors."""
        if "crash" in vars(self):
            self.crash.close()

    # ------------------------------------------------------------ project

    def put_project(self, project: Project) -> None:
        """Show another project in every part."""
        from app.window.assembly import show_project

        show_project(self, project)

    @property
    def dirty(self) -> bool:
        """Whether there is anything that is not saved."""
        return not self.project.history.clean or self.autosave.recovered or self.disk.gone

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
            self.actions_of.retitle(f"edit.{name.lower()}", words)
        paused = self.training.session.state == "paused"
        self.actions_of.retitle("train.pause", title_of("train.pause", other=paused))
        self.top.allow_train()

    def show_problem_count(self, errors: int) -> None:
        """Show on the tab how many problems there are."""
        self.tabs.setTabText(1, f"Problems ({errors})" if errors else "Problems")

    def recent_menu(self) -> QMenu:
        """Return the menu of recent files, made when first asked for."""
        found = self.findChild(QMenu, "menuRecent")
        if found is None:
            menu = self.actions_of.menus["File"]
            found = QMenu("&Open recent", menu)
            found.setObjectName("menuRecent")
            found.setToolTipsVisible(True)
            menu.insertMenu(self.actions_of["file.save"], found)
        return found

    def show_data_source(self) -> None:
        """Show in the data chooser what is chosen."""
        self.links.show_data()

    # ------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from app.widgets.escape import leave_field

        if event.key() != _ESCAPE or not self.loaded or not leave_field(self):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        from app.widgets.focus_order import move_focus

        return move_focus(self.parts_in_order(), forward)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.loaded and self.isActiveWindow():
            self.disk.look_at_disk()
            self.runs.look()

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
            self.runs.depart()
            self.training.close()
            self.disk.close()
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
