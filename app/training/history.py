"""The series that the plots show, gathered from the worker's events. Plain lists, no Qt."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.training.messages import Batches, EpochDone, Event, Odd, RunStarted


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run.

    Attributes:
        fraction: part that is done, 0 to 1.
        seconds_left: estimate, ``None`` while nothing is known.
        ms_per_step: time of one step lately in milliseconds.
        epoch: the epoch under way, from 1.
        epochs: epochs asked for.
        best_epoch: the best so far; 0 for none.
    """

    fraction: float
    seconds_left: float | None
    ms_per_step: float
    epoch: int
    epochs: int
    best_epoch: int


@dataclass
class Series:
    """Points of one curve.

    Attributes:
        x: epochs as decimals: 1.5 is the middle of the second epoch; whole numbers for epoch values.
        y: values; NaN where there was no finite one, which a plot shows as a gap.
    """

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)

    def add(self, x: float, y: float | None) -> None:
        """Append a point."""
        self.x.append(x)
        self.y.append(math.nan if y is None else y)

    def cut(self, end: float) -> None:
        """Forget the points behind a place."""
        place = bisect_right(self.x, end + 1e-9)
        del self.x[place:], self.y[place:]

    def at(self, x: float) -> float:
        """Return the value at a place, the last one where there is none; NaN for an empty curve."""
        place = bisect_left(self.x, x - 1e-9)
        if place < len(self.x) and abs(self.x[place] - x) < 1e-9:
            return self.y[place]
        return self.y[-1] if self.y else math.nan


