"""Watches the disk: files changed by other programs, and copies of work that was never saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QFileSystemWatcher, QObject

from app.actions.words import title_of
from app.files.recovery import About, RecoverySlot
from app.files.second_window import FileClaim
from app.files.sweeping import sweep_in_thread
from app.frame import recent
from app.frame.notices import Answer, Notice
from app.frame.reasons import refuse
from app.frame.workbench import Projects
from app.project.file_state import FileState, stamp_of, state_of, whole_stamp_of
from app.project.project import Project
from app.system.state_files import is_there
from app.training.run_folder.places import discard_unsaved, folders_of
from blocks.errors import NetwrightError
from blocks.files.saving import real_path, same_file
from blocks.quoting import named
from canvas.later import Later

if TYPE_CHECKING:
    from pathlib import Path

    from app.files.autosave import Autosave
    from app.frame.workbench import Workbench

CHANGED, SECOND = "disk", "second"
"""Keys of the notices: the file is another now; it is open in a second window."""


class Files(Projects, Protocol):
    """Reading and saving of projects, as `app.files.controller` does it."""

    def read(self, path: Path | None) -> Project | None:
        """Read a project; says why where that fails, and returns ``None``."""
        ...

    def write(self, path: Path) -> bool:
        """Save the open project there; returns whether it is saved."""
        ...

    def save_as(self) -> bool:
        """Ask for a place and save there; returns whether it is saved."""
        ...

    def stayed(self) -> None:
        """Hear that the open project stays after `may_leave` allowed to close it."""
        ...


class DiskActions(QObject):
    """Watches the open file and offers recovery."""

    def __init__(self, bench: Workbench, autosave: Autosave, files: Files) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self._autosave = autosave
        self._files = files
        bench.activated.connect(self.look_at_disk)
        bench.closing.connect(self.close)
        self.claim = FileClaim(parent=self)
        self.claim.freed.connect(lambda: bench.notices.close_notice(SECOND))
        self._told = FileState.SAME
        self._copies: dict[str, RecoverySlot] = {}
        self._watcher = QFileSystemWatcher(self)
        soon = Later(self, self.look_at_disk, 200).soon
        # A save that replaces the file is seen by the folder, a change in place by the file itself.
        self._watcher.directoryChanged.connect(lambda _: soon())
        self._watcher.fileChanged.connect(lambda _: soon())
        autosave.failed.connect(self._autosave_failed)
        autosave.mended.connect(lambda: bench.notices.close_notice("autosave"))

    def watch(self) -> None:
        """Watch the file of the open project, and claim it."""
        self._told = FileState.SAME
        self._watch_paths()
        self._show_offers()
        self.bench.notices.close_notice(SECOND)
        path = self.bench.project.path
        if not self.claim.hold(path) and path is not None:
            words = (
                f"{path.name} is open in another window of Netwright. Work in one of them: "
                "what one saves, the other has to read again."
            )
            answer = (title_of("file.save_as"), self._files.save_as)
            self.bench.notices.tell(Notice(SECOND, words, [answer]))

    def close(self) -> None:
        """Let the file go."""
        self.claim.release()

    @property
    def gone(self) -> bool:
        """Whether the file of the open project was seen to be gone: what is here is nowhere else."""
        return self._told in (FileState.GONE, FileState.FOLDER_GONE)

    def look_at_disk(self) -> None:
        """Say so where another program changed or removed the file; take that back where it is as it was."""
        self._watch_paths()
        self.claim.look()
        state = self.state()
        if state is self._told:
            return
        self._told = state
        if state is FileState.SAME:
            self.bench.notices.close_notice(CHANGED)
        else:
            self.tell(state)
        self.bench.refresh()
        self._autosave.alone = self.gone
        if self.gone:
            self._autosave.write()  # the only copy on any disk

    def state(self) -> FileState:
        """Return what became of the file since it was read or saved."""
        path, known = self.bench.project.path, self._autosave.stamp
        if path is None:
            return FileState.SAME
        state = state_of(path, known)
        if state is FileState.SAME and known is not None:
            now = stamp_of(path)
            if now is not None and not known.same_place_in_time(now):
                self._autosave.stamp = whole_stamp_of(path)
        return state

    def tell(self, state: FileState, saving: bool = False) -> None:
        """Show what became of the file, and what can be done about it.

        Args:
            state: what became of it.
            saving: somebody wants to save it now.
        """
        path = self.bench.project.path
        assert path is not None
        save_as: Answer = (title_of("file.save_as"), self._files.save_as)
        save_here: Answer = ("Save it again", partial(self._files.write, path))
        answers: list[Answer]
        if state is FileState.FOLDER_GONE:
            words = f"The folder {path.parent} is gone. Your work is still here: save it elsewhere."
            answers = [save_as]
        elif state is FileState.GONE:
            words = f"{path.name} is gone from the disk. Your work is still here."
            answers = [save_here, save_as]
        elif saving:
            words = f"{path.name} was changed by another program since you opened it."
            answers = [("Overwrite it", save_here[1]), save_as]
        else:
            words = f"{path.name} was changed by another program."
            answers = [("Read it again", self._reload), ("Keep mine", self._keep_mine)]
        bad = saving or state is not FileState.CHANGED
        self.bench.notices.tell(Notice(CHANGED, words, answers, bad=bad))

    def sweep(self) -> None:
        """Remove what killed sessions left in the folders that are in use."""
        path = self.bench.project.path
        files = [*recent.recent_files(), *([path] if path is not None else [])]
        sweep_in_thread(file.parent for file in files)

    def offer_recovery(self) -> None:
        """Offer the copies of sessions that ended without saving, and say where others will be offered."""
        self._copies = {slot.name: slot for slot in self._autosave.orphans()}
        hidden = len(self._copies) - self._show_offers()
        if hidden:
            what = "a project" if hidden == 1 else f"{hidden} projects"
            self.bench.tell(
                f"There is unsaved work of {what} from an earlier session: File > New offers it.", 8
            )

    def _show_offers(self) -> int:
        """Show the offers that belong here, and no others; returns how many.

        A copy is offered with its own project, and where nothing has been begun yet.
        """
        project, shown = self.bench.project, 0
        begun = bool(project.path is not None or project.document.model.blocks)
        for slot in self._copies.values():
            about = slot.about()
            if begun and not same_file(about.path, project.path):
                self.bench.notices.close_notice(f"recover {slot.name}")
                continue
            shown += 1
            if f"recover {slot.name}" not in self.bench.notices.shown():
                self._offer(slot, about)
        return shown

    def _offer(self, slot: RecoverySlot, about: About) -> None:
        when = stamp_of(slot.copy) or stamp_of(slot.previous)
        time = _clock(when.changed_ns) if when else "?"
        where = f" ({named(about.path.name)})" if about.path else ""
        where += " (the note about it is damaged)" if about.damaged else ""
        count = len(folders_of(None, about.key)) if about.path is None else 0
        where += f" and its {'run' if count == 1 else f'{count} runs'}" if count else ""
        notice = Notice(
            f"recover {slot.name}",
            f"Netwright ended without saving {about.title}{where}, last changed {time}.",
            [
                ("Restore", partial(self.recover, slot)),
                ("Delete the copy", partial(self._discard, slot)),
            ],
        )
        self.bench.notices.tell(notice)

    def recover(self, slot: RecoverySlot) -> None:
        """Open a copy in place of what is open."""
        self.bench.commit()
        if not self._files.may_leave():
            self._show_offers()
            return
        about = slot.about()
        try:
            document = slot.read()
        except NetwrightError as error:
            self._files.stayed()
            refuse(self.bench, f"The copy cannot be read: {error}. It was left at {slot.copy}.")
            return
        del self._copies[slot.name]
        project = Project(document, about.path, about.key)
        self._files.show(project)
        self._autosave.adopt(project, slot)
        self.bench.refresh()
        if about.path is not None and about.stamp is not None:
            self._autosave.stamp = about.stamp
            self.look_at_disk()

    def _watch_paths(self) -> None:
        """Watch the file again, and the folders that it lies in.

        A file that was replaced is another one for the system, so its watch has to be made again. A folder that
        is moved says nothing itself, the one above it does; one that comes back is seen by the same watch.
        """
        old = [*self._watcher.files(), *self._watcher.directories()]
        if old:
            self._watcher.removePaths(old)
        path = self.bench.project.path
        if path is not None:
            path = real_path(path)
            self._watcher.addPaths([str(each) for each in (path, *path.parents) if is_there(each)])

    def _keep_mine(self) -> None:
        self._autosave.stamp = whole_stamp_of(self.bench.project.path)
        self._told = FileState.SAME
        self._autosave.recovered = True  # what is on the disk is not what is here
        self._autosave.write()
        self.bench.refresh()

    def _reload(self) -> None:
        path = self.bench.project.path
        if not self._files.may_leave():
            self._tell_again()
            return
        project = self._files.read(path)
        if project is not None:
            self._files.show(project)
        else:
            self._files.stayed()
            self._tell_again()

    def _tell_again(self) -> None:
        """Show once more what became of the file: the answer closed the strip, and nothing came of it."""
        if self._told is not FileState.SAME and CHANGED not in self.bench.notices.shown():
            self.tell(self._told)

    def _discard(self, slot: RecoverySlot) -> None:
        self._copies.pop(slot.name, None)
        about = slot.about()
        if about.path is None:
            discard_unsaved(about.key)
        slot.remove()
        slot.release()

    def _autosave_failed(self, reason: str) -> None:
        words = f"The recovery copy cannot be written ({reason}). Save often."
        self.bench.notices.tell(Notice("autosave", words, bad=True))


def _clock(nanoseconds: int) -> str:
    from datetime import datetime

    try:
        return f"{datetime.fromtimestamp(nanoseconds / 1e9):%Y-%m-%d %H:%M}"
    except (OverflowError, ValueError, OSError):  # a disk may say any time
        return "at a time that is not known"
