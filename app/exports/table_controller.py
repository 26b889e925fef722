"""The summary of the model as a file: Markdown, CSV or LaTeX, with the rows that are open in the panel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.words import heading_of
from app.files.controller import file_stem, os_words
from app.frame.save_path import ask_save_path
from app.summary.tables import SUFFIXES, lines_of, table_text
from blocks.files.saving import write_atomically

if TYPE_CHECKING:
    from app.window.window import MainWindow

_WORDS = {".md": "Markdown", ".csv": "CSV table", ".tex": "LaTeX table"}
FILTERS = {f"{_WORDS[suffix]} (*{suffix})": suffix for suffix in SUFFIXES}


class TableActions:
    """Writes the summary."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def save(self) -> None:
        """Ask for a place and write the table there; its suffix says in which way."""
        self.window.commit()
        start = Path(self.window.files.folder()) / f"{file_stem(self.window.project.title)}.md"
        path = ask_save_path(self.window, heading_of("export.table"), start, FILTERS)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the table."""
        project, panel = self.window.project, self.window.panels.get("Summary")
        if panel is None or "Summary panel" in self.window.missing:
            lines = lines_of(project.checker)
        else:
            lines = panel.lines()
        text = table_text(project.checker, project.title, path.suffix.lower(), lines)
        try:
            write_atomically(path, text.encode())
        except OSError as error:
            self.window.files.refuse(f"The table was not written. {os_words(error)}")
            return
        self.window.centre.toast.tell(f"{path.name} was written.")
