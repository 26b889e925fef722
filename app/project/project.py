"""An open project: document, history, check, file and data, together. Knows no Qt; the command line uses it too."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.project.navigator import Navigator
from app.project.start_weights import update_file_name
from blocks.check.checker import Checker
from blocks.check.model_problems import all_problems
from blocks.document.document import Document
from blocks.document.edits import Edit, SetSettings
from blocks.document.history import History
from blocks.files.project_file import read_project, write_project
from blocks.graph.graph import MODEL
from blocks.quoting import named
from blocks.settings.datasets import DataDescription, describe_bundled
from blocks.settings.declarations import Settings
from blocks.signals import Signal
from blocks.types.problems import Problem
from canvas.layout.settling import settled


class Project:
    """A document with everything that people need around it.

    Attributes:
        document: the model and its settings.
        history: undo and redo; every change goes through `do`.
        checker: the live check of the main graph.
        place: which graph the window shows, with a check of its own inside a composite.
        path: the file, or ``None`` for a project that was never saved.
        key: tells it apart while it has no file: its runs are kept under it.
        data: what is known of the chosen data, or ``None``.
        data_error: why the chosen data cannot be read; empty where it can.
        data_changed: emitted when `data` or `data_error` changed.
    """

    def __init__(
        self, document: Document | None = None, path: Path | None = None, key: str = ""
    ) -> None:
        """Open a document, an empty one by default; ``key`` is for one that had a key before."""
        self.document = document or Document()
        self.history = History(self.document)
        self.history.complete = settled
        self.checker = Checker(self.document, MODEL)
        self.place = Navigator(self.document, self.checker)
        self.path = path
        self.key = key if is_key(key) else uuid.uuid4().hex[:12]
        self.data: DataDescription | None = None
        self.data_error = ""
        self.data_changed: Signal[[]] = Signal()
        self.read_data()
        self.document.changed.connect(self._follow)

    @classmethod
    def open(cls, path: Path) -> Project:
        """Read a project file; raises `FileError` where it is broken or newer."""
        return cls(read_project(path), path)

    def save(self, path: Path | None = None) -> None:
        """Write the project, to a new place where one is given; raises `OSError`, or `FileError`."""
        target = path or self.path
        if target is None:
            raise ValueError("a project that was never saved needs a path")
        extra = self.document.extra
        update_file_name(self.document, self.path, target)
        try:
            write_project(self.document, target)
        except BaseException:
            self.document.extra = extra  # paths in it begin at the folder of the file
            raise
        self.path = target
        self.history.mark_clean()

    @property
    def settings(self) -> Settings:
        """Title, data and training."""
        return self.document.settings

    @property
    def title(self) -> str:
        """Name for the window."""
        return named(self.settings.title or (self.path.stem if self.path else "Untitled"), 200)

    def do(self, label: str, edits: Iterable[Edit], merge: str = "") -> None:
        """Make a change as one undo step; see `History.do`."""
        self.history.do(label, edits, merge)

    def change_settings(self, label: str, new: Settings, merge: str = "") -> None:
        """Replace the settings as one undo step."""
        if new != self.settings:
            self.do(label, [SetSettings(self.settings, new)], merge)

    def problems(self) -> list[Problem]:
        """Return all problems; see `blocks.check.model_problems.all_problems`."""
        return all_problems(self.checker, self.data)

    def errors(self) -> list[Problem]:
        """Return the problems that stand in the way of training."""
        return [problem for problem in self.problems() if problem.severity.stops_training]

    def read_data(self) -> None:
        """Find out what the chosen data look like."""
        self.data, self.data_error = None, ""
        if self.settings.of_data("source") == "file":
            from app.project.data_files import DataFileError, describe_file

            try:
                self.data = describe_file(self.settings, self.path.parent if self.path else None)
            except DataFileError as error:
                self.data_error = str(error)
        else:
            self.data = describe_bundled(self.settings)
        self.data_changed.emit()

    def _follow(self, edits: Sequence[Edit]) -> None:
        for edit in edits:
            if isinstance(edit, SetSettings) and edit.old.data != edit.new.data:
                self.read_data()
                return


def is_key(word: str) -> bool:
    """Tell whether a word can be the key of a project: it becomes the name of a folder."""
    return re.fullmatch(r"[0-9a-f]{12}", word) is not None
