"""A run folder: what its files are called, what is in them, and how they are read. `docs/runs.md` is the description.

Other people's run folders are read as well: only whole, plain, small enough JSON counts, and nothing in it is run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from app.training.messages import RunFailed, RunFinished
from app.training.run_folder import presence
from blocks.errors import FileError
from blocks.values import safe_json as json_safe

FORMAT = 1
"""Version of run folders that this program writes, and the newest that it reads."""

PROJECT = "project.netwright"
SCRIPT = "model.py"
GRAPH = "graph.json"
MODEL = "model.keras"
BEST_MODEL = "best.keras"
HISTORY = "history.csv"
EVENTS = "events.jsonl"
RESULT = "result.json"
RUN = "run.json"
LABEL = "label.json"
CHECKPOINT = "checkpoint.json"
LAST_WEIGHTS = "last.weights.h5"
BEST_WEIGHTS = "best.weights.h5"
LOG = "worker.log"

FILES = {
    "project": PROJECT,
    "script": SCRIPT,
    "graph": GRAPH,
    "model": MODEL,
    "best_model": BEST_MODEL,
    "history": HISTORY,
    "best_weights": BEST_WEIGHTS,
    "events": EVENTS,
}
"""The files of a folder that are for others, by purpose."""

LONGEST_DETAILS = 50_000
"""Letters of a traceback or a log that are kept: the end of it says what happened."""

LIMIT = 64 * 2**20
"""Largest JSON file in bytes that is read: the result of a million epochs has about as much."""


class RunInfo(msgspec.Struct, frozen=True):
    """The state that a run started from (``run.json``).

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
        format: version of the folder; 0 for those written before there was one.
        min_reader: the version that a reader needs at least.
        id: tells runs apart, whatever their folders are called.
        number: counts the runs of a project from 1; 0 for none.
        host: name of the machine.
        optimizer: it and its learning rate, in words.
        epochs: epochs asked for.
        steps_per_epoch: batches in one epoch.
        examples: examples trained on.
        parameters: number of weights' values.
        metrics: names of the values told for each batch, the loss first.
        watches: the value whose best epoch is kept.
        outputs: names of the outputs where there are several.
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
    format: int = 0
    min_reader: int = 0
    id: str = ""
    number: int = 0
    host: str = ""
    optimizer: str = ""
    epochs: int = 0
    steps_per_epoch: int = 0
    examples: int = 0
    parameters: int = 0
    metrics: tuple[str, ...] = ()
    watches: str = ""
    outputs: tuple[str, ...] = ()


class Label(msgspec.Struct, frozen=True):
    """The name and the mark that people give a run (``label.json``); no worker ever writes it.

    Attributes:
        name: in place of the number.
        note: some words.
        pinned: stands above the others.
        colour: of its curves, ``#rrggbb``; empty for the usual one.
    """

    name: str = ""
    note: str = ""
    pinned: bool = False
    colour: str = ""


class Checkpoint(msgspec.Struct, frozen=True):
    """The point from which a run can go on (``checkpoint.json``); weights and optimizer are beside it.

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
        label: what people say of it.
        running: a worker trains it now.
        trouble: why it cannot be read, in words; empty where it can.
    """

    folder: Path
    info: RunInfo | None
    result: RunFinished | RunFailed | None
    resumable: bool
    label: Label = field(default_factory=Label)
    running: bool = False
    trouble: str = ""

    @property
    def started(self) -> datetime:
        """The time when the run began; the time of its folder where the run does not say it."""
        try:
            found = datetime.fromisoformat(self.info.started if self.info else "")
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        except ValueError:
            return _changed(self.folder)

    @property
    def best_file(self) -> Path | None:
        """The file with the best model of the run: a model, else its weights alone, else ``None``."""
        return best_file(self.folder)


class Unreadable(Exception):
    """A file of a run folder is there, and is not what it should be."""


