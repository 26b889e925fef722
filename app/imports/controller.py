"""Opening a model file of Keras: read in a child process, shown as a report, opened as a new project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.frame.notices import Notice
from app.frame.reasons import refuse, while_open
from app.imports.answers import Reading, Verdict
from app.imports.dialog import ImportDialog
from app.imports.job import ImportJob
from app.project.project import Project
from blocks.check.layer_paths import note_source
from blocks.errors import FileError
from blocks.files.project_file import from_text
from blocks.quoting import counted

if TYPE_CHECKING:
    from app.frame.workbench import Projects, Workbench

KEY = "import"
"""Of the notices about an import."""


class ImportActions(QObject):
    """Imports one file at a time.

    Attributes:
        dialog: the report that is or was shown last.
    """

    def __init__(self, bench: Workbench, projects: Projects) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self._projects = projects
        bench.closing.connect(self.cancel)
        self.dialog: ImportDialog | None = None
        self._job: ImportJob[Reading] | None = None
        self._check: ImportJob[Verdict] | None = None

    def begin(self, path: Path) -> None:
        """Read a model file; the present project stays until somebody opens what was read."""
        self.cancel()
        job = self._job = ImportJob("read", path, Reading, parent=self)
        job.done.connect(lambda found: self._read(path, found))
        job.failed.connect(lambda words: self._failed(path, words))
        notice = Notice(KEY, f"Reading {path.name}...", [("Cancel", self.cancel)])
        self.bench.notices.tell(notice)

    def cancel(self) -> None:
        """End what is being read or checked, and put the report away."""
        for job in (self._job, self._check):
            if job is not None:
                job.cancel()
                job.deleteLater()
        self._job = self._check = None
        self.bench.notices.close_notice(KEY)
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None

    # ------------------------------------------------------------ what the child says

    def _failed(self, path: Path, words: str) -> None:
        self.bench.notices.close_notice(KEY)
        refuse(self.bench, f"{path.name} cannot be imported. {words}")

    def _read(self, path: Path, found: Reading) -> None:
        self.bench.notices.close_notice(KEY)
        dialog = ImportDialog(path.name, found, self.bench.widget)
        dialog.open_wanted.connect(lambda flat: self._open(path, found, flat))
        dialog.check_wanted.connect(lambda: self._begin_check(path, found.folded.project))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self.dialog = dialog
        dialog.show()

    def _open(self, path: Path, found: Reading, flat: bool) -> None:
        self.bench.commit()
        if self.dialog is not None:
            self.dialog.hide()
        reading = found.flat if flat else found.folded
        try:
            document = from_text(reading.project)
        except FileError as error:
            self._failed(path, f"{error}.")
            return
        if not self._projects.may_leave():
            self._show_report()
            return
        if self.dialog is not None and self.dialog.weights.isChecked():
            note_source(document, found.weights, found.sha256, reading.layers)
        self._projects.show(Project(document))
        report = found.report
        blocks = len(document.model.blocks)
        sizes = f"{counted(report.layers, 'layer')}, {counted(blocks, 'block')}"
        words = f"{path.name} is open as a new project: {sizes}."
        answers = [("Show the report", self._show_report)]
        holds = while_open(self.bench)
        self.bench.notices.tell(Notice(KEY, words, answers, holds=holds))
        if self.dialog is not None:
            self.dialog.show_opened()

    def _show_report(self) -> None:
        if self.dialog is not None:
            self.dialog.show()
            self.dialog.raise_()

    # ------------------------------------------------------------ round trip

    def _begin_check(self, path: Path, project: str) -> None:
        job = self._check = ImportJob("check", path, Verdict, project, parent=self)
        job.done.connect(lambda found: self._checked(found.text, found.same))
        job.failed.connect(lambda words: self._checked(words, False))

    def _checked(self, words: str, same: bool) -> None:
        if self.dialog is not None:
            self.dialog.show_verdict(words, same)
