"""Decides when people are told that a training process does not respond, and that it does again. No clock, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.training.messages import (
    Batches,
    EpochDone,
    Event,
    Heartbeat,
    Paused,
    Phase,
    Resumed,
    RunStarted,
)
from app.training.process.liveness import BEAT, Pulse, Signs

LIMIT = 10
"""Beats without a sign of life until people are asked."""
LONG_STEP, LONG_BEGINNING = 60, 600
"""Beats that a step may compute before it is called long, at least; and the first one, which has no like."""
TIMES_LONGER, TIMES_FIRST = 20, 3
"""A step is long when it takes so many times longer than the longest before, and than the first, which also builds."""
AGAIN = 60
"""Beats until people who chose to wait are asked again."""

STOPPED, SILENT, IDLE, LONG = "stopped", "silent", "idle", "long"


@dataclass(frozen=True, slots=True)
class WorkerSilent:
    """A worker shows no life, or none that leads on: people may wait or end it.

    Attributes:
        reason: ``stopped`` (another program stopped it), ``silent`` (no answer, and it does not compute),
            ``idle`` (it answers, but the training does not compute) or ``long`` (one step takes very long).
        sentence: what is seen, for people.
        seconds: for how long.
    """

    reason: str
    sentence: str
    seconds: float


@dataclass(frozen=True, slots=True)
class WorkerBack:
    """A worker that was called silent shows life again."""


class WorkerWatch:
    """Follows one worker: `heard` gets its events, `beat` is called once a second."""

    def __init__(self, signs: Callable[[], Signs | None]) -> None:
        """Watch a worker.

        Args:
            signs: signs of life of its process, seen from outside.
        """
        self._pulse = Pulse(signs)
        self._told = ""
        self.begin()

    def begin(self) -> None:
        """A job was sent: from now on people wait for it."""
        self._quiet = self._since_step = self._idle = self._steps = self._next = 0
        self._first = self._longest = 0
        self._in_steps = self._paused = False
        self._told = ""
        self._pulse.beat(moved=True)

    def heard(self, event: Event) -> None:
        """Note an event of the worker."""
        self._quiet = 0
        if isinstance(event, Heartbeat):
            self._idle = event.idle
            if event.steps > self._steps:
                self._steps = event.steps
                self._step_done()
            return
        self._idle = 0
        if isinstance(event, (Batches, EpochDone)):
            self._step_done()
        elif isinstance(event, (Phase, RunStarted)):
            self._since_step, self._in_steps = 0, False
        elif isinstance(event, (Paused, Resumed)):
            self._since_step, self._paused = 0, isinstance(event, Paused)

    def wait(self) -> None:
        """People chose to wait: ask again later, if it is still so."""
        self._next = max(self._silent_beats(), self._next) + AGAIN

    def beat(self) -> WorkerSilent | WorkerBack | None:
        """Count one beat; returns what people must be told now, if anything."""
        signs = self._pulse.beat()
        self._quiet += 1
        self._since_step = 0 if self._paused else self._since_step + 1
        reason = self._reason(signs)
        if not reason:
            back, self._told, self._next = bool(self._told), "", 0
            return WorkerBack() if back else None
        if self._told and self._silent_beats() < (self._next or self._silent_beats() + 1):
            return None
        self._told, self._next = reason, 0
        return WorkerSilent(reason, self._words(reason), self._seconds(reason))

    def _reason(self, signs: Signs | None) -> str:
        if self._quiet >= LIMIT and self._pulse.silent_beats >= LIMIT - 1:
            return STOPPED if signs is not None and signs.stopped else SILENT
        if self._quiet < LIMIT and self._idle >= LIMIT:
            return IDLE
        return LONG if self._since_step >= self._patience() else ""

    def _patience(self) -> int:
        """Return the beats that a step may compute."""
        if not self._in_steps:
            return LONG_BEGINNING
        return max(LONG_STEP, TIMES_LONGER * self._longest, TIMES_FIRST * self._first)

    def _step_done(self) -> None:
        if self._in_steps:
            self._longest = max(self._longest, self._since_step)
        else:
            self._first = self._since_step
        self._since_step, self._in_steps = 0, True

    def _silent_beats(self) -> int:
        return max(self._quiet, self._idle, self._since_step)

    def _seconds(self, reason: str) -> float:
        counts = {STOPPED: self._quiet, SILENT: self._quiet, IDLE: self._idle}
        return BEAT * counts.get(reason, self._since_step)

    def _words(self, reason: str) -> str:
        seconds = self._seconds(reason)
        if reason == STOPPED:
            return f"Another program has stopped the training process: it has not moved for {seconds:.0f} s."
        if reason == SILENT:
            return (
                f"The training process has not answered for {seconds:.0f} s, and does not compute."
            )
        if reason == IDLE:
            return (
                f"The training has stood still for {seconds:.0f} s: it neither computes nor reads."
            )
        minutes = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
        if self._in_steps:
            usual = max(BEAT * self._longest, BEAT)
            return (
                f"One step has taken {minutes} so far; the steps before took at most {usual:.0f} s. "
                "It still computes."
            )
        return f"The training has worked for {minutes} without finishing a step. It still computes."
