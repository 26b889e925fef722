"""``netwright train``: trains a project in the terminal and keeps the result in a folder."""

from __future__ import annotations

import argparse
import json
import queue
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.project import Project
from app.terminal_bar import TerminalBar
from app.training.client import WorkerEnded, WorkerProcess
from app.training.history import RunHistory, series_words, told
from app.training.messages import (
    Batches,
    EpochDone,
    Event,
    Phase,
    RunFailed,
    RunFinished,
    RunStarted,
    StartRun,
    Stop,
    WeightsGiven,
)
from app.training.runs import new_run_folder
from blocks.errors import InvalidValue
from blocks.files import to_text
from blocks.model_checks import input_blocks
from blocks.settings import DATA_SOURCES, Settings
from blocks.tensorflow_limits import needs_plain_kernels
from blocks.wording import describe

STOPPED = 130
"""Exit code after Ctrl+C, as every shell knows it."""
FILE_SUFFIXES = (".npz", ".csv", ".tsv", ".txt")


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
    folder = args.out.absolute() if args.out else new_run_folder(project.path, project.title)
    folder.mkdir(parents=True, exist_ok=True)
    return train(project, folder, teller)


def chosen(project: Project, data: str | None, epochs: int | None) -> Settings:
    """Return the project's settings with the wishes of the command line."""
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


def train(project: Project, folder: Path, teller: JsonTeller | TextTeller) -> int:
    """Trains in a worker and tells of it until it ends."""
    events: queue.SimpleQueue[Event | WorkerEnded] = queue.SimpleQueue()
    base = str(project.path.resolve().parent) if project.path else ""
    worker = WorkerProcess(events.put, plain_kernels=needs_plain_kernels(project.checker))
    try:
        with _interrupts(worker):
            worker.send(StartRun(to_text(project.document), str(folder), base))
            return _follow(events, teller)
    finally:
        worker.close(patience=0.5)


def _follow(events: queue.SimpleQueue[Event | WorkerEnded], teller: JsonTeller | TextTeller) -> int:
    while True:
        event = events.get()
        if isinstance(event, WorkerEnded):
            return 1
        teller.tell(event)
        if isinstance(event, RunFinished):
            return STOPPED if event.reason == "stopped" else 0
        if isinstance(event, RunFailed):
            return 1


@contextmanager
def _interrupts(worker: WorkerProcess) -> Iterator[None]:
    """Make the first Ctrl+C stop the run in order, and the second one at once."""
    pressed = 0

    def stop(*_: object) -> None:
        nonlocal pressed
        pressed += 1
        if pressed > 1:
            worker.kill()
        else:
            worker.send(Stop())

    old = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


class JsonTeller:
    """Prints one JSON object per event: started, epoch, finished, failed."""

    def tell(self, event: Event) -> None:
        """Print an event that scripts care for."""
        if isinstance(event, WeightsGiven):
            self._print("weights", loaded=event.loaded, wanted=event.wanted, message=event.text)
        elif isinstance(event, RunStarted):
            self._print(
                "started",
                run_folder=event.run_folder,
                device=event.device,
                epochs=event.epochs,
                steps_per_epoch=event.steps_per_epoch,
                examples=event.examples,
                parameters=event.parameters,
            )
        elif isinstance(event, EpochDone):
            self._print(
                "epoch",
                epoch=event.epoch,
                logs=event.logs,
                seconds=event.seconds,
                ms_per_step=event.ms_per_step,
                best_epoch=event.best_epoch,
            )
        elif isinstance(event, RunFinished):
            self._print(
                "finished",
                reason=event.reason,
                epochs=event.epochs,
                best_epoch=event.best_epoch,
                evaluation=event.evaluation,
                seconds=event.seconds,
                files=event.files,
            )
        elif isinstance(event, RunFailed):
            self._print(
                "failed",
                kind=event.kind,
                message=event.sentence,
                remedy=event.remedy,
                block=event.block,
                run_folder=event.run_folder,
            )

    def refused(self, problems: list[str]) -> None:
        """Print why there is no run."""
        self._print("failed", kind="project", message=problems[0], remedy="", problems=problems)

    def _print(self, name: str, **fields: Any) -> None:
        print(json.dumps({"event": name, **fields}, allow_nan=False), flush=True)


class TextTeller:
    """Prints a line per epoch, and a bar where the output is a terminal."""

    def __init__(self) -> None:
        self._bar = TerminalBar()
        self._history = RunHistory()
        self._values = ""

    def tell(self, event: Event) -> None:
        """Print what a person wants to know."""
        self._history.add(event)
        if isinstance(event, Phase):
            self._bar.show(self._history.fraction, event.text)
        elif isinstance(event, WeightsGiven):
            self._bar.line(event.text)
        elif isinstance(event, RunStarted):
            self._bar.line(
                f"Training on {event.device}: {event.examples:,} examples, "
                f"{event.parameters:,} parameters, {event.epochs} epochs"
            )
        elif isinstance(event, EpochDone):
            self._values = self._words(event.logs)
            best = " (best)" if event.best else ""
            self._bar.line(f"epoch {event.epoch}/{self._history.epochs}: {self._values}{best}")
            self._progress()
        elif isinstance(event, Batches):
            self._values = self._words({name: each[-1] for name, each in event.values.items()})
            self._progress()
        elif isinstance(event, RunFinished):
            self._finished(event)
        elif isinstance(event, RunFailed):
            self._bar.end()
            print(f"netwright: {event.sentence} {event.remedy}".rstrip(), file=sys.stderr)

    def refused(self, problems: list[str]) -> None:
        """Print why there is no run."""
        for problem in problems:
            print(problem, file=sys.stderr)

    def _progress(self) -> None:
        history = self._history
        left = _time_left(history.seconds_left)
        words = f"epoch {history.epoch}/{history.epochs}"
        self._bar.show(history.fraction, ", ".join(filter(None, (words, self._values, left))))

    def _finished(self, event: RunFinished) -> None:
        self._bar.end()
        endings = {"early": "Stopped early", "stopped": "Stopped"}
        end = f"{endings.get(event.reason, 'Finished')} after {event.seconds:.1f} s"
        self._bar.line(f"{end}; the best epoch was {event.best_epoch}." if event.best_epoch else f"{end}.")  # fmt: skip
        if event.evaluation:
            self._bar.line(f"On the test data: {self._words(event.evaluation)}")
        if event.files:
            self._bar.line(f"Everything is in {event.run_folder}")

    def _words(self, logs: Mapping[str, float | None]) -> str:
        """Write values; with several outputs, those that say most."""
        outputs = self._history.outputs
        if not outputs:
            return _values(logs)
        return _values({series_words(key, outputs): v for key, v in told(logs, outputs).items()})


def _values(logs: Mapping[str, float | None]) -> str:
    return ", ".join(
        f"{name} {'not a number' if value is None else format(value, '.4g')}"
        for name, value in logs.items()
    )


def _time_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 90:
        return f"{seconds:.0f} s left"
    minutes = round(seconds / 60)
    return f"{minutes} min left" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min left"
