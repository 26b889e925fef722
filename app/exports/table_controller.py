"""The summary of the model as a file: Markdown, CSV or LaTeX, with the rows that are open in the panel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.words import heading_of
from app.frame.reasons import refuse
from app.frame.save_path import ask_save_path, file_stem, os_words, start_folder
from app.summary.tables import SUFFIXES, lines_of, table_text
from blocks.files.saving import write_atomically

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from app.summary.panel import SummaryPanel

_WORDS = {".md": "Markdown", ".csv": "CSV table", ".tex": "LaTeX table"}
FILTERS = {f"{_WORDS[suffix]} (*{suffix})": suffix for suffix in SUFFIXES}


class TableActions:
    """Writes the summary."""

    def __init__(self, bench: Workbench, panel: SummaryPanel | None) -> None:
        self.bench = bench
        self._panel = panel

    def save(self) -> None:
        """Ask for a place and write the table there; its suffix says in which way."""
        self.bench.commit()
        start = Path(start_folder(self.bench.project)) / f"{file_stem(self.bench.project.title)}.md"
        path = ask_save_path(self.bench.widget, heading_of("export.table"), start, FILTERS)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the table."""
        project, panel = self.bench.project, self._panel
        lines = lines_of(project.checker) if panel is None else panel.lines()
        text = table_text(project.checker, project.title, path.suffix.lower(), lines)
        try:
            write_atomically(path, text.encode())
        except OSError as error:
            refuse(self.bench, f"The table was not written. {os_words(error)}")
            return
        self.bench.tell(f"{path.name} was written.")
