"""Export of model files from the window: the dialog, the worker behind it, and the weights beside a script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices

from app.exports.model_file_dialog import ModelFileDialog
from app.exports.model_file_job import ModelFileJob
from app.exports.weight_choices import choices
from app.exports.weights import ExportOrder, of_file, report_lines, start_path, untrained
from app.frame.notices import Answer, Notice
from app.frame.reasons import refuse, while_open, while_said
from app.frame.save_path import file_stem, may_replace, start_folder
from app.system.errors import UserError
from exporters.model_files import WEIGHTS

if TYPE_CHECKING:
    from app.frame.workbench import Workbench

KEY = "model file"
"""Of the notices about files that are written without a dialog."""


class ModelFileActions(QObject):
    """Writes one model file at a time.

    Attributes:
        dialog: the one that is or was shown last.
        job: what is being written.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        bench.closing.connect(self.close)
        self.dialog: ModelFileDialog | None = None
        self.job: ModelFileJob | None = None

    def ask(self) -> None:
        """Ask what is to be written."""
        from app.project.scripts import missing_words

        self.bench.commit()
        project = self.bench.project
        found = choices(project)
        if not found:
            words = missing_words(project)
            holds = while_said(self.bench, lambda: missing_words(project))
            refuse(self.bench, f"There is no model to export yet. {words}", holds)
            return
        self.close()
        start = (
            Path(start_folder(self.bench.project)).absolute() / f"{file_stem(project.title)}.keras"
        )
        dialog = self.dialog = ModelFileDialog(found, start, self.bench.widget)
        dialog.wanted.connect(self._begin)
        dialog.cancelled.connect(self._cancel)
        dialog.folder_wanted.connect(self._show_folder)
        dialog.file_chosen.connect(self._take_weights)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def close(self) -> None:
        """End what is being written, and put the dialog away."""
        self._cancel()
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.deleteLater()
            self.dialog = None

    def write_start(self, script: Path) -> None:
        """Write beside a script the weights that it starts from, where it does; a file that is there is asked about."""
        path = start_path(self.bench.project.document, script)
        if path is None:
            return
        if path.exists():
            words = f"The script starts from {path.name}, which is there already and was kept."
            self._tell(words, answers=[("Write it anew", lambda: self._write_start(path))])
        else:
            self._write_start(path)

    def _write_start(self, path: Path) -> None:
        project = self.bench.project
        self._cancel()
        try:
            order = ExportOrder(untrained(project), WEIGHTS, path)
        except UserError as error:
            self._tell(str(error), bad=True)
            return
        self._tell(f"Writing {path.name}, the weights that the script starts from...")
        job = self._new_job(order)
        job.done.connect(lambda _: self._tell(f"{path.name} lies beside the script."))
        job.failed.connect(
            lambda words: self._tell(f"{path.name} was not written. {words}", bad=True)
        )
        job.start()

    # ------------------------------------------------------------ what the dialog asks for

    def _begin(self) -> None:
        dialog = self.dialog
        assert dialog is not None
        if dialog.path.exists() and not may_replace(dialog, dialog.path):
            return
        self._cancel()
        try:
            order = ExportOrder(dialog.weights, dialog.format, dialog.path, dialog.inference)
        except UserError as error:
            dialog.show_failure(str(error))
            return
        job = self._new_job(order)
        job.phase.connect(dialog.show_phase)
        job.failed.connect(dialog.show_failure)
        words = f"Weights: {dialog.weights.words[:1].lower()}{dialog.weights.words[1:]}."
        job.done.connect(lambda event: dialog.show_report([words, *report_lines(event)]))
        job.start()

    def _take_weights(self, path: Path) -> None:
        assert self.dialog is not None
        try:
            self.dialog.add_weights(of_file(self.bench.project, path))
        except UserError as error:
            self.dialog.show_failure(str(error))

    def _show_folder(self) -> None:
        if self.dialog is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.dialog.path.parent)))

    # ------------------------------------------------------------ parts

    def _new_job(self, order: ExportOrder) -> ModelFileJob:
        self.job = ModelFileJob(order, self)
        return self.job

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.job.deleteLater()
            self.job = None

    def _tell(self, words: str, answers: Sequence[Answer] = (), bad: bool = False) -> None:
        self.bench.notices.tell(Notice(KEY, words, answers, bad=bad, holds=while_open(self.bench)))