def read_run(folder: Path) -> Run:
    """Read what a run folder says of itself; what is broken in it counts as missing and is told."""
    trouble: list[str] = []

    def part(name: str, kind: Any) -> Any:
        try:
            return read_json(folder / name, kind)
        except Unreadable as error:
            trouble.append(str(error))
            return None

    info, result = part(RUN, RunInfo), part(RESULT, RunFinished | RunFailed)
    label = part(LABEL, Label) or Label()
    if info is not None and info.min_reader > FORMAT:
        trouble = [f"it was written by a newer Netwright (format {info.format})"]
        info = result = None
    return Run(
        folder,
        info,
        _at_home(result, folder),
        checkpoint_epoch(folder) > 0,
        label,
        presence.is_running(folder),
        "; ".join(trouble),
    )


def checkpoint_epoch(folder: Path) -> int:
    """Return the epoch that a run in this folder could go on after; 0 where there is nothing to go on from."""
    try:
        checkpoint = read_json(folder / CHECKPOINT, Checkpoint)
    except Unreadable:
        return 0
    whole = checkpoint is not None and (folder / LAST_WEIGHTS).is_file()
    return int(checkpoint.epoch) if whole else 0


def read_json(path: Path, kind: Any) -> Any:
    """Read a small JSON file as a struct; ``None`` where there is none.

    Raises:
        Unreadable: it is too large, no strict JSON, or says something else; the text names the file.
    """
    if not path.is_file():  # a pipe or a device would never end
        return None
    try:
        if path.stat().st_size > LIMIT:
            raise Unreadable(f"{path.name} is too large")
        return msgspec.convert(json_safe.parse(path.read_bytes()), kind)
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read ({error.strerror})") from None
    except FileError as error:
        raise Unreadable(f"{path.name}: {error}") from None
    except (msgspec.ValidationError, RecursionError, OverflowError):
        raise Unreadable(f"{path.name} is not a file that a run writes") from None


def best_file(folder: Path) -> Path | None:
    """Return the file with the best model of a run: a model, else its weights alone, else ``None``."""
    names = (BEST_MODEL, MODEL, BEST_WEIGHTS)
    return next((folder / name for name in names if (folder / name).is_file()), None)


def number_of(folder: Path) -> int:
    """Return the number of a run; 0 where it has none, or is damaged."""
    try:
        info: RunInfo | None = read_json(folder / RUN, RunInfo)
    except Unreadable:
        return 0
    return info.number if info is not None else 0


def stamp_of(folder: Path) -> tuple[object, ...]:
    """Return what changes when what a list shows of a run does; much cheaper than reading it."""
    found: list[object] = [presence.is_running(folder)]
    for name in (RUN, RESULT, HISTORY, LABEL):
        try:
            stat = (folder / name).stat()
            found.append((stat.st_mtime_ns, stat.st_size))
        except OSError:
            found.append(None)
    return tuple(found)


def is_run(folder: Path) -> bool:
    """Tell whether a folder is a run's, complete or not."""
    names = (RUN, PROJECT, RESULT, EVENTS, presence.ALIVE)
    return not folder.name.startswith("draft.") and any((folder / name).is_file() for name in names)


def files_in(folder: Path) -> dict[str, str]:
    """Return the files that a folder holds, by purpose, with their whole paths."""
    return {
        purpose: str(folder / name) for purpose, name in FILES.items() if (folder / name).is_file()
    }


def to_write(result: RunFinished | RunFailed) -> bytes:
    """Write a result for its folder: without paths, since folders are moved and copied."""
    if isinstance(result, RunFinished):
        names = {purpose: Path(path).name for purpose, path in result.files.items()}
        result = msgspec.structs.replace(result, files=names, run_folder="")
    else:
        details = result.details[-LONGEST_DETAILS:]
        result = msgspec.structs.replace(result, run_folder="", details=details)
    return msgspec.json.format(msgspec.json.encode(result))


def _at_home(
    result: RunFinished | RunFailed | None, folder: Path
) -> RunFinished | RunFailed | None:
    """Give a result the paths of where its folder is now, whatever it says."""
    if isinstance(result, RunFinished):
        return msgspec.structs.replace(result, files=files_in(folder), run_folder=str(folder))
    if isinstance(result, RunFailed):
        return msgspec.structs.replace(result, run_folder=str(folder))
    return None


def _changed(folder: Path) -> datetime:
    try:
        return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return datetime.fromtimestamp(0, UTC)
