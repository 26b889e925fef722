"""``netwright train``: trains a project in the terminal and keeps the result in a folder."""

from __future__ import annotations

import argparse
import queue
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.commands.train_telling import JsonTeller, TextTeller
from app.project.project import Project
from app.system.errors import UserError
from app.training.messages import RunFailed, RunFinished, Stop
from app.training.orders import new_run
from app.training.process.client import News, WorkerEnded, WorkerProcess
from app.training.process.exits import ENDED
from blocks.check.model_problems import input_blocks
from blocks.errors import InvalidValue
from blocks.inference.wording import describe
from blocks.settings.declarations import DATA_SOURCES, Settings

STOPPED = 130
"""Exit code after Ctrl+C, as every shell knows it."""
FILE_SUFFIXES = (".npz", ".csv", ".tsv", ".txt")


class Stopping:
    """The first Ctrl+C has come."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the project to train")
    parser.add_argument("--data", metavar="NAME", help="a bundled data set, or a .npz or .csv file")
    parser.add_argument("--epochs", metavar="N", type=int, help="passes over the training data")
    parser.add_argument("--out", metavar="DIR", type=Path, help="the folder for the results")
    parser.add_argument("--json", action="store_true", help="print one JSON object per event")


def run(args: argparse.Namespace) -> int:
    """Trains; returns 1 if the model has problems or the run failed."""
    project = Project.open(args.file)
    settings = chosen(project, args.data, args.epochs)
    project.change_settings("Command line", settings)
    if project.data_error:
        raise UserError(project.data_error)
    teller = JsonTeller() if args.json else TextTeller()
    problems = [describe(problem, project.checker) for problem in project.errors()]
    if project.data is None:
        problems.append("No data are chosen. Choose some with --data, such as --data digits.")
    if problems:
        teller.refused(problems)
        return 1
    folder = args.out.absolute() if args.out else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return train(project, folder, teller)


def chosen(project: Project, data: str | None, epochs: int | None) -> Settings:
    """Return the project's settings with what the command line says."""
    settings = project.settings
    try:
        if data is not None:
            settings = _with_data(project, settings, data)
        return settings if epochs is None else settings.with_training(epochs=epochs)
    except InvalidValue as error:
        raise UserError(f"{str(error).capitalize()}.") from error


def _with_data(project: Project, settings: Settings, data: str) -> Settings:
    if data.lower().endswith(FILE_SUFFIXES):
        return settings.with_data(source="file", path=str(Path(data).absolute()), target=None)
    if data not in DATA_SOURCES or data in ("none", "file"):
        known = ", ".join(name for name in DATA_SOURCES if name not in ("none", "file"))
        raise UserError(f"There is no data set {data}.", f"There are {known}; or name a file.")
    settings = settings.with_data(source=data)
    return _fitted(project, settings) if data == "digits" else settings


def _fitted(project: Project, settings: Settings) -> Settings:
    """Scale images to what the model takes."""
    inputs = input_blocks(project.checker)
    shape = project.checker.results[inputs[0]].output if inputs else None
    if shape is None or len(shape) not in (2, 3) or shape[0] != shape[1] or not shape[0]:
        return settings
    channels = shape[2] if len(shape) == 3 else None
    size = None if shape[0] == 8 else shape[0]
    return settings.with_data(size=size, channels=channels, channel_axis=len(shape) == 3)


def train(project: Project, folder: Path | None, teller: JsonTeller | TextTeller) -> int:
    """Trains in a worker and tells of it until it ends."""
    events: queue.SimpleQueue[News | Stopping] = queue.SimpleQueue()
    try:
        order = new_run(project, folder)
        worker = WorkerProcess(events.put, plain_kernels=order.plain_kernels)
    except OSError as error:
        raise UserError(f"Training cannot start: {error.strerror or error}.") from error
    try:
        with _interrupts(worker, events):
            worker.send(order.command)
            return _follow(events, teller)
    finally:
        worker.close(patience=0.5)


def _follow(events: queue.SimpleQueue[News | Stopping], teller: JsonTeller | TextTeller) -> int:
    while True:
        event = events.get()
        if isinstance(event, WorkerEnded):
            return 1
        if isinstance(event, Stopping):
            teller.stopping()
            continue
        teller.tell(event)
        if isinstance(event, RunFinished):
            return STOPPED if event.reason == "stopped" else 0
        if isinstance(event, RunFailed):
            return STOPPED if event.kind == ENDED else 1


@contextmanager
def _interrupts(
    worker: WorkerProcess, events: queue.SimpleQueue[News | Stopping]
) -> Iterator[None]:
    """Make the first Ctrl+C stop the run in order, and the second one at once."""
    pressed = 0

    def stop(*_: object) -> None:
        nonlocal pressed
        pressed += 1
        if pressed > 1:
            worker.kill()
        else:
            worker.send(Stop())
            events.put(Stopping())  # a signal may come in the middle of printing

    old = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
