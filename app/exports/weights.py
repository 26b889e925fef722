"""From a project to a model file: which weights it takes, and what the worker is told. No Qt here, no Keras."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from app.project.project import Project
from app.system.errors import UserError
from app.system.installation import install_command
from app.training.messages import ExportFile, FileExported, RunFinished
from app.training.run_folder.folder import BEST_WEIGHTS, MODEL, PROJECT, Run, read_run
from app.training.run_folder.places import list_runs, old_runs, runs_beside
from blocks.check.outputs import kept_outputs, model_outputs
from blocks.document.document import Document
from blocks.document.weights_source import source_of, start_file
from blocks.errors import FileError
from blocks.files.project_file import read_project, to_text
from blocks.files.saving import draft_folder, real_path
from exporters.model_files import FORMATS, ModelFormat, format_of

INITIAL = "initial"
"""The word for the weights that training starts from."""

WEIGHT_SUFFIXES = (".weights.h5", ".keras", ".h5", ".hdf5")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights that a model file gets.

    Attributes:
        words: for people.
        document: the model that they belong to.
        base: folder that relative paths in the document start from.
        run: folder of the run that they are from, or ``None``.
        file: a file of the user's, or ``None``.
    """

    words: str
    document: Document
    base: Path
    run: Path | None = None
    file: Path | None = None


def newest_weights(project: Project) -> Weights:
    """Return the weights of the newest run that ended well, if its model is the one of now; else none."""
    runs = finished_runs(project)
    if not runs:
        return untrained(project)
    newest = runs[0]
    try:
        same = same_model(read_project(newest.folder / PROJECT), project.document)
    except FileError:
        same = False
    if same:
        return of_run(newest.folder)
    remark = (
        f"the model has changed since the run {newest.folder.name}, so its weights are not used"
    )
    return untrained(project, remark)


def untrained(project: Project, remark: str = "") -> Weights:
    """Return the weights that the model begins with."""
    source = source_of(project.document)
    words = f"imported from {Path(source.file).name}" if source else "untrained"
    folder = real_path(project.path).parent if project.path else Path()
    return Weights("; ".join(filter(None, (words, remark))), project.document, folder)


def of_run(folder: Path) -> Weights:
    """Return the weights of a run, with the model as it was trained.

    Raises:
        UserError: the folder is no run that ended well.
    """
    found = read_run(folder)
    if not isinstance(found.result, RunFinished) or not (folder / MODEL).is_file():
        raise UserError(f"{folder} is no run with a trained model.", "Name the folder of a run.")
    try:
        document = read_project(folder / PROJECT)
    except FileError as error:
        raise UserError(f"The run {folder.name} cannot be read: {error}.") from None
    words = f"trained in the run {folder.name}{_epoch_words(folder, found.result)}"
    return Weights(words, document, folder, run=folder)


