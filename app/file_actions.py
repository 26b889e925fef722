"""New, open, save, export, recovery: everything between the window and the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app import recent
from app.notices import Notice
from app.project import Project
from app.recovery import Slot, stamp_of
from blocks.errors import NetwrightError
from blocks.files import SUFFIX, read_project, write_atomically

if TYPE_CHECKING:
    from app.window import MainWindow

FILTER = f"Netwright projects (*{SUFFIX})"
DATA_SUFFIXES = (".csv", ".npz")


class FileActions(QObject):
    """The actions of the File and Export menus."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._watcher = QFileSystemWatcher(self)
        # An atomic save replaces the file, after which a watch of the file itself is deaf: watch its folder.
        self._watcher.directoryChanged.connect(lambda _: self._soon.start())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(200)
        self._soon.timeout.connect(self.look_at_disk)
        window.autosave.failed.connect(self._autosave_failed)
        self.fill_recent()

    # ------------------------------------------------------------ open

    def read(self, path: Path | None) -> Project | None:
        """Read a project; where that fails, say why and return ``None``."""
        if path is None:
            return None
        try:
            project = Project.open(path)
        except NetwrightError as error:
            self._refuse(f"{path.name} cannot be opened: {error}. The file was left as it is.")
            return None
        recent.remember(path)
        self.fill_recent()
        return project

    def open_path(self, path: Path) -> None:
        """Open a project, or take a data file as data, after asking about unsaved work."""
        if path.suffix.lower() in DATA_SUFFIXES:
            self.use_data_file(path)
            return
        self.window.commit()
        if not self.may_leave():
            return
        project = self.read(path)
        if project is None:
            recent.forget(path)
            self.fill_recent()
            return
        self.show(project)

    def open(self) -> None:
        """Ask for a project and open it."""
        name, _ = QFileDialog.getOpenFileName(self.window, "Open a project", self._folder(), FILTER)
        if name:
            self.open_path(Path(name))

    def new(self) -> None:
        """Offer the examples and an empty project."""
        from app.new_dialog import NewDialog

        self.window.commit()
        dialog = NewDialog(self.window.theme, self.window)
        accepted = dialog.exec()
        chosen = dialog.chosen()
        dialog.deleteLater()
        if not accepted or not self.may_leave():
            return
        self.show(Project(read_project(chosen) if chosen is not None else None))

    def use_template(self, path: Path) -> None:
        """Begin with a copy of a bundled example."""
        self.window.commit()
        if self.may_leave():
            self.show(Project(read_project(path)))

    def show(self, project: Project) -> None:
        """Show a project, without any question."""
        notices = self.window.centre.notices
        for key in ("disk", "refused", "train", "save"):
            notices.close_notice(key)
        self.window.put_project(project)

    def fill_recent(self) -> None:
        """Fill the menu of recent files."""
        menu = self.window.recent_menu()
        menu.clear()
        files = recent.recent_files()
        for path in files:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setToolTip(str(path))
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
        if self._changed_on_disk():
            self.window.centre.notices.tell(
                Notice(
                    "disk",
                    f"{project.path.name} was changed by another program since you opened it.",
                    [
                        ("Overwrite it", lambda: self._write(project.path)),
                        ("Save as...", self.save_as),
                    ],
                    bad=True,
                )
            )
            return False
        return self._write(project.path)

    def save_as(self) -> bool:
        """Ask for a place and save there."""
        self.window.commit()
        project = self.window.project
        start = project.path or Path(self._folder()) / f"{file_stem(project.title)}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self.window, "Save the project", str(start), FILTER)
        if not name:
            return False
        path = Path(name)
        return self._write(path if path.suffix else path.with_suffix(SUFFIX))

    def may_leave(self) -> bool:
        """Ask about unsaved work; returns whether it may be left."""
        if not self.window.dirty:
            return True
        answer = self.ask_save()
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def ask_save(self) -> QMessageBox.StandardButton:
        """Ask whether to save, with a dialog."""
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self.window)
        box.setObjectName("saveQuestion")
        box.setWindowTitle("Netwright")
        box.setText(f"Save the changes to {self.window.project.title}?")
        box.setInformativeText("Without saving they are lost.")
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = QMessageBox.StandardButton(box.exec())
        box.deleteLater()
        return answer

    # ------------------------------------------------------------ export

    def export_python(self) -> None:
        """Ask for a place and write the Python script there."""
        text = self._script()
        if text is None:
            return
        project = self.window.project
        start = Path(self._folder()) / f"{file_stem(project.title)}.py"
        name, _ = QFileDialog.getSaveFileName(
            self.window, "Export as a Python script", str(start), "Python scripts (*.py)"
        )
        if name:
            self.write_script(Path(name), text)

    def write_script(self, path: Path, text: str) -> None:
        """Write a script."""
        try:
            write_atomically(path, text.encode("ascii"))
        except OSError as error:
            self._refuse(f"The script was not written. {os_words(error)}")
            return
        self.window.centre.toast.tell(f"{path.name} was written.")

    def copy_code(self) -> None:
        """Put the Python script on the clipboard."""
        text = self._script()
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            self.window.centre.toast.tell("The script is on the clipboard.")

    # ------------------------------------------------------------ data

    def choose_source(self, source: str) -> None:
        """Take other data, named in the data chooser."""
        if source == "file":
            name, _ = QFileDialog.getOpenFileName(
                self.window, "Choose data", self._folder(), "Tables and arrays (*.csv *.npz)"
            )
            if name:
                self.use_data_file(Path(name))
            else:
                self.window.show_data_source()
            return
        project = self.window.project
        project.change_settings("Choose data", project.settings.with_data(source=source))

    def use_data_file(self, path: Path) -> None:
        """Take a file of one's own as data; kept relative where it lies beside the project."""
        project = self.window.project
        kept = str(path)
        if project.path is not None and path.is_relative_to(project.path.parent):
            kept = str(path.relative_to(project.path.parent))
        new = project.settings.with_data(source="file", path=kept)
        project.change_settings("Choose data", new)
        self.window.show_data()

    def droppable(self, data: QMimeData) -> Path | None:
        """Return the file that a drop brings, where we can use it."""
        for url in data.urls():
            path = Path(url.toLocalFile())
            if url.isLocalFile() and path.suffix.lower() in (SUFFIX, *DATA_SUFFIXES):
                return path
        return None

    # ------------------------------------------------------------ disk

    def watch(self) -> None:
        """Watch the folder of the open project."""
        old = self._watcher.directories()
        if old:
            self._watcher.removePaths(old)
        path = self.window.project.path
        if path is not None and path.parent.is_dir():
            self._watcher.addPath(str(path.parent))

    def look_at_disk(self) -> None:
        """Say so where another program changed the file."""
        project = self.window.project
        if not self._changed_on_disk() or "disk" in self.window.centre.notices.keys():  # noqa: SIM118
            return
        assert project.path is not None
        gone = stamp_of(project.path) is None
        words = "is gone from the disk" if gone else "was changed by another program"
        answers = [] if gone else [("Read it again", self._reload)]
        notice = Notice("disk", f"{project.path.name} {words}.", [*answers, ("Keep mine", self._keep_mine)])  # fmt: skip
        self.window.centre.notices.tell(notice)

    def offer_recovery(self) -> None:
        """Offer the copies of sessions that ended without saving."""
        for slot in self.window.autosave.orphans():
            about = slot.about()
            when = stamp_of(slot.copy)
            time = _clock(when.changed_ns) if when else "?"
            where = f" ({about.path.name})" if about.path else ""
            notice = Notice(
                f"recover {slot.name}",
                f"Netwright ended without saving {about.title}{where}, last changed {time}.",
                [
                    ("Restore", lambda slot=slot: self.recover(slot)),
                    ("Delete the copy", lambda slot=slot: self._discard(slot)),
                ],
            )
            self.window.centre.notices.tell(notice)

    def recover(self, slot: Slot) -> None:
        """Open a copy in place of what is open."""
        self.window.commit()
        if not self.may_leave():
            self.offer_recovery()
            return
        about = slot.about()
        try:
            document = read_project(slot.copy)
        except NetwrightError as error:
            self._refuse(f"The copy cannot be read: {error}. It was left at {slot.copy}.")
            return
        project = Project(document, about.path)
        self.show(project)
        self.window.autosave.adopt(project, slot)
        self.window.refresh_title()
        if about.path is not None and stamp_of(about.path) != about.stamp:
            self.window.autosave.stamp = about.stamp
            self.look_at_disk()

    # ------------------------------------------------------------ parts

    def _write(self, path: Path | None) -> bool:
        assert path is not None
        project = self.window.project
        try:
            project.save(path)
        except OSError as error:
            self._refuse(f"{path.name} was not saved. {os_words(error)}", "save")
            return False
        notices = self.window.centre.notices
        for key in ("disk", "save", "refused"):
            notices.close_notice(key)
        self.window.autosave.saved(project)
        recent.remember(path)
        self.fill_recent()
        self.watch()
        self.window.refresh_title()
        self.window.status.show_saved(True, True, just_saved=True)
        return True

    def _changed_on_disk(self) -> bool:
        path = self.window.project.path
        known = self.window.autosave.stamp
        return path is not None and known is not None and stamp_of(path) != known

    def _keep_mine(self) -> None:
        self.window.autosave.stamp = stamp_of(self.window.project.path)
        self.window.autosave.recovered = True  # what is on the disk is not what is here
        self.window.refresh_title()

    def _reload(self) -> None:
        path = self.window.project.path
        if self.may_leave():
            project = self.read(path)
            if project is not None:
                self.show(project)

    def _discard(self, slot: Slot) -> None:
        slot.remove()
        slot.release()

    def _script(self) -> str | None:
        from app.scripts import missing_words, script_of, snapshot

        self.window.commit()
        words = missing_words(self.window.project)
        if words:
            self._refuse(f"There is no script yet. {words}")
            return None
        return script_of(snapshot(self.window.project))

    def _refuse(self, words: str, key: str = "refused") -> None:
        self.window.centre.notices.tell(Notice(key, words, bad=True))

    def _autosave_failed(self, reason: str) -> None:
        words = f"The copy against crashes cannot be written ({reason}). Save often."
        self.window.centre.notices.tell(Notice("autosave", words, bad=True))

    def _forget_recent(self) -> None:
        recent.forget_all()
        self.fill_recent()

    def _folder(self) -> str:
        path = self.window.project.path
        files = recent.recent_files()
        return str(path.parent if path else files[0].parent if files else Path.home())


def os_words(error: OSError) -> str:
    """Say why the system refused, in a short sentence."""
    return f"The system says: {error.strerror or error}."


def file_stem(title: str) -> str:
    """Make a file name of a title: letters, digits, ``-`` and ``_``."""
    words = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in title)
    return "-".join(part for part in words.lower().split("-") if part)[:60] or "model"


def _clock(nanoseconds: int) -> str:
    from datetime import datetime

    return f"{datetime.fromtimestamp(nanoseconds / 1e9):%Y-%m-%d %H:%M}"
