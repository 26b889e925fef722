"""The Export menu: code as a file or on the clipboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.actions.words import heading_of
from app.frame.reasons import refuse, while_said
from app.frame.save_path import ask_save_path, file_stem, os_words, start_folder
from blocks.files.saving import write_atomically
from exporters.styles.options import MODEL_ONLY, SCRIPT, ExportOptions

if TYPE_CHECKING:
    from app.code.panel import CodePanel
    from app.exports.code_dialog import ExportDialog
    from app.exports.model_file_controller import ModelFileActions
    from app.frame.workbench import Workbench

_KINDS = {".py": "Python scripts (*.py)", ".ipynb": "Notebooks (*.ipynb)"}


class ExportActions:
    """Writes the model as code.

    Attributes:
        dialog: the one that is or was shown last.
    """

    def __init__(
        self, bench: Workbench, model_files: ModelFileActions, panel: CodePanel | None
    ) -> None:
        self.bench = bench
        self._model_files = model_files
        self._panel = panel
        self.dialog: ExportDialog | None = None

    def ask(self) -> None:
        """Ask how the code is to be written, with what comes out beside it."""
        from app.exports.code_dialog import ExportDialog
        from app.project.scripts import refusals, snapshot

        if not self._complete():
            return
        bench = self.bench
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.deleteLater()
        options = replace(bench.preferences.export_options, style=self._live().style)
        source = snapshot(bench.project, options)
        dialog = self.dialog = ExportDialog(source, refusals(source), bench.theme, bench.widget)
        dialog.save_wanted.connect(self.save)
        dialog.copied.connect(lambda: self._remember(dialog.options))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def save(self) -> None:
        """Ask for a place and write what the dialog shows there."""
        dialog = self.dialog
        assert dialog is not None
        project = self.bench.project
        start = (
            Path(start_folder(self.bench.project)) / f"{file_stem(project.title)}{dialog.suffix}"
        )
        path = ask_save_path(
            dialog, heading_of("export.python"), start, {_KINDS[dialog.suffix]: dialog.suffix}
        )
        if path is None:
            return
        options = dialog.options
        self._remember(options)
        dialog.accept()
        self.write_script(path, dialog.text, beside=options.scope != MODEL_ONLY)

    def write_script(self, path: Path, text: str, beside: bool = True) -> None:
        """Write a script or a notebook.

        Args:
            path: where.
            text: all of it.
            beside: the weights that it starts from are to lie beside it, where it does.
        """
        try:
            write_atomically(path, text.encode())
        except OSError as error:
            refuse(self.bench, f"The script was not written. {os_words(error)}")
            return
        self.bench.tell(f"{path.name} was written.")
        if beside:
            self._model_files.write_start(path)

    def copy_code(self) -> None:
        """Put the Python script on the clipboard, as the code panel has it."""
        from app.project.scripts import fitting_script_of, snapshot

        if self._complete():
            text = fitting_script_of(snapshot(self.bench.project, self._live()))
            QGuiApplication.clipboard().setText(text)
            self.bench.tell("The script is on the clipboard.")

    def _complete(self) -> bool:
        from app.project.scripts import missing_words

        self.bench.commit()
        project = self.bench.project
        words = missing_words(project)
        if words:
            holds = while_said(self.bench, lambda: missing_words(project))
            refuse(self.bench, f"There is no script yet. {words}", holds)
        return not words

    def _remember(self, options: ExportOptions) -> None:
        self.bench.preferences.export_options = options
        if self._panel is not None:
            self._panel.use(options)

    def _live(self) -> ExportOptions:
        """Return how the code panel writes."""
        panel = self._panel
        options = self.bench.preferences.export_options if panel is None else panel.options
        return replace(options, scope=SCRIPT)
