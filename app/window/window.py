"""The main window: assembled from its parts after it was painted once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.window.bench_window import BenchWindow

from PySide6.QtWidgets import QApplication  # isort: skip

from app.frame.application import name_application, scale_text
from app.frame.preferences import Preferences

if TYPE_CHECKING:
    from app.project.project import Project


class MainWindow(BenchWindow):
    """The window of the program."""

    def _steps(self) -> Iterator[None]:
        from app.window.assembly import build

        yield from build(self, self._path)

    def put_project(self, project: Project) -> bool:
        """Show another project; returns whether every part shows it, otherwise an empty one is open."""
        from app.window.showing import put_project

        return put_project(self, project)


def main(path: str | None = None) -> int:
    """Show the window until it is closed.

    Args:
        path: the project to open; a new one where it is ``None``.

    Returns:
        The exit code.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    name_application(app)
    scale_text(app, Preferences().text_size)
    seen = app.platformName() != "offscreen"
    window = MainWindow(Path(path) if path else None, catch_errors=True, keep_worker=seen)
    window.show()
    try:
        return app.exec()
    finally:
        window.end()
