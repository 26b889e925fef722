"""New, open, save, export, recovery: everything between the window and the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.actions.words import title_of
from app.files.leaving import LeaveChoice, ProjectLeaver
from app.files.watcher import DiskActions
from app.frame import recent
from app.frame.notices import Notice
from app.frame.reasons import refuse
from app.frame.save_path import PROJECT_FILTER, ask_save_path, file_stem, os_words, start_folder
from app.imports.importing import SUFFIXES
from app.project.data_choice import FILE, choose_file, choose_source
from app.project.file_state import FileState
from app.project.project import Project
from app.widgets.question import question
from blocks.errors import FileError, NetwrightError
from blocks.files.project_file import SUFFIX, read_project
from blocks.quoting import named

if TYPE_CHECKING:
    from app.files.autosave import Autosave
    from app.frame.workbench import Workbench

OPEN_FILTER = ";;".join(
    (
        f"Projects and models (*{SUFFIX} {' '.join(f'*{suffix}' for suffix in SUFFIXES)})",
        PROJECT_FILTER,
        f"Keras models ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})",
    )
)
DATA_SUFFIXES = (".csv", ".npz")


class FileActions(QObject):
    """New, open and save, with the questions that belong to them.

    Signals:
        model_wanted (Path): a model file of Keras is to be imported.
        recent_changed: the list of recent files has changed.
        saved: the project was just saved.
        source_kept: the data chooser is to show what is chosen, which is as before.

    Attributes:
        disk: watches the open file.
    """

    model_wanted = Signal(object)
    recent_changed = Signal()
    saved = Signal()
    source_kept = Signal()

    def __init__(self, bench: Workbench, autosave: Autosave, runs: ProjectLeaver) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self._autosave = autosave
        self._runs = runs
        self.disk = DiskActions(bench, autosave, self)

    # ------------------------------------------------------------ open

    def read(self, path: Path | None) -> Project | None:
        """Read a project; where that fails, say why and return ``None``."""
        if path is None:
            return None
        try:
            project = Project.open(path)
        except NetwrightError as error:
            self._refuse_file(path, str(error))
            return None
        except Exception as error:
            self.bench.take_error(error)
            self._refuse_file(path, "something in it is not understood")
            return None
        recent.remember(path)
        self.recent_changed.emit()
        return project

    def _refuse_file(self, path: Path, words: str) -> None:
        left = "The file was left as it is."
        refuse(self.bench, f"{named(path.name)} cannot be opened: {words}. {left}")

    def open_path(self, path: Path) -> None:
        """Open a project, import a model file, or take a data file as data; asks about unsaved work."""
        if path.suffix.lower() in DATA_SUFFIXES:
            self.use_data_file(path)
            return
        if path.suffix.lower() in SUFFIXES:
            self.model_wanted.emit(path)
            return
        self.bench.commit()
        if not self.may_leave():
            return
        project = self.read(path)
        if project is None:
            self.stayed()
            recent.forget(path)
            self.recent_changed.emit()
            return
        self.show(project)

    def open(self) -> None:
        """Ask for a project and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self.bench.widget,
            "Open a project or a model",
            start_folder(self.bench.project),
            OPEN_FILTER,
        )
        if name:
            self.open_path(Path(name))

    def new(self) -> None:
        """Offer the examples and an empty project."""
        from app.files.new_dialog import NewDialog

        self.bench.commit()
        dialog = NewDialog(self.bench.theme, self.bench.widget)
        accepted = dialog.exec()
        chosen = dialog.document() if accepted else None
        dialog.deleteLater()
        if accepted and self.may_leave():
            self.show(Project(chosen))

    def use_template(self, path: Path) -> None:
        """Begin with a copy of a bundled example."""
        from app.templates.start import begin

        self.bench.commit()
        document = begin(read_project(path), {}).document
        if self.may_leave():
            self.show(Project(document))

    def show(self, project: Project) -> None:
        """Show a project, without any question; an empty one where that fails."""
        for key in ("disk", "save"):
            self.bench.notices.close_notice(key)
        self._runs.depart()
        self._put(project)

    def show_first(self, project: Project | None) -> None:
        """Show what was read at the start, or the empty project that is there."""
        self._put(project or self.bench.project)

    def _put(self, project: Project) -> None:
        if self.bench.put_project(project):
            return
        name = project.path.name if project.path else project.title
        refuse(
            self.bench,
            f"{named(name)} cannot be shown. The file was left as it is, and an empty project is open instead.",
        )

    @property
    def dirty(self) -> bool:
        """Whether there is anything that is not saved."""
        clean = self.bench.project.history.clean
        return not clean or self._autosave.recovered or self.disk.gone

    # ------------------------------------------------------------ save

    def save(self) -> bool:
        """Save; ask for a place where there is none yet. Returns whether it is saved."""
        self.bench.commit()
        project = self.bench.project
        if project.path is None:
            return self.save_as()
        state = self.disk.state()
        if state in (FileState.CHANGED, FileState.FOLDER_GONE):
            self.disk.tell(state, saving=True)
            return False
        return self.write(project.path)

    def save_as(self) -> bool:
        """Ask for a place and save there."""
        self.bench.commit()
        project = self.bench.project
        start = (
            project.path
            or Path(start_folder(self.bench.project)) / f"{file_stem(project.title)}{SUFFIX}"
        )
        path = ask_save_path(self.bench.widget, "Save the project", start, {PROJECT_FILTER: SUFFIX})
        if path is None or not self._runs.may_move(path):
            return False
        saved = self.write(path)
        if not saved:
            self.stayed()
        return saved

    def stayed(self) -> None:
        """Hear that the open project stays after `may_leave` allowed to close it."""
        self._runs.stayed()

    def may_leave(self) -> bool:
        """Ask about the run under way and about unsaved work; returns whether it may be left."""
        self.disk.look_at_disk()
        runs = self._runs
        run = runs.ask()
        if run is LeaveChoice.CANCEL:
            return False
        if run is LeaveChoice.KEEP and self.bench.project.path is None:
            return self.save() and runs.let_go(run)  # without a file nobody would find it
        return self._may_lose() and runs.let_go(run)

    def _may_lose(self) -> bool:
        """Ask whether to save what would be lost; returns whether nothing is any more, or shall be."""
        if not self.dirty and not self._runs.unsaved():
            return True
        answer = self.ask_save()
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def ask_save(self) -> QMessageBox.StandardButton:
        """Ask whether to save, with a dialog."""
        buttons = QMessageBox.StandardButton
        words = f"Save the changes to {self.bench.project.title}?"
        count = self._runs.unsaved()
        runs = f" So {'is its run' if count == 1 else f'are its {count} runs'}." if count else ""
        box = question(self.bench.widget, words, f"Without saving they are lost.{runs}")
        box.setObjectName("saveQuestion")
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = QMessageBox.StandardButton(box.exec())
        box.deleteLater()
        return answer

    # ------------------------------------------------------------ data

    def choose_source(self, source: str) -> None:
        """Take other data, named in the data chooser."""
        if source == FILE:
            name, _ = QFileDialog.getOpenFileName(
                self.bench.widget,
                "Choose data",
                start_folder(self.bench.project),
                "Tables and arrays (*.csv *.npz)",
            )
            if name:
                self.use_data_file(Path(name))
            else:
                self.source_kept.emit()
            return
        choose_source(self.bench.project, source)

    def use_data_file(self, path: Path) -> None:
        """Take a file of one's own as data."""
        choose_file(self.bench.project, path)
        self.bench.trigger("view.data")

    def droppable(self, data: QMimeData) -> Path | None:
        """Return the file that a drop brings, where we can use it."""
        for url in data.urls():
            path = Path(url.toLocalFile())
            if url.isLocalFile() and path.suffix.lower() in (
                SUFFIX,
                *SUFFIXES,
                *DATA_SUFFIXES,
            ):
                return path
        return None

    # ------------------------------------------------------------ parts

    def write(self, path: Path) -> bool:
        """Save there, and say so where that fails; returns whether it is saved."""
        project, runs = self.bench.project, self._runs
        if not runs.before_save(path):
            return False
        old = project.path
        try:
            project.save(path)
        except (OSError, FileError) as error:
            gone = f"There is no folder {path.parent}." if not path.parent.is_dir() else ""
            words = f"{path.name} was not saved. {gone or os_words(error)}"
            answers = [(title_of("file.save_as"), self.save_as)]
            self.bench.notices.tell(Notice("save", words, answers, bad=True))
            return False
        notices = self.bench.notices
        for key in ("disk", "save", "refused"):
            notices.close_notice(key)
        self._autosave.saved(project)
        runs.saved(old)
        recent.remember(path)
        self.recent_changed.emit()
        self.disk.watch()
        self.bench.refresh()
        self.saved.emit()
        return True