@dataclass
class RunHistory:
    """All curves of a run and where it stands.

    Attributes:
        epochs: epochs asked for.
        steps_per_epoch: batches in an epoch.
        epoch: the epoch under way, from 1; 0 before the first.
        step: batches done in it.
        best_epoch: the best epoch so far, 0 for none.
        watches: the value whose best epoch is kept.
        ms_per_step: time of one step lately in milliseconds.
        epoch_overhead: seconds of an epoch that are not training: validation, saving.
        first_epoch: the epoch that the run began with.
        per_batch: name to curve, training only.
        per_epoch: name to curve; watched examples as ``val_...``.
        odd: NaN and infinite values as (epoch, step or 0, name, word).
        outputs: names of the model's outputs where it has several, those for training only last.
        cuts: how often points were forgotten, since the run went on from an earlier epoch.
    """

    epochs: int = 0
    steps_per_epoch: int = 0
    epoch: int = 0
    step: int = 0
    best_epoch: int = 0
    watches: str = ""
    ms_per_step: float = 0.0
    epoch_overhead: float = 0.0
    first_epoch: int = 1
    per_batch: dict[str, Series] = field(default_factory=dict)
    per_epoch: dict[str, Series] = field(default_factory=dict)
    odd: list[tuple[int, int, str, str]] = field(default_factory=list)
    outputs: tuple[str, ...] = ()
    cuts: int = 0

    def add(self, event: Event) -> None:
        """Take an event in; those without values change nothing."""
        if isinstance(event, RunStarted):
            self._start(event)
        elif isinstance(event, Batches):
            self._batches(event)
        elif isinstance(event, EpochDone):
            self._epoch(event)

    def series(self, name: str) -> Series:
        """Return the curve of a value per epoch, an empty one where it was not met before."""
        return self.per_epoch.setdefault(name, Series())

    def words(self, name: str) -> str:
        """Return the name of a value for people: ``val_aux_1_accuracy`` is ``val aux_1 accuracy``."""
        return series_words(name, self.outputs)

    @property
    def last_epoch(self) -> int:
        """The last complete epoch, 0 before the first."""
        return round(
            max((series.x[-1] for series in self.per_epoch.values() if series.x), default=0)
        )

    @property
    def fraction(self) -> float:
        """Part of the run that is done, 0 to 1."""
        total = self.epochs * self.steps_per_epoch
        done = max(self.epoch - 1, 0) * self.steps_per_epoch + self.step
        return min(done / total, 1.0) if total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated remaining time in seconds, ``None`` while nothing is known."""
        if not self.steps_per_epoch or not self.ms_per_step:
            return None
        steps = (self.epochs - self.epoch) * self.steps_per_epoch + self.steps_per_epoch - self.step
        epochs = self.epochs - self.epoch + (1 if self.step < self.steps_per_epoch else 0)
        return max(steps * self.ms_per_step / 1000 + epochs * self.epoch_overhead, 0.0)

    def progress(self) -> Progress:
        """Return where the run stands."""
        return Progress(
            self.fraction,
            self.seconds_left,
            self.ms_per_step,
            self.epoch,
            self.epochs,
            self.best_epoch,
        )

    def _start(self, event: RunStarted) -> None:
        self.epochs, self.steps_per_epoch = event.epochs, event.steps_per_epoch
        self.epoch, self.step = event.first_epoch, 0
        if any(series.x for series in (*self.per_epoch.values(), *self.per_batch.values())):
            self._go_on(event.first_epoch)
        else:
            self.first_epoch = event.first_epoch
        self.watches = event.watches
        self.outputs = event.outputs
        for name in event.metrics:
            self.per_batch.setdefault(name, Series())

    def _go_on(self, first: int) -> None:
        """Forget what lies behind the epoch that a run goes on from: an epoch that was broken off begins again."""
        for series in (*self.per_epoch.values(), *self.per_batch.values()):
            series.cut(first - 1)
        self.odd = [one for one in self.odd if one[0] < first]
        self.cuts += 1

    def _batches(self, event: Batches) -> None:
        self.epoch = event.epoch
        self.step = event.steps[-1] if event.steps else self.step
        self.ms_per_step = event.ms_per_step or self.ms_per_step
        per_epoch = max(self.steps_per_epoch, 1)
        for name, values in event.values.items():
            curve = self.per_batch.setdefault(name, Series())
            for step, value in zip(event.steps, values, strict=False):
                curve.add(event.epoch - 1 + step / per_epoch, value)
        self._note(event.epoch, event.odd, event.steps)

    def _epoch(self, event: EpochDone) -> None:
        self.epoch, self.step = event.epoch, self.steps_per_epoch
        self.best_epoch = event.best_epoch
        self.ms_per_step = event.ms_per_step or self.ms_per_step
        self.epoch_overhead = max(
            event.seconds - self.steps_per_epoch * event.ms_per_step / 1000, 0.0
        )
        for name, value in event.logs.items():
            self.series(name).add(event.epoch, value)
        self._note(event.epoch, event.odd, ())

    def _note(self, epoch: int, odd: Sequence[Odd], steps: Sequence[int]) -> None:
        for one in odd:
            step = steps[one.index] if one.index < len(steps) else 0
            self.odd.append((epoch, step, one.name, one.value))


def series_words(name: str, outputs: Sequence[str] = ()) -> str:
    """Write Keras's name of a value with spaces, the name of an output in one piece.

    Args:
        name: such as ``val_aux_1_accuracy``.
        outputs: names of the model's outputs, where it has several.
    """
    before = "val_" if name.startswith("val_") else ""
    rest = name.removeprefix(before)
    output = owner(rest, outputs)
    metric = rest[len(output) :].strip("_").replace("_", " ")
    return " ".join(filter(None, (before.strip("_"), output, metric)))


def told(values: Mapping[str, float | None], outputs: Sequence[str]) -> dict[str, float]:
    """Return the values that say most: with several outputs, the whole loss and each output's metrics.

    Args:
        values: name to value, as Keras gives them, in any order.
        outputs: names of the outputs, where there are several.

    Returns:
        the values in the order of the outputs, an output's loss only where it has no metric.
    """
    finite = {name: value for name, value in values.items() if value is not None}
    if not outputs:
        return finite
    kept = [name for name in finite if not owner(name, outputs)]
    for output in outputs:
        mine = [name for name in finite if owner(name, outputs) == output]
        metrics = [name for name in mine if not name.endswith(f"{output}_loss")]
        kept += metrics or mine
    return {name: finite[name] for name in kept}


def owner(name: str, outputs: Sequence[str]) -> str:
    """Return the output that a value is of; empty for the whole model's."""
    plain = name.removeprefix("val_")
    return max((each for each in outputs if plain.startswith(f"{each}_")), key=len, default="")
