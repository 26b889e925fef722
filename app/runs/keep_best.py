"""Keeping the best model of a run: where to, and the copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.frame.from_thread import Homeward, Threads
from app.project.project import Project
from blocks.files.saving import copy_file

WEIGHTS = ".weights.h5"


def ask_target(parent: QWidget, source: Path, project: Project) -> Path | None:
    """Ask where the best model is to be kept; ``None`` where nothing was chosen.

    Args:
        parent: the question lies over it.
        source: the file in the run folder: a model, or weights alone where a run was broken off.
        project: the run's.
    """
    suffix = WEIGHTS if source.name.endswith(WEIGHTS) else source.suffix
    start = project.path.with_suffix(suffix) if project.path else Path.home() / f"model{suffix}"
    kind = "Keras weights" if suffix == WEIGHTS else "Keras model"
    chosen, _ = QFileDialog.getSaveFileName(
        parent, "Keep the best model", str(start), f"{kind} (*{suffix})"
    )
    return Path(chosen) if chosen else None


class ModelCopies(QObject):
    """Copies model files, which may be large, beside the window's work.

    Signals:
        ended (Path, str): a copy is there, or why it is not.
    """

    ended = Signal(object, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._home = Homeward()
        self._home.arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._threads = Threads("keep best", daemon=False)  # nobody wants half a copy

    def begin(self, source: Path, target: Path) -> None:
        """Copy a file; `ended` tells what came of it. The program ends no sooner than the copy."""
        self._threads.begin(lambda: self._home.send(target, copy_model(source, target)))

    def wait(self) -> None:
        """Wait until every copy is there: for tests."""
        self._threads.wait()

    def _tell(self, what: tuple[Path, str]) -> None:
        self.ended.emit(*what)


def copy_model(source: Path, target: Path) -> str:
    """Copy a model file so that nobody ever sees half of it.

    Returns:
        why it was not copied, in a sentence; empty where it was.
    """
    try:
        copy_file(source, target)
    except OSError as error:
        return f"The model was not copied. {target}: {error.strerror or error}."
    return ""
