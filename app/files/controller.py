"""New, open, save, export, recovery: everything between the window and the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.actions.words import title_of
from app.files import recent
from app.frame.notices import Notice
from app.frame.reasons import Holds, while_open
from app.frame.save_path import ask_save_path
from app.imports.importing import SUFFIXES
from app.project.data_choice import FILE, choose_file, choose_source
from app.project.file_state import FileState
from app.project.project import Project
from app.runs.project_change import Leaving
from app.widgets.question import question
from blocks.errors import FileError, NetwrightError
from blocks.files.project_file import SUFFIX, read_project
from blocks.quoting import named
from canvas.theme.plain_text import plain_tip

if TYPE_CHECKING:
    from app.window.window import MainWindow

FILTER = f"Netwright projects (*{SUFFIX})"
OPEN_FILTER = ";;".join(
    (
        f"Projects and models (*{SUFFIX} {' '.join(f'*{suffix}' for suffix in SUFFIXES)})",
        FILTER,
        f"Keras models ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})",
    )
)
DATA_SUFFIXES = (".csv", ".npz")


class FileActions(QObject):
    """The actions of the File and Export menus."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.fill_recent()

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
            if not self.window.catch_errors:
                raise
            self.window.crash.take(error)
            self._refuse_file(path, "something in it is not understood")
            return None
        recent.remember(path)
        self.fill_recent()
        return project

    def _refuse_file(self, path: Path, words: str) -> None:
        left = "The file was left as it is."
        self.refuse(f"{named(path.name)} cannot be opened: {words}. {left}")

    def open_path(self, path: Path) -> None:
        """Open a project, import a model file, or take a data file as data; asks about unsaved work."""
        if path.suffix.lower() in DATA_SUFFIXES:
            self.use_data_file(path)
            return
        if path.suffix.lower() in SUFFIXES:
            self.window.imports.begin(path)
            return
        self.window.commit()
        if not self.may_leave():
            return
        project = self.read(path)
        if project is None:
            self.window.runs.stayed()
            recent.forget(path)
            self.fill_recent()
            return
        self.show(project)

    def open(self) -> None:
        """Ask for a project and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self.window, "Open a project or a model", self.folder(), OPEN_FILTER
        )
        if name:
            self.open_path(Path(name))

    def new(self) -> None:
        """Offer the examples and an empty project."""
        from app.files.new_dialog import NewDialog

        self.window.commit()
        dialog = NewDialog(self.window.theme, self.window)
        accepted = dialog.exec()
        chosen = dialog.document() if accepted else None
        dialog.deleteLater()
        if accepted and self.may_leave():
            self.show(Project(chosen))

    def use_template(self, path: Path) -> None:
        """Begin with a copy of a bundled example."""
        from app.templates.start import begin

        self.window.commit()
        document = begin(read_project(path), {}).document
        if self.may_leave():
            self.show(Project(document))

    def show(self, project: Project) -> None:
        """Show a project, without any question; an empty one where that fails."""
        for key in ("disk", "save"):
            self.window.centre.notices.close_notice(key)
        self.window.runs.depart()
        self._put(project)

    def show_first(self, project: Project | None) -> None:
        """Show what was read at the start, or the empty project that is there."""
        self._put(project or self.window.project)

    def _put(self, project: Project) -> None:
        from app.window.assembly import show_where_possible
        from app.window.missing import attempt

        if attempt(self.window, lambda: self.window.put_project(project)):
            return
        show_where_possible(self.window, Project())
        name = project.path.name if project.path else project.title
        self.refuse(
            f"{named(name)} cannot be shown. The file was left as it is, and an empty project is open instead."
        )

    def fill_recent(self) -> None:
        """Fill the menu of recent files."""
        menu = self.window.recent_menu()
        menu.clear()
        files = recent.recent_files()
        for path in files:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setToolTip(plain_tip(str(path)))
            action.triggered.connect(lambda _=False, path=path: self.open_path(path))
        menu.setEnabled(bool(files))
        if files:
            menu.addSeparator()
            menu.addAction("Clear this list").triggered.connect(self._forget_recent)

    # ------------------------------------------------------------ save

    def save(self) -> bool:
        """Save; ask for a place where there is none yet. Returns whether it is saved."""
        self.window.commit()
        project = self.window.project
        if project.path is None:
            return self.save_as()
        state = self.window.disk.state()
        if state in (FileState.CHANGED, FileState.FOLDER_GONE):
            self.window.disk.tell(state, saving=True)
            return False
        return self.write(project.path)

    def save_as(self) -> bool:
        """Ask for a place and save there."""
        self.window.commit()
        project = self.window.project
        start = project.path or Path(self.folder()) / f"{file_stem(project.title)}{SUFFIX}"
        path = ask_save_path(self.window, "Save the project", start, {FILTER: SUFFIX})
        if path is None or not self.window.runs.may_move(path):
            return False
        saved = self.write(path)
        if not saved:
            self.window.runs.stayed()
        return saved

    def may_leave(self) -> bool:
        """Ask about the run under way and about unsaved work; returns whether it may be left."""
        self.window.disk.look_at_disk()
        runs = self.window.runs
        run = runs.ask()
        if run is Leaving.CANCEL:
            return False
        if run is Leaving.KEEP and self.window.project.path is None:
            return self.save() and runs.let_go(run)  # without a file nobody would find it
        return self._may_lose() and runs.let_go(run)

    def _may_lose(self) -> bool:
        """Ask whether to save what would be lost; returns whether nothing is any more, or shall be."""
        if not self.window.dirty and not self.window.runs.unsaved():
            return True
        answer = self.ask_save()
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def ask_save(self) -> QMessageBox.StandardButton:
        """Ask whether to save, with a dialog."""
        buttons = QMessageBox.StandardButton
        words = f"Save the changes to {self.window.project.title}?"
        count = self.window.runs.unsaved()
        runs = f" So {'is its run' if count == 1 else f'are its {count} runs'}." if count else ""
        box = question(self.window, words, f"Without saving they are lost.{runs}")
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
                self.window, "Choose data", self.folder(), "Tables and arrays (*.csv *.npz)"
            )
            if name:
                self.use_data_file(Path(name))
            else:
                self.window.show_data_source()
            return
        choose_source(self.window.project, source)

    def use_data_file(self, path: Path) -> None:
        """Take a file of one's own as data."""
        choose_file(self.window.project, path)
        self.window.show_data()

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
        project, runs = self.window.project, self.window.runs
        if not runs.before_save(path):
            return False
        old = project.path
        try:
            project.save(path)
        except (OSError, FileError) as error:
            gone = f"There is no folder {path.parent}." if not path.parent.is_dir() else ""
            words = f"{path.name} was not saved. {gone or os_words(error)}"
            answers = [(title_of("file.save_as"), self.save_as)]
            self.window.centre.notices.tell(Notice("save", words, answers, bad=True))
            return False
        notices = self.window.centre.notices
        for key in ("disk", "save", "refused"):
            notices.close_notice(key)
        self.window.autosave.saved(project)
        runs.saved(old)
        recent.remember(path)
        self.fill_recent()
        self.window.disk.watch()
        self.window.refresh_title()
        self.window.status.show_saved(True, True, just_saved=True)
        return True

    def refuse(self, words: str, holds: Holds | None = None) -> None:
        """Say that something could not be done; while the project is shown, or while it still holds."""
        holds = holds or while_open(self.window)
        self.window.centre.notices.tell(Notice("refused", words, bad=True, holds=holds))

    def _forget_recent(self) -> None:
        recent.forget_all()
        self.fill_recent()

    def folder(self) -> str:
        """Return the folder in which a question for a file begins."""
        path = self.window.project.path
        files = recent.recent_files()
        return str(path.parent if path else files[0].parent if files else Path.home())


def os_words(error: OSError | FileError) -> str:
    """Say why something was not written, in a short sentence."""
    if isinstance(error, FileError):
        return f"It could not be opened again: {error}."
    return f"The system says: {error.strerror or error}."


def file_stem(title: str) -> str:
    """Make a file name of a title: letters, digits, ``-`` and ``_``."""
    words = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in title)
    return "-".join(part for part in words.lower().split("-") if part)[:60] or "model"
