"""Run folders: where they are made, what is in them, and which there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from app.training.messages import RunFailed, RunFinished

PROJECT = "project.netwright"
SCRIPT = "model.py"
MODEL = "model.keras"
HISTORY = "history.csv"
EVENTS = "events.jsonl"
RESULT = "result.json"
RUN = "run.json"
MAX_NOTE = 64 * 2**20
"""Bytes of a note of a run; one of 100,000 epochs has some ten million."""

CHECKPOINT = "checkpoint.json"
LAST_WEIGHTS = "last.weights.h5"
BEST_WEIGHTS = "best.weights.h5"


class RunInfo(msgspec.Struct, frozen=True):
    """What a run started from (``run.json``).

    Attributes:
        title: of the project.
        started: date and time, ISO 8601.
        seed: of all random numbers.
        backend: of Keras.
        device: what it ran on.
        versions: package name to version.
        data: settings of the data, as text.
        training: settings of the training, as text.
        process: id of the worker.
    """

    title: str
    started: str
    seed: int
    backend: str
    device: str
    versions: dict[str, str]
    data: dict[str, str]
    training: dict[str, str]
    process: int = 0


class Checkpoint(msgspec.Struct, frozen=True):
    """Where a run can go on (``checkpoint.json``); weights and optimizer are beside it.

    Attributes:
        epoch: complete epochs.
        history: name to one value per epoch.
        best_epoch: the best so far.
        best_value: its watched value.
    """

    epoch: int
    history: dict[str, list[float | None]]
    best_epoch: int
    best_value: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder and what is known of it.

    Attributes:
        folder: where it is.
        info: what it started from; ``None`` where it never started.
        result: how it ended; ``None`` where it did not end, or the worker was killed.
        resumable: there is a checkpoint.
    """

    folder: Path
    info: RunInfo | None
    result: RunFinished | RunFailed | None
    resumable: bool


def new_run_folder(project: Path | None, title: str = "") -> Path:
    """Make a folder for a run: beside the project file, or in the user's state folder.

    Args:
        project: the project's file, ``None`` for one that was never saved.
        title: name for the folder of unsaved projects.

    Raises:
        OSError: neither place can be written to.
    """
    name = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    if project is not None:
        try:
            return _make(runs_beside(project), name)
        except OSError:  # a read-only folder; the state folder is ours
            pass
    return _make(state_folder() / _plain_name(title or (project.stem if project else "")), name)


def runs_beside(project: Path) -> Path:
    """Return the folder of a project's runs: ``flowers.netwright`` has ``flowers.runs``."""
    return project.with_suffix(".runs")


def state_folder() -> Path:
    """Return the folder for runs of projects that have no place of their own."""
    from platformdirs import user_state_path

    return user_state_path("netwright", appauthor=False) / "runs"


def list_runs(project: Path | None, title: str = "") -> list[Run]:
    """Return the runs of a project, the latest first; what cannot be read is left out."""
    parents = [state_folder() / _plain_name(title or (project.stem if project else ""))]
    if project is not None:
        parents.append(runs_beside(project))
    folders = [path for parent in parents if parent.is_dir() for path in parent.iterdir()]
    runs = [read_run(folder) for folder in folders if (folder / PROJECT).is_file()]
    return sorted(runs, key=lambda run: run.folder.name, reverse=True)


def read_run(folder: Path) -> Run:
    """Read what a run folder says of itself; broken files count as missing."""
    return Run(
        folder,
        _read(folder / RUN, RunInfo),
        _read(folder / RESULT, RunFinished | RunFailed),
        (folder / CHECKPOINT).is_file(),
    )


def _read(path: Path, kind: Any) -> Any:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_NOTE + 1)
        return msgspec.json.decode(data, type=kind) if len(data) <= MAX_NOTE else None
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
        return None


def _make(parent: Path, name: str) -> Path:
    for number in range(1, 1000):
        folder = parent / (name if number == 1 else f"{name}_{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(f"{parent / name} and many like it exist already")


def _plain_name(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", title).strip(".-")[:60] or "untitled"
