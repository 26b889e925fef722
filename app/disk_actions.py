"""What happens on the disk by itself: files changed by other programs, and copies of work that was never saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from app.notices import Answer, Notice
from app.project import Project
from app.recovery import Slot, stamp_of
from blocks.errors import NetwrightError
from blocks.files import read_project

if TYPE_CHECKING:
    from app.window import MainWindow


class DiskActions(QObject):
    """Watches the open file and offers recovery."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(200)
        self._soon.timeout.connect(self.look_at_disk)
        # An atomic save replaces the file, after which a watch of the file itself is deaf: watch its folder.
        self._watcher.directoryChanged.connect(lambda _: self._soon.start())
        window.autosave.failed.connect(self._autosave_failed)

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
        if not self.changed() or "disk" in self.window.centre.notices.shown():
            return
        assert project.path is not None
        gone = stamp_of(project.path) is None
        words = "is gone from the disk" if gone else "was changed by another program"
        answers: list[Answer] = [] if gone else [("Read it again", self._reload)]
        answers.append(("Keep mine", self._keep_mine))
        notice = Notice("disk", f"{project.path.name} {words}.", answers)
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
                    ("Restore", partial(self.recover, slot)),
                    ("Delete the copy", partial(self._discard, slot)),
                ],
            )
            self.window.centre.notices.tell(notice)

    def recover(self, slot: Slot) -> None:
        """Open a copy in place of what is open."""
        self.window.commit()
        if not self.window.files.may_leave():
            self.offer_recovery()
            return
        about = slot.about()
        try:
            document = read_project(slot.copy)
        except NetwrightError as error:
            self.window.files.refuse(
                f"The copy cannot be read: {error}. It was left at {slot.copy}."
            )
            return
        project = Project(document, about.path)
        self.window.files.show(project)
        self.window.autosave.adopt(project, slot)
        self.window.refresh_title()
        if about.path is not None and stamp_of(about.path) != about.stamp:
            self.window.autosave.stamp = about.stamp
            self.look_at_disk()

    def changed(self) -> bool:
        """Tell whether another program changed the file of the open project."""
        path = self.window.project.path
        known = self.window.autosave.stamp
        return path is not None and known is not None and stamp_of(path) != known

    def _keep_mine(self) -> None:
        self.window.autosave.stamp = stamp_of(self.window.project.path)
        self.window.autosave.recovered = True  # what is on the disk is not what is here
        self.window.refresh_title()

    def _reload(self) -> None:
        path = self.window.project.path
        if self.window.files.may_leave():
            project = self.window.files.read(path)
            if project is not None:
                self.window.files.show(project)

    def _discard(self, slot: Slot) -> None:
        slot.remove()
        slot.release()

    def _autosave_failed(self, reason: str) -> None:
        words = f"The copy against crashes cannot be written ({reason}). Save often."
        self.window.centre.notices.tell(Notice("autosave", words, bad=True))


def _clock(nanoseconds: int) -> str:
    from datetime import datetime

    return f"{datetime.fromtimestamp(nanoseconds / 1e9):%Y-%m-%d %H:%M}"
