"""Signs of life of a process: does it compute, does it read? Asked about once a second, from inside or outside.

All is counted in beats and not by a clock: where the whole machine was stopped, or where the asker itself
was, that counts as one beat and not as the hours that have passed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

BEAT = 1.0
"""Seconds between two beats."""
CPU_STEP = 0.1
"""Seconds of processor time that count as a sign of life; ten beats with less are fewer than 1 % of one core."""
ASK_CARD = 4
"""Beats without a sign of life until the card is asked, which costs more than the other questions."""
READ_STEP = 1 << 15
"""Bytes that must be read in one beat to count: asking for signs of life reads some hundred itself."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The work of a process since it began.

    Attributes:
        cpu: processor time in seconds.
        read: bytes that it asked the system for.
        disk: bytes that disks moved for it.
        runs: its main thread is computing, or waits for its turn on the processor.
        stopped: it has been stopped, as by ``kill -STOP``.
    """

    cpu: float
    read: int = 0
    disk: int = 0
    runs: bool = False
    stopped: bool = False


class Pulse:
    """Counts the beats since the last sign of life."""

    def __init__(
        self, signs: Callable[[], Signs | None], busy: Callable[[], bool] = lambda: False
    ) -> None:
        """Begin to count.

        Args:
            signs: asked at each beat; ``None`` where nothing can be known, which counts as life.
            busy: asked when nothing has shown life for some beats: whether a card computes meanwhile.
        """
        self._busy = busy
        self.silent_beats = 0
        self._signs = signs
        self._mark: Signs | None = None
        self._last: Signs | None = None

    def beat(self, moved: bool = False) -> Signs | None:
        """Look once; afterwards ``silent_beats`` has the number of beats without a sign of life.

        Args:
            moved: something else has shown life, as a batch that is done.
        """
        now = self._signs()
        mark, last = self._mark, self._last
        alive = moved or now is None or mark is None or last is None or _lives(now, mark, last)
        alive = alive or (self.silent_beats >= ASK_CARD and self._busy())
        self._last = now
        if alive:
            self.silent_beats, self._mark = 0, now
        else:
            self.silent_beats += 1
        return now


def _lives(now: Signs, mark: Signs, last: Signs) -> bool:
    return (
        now.runs
        or now.cpu - mark.cpu >= CPU_STEP
        or now.disk != last.disk
        or now.read - last.read >= READ_STEP
    )


def signs_of_process(number: int) -> Callable[[], Signs | None]:
    """Return a function that looks at another process from outside; it gives ``None`` for one that is gone."""
    import psutil

    try:
        process = psutil.Process(number)
    except psutil.Error:
        return lambda: None

    def look() -> Signs | None:
        try:
            with process.oneshot():
                times, status = process.cpu_times(), process.status()
            read, disk = _moved(process)
        except (psutil.Error, OSError):
            return None
        stopped = status in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
        return Signs(times.user + times.system, read, disk, _runs(status), stopped)

    return look


def signs_of_others() -> Callable[[], Signs | None]:
    """Return a function that looks at this process without the thread that asks."""

    def look() -> Signs | None:
        import psutil  # here, since the process that asks has more urgent things to load

        process = psutil.Process()
        cpu = time.process_time() - time.thread_time()
        try:
            return Signs(cpu, *_moved(process), _runs(process.status()))
        except (psutil.Error, OSError):
            return None

    return look


def _runs(status: str) -> bool:
    """Tell whether the main thread runs; only Linux says that of a thread, the others of the whole process."""
    return sys.platform == "linux" and status == "running"


def _moved(process: object) -> tuple[int, int]:
    """Return bytes read and bytes moved by disks; zeros where the system does not tell, as macOS."""
    import psutil

    try:
        found = process.io_counters()  # type: ignore[attr-defined] # not on macOS
    except (AttributeError, NotImplementedError, OSError, psutil.Error):
        return 0, 0
    chars = getattr(found, "read_chars", found.read_bytes)
    return int(chars), int(found.read_bytes + found.write_bytes)
