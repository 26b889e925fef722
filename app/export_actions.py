"""The Export menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.file_actions import file_stem, os_words
from blocks.files import write_atomically
from exporters.style import ExportOptions, Style

if TYPE_CHECKING:
    from app.window import MainWindow


class ExportActions:
    """Writes the model as code."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def save_python(self) -> None:
        """Ask for a place and write the Python script there."""
        text = self._script()
        if text is None:
            return
        project = self.window.project
        start = Path(self.window.files.folder()) / f"{file_stem(project.title)}.py"
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
            self.window.files.refuse(f"The script was not written. {os_words(error)}")
            return
        self.window.centre.toast.tell(f"{path.name} was written.")
        self.window.model_files.write_start(path)

    def copy_code(self) -> None:
        """Put the Python script on the clipboard."""
        text = self._script()
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            self.window.centre.toast.tell("The script is on the clipboard.")

    def _script(self) -> str | None:
        from app.scripts import missing_words, script_of, snapshot

        self.window.commit()
        words = missing_words(self.window.project)
        if words:
            self.window.files.refuse(f"There is no script yet. {words}")
            return None
        panel = self.window.panels.get("Code")
        style = panel.styles.style_chosen if panel else Style.FUNCTIONS
        return script_of(snapshot(self.window.project, ExportOptions(style=style)))