def of_file(project: Project, path: Path) -> Weights:
    """Return the weights in a file.

    Raises:
        UserError: there is no such file, or it is of another kind.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}.")
    if not path.name.lower().endswith(WEIGHT_SUFFIXES):
        raise UserError(f"{path.name} holds no weights.", f"Choose {', '.join(WEIGHT_SUFFIXES)}.")
    found = untrained(project)
    return Weights(f"from {path.name}", found.document, found.base, file=path.absolute())


def chosen_weights(project: Project, words: str) -> Weights:
    """Return the weights that words ask for: a run's, a file's, the initial ones, or by default the best.

    Raises:
        UserError: nothing of the kind is there.
    """
    if not words:
        return newest_weights(project)
    if words == INITIAL:
        return untrained(project)
    path = Path(words)
    beside = runs_beside(project.path) / words if project.path else path
    folder = next((each for each in (path, beside) if each.is_dir()), None)
    if folder is None:
        return of_file(project, path)
    found = of_run(folder)
    if same_model(found.document, project.document):
        return found
    return replace(found, words=f"{found.words}; the model is the one of that run")


def start_path(document: Document, script: Path) -> Path | None:
    """Return where the weights lie that a script starts from; ``None`` where it starts from random ones."""
    source = source_of(document)
    return script.with_name(start_file(source)) if source else None


def finished_runs(project: Project) -> list[Run]:
    """Return the runs that ended with a trained model, the latest first; then those of older versions of this model."""
    own = [run for run in list_runs(project.path, project.key) if _has_model(run)]
    old = old_runs(project.path, project.title) if project.path else []
    return [*own, *(run for run in old if _has_model(run) and is_of(run, project))]


def _has_model(run: Run) -> bool:
    result = run.result
    return isinstance(result, RunFinished) and result.epochs > 0 and (run.folder / MODEL).is_file()


def is_of(run: Run, project: Project) -> bool:
    """Tell whether a run was of this very model: earlier versions knew projects by their titles only."""
    try:
        return same_model(read_project(run.folder / PROJECT), project.document)
    except FileError:
        return False


def _epoch_words(folder: Path, result: RunFinished) -> str:
    if not result.epochs:
        return ""
    best = result.best_epoch if (folder / BEST_WEIGHTS).is_file() else 0
    return f", epoch {best or result.epochs} of {result.epochs}{' (the best)' if best else ''}"


def same_model(one: Document, other: Document) -> bool:
    """Tell whether two documents build the same model: blocks, wires and metaparameters are the same."""
    return _model(one) == _model(other)


def _model(document: Document) -> dict[str, object]:
    return {
        name: (
            {
                key: (block.type, dict(block.values), block.name, block.structure)
                for key, block in graph.blocks.items()
            },
            sorted(graph.wires()),
            [(meta.name, meta.value) for meta in graph.metaparameters],
        )
        for name, graph in document.graphs.items()
    }


class ExportOrder:
    """One file to be written; `close` takes away what is left of the work."""

    def __init__(
        self, weights: Weights, format_: ModelFormat, path: Path, inference: bool = False
    ) -> None:
        """Make a folder for unfinished work beside the target.

        Raises:
            UserError: the target cannot be written to, or a package is missing.
        """
        if format_.missing:
            raise UserError(format_.refusal(install_command))
        _check_target(format_, path)
        path = real_path(path)
        try:
            self._scratch = draft_folder(path.parent)
        except OSError as error:
            raise UserError(f"Nothing can be written in {path.parent}: {error.strerror}.") from None
        inference = inference and has_training_only(weights.document)
        self.command = ExportFile(
            to_text(weights.document),
            str(path),
            format_.key,
            str(self._scratch.absolute()),
            str(weights.base.absolute()),
            _weight_file(weights),
            inference,
        )

    def close(self) -> None:
        """Remove what is not finished."""
        shutil.rmtree(self._scratch, ignore_errors=True)


def has_training_only(document: Document) -> bool:
    """Tell whether some outputs of a model are for training only."""
    outputs = model_outputs(document.model)
    return len(kept_outputs(document.model, document.settings)) < len(outputs)


def _weight_file(weights: Weights) -> str:
    """Return the file with the weights: of a run those of its best epoch, where there is one."""
    if weights.file is not None:
        return str(weights.file)
    if weights.run is None:
        return ""
    best = weights.run / BEST_WEIGHTS
    return str((best if best.is_file() else weights.run / MODEL).absolute())


def _check_target(format_: ModelFormat, path: Path) -> None:
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}.", "Make it first, or write elsewhere.")
    if format_.folder:
        if path.exists() and not path.is_dir():
            raise UserError(f"{path} is a file.", "A SavedModel is a folder: choose another name.")
        if path.is_dir() and any(path.iterdir()) and not (path / "saved_model.pb").is_file():
            raise UserError(
                f"The folder {path} holds other files.", "Choose an empty folder, or a new name."
            )
    elif path.is_dir():
        raise UserError(f"{path} is a folder.", "Choose the name of a file.")


def report_lines(event: FileExported) -> list[str]:
    """Say what was written, and how it compares."""
    values = f"{event.values:,} values from random inputs"
    verdict = f"Loaded again, it gives exactly what the model gives ({values})."
    if event.difference:
        verdict = (
            f"Loaded again, its outputs differ by {event.difference:.2g} at most "
            f"({values}; tolerance {event.tolerance:.2g})."
        )
    lines = [f"Wrote {event.path} ({size_words(event.bytes)}).", event.weights, verdict]
    return [line for line in lines if line]


def size_words(count: int) -> str:
    """Write a number of bytes."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1e3:,.0f} kB" if count < 1e6 else f"{count / 1e6:,.1f} MB"


__all__ = [
    "FORMATS",
    "ExportOrder",
    "Weights",
    "chosen_weights",
    "finished_runs",
    "format_of",
    "newest_weights",
    "of_file",
    "of_run",
    "report_lines",
    "untrained",
]
