"""The shell with a project in it, its parts, and what they may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.window.loader import Loader, told

from PySide6.QtCore import QEvent, QTimer, Signal  # isort: skip
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.window.shell import Shell

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
    from app.files.autosave import Autosave
    from app.files.controller import FileActions
    from app.files.watcher import DiskActions
    from app.frame.crash import Crash
    from app.frame.notices import Notices
    from app.imports.controller import ImportActions
    from app.inspector.panel import Inspector
    from app.palette.palette import BlockPalette
    from app.place.controller import PlaceView
    from app.problems.controller import ProblemCentre
    from app.problems.panel import ProblemsPanel
    from app.project.project import Project
    from app.runs.controller import TrainingActions
    from app.runs.panel import TrainingPanel
    from app.runs.project_change import RunActions
    from app.runs.transfer import TransferActions
    from app.summary.panel import SummaryPanel
    from app.training.session import TrainingSession
    from blocks.files.library_index import LibraryIndex
    from canvas.theme.themes import Theme
    from canvas.view.view import GraphView


_ESCAPE = 0x01000000
"""Qt's number of the key; its name would make all of Qt's enumerations before the first paint."""


class Search(Protocol):
    """The field that finds everything."""

    def open_for(self, what: str) -> None:
        """Open with all entries, or with the ``blocks`` of the model only."""
        ...


class ProjectFollower(Protocol):
    """Keeps the frame in step with the open project."""

    def follow(self, project: Project) -> None:
        """Follow a project, in place of the one before."""
        ...

    def show_data(self) -> None:
        """Fill the data chooser."""
        ...


class BenchWindow(Shell):
    """A window that is the `app.frame.workbench.Workbench` of every controller, but for what assembles it.

    `app.window.assembly` makes the parts that are named below, each once; none of them knows this class.

    Args:
        path: the project to open; a new one where it is ``None``.
        catch_errors: take over the hooks for unexpected errors; `end` gives them back.
        keep_worker: keep a training process ready, where the preferences and the memory allow it.

    Attributes:
        loaded: whether everything is there; before, only the shell is.
        missing: what users call the parts that could not be made; `app.window.missing` stands in their place.
        states_of: each returns words for what can be done now, as `app.actions.table.STATES` has them.
    """

    closing = Signal()
    activated = Signal()
    theme_changed = Signal(object)

    project: Project
    canvas: GraphView
    library_index: LibraryIndex
    autosave: Autosave
    session: TrainingSession
    place_view: PlaceView
    palette_panel: BlockPalette
    inspector: Inspector
    problem_centre: ProblemCentre
    problems_panel: ProblemsPanel
    training_panel: TrainingPanel
    code_panel: CodePanel
    summary_panel: SummaryPanel
    data_panel: DataPanel
    runs: RunActions
    transfer: TransferActions
    training: TrainingActions
    files: FileActions
    disk: DiskActions
    imports: ImportActions
    composites: CompositeActions
    library: LibraryActions
    sharing: SharingActions
    model_files: ModelFileActions
    exports: ExportActions
    pictures: PictureActions
    tables: TableActions
    code_links: CodeLinks
    command_palette: Search
    links: ProjectFollower

    def __init__(
        self, path: Path | None = None, catch_errors: bool = False, keep_worker: bool = False
    ) -> None:
        super().__init__()
        self.loaded = False
        self.missing: list[str] = []
        self.states_of: list[Callable[[], Set[str]]] = []
        self._crash: Crash | None = None
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

    def _steps(self) -> Iterator[None]:
        """Yield before each step of loading; see `MainWindow`."""
        raise NotImplementedError

    def put_project(self, project: Project) -> bool:
        """Show another project; see `MainWindow`."""
        raise NotImplementedError

    def _complete(self) -> None:
        self.loaded = True
        self.show_mode()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.show_mode)
        self.refresh()
        self.canvas.setFocus()
        if self._keep_worker:
            self.training.keep_ready()
        told("ready")
        self.library.sections.begin()

    @property
    def crash(self) -> Crash:
        """Shows unexpected errors; there where the window catches them."""
        assert self._crash is not None
        return self._crash

    def catch_with(self, crash: Crash) -> None:
        """Let unexpected errors be shown from now on."""
        self._crash = crash

    def end(self) -> None:
        """Give back what outlives a window: the hooks for errors."""
        if self._crash is not None:
            self._crash.close()

    # ------------------------------------------------------------ what parts may ask

    @property
    def widget(self) -> QWidget:
        """The parent of dialogs."""
        return self

    @property
    def notices(self) -> Notices:
        """The strips above the canvas."""
        return self.centre.notices

    def tell(self, words: str, seconds: float = 4.0) -> None:
        """Show a sentence on the canvas for some seconds."""
        self.centre.toast.tell(words, seconds)

    def trigger(self, action_id: str) -> None:
        """Do what a menu entry does."""
        self.actions_of[action_id].trigger()

    def take_error(self, error: Exception) -> None:
        """Log and show an unexpected error; raises it again where the window catches none."""
        if self._crash is None:
            raise error
        self._crash.take(error)

    def commit(self) -> None:
        """Take over what is still being typed, in whichever panel."""
        from app.forms.field import Field

        self.inspector.commit()
        # Another field took its text over when the focus left it.
        widget: QWidget | None = self.focusWidget()
        while widget is not None and not isinstance(widget, Field):
            widget = widget.parentWidget()
        if widget is not None:
            widget.commit()

    def refresh(self) -> None:
        """Enable what can be done now, and show whether everything is saved."""
        if self.loaded:
            self.refresh_actions()
            self.refresh_title()

    # ------------------------------------------------------------ what the frame shows

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.theme_changed.emit(theme)

    def follow_text_size(self, by: float) -> None:
        super().follow_text_size(by)
        if self.loaded:
            self.canvas.camera.follow_text_size()

    @property
    def dirty(self) -> bool:
        """Whether there is anything that is not saved."""
        return self.files.dirty

    def refresh_title(self) -> None:
        """Show name and saved state."""
        star = "*" if self.dirty else ""
        self.setWindowTitle(f"{self.project.title}{star} - Netwright")
        self.status.show_saved(not self.dirty, self.project.path is not None)

    def refresh_actions(self) -> None:
        """Enable what can be done now, and name what undo and redo would do."""
        from app.actions.words import title_of

        self.actions_of.enable(frozenset[str]().union(*(states() for states in self.states_of)))
        history = self.project.history
        for name, label in (("Undo", history.undo_label), ("Redo", history.redo_label)):
            words = f"{name} {label[:1].lower()}{label[1:]}" if label else name
            self.actions_of.retitle(f"edit.{name.lower()}", words)
        paused = self.session.state == "paused"
        self.actions_of.retitle("train.pause", title_of("train.pause", other=paused))
        self.top.allow_train()

    def states(self) -> set[str]:
        """Return what the project and the selection allow, whichever part carries it out."""
        history = self.project.history
        found = {"project"}
        found |= {"undo"} if history.undo_label else set()
        found |= {"redo"} if history.redo_label else set()
        found |= {"selection"} if self.canvas.selected_ids() else set()
        return found

    def undo(self) -> None:
        """Take the last change back."""
        self.place_view.watch("Undone", self.project.history.undo)

    def redo(self) -> None:
        """Do the next change again."""
        self.place_view.watch("Done again", self.project.history.redo)

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

    # ------------------------------------------------------------ Qt

    def leave_field(self) -> bool:
        """Take back what is being typed and go to the canvas; returns whether the focus was elsewhere."""
        from app.widgets.escape import leave_field

        return leave_field(self, self.canvas)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != _ESCAPE or not self.loaded or not self.leave_field():
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        from app.widgets.focus_order import move_focus

        return move_focus(self.parts_in_order(), forward)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.loaded and self.isActiveWindow():
            self.activated.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.loaded and self.files.droppable(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self.files.droppable(event.mimeData()) if self.loaded else None
        if path is not None:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.take_file(path))

    def take_file(self, path: Path) -> None:
        """Take a file that was dropped: composites are imported, a project is opened, data are chosen."""
        if not self.library.take_file(path):
            self.files.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.loaded:
            self.commit()
            if not self.files.may_leave():
                event.ignore()
                return
            self.closing.emit()
        self.save_layout()
        super().closeEvent(event)
