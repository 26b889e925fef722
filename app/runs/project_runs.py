"""The runs of the open project as records: read from their folders, begun by the session, followed from outside."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.plots.curves import Curves
from app.plots.run_record import RunRecord, record_of
from app.project.project import Project
from app.training.messages import RunFailed, RunFinished
from app.training.run_folder import presence
from app.training.run_folder.folder import read_run, stamp_of
from app.training.run_folder.places import folders_of
from app.training.run_folder.replay import Replay
from app.training.session import TrainingSession
from blocks.settings.optimizers import optimizer_words
from canvas.later import Later

AT_ONCE = 20
"""So many folders are read before the window goes on; the rest follows between its events."""

READING = 0.02
"""Seconds that folders are read at a stretch."""

LOOK = 1000
"""Milliseconds between two looks at a run that goes on without this window."""

SLICE = 2**18
"""Bytes of an event log that are taken in at once, between events of the window."""


class ProjectRuns(QObject):
    """Keeps the records of one project.

    Signals:
        changed: other runs, or another current one.
        grown (RunRecord): a run that goes on without this window has more.

    Attributes:
        records: latest first.
        current: the one that is shown; ``None`` for none.
        project: whose runs they are.
        own: the session's own record, while it runs and after.
    """

    changed = Signal()
    grown = Signal(object)

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.records: list[RunRecord] = []
        self.current: RunRecord | None = None
        self.own: RunRecord | None = None
        self._session = session
        self.project: Project | None = None
        # Those of this session: they have more than their folders say quickly.
        self._kept: list[RunRecord] = []
        self._replays: list[tuple[RunRecord, Replay]] = []
        self._timer = Later(self, self._look)
        self._waiting: list[tuple[Path, int]] = []
        self._reader = Later(self, self._read_slice)

    # ------------------------------------------------------------ reading

    def show(self, project: Project) -> None:
        """Show the runs of another project, and no other's."""
        self.project = project
        self.records, self.current, self.own, self._kept = [], None, None, []
        self.read()

    def read(self) -> None:
        """Read the project's folders again; records that are known stay the same objects."""
        project = self.project
        if project is None:
            return
        folders = folders_of(project.path, project.key)
        known = {each.folder.name: each for each in self.records if each.folder is not None}
        self.records, self._waiting = [], []
        for place, folder in enumerate(folders):
            old = known.get(folder.name)
            if old is not None and self._is_same(old, folder):
                old.folder = folder
                self.records.append(old)
            else:
                self._waiting.append((folder, len(folders) - place))
        if self.own is not None and self.own not in self.records and self._session.busy:
            self.records.append(self.own)
        self._read_some(AT_ONCE, 0.0)

    def _is_same(self, old: RunRecord, folder: Path) -> bool:
        if old in self._kept or (old.running and presence.is_running(folder)):
            return True
        return old.stamp == stamp_of(folder)

    @property
    def complete(self) -> bool:
        """Tell whether all folders have been read."""
        return not self._waiting

    def _read_slice(self) -> None:
        self._read_some(1, READING)

    def _read_some(self, least: int, seconds: float) -> None:
        """Read folders that wait, the latest first: some at once, the others between events of the window."""
        end, count = time.perf_counter() + seconds, 0
        while self._waiting and (count < least or time.perf_counter() < end):
            folder, number = self._waiting.pop(0)
            self.records.append(record_of(read_run(folder), number))
            count += 1
        if self._waiting:
            self._reader.start(0)
            if not seconds:
                self._show_read()
        else:
            self._show_read()

    def _show_read(self) -> None:
        self.records.sort(key=lambda record: record.order, reverse=True)
        if self.current not in self.records:
            self.current = self._first()
        self._follow_running()
        self.changed.emit()

    def fill(self) -> None:
        """Read every batch of the current run, a slice at a time."""
        record = self.current
        if record is None or record.whole or record.running or record.folder is None:
            return
        if record not in [each for each, _ in self._replays]:
            self._replays.append((record, Replay(record.folder)))
            self._timer.start(0)

    @property
    def background(self) -> RunRecord | None:
        """The current run, where it goes on without this window."""
        return self.current if self.current is not None and self.current.running else None

    @property
    def can_go_on(self) -> bool:
        """Tell whether the current run can be continued: it ended in this program, and not with a failure."""
        record, session = self.current, self._session
        return (
            record is not None
            and record.folder is not None
            and not record.running
            and not session.busy
            and record.folder.name in session.trained
            and record.can_go_on()
        )

    def _first(self) -> RunRecord | None:
        running = [each for each in self.records if each.running]
        return next(iter((*running, *(each for each in self.records if not each.trouble))), None)

    # ------------------------------------------------------------ the session's own run

    def begin(self) -> RunRecord:
        """Return the record of the run that the session begins, or goes on with; it is the current one."""
        project, session = self.project, self._session
        assert project is not None
        record = next((each for each in self.records if each.folder == session.run_folder), None)
        if session.run_folder is None or record is None:
            number = max([len(self.records), *(each.number for each in self.records)]) + 1
            words = optimizer_words(project.settings.of_training("optimizer"))
            record = RunRecord(number, words, session.history)
            self.records.insert(0, record)
        self._replays = [each for each in self._replays if each[0] is not record]
        record.history, record.whole = session.history, True
        record.ended, record.running, record.result = "", False, None
        self.own = self.current = record
        self._kept.append(record)
        return record

    def end(self, word: str, result: RunFinished | RunFailed) -> None:
        """Note how the session's run ended."""
        record = self.own
        if record is not None:
            record.curves.follow(record.history)
            record.ended, record.result = word, result
            if record.folder is None:
                record.folder = self._session.run_folder

    def let_go(self) -> None:
        """The session's run goes on without it: from now on its folder tells of it."""
        self._kept = [each for each in self._kept if each is not self.own]
        self.own = None

    # ------------------------------------------------------------ following from outside

    def _follow_running(self) -> None:
        alive = [each for each in self.records if each.running]
        kept = [pair for pair in self._replays if pair[0] in self.records]
        known = [record for record, _ in kept]
        for record in alive:
            if record.folder is not None and record not in known:
                kept.append((record, Replay(record.folder)))
        self._replays = kept
        if kept:
            self._timer.start(0)

    def _look(self) -> None:
        more = False
        for record, replay in list(self._replays):
            if replay.read(SLICE):
                more = True
                if record.running:
                    self._show(record, replay)
                continue
            self._replays.remove((record, replay))
            if record.running and record.folder is not None and presence.is_running(record.folder):
                self._replays.append((record, replay))
            elif record.running:
                replay.read()  # the last words
                self._ended(record)
            else:
                self._filled(record, replay)
        if self._replays:
            self._timer.start(0 if more else LOOK)

    def _show(self, record: RunRecord, replay: Replay) -> None:
        if record.history is not replay.history:
            record.history, record.curves, record.whole = replay.history, Curves(), True
        self.grown.emit(record)

    def _filled(self, record: RunRecord, replay: Replay) -> None:
        record.whole = True
        if len(replay.history.per_epoch) >= len(record.history.per_epoch):
            record.history, record.curves = replay.history, Curves()
            self.changed.emit()

    def _ended(self, record: RunRecord) -> None:
        """Read how a run ended that went on without this window."""
        assert record.folder is not None
        fresh = record_of(read_run(record.folder), record.number)
        record.running, record.ended = fresh.running, fresh.ended
        record.result, record.trouble, record.stamp = fresh.result, fresh.trouble, fresh.stamp
        self.changed.emit()
