"""Orders to a worker for a run: a new one of a project, or one that goes on from its folder. No Qt, no Keras."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.training.messages import StartRun
from app.training.run_folder import folder as runs, places
from blocks.check.checker import Checker
from blocks.check.tensorflow_limits import needs_plain_kernels
from blocks.files.project_file import read_project, readable_text, to_text
from blocks.files.saving import real_path

if TYPE_CHECKING:
    from app.project.project import Project


@dataclass(frozen=True, slots=True)
class Order:
    """A run to be done.

    Attributes:
        command: what the worker is told.
        plain_kernels: the worker is to keep to TensorFlow's own kernels; see `blocks.check.tensorflow_limits`.
    """

    command: StartRun
    plain_kernels: bool

    @property
    def folder(self) -> Path:
        """The run folder."""
        return Path(self.command.run_folder)


def new_run(project: Project, folder: Path | None = None) -> Order:
    """Return the order for a new run.

    Args:
        project: what to train; it is read now and may change afterwards.
        folder: where to keep the run; by default a new folder beside the project.

    Raises:
        OSError: no folder can be made.
        FileError: the project is too large to be read again.
    """
    text = readable_text(project.document)
    number = places.next_number(project.path, project.key)
    folder = folder or places.new_run_folder(project.path, project.title, project.key)
    base = str(real_path(project.path).parent) if project.path else ""
    command = StartRun(text, str(folder), base, number=number)
    return Order(command, needs_plain_kernels(project.checker.graph, project.checker.results))


def going_on(folder: Path, more: int = 0) -> Order:
    """Return the order for a run that goes on from its checkpoint, with the project as it was.

    Args:
        folder: the run's.
        more: epochs on top of those that are done; 0 for those that the project asks for.

    Raises:
        FileError: the project in the folder cannot be read.
    """
    document = read_project(folder / runs.PROJECT)
    checker = Checker(document, follows=False)
    command = StartRun(to_text(document), str(folder), resume=True, more=more)
    return Order(command, needs_plain_kernels(checker.graph, checker.results))
