"""The curves of a run, read from its folder: of one that is over, and of one that goes on without this window."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.system.child import LineSplitter
from app.training.history import RunHistory
from app.training.lines import decode_event
from app.training.messages import Batches, EpochDone, Event, RunFailed, RunFinished, RunStarted
from app.training.run_folder.folder import EVENTS, HISTORY, RESULT, Run

MOST_BYTES = 64 * 2**20
"""Of an event log, so much is read; a worker leaves batch values out from 20 MiB on."""

LONGEST_LINE = 2**20
MOST_ROWS = 200_000
MOST_SERIES = 200
LARGEST_COUNT = 10**9
LARGEST_VALUE = 1e300
"""Beyond it, sums of the plot's axis would overflow: such a value is a gap."""


class Replay:
    """Reads a folder's events as they come.

    Attributes:
        history: the curves so far.
        ended: how the run ended, once that is written.
        odd: lines that were no events, or held values that no run has.
    """

    def __init__(self, folder: Path) -> None:
        """Begin at the start of the log."""
        self.history = RunHistory()
        self.ended: RunFinished | RunFailed | None = None
        self.odd = 0
        self._path = folder / EVENTS
        self._place = 0
        self._lines = LineSplitter()

    def read(self, most: int = MOST_BYTES) -> bool:
        """Take in what has come since the last time, ``most`` bytes of it; returns whether anything has."""
        try:
            if not self._path.is_file():
                return False
            with self._path.open("rb") as stream:
                stream.seek(self._place)
                data = stream.read(max(min(most, MOST_BYTES - self._place), 0))
        except OSError:
            return False
        self._place += len(data)
        for line in self._lines.feed(data):
            self._take(line)
        return bool(data)

    def _take(self, line: bytes) -> None:
        try:
            event = decode_event(line) if len(line) <= LONGEST_LINE else None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            event = None
        if event is None or not _is_sound(event):
            self.odd += 1
            return
        if isinstance(event, RunStarted):
            self.ended = None
        elif isinstance(event, (RunFinished, RunFailed)):
            self.ended = event
        self.history.add(event)


def read_curves(run: Run) -> RunHistory:
    """Return every curve of a run, batch by batch; what its log lacks is taken from the table of its epochs."""
    replay = Replay(run.folder)
    replay.read()
    return replay.history if replay.history.per_epoch else read_epochs(run)


def read_epochs(run: Run) -> RunHistory:
    """Return the curves of a run, one point per epoch: quick, and enough for lists and comparisons."""
    history = RunHistory()
    if run.info is not None:
        history.epochs, history.steps_per_epoch = run.info.epochs, run.info.steps_per_epoch
        history.watches, history.outputs = run.info.watches, run.info.outputs
    if not _take_result(history, run):
        try:
            for epoch, values in _rows(run.folder / HISTORY):
                history.epoch = epoch
                for name, value in values.items():
                    history.series(name).add(epoch, value)
        except (OSError, ValueError, csv.Error):
            pass  # what came before the damage is shown
    if isinstance(run.result, RunFinished):
        history.best_epoch = run.result.best_epoch
    elif history.watches in history.per_epoch:
        series = history.per_epoch[history.watches]
        known = [(y, x) for x, y in zip(series.x, series.y, strict=True) if math.isfinite(y)]
        history.best_epoch = round(min(known)[1]) if known else 0
    return history


def _take_result(history: RunHistory, run: Run) -> bool:
    """Take the values of the epochs from a result, which is read already; the table may know of a continuation."""
    result = run.result
    if not isinstance(result, RunFinished) or not result.history or _is_newer(run.folder):
        return False
    for name, values in list(result.history.items())[:MOST_SERIES]:
        series = history.series(name[:200])
        for epoch, value in enumerate(values[:MOST_ROWS], 1):
            series.add(epoch, value if value is not None and abs(value) <= LARGEST_VALUE else None)
    history.epoch = max((len(series.x) for series in history.per_epoch.values()), default=0)
    return True


def _is_newer(folder: Path) -> bool:
    """Tell whether epochs were added after the result was written: a run that went on was broken off."""
    try:
        table, result = (folder / HISTORY).stat(), (folder / RESULT).stat()
    except OSError:
        return False
    return table.st_mtime > result.st_mtime + 1.0


def _rows(path: Path) -> Iterator[tuple[int, dict[str, float | None]]]:
    """Yield epoch and values of each row of a table; raises `ValueError` where it is none."""
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        return
    with path.open(newline="", encoding="utf-8") as stream:
        rows = csv.reader(stream)
        names = [name[:200] for name in next(rows, [])[1 : MOST_SERIES + 1]]
        last = 0
        for _, row in zip(range(MOST_ROWS), rows, strict=False):
            epoch = int(row[0]) if row and len(row[0]) < 12 else 0
            if epoch <= last:
                raise ValueError(epoch)
            last = epoch
            yield epoch, {name: _number(each) for name, each in zip(names, row[1:], strict=False)}


def _number(text: str) -> float | None:
    value = float(text) if text else math.nan
    return value if abs(value) <= LARGEST_VALUE else None  # NaN is not


def _is_sound(event: Event) -> bool:
    """Tell whether the numbers of an event are such as a run has; plots would not survive others."""
    counts: tuple[int, ...] = ()
    values: list[float | None] = []
    names = 0
    if isinstance(event, RunStarted):
        counts = (event.epochs, event.first_epoch, event.steps_per_epoch)
        names = len(event.metrics) + len(event.outputs)
    elif isinstance(event, Batches):
        counts = (event.epoch, *event.steps)
        values = [each for series in event.values.values() for each in series]
        names = len(event.values)
    elif isinstance(event, EpochDone):
        counts, values = (event.epoch, event.best_epoch), list(event.logs.values())
        names = len(event.logs)
    return (
        names <= MOST_SERIES
        and all(0 <= count <= LARGEST_COUNT for count in counts)
        and all(value is None or abs(value) <= LARGEST_VALUE for value in values)
    )
