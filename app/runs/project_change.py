"""Runs and their project: what becomes of them when the window leaves it, and when it is saved elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox

from app.exports.weights import same_model
from app.files.leaving import LeaveChoice
from app.frame.from_thread import Homeward, Threads
from app.frame.notices import Notice
from app.frame.reasons import while_open
from app.training.run_folder import places
from app.training.run_folder.folder import PROJECT
from app.training.run_folder.places import StillRunning
from app.widgets.question import question
from blocks.errors import FileError
from blocks.files.project_file import read_project
from blocks.files.saving import same_file
from canvas.later import Later

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from app.project.project import Project
    from app.runs.project_runs import ProjectRuns
    from app.training.session import TrainingSession
    from blocks.document.document import Document

KEY, ASIDE = "runs", "runs aside"
"""Of the notices about where runs are kept, and about another project's that were in the way."""


class RunActions(QObject):
    """Keeps runs with their project."""

    def __init__(self, bench: Workbench, session: TrainingSession, book: ProjectRuns) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self._session = session
        self._book = book
        self._threads = Threads("runs", daemon=True)
        self._home = Homeward()
        self._home.arrived.connect(self._told, Qt.ConnectionType.QueuedConnection)
        self._strays = Homeward()
        self._strays.arrived.connect(self._found_stray, Qt.ConnectionType.QueuedConnection)
        self._offered: Project | None = None  # has been offered the runs of a stray folder
        session.started.connect(self._tell_place)
        # A process that has told its end still holds files for a moment.
        self._later = Later(self, self.gather, 2000)
        for ended in (session.finished, session.failed):
            ended.connect(lambda _: self._later.start())
        bench.activated.connect(self.look)
        bench.closing.connect(self.depart)

    # ------------------------------------------------------------ leaving

    def ask(self) -> LeaveChoice:
        """Ask what is to become of the run under way, where there is one."""
        if not self._session.busy:
            return LeaveChoice.NOTHING
        return self.ask_run()

    def ask_run(self) -> LeaveChoice:
        """Ask what is to become of the run, with a dialog."""
        box = question(
            self.bench.widget,
            f"{self.bench.project.title} is being trained{self._how_far()}.",
            "A run that keeps running goes on by itself, even when Netwright is closed. Its curves and its best "
            "weights are there when the project is opened again.",
        )
        box.setObjectName("runQuestion")
        roles = QMessageBox.ButtonRole
        keep = box.addButton("Keep running until done", roles.AcceptRole)
        stop = box.addButton("Stop the run", roles.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(keep)
        box.exec()
        pressed = box.clickedButton()
        box.deleteLater()
        return (
            LeaveChoice.KEEP
            if pressed is keep
            else LeaveChoice.STOP
            if pressed is stop
            else LeaveChoice.CANCEL
        )

    def unsaved(self) -> int:
        """Return how many runs would be lost with a project that was never saved."""
        project = self.bench.project
        return 0 if project.path is not None else len(places.list_runs(None, project.key))

    def let_go(self, answer: LeaveChoice) -> bool:
        """Let the run of a project with a file go on, or end, by itself.

        Returns:
            whether it does: a process that does not answer cannot be left alone.
        """
        session = self._session
        if self.bench.project.path is None or not session.busy:
            return True
        if not session.let_go(stop=answer is LeaveChoice.STOP):
            if answer is not LeaveChoice.STOP:
                words = "The training process does not answer, so it cannot be left alone. Try again, or stop the run."
                self._tell(words, bad=True)
                return False
            session.abandon()  # it was to end; what it had saved is in its folder
        self._book.let_go()
        return True

    def depart(self) -> None:
        """Take leave of the project for good: runs of one that was never saved go with it."""
        project, session = self.bench.project, self._session
        if project.path is None or not self.let_go(LeaveChoice.KEEP):
            session.abandon()
        if project.path is None:
            places.discard_unsaved(project.key)

    def stayed(self) -> None:
        """The window did not leave after all: a run that was let go is followed from outside."""
        self._book.read()

    # ------------------------------------------------------------ saving

    def may_move(self, path: Path) -> bool:
        """Ask about the run under way before the window goes on with a copy at another place."""
        old = self.bench.project.path
        if old is None or same_file(path, old):
            return True
        answer = self.ask()
        return answer is not LeaveChoice.CANCEL and self.let_go(answer)

    def before_save(self, path: Path) -> bool:
        """Move the runs of another project out of the way, where they lie in the project's place.

        Returns:
            whether the project may be saved there.
        """
        project = self.bench.project
        if same_file(path, project.path):
            return True
        known = {each.folder.name for each in self._book.records if each.folder is not None}
        try:
            aside = places.set_aside(path, known)
        except StillRunning:
            words = f"Another project at {path.name} is still being trained. Save under another name, or wait."
            self._tell(words, bad=True)
            return False
        except OSError as error:
            words = f"{path.name} was not saved: runs of another project are in its place and cannot be moved"
            self._tell(f"{words} ({error.strerror}).", bad=True)
            return False
        if aside is not None:
            words = f"Runs of another project were in this place. They are in {aside.name} now."
            self._tell(words, key=ASIDE)
        return True

    def saved(self, old: Path | None) -> None:
        """Let the runs follow a project that was saved at a new place.

        Args:
            old: its file before; ``None`` where it had none.
        """
        project = self.bench.project
        assert project.path is not None
        if old is None:
            try:
                places.give_file(project.key, project.path)
            except OSError as error:
                words = f"The runs stay in {places.unsaved_home(project.key)} ({error.strerror})."
                self._tell(words, bad=True)
            self.gather()
        elif not same_file(old, project.path):
            count = sum(not each.running for each in places.list_runs(old))
            self._book.show(project)
            if count and not self._book.records:
                self._offer_copies(old, project, count)

    def gather(self) -> None:
        """Bring runs that had to be kept elsewhere to their place beside the project."""
        path = self.bench.project.path
        if path is not None and places.kept_elsewhere(path):
            self._in_thread(lambda: places.gather(path), quiet=True)

    def look_for_strays(self) -> None:
        """Offer runs that lie beside a project without runs and without a project of their own: it was renamed."""
        project = self.bench.project
        self._offered = None
        if project.path is None or self._book.records:
            return
        self._threads.begin(partial(_find_strays, project, project.path, self._strays))

    def _found_stray(self, what: tuple[Project, Path, Document]) -> None:
        project, home, document = what
        if project is not self.bench.project or self._book.records:
            return
        if project is not self._offered and same_model(document, project.document):
            self._offered = project
            words = f"{home.name} is here without its project, and its runs belong to this model."
            self._tell(words, [("Take them over", partial(self._take_over, home, project))])

    def _take_over(self, home: Path, project: Project) -> None:
        try:
            places.take_over(home, project.path or home)
        except OSError as error:
            self._tell(f"The runs were not taken over ({error.strerror}).", bad=True)
        self._book.read()

    def look(self) -> None:
        """Show runs that came or went while the window was behind others: the command line writes them, too."""
        project, book = self.bench.project, self._book
        known = {each.folder for each in book.records if each.folder is not None}
        if book.complete and set(places.folders_of(project.path, project.key)) != known:
            book.read()

    def wait(self) -> None:
        """Wait until what was begun is done: for tests and for the end."""
        self._threads.wait()

    # ------------------------------------------------------------ parts

    def _how_far(self) -> str:
        history = self._session.history
        return f" (epoch {history.epoch} of {history.epochs})" if history.epochs else ""

    def _offer_copies(self, old: Path, project: Project, count: int) -> None:
        runs = "run stays" if count == 1 else f"{count} runs stay"
        words = f"The {runs} with {old.name}."
        copy = (
            "Copy them here" if count > 1 else "Copy it here",
            partial(self._copy, old, project),
        )
        self._tell(words, [copy])

    def _copy(self, old: Path, project: Project) -> None:
        target = project.path
        assert target is not None
        self._in_thread(lambda: places.copy_runs(old, target))

    def _tell_place(self, _: object) -> None:
        """Say where a run is kept that could not be kept beside its project."""
        path, folder = self.bench.project.path, self._session.run_folder
        if path is None or folder is None or folder.parent == places.runs_beside(path):
            return
        words = f"Nothing can be written beside {path.name}, so this run is kept in {folder}."
        self._tell(words, [("Save as...", partial(self.bench.trigger, "file.save_as"))])

    def _tell(
        self,
        words: str,
        answers: list[tuple[str, Callable[[], object]]] | None = None,
        bad: bool = False,
        key: str = KEY,
    ) -> None:
        holds = while_open(self.bench)
        self.bench.notices.tell(Notice(key, words, answers or [], bad=bad, holds=holds))

    def _in_thread(self, work: Callable[[], object], quiet: bool = False) -> None:
        """Do something to folders, which may be large, beside the window's work; then show the runs again."""
        project, home = self.bench.project, self._home

        def run() -> None:
            words = ""
            try:
                work()
            except OSError as error:
                words = (
                    "" if quiet else f"The runs could not be copied ({error.strerror or error})."
                )
            home.send(words, project)

        self._threads.begin(run)

    def _told(self, what: tuple[str, Project]) -> None:
        words, project = what
        if project is self.bench.project:
            self._book.read()
            if words:
                self._tell(words, bad=True)


def _find_strays(project: Project, path: Path, home: Homeward) -> None:
    """Send each stray folder beside a project with the model of its newest run: in a thread, for disks may be slow."""
    for folder in places.stray_homes(path):
        newest = places.newest_in(folder)
        with suppress(FileError):
            if newest is not None:
                home.send(project, folder, read_project(newest.folder / PROJECT))
