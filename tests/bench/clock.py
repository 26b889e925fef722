"""Time on the clock and on the processor; medians. Milliseconds throughout."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Spent(NamedTuple):
    """What one or several actions took, in milliseconds.

    Attributes:
        wall: on the clock, which is what people feel.
        cpu: user and system time of this process, which busy neighbours disturb less.
    """

    wall: float
    cpu: float


def timed(action: Callable[[], object]) -> Spent:
    """Do something once and tell what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return Spent((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


def repeated(action: Callable[[], object], times: int, warm: int = 1) -> Spent:
    """Do something several times, after ``warm`` times unmeasured, and return the medians."""
    for _ in range(warm):
        action()
    return medians([timed(action) for _ in range(times)])


def medians(found: Sequence[Spent]) -> Spent:
    """Return the median of each kind of time."""
    return Spent(median(one.wall for one in found), median(one.cpu for one in found))


def spread(found: Sequence[float]) -> str:
    """Say between which values measurements lay."""
    return f"{min(found):.4g} to {max(found):.4g}"
