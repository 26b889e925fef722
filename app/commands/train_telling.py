"""The output of ``netwright train``: for people, or as JSON for scripts."""

from __future__ import annotations

from collections.abc import Mapping

from app.commands.terminal_bar import TerminalBar
from app.system.terminal_text import complain, say_json
from app.training.history import RunHistory, series_words, told
from app.training.messages import (
    Batches,
    EpochDone,
    Event,
    OnDevice,
    Phase,
    RunFailed,
    RunFinished,
    RunStarted,
    WeightsGiven,
)
from app.training.process.client import News, WorkerEnded
from app.training.process.watch import WorkerBack, WorkerSilent
from blocks.quoting import counted


def _named(*fields: str) -> dict[str, str]:
    """Return the fields of an event by their names in JSON, in the order in which they are printed."""
    return dict(zip(fields, fields, strict=True))


_FIELDS: dict[type, tuple[str, dict[str, str]]] = {
    RunStarted: (
        "started",
        _named("run_folder", "device", "epochs", "steps_per_epoch", "examples", "parameters"),
    ),
    EpochDone: ("epoch", _named("epoch", "logs", "seconds", "ms_per_step", "best_epoch")),
    RunFinished: (
        "finished",
        _named("reason", "epochs", "best_epoch", "evaluation", "seconds", "files"),
    ),
    RunFailed: (
        "failed",
        {"kind": "kind", "message": "sentence"} | _named("remedy", "block", "run_folder"),
    ),
}
"""An event as scripts get it: its name, and its fields by their names in JSON."""


class JsonTeller:
    """Prints one JSON object per event: device, started, epoch, finished, failed; silent and back where it hangs."""

    def stopping(self) -> None:
        """Say nothing: the end of the run says it."""

    def tell(self, event: News) -> None:
        """Print an event that scripts care for."""
        if isinstance(event, OnDevice):
            if event.notice:
                self._print("device", device=event.device, message=event.notice)
        elif isinstance(event, WorkerSilent):
            self._print("silent", reason=event.reason, message=event.sentence)
        elif isinstance(event, WorkerBack):
            self._print("back")
        elif isinstance(event, WeightsGiven):
            self._print("weights", loaded=event.loaded, wanted=event.wanted, message=event.text)
        elif type(event) in _FIELDS:
            name, fields = _FIELDS[type(event)]
            self._print(name, **{key: getattr(event, fields[key]) for key in fields})

    def refused(self, problems: list[str]) -> None:
        """Print why there is no run."""
        self._print("failed", kind="project", message=problems[0], remedy="", problems=problems)

    def _print(self, name: str, **fields: object) -> None:
        say_json({"event": name, **fields})


class TextTeller:
    """Prints a line per epoch, and a bar where the output is a terminal."""

    def __init__(self) -> None:
        self._bar = TerminalBar()
        self._history = RunHistory()
        self._values = ""

    def stopping(self) -> None:
        """Say that the run ends in order, and how it ends at once."""
        self._say("Stopping after this batch; Ctrl+C again ends it at once.")

    def tell(self, event: News) -> None:
        """Print what a person wants to know."""
        if isinstance(event, WorkerSilent):
            self._say(f"{event.sentence} It may go on; Ctrl+C twice ends it.")
        elif isinstance(event, WorkerBack):
            self._say("The training goes on.")
        elif not isinstance(event, WorkerEnded):
            self._history.add(event)
            self._before_training(event)
            self._while_training(event)

    def _before_training(self, event: Event) -> None:
        if isinstance(event, OnDevice):
            self._say(event.notice) if event.notice else None
        elif isinstance(event, Phase):
            self._bar.show(self._history.fraction, event.text)
        elif isinstance(event, WeightsGiven):
            self._bar.line(event.text)
        elif isinstance(event, RunStarted):
            self._bar.line(
                f"Training on {event.device}: {counted(event.examples, 'example')}, "
                f"{counted(event.parameters, 'parameter')}, {counted(event.epochs, 'epoch')}"
            )

    def _while_training(self, event: Event) -> None:
        if isinstance(event, EpochDone):
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
            words = f"{event.sentence} {event.remedy}".rstrip()
            # The last sentence is then: The state after epoch 3 is kept.
            self._say(f"{words.rstrip('.')} in {event.run_folder}." if event.resumable else words)

    def refused(self, problems: list[str]) -> None:
        """Print why there is no run."""
        for problem in problems:
            complain(problem)

    def _say(self, words: str) -> None:
        """Print something to standard error, below the bar."""
        self._bar.end()
        complain(f"netwright: {words}")

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
