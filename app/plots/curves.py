"""The numbers behind the plots: growing lists of points, and thinning that keeps every peak. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.training.history import RunHistory, Series

Array = NDArray[np.float64]

COLUMNS = 800
"""About the width of a plot in pixels: more points than two for each column cannot be told apart."""


def thin(x: Array, y: Array, columns: int = COLUMNS) -> tuple[Array, Array]:
    """Reduce a curve to the lowest and highest point of each column, in the order in which they occur.

    The first and the last point stay. A stretch that holds no number (``NaN``) stays a gap.

    Args:
        x: places of the points, rising, shape (points,).
        y: values, shape (points,); ``NaN`` where there is none.
        columns: number of columns, at least 1.

    Returns:
        x and y of at most ``2 * columns + 4`` points, each one of those given.
    """
    count = len(y)
    if count <= 2 * columns:
        return x, y
    width = -(-count // columns)
    whole = count // width * width
    starts = np.arange(0, whole, width)
    low, high = _extremes(y[:whole].reshape(-1, width))
    keep = [np.array([0]), _in_order(starts + low, starts + high)]
    if whole < count:
        low, high = _extremes(y[whole:].reshape(1, -1))
        keep.append(_in_order(whole + low, whole + high))
    chosen = np.concatenate([*keep, np.array([count - 1])])
    return x[chosen], y[chosen]


def _extremes(table: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find where each row is lowest and highest, passing over NaN."""
    missing = np.isnan(table)
    if missing.any():
        below, above = np.where(missing, np.inf, table), np.where(missing, -np.inf, table)
        low, high = below.argmin(axis=1), above.argmax(axis=1)
        # A row with NaN and infinity alone could point at either; an empty row must stay a gap.
        empty = missing.all(axis=1)
        low[empty] = high[empty] = 0
        return low, high
    return table.argmin(axis=1), table.argmax(axis=1)


def _in_order(low: NDArray[np.intp], high: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.column_stack((np.minimum(low, high), np.maximum(low, high))).ravel()


class Points:
    """A curve that grows at its end; room is doubled, so that adding costs the same however long it is."""

    def __init__(self) -> None:
        """Begin empty."""
        self._data: Array = np.empty((2, 64))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> Array:
        """Places of the points."""
        return self._data[0, : self._count]

    @property
    def y(self) -> Array:
        """Values; ``NaN`` for a gap."""
        return self._data[1, : self._count]

    def extend(self, x: Iterable[float], y: Iterable[float]) -> None:
        """Add points. A value that is infinite cannot be drawn and becomes a gap."""
        new = np.array([list(x), list(y)], dtype=float).reshape(2, -1)
        new[1, ~np.isfinite(new[1])] = np.nan
        end = self._count + new.shape[1]
        if end > self._data.shape[1]:
            larger = np.empty((2, max(end, 2 * self._data.shape[1])))
            larger[:, : self._count] = self._data[:, : self._count]
            self._data = larger
        self._data[:, self._count : end] = new
        self._count = end

    def last(self) -> float:
        """Return the last value, ``NaN`` where there is none."""
        return float(self.y[-1]) if self._count else float("nan")

    def at(self, x: float) -> float:
        """Return the value at the point nearest to a place, ``NaN`` where there is none."""
        if not self._count:
            return float("nan")
        return float(self.y[int(np.abs(self.x - x).argmin())])


@dataclass
class MetricLines:
    """The three curves of one metric: per batch, and per epoch on training and validation examples."""

    batches: Points = field(default_factory=Points)
    training: Points = field(default_factory=Points)
    validation: Points = field(default_factory=Points)


VALIDATION = "val_"
"""Keras puts this before a metric's name when it comes from validation examples."""


class Curves:
    """Every curve of one run; x is the epoch: the third epoch runs from 2 to 3, its result stands at 3."""

    def __init__(self) -> None:
        """Begin with no metric."""
        self.lines: dict[str, MetricLines] = {}
        self._cuts = 0

    def metric(self, name: str) -> MetricLines:
        """Return the curves of a metric, new ones where it was not met before."""
        return self.lines.setdefault(name, MetricLines())

    def look_up(self, name: str) -> MetricLines:
        """Return the curves of a metric, empty ones where this run does not have it."""
        return self.lines.get(name) or MetricLines()

    def follow(self, history: RunHistory) -> None:
        """Take over what a run's history has more than these curves."""
        if history.cuts != self._cuts:  # it has less, too
            self._cuts = history.cuts
            self.lines.clear()
        for name, series in history.per_batch.items():
            _catch_up(self.metric(name).batches, series)
        for name, series in history.per_epoch.items():
            lines = self.metric(name.removeprefix(VALIDATION))
            watched = name.startswith(VALIDATION)
            _catch_up(lines.validation if watched else lines.training, series)

    def end(self) -> float:
        """Return the rightmost place that any curve has reached."""
        parts = (p for line in self.lines.values() for p in (line.batches, line.training))
        return max((float(points.x[-1]) for points in parts if len(points)), default=0.0)


def _catch_up(points: Points, series: Series) -> None:
    known = len(points)
    # The history may be longer by the time y is read; both are cut to what x had.
    x = series.x[known:]
    points.extend(x, series.y[known : known + len(x)])


def reach(end: float, epochs: int) -> float:
    """Return the right edge of the axis: a round number beyond ``end``, so that the view seldom jumps.

    Args:
        end: the place reached, in epochs.
        epochs: how many were asked for; the axis does not pass them before training does.
    """
    if epochs <= 20:
        return float(max(epochs, end, 1))
    steps = (1, 2, 3, 5, 7.5)
    rounds = (step * 10.0**power for power in range(9) for step in steps)
    return max(min(next(edge for edge in rounds if edge >= max(end, 10)), epochs), end)
