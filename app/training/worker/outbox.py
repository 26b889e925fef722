"""The worker's way out: events are written by a thread of their own, so that training never waits.

Where the window is slow, batch events are thinned out; everything else is kept until it is read.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from app.training.lines import encode
from app.training.messages import Batches, Event, Heartbeat
from app.training.process.liveness import BEAT, Pulse

WAITING_BATCHES = 64
"""So many batch messages may wait (3 seconds); then the oldest are dropped."""
LOG_LIMIT = 20 * 2**20
"""Size in bytes from which on the event log leaves batch values out."""


class Outbox:
    """Sends events over a pipe and keeps them in the run's event log.

    Attributes:
        steps: batches done, told by the heartbeat.
        resting: the training waits for people: then it may be still without being dead.
    """

    def __init__(
        self,
        descriptor: int,
        memory: Callable[[], int] = lambda: 0,
        pulse: Pulse | None = None,
    ) -> None:
        """Start the sending thread.

        Args:
            descriptor: where to write.
            memory: asked for the resident memory in bytes.
            pulse: asked whether the training shows signs of life.
        """
        self.steps = 0
        self.resting = False
        self._pulse = pulse or Pulse(lambda: None)
        self._moved = False
        self._beaten = 0  # steps at the last heartbeat
        self._descriptor = descriptor
        self._memory = memory
        self._waiting: deque[tuple[bool, bytes]] = deque()
        self._batches = 0
        self._busy = False
        self._closed = False
        self._changed = threading.Condition()
        self._log: BinaryIO | None = None
        self._logged = 0
        threading.Thread(target=self._send, name="outbox", daemon=True).start()

    def keep_log(self, path: Path) -> None:
        """Write every event to a file from now on."""
        self._log = path.open("ab")
        self._logged = path.stat().st_size

    def put(self, event: Event) -> None:
        """Queue an event; never waits for the reader."""
        line = encode(event)
        self._moved = True
        is_batch = isinstance(event, Batches)
        self._write_log(line, is_batch)
        if self._closed:  # nobody reads any more; the log goes on
            return
        with self._changed:
            self._waiting.append((is_batch, line))
            self._batches += is_batch
            if self._batches > WAITING_BATCHES:
                self._drop_oldest_batch()
            self._changed.notify_all()

    def flush(self, patience: float) -> bool:
        """Wait until everything is written, ``patience`` seconds at most; tell whether it is."""
        end = time.monotonic() + patience
        with self._changed:
            while (self._waiting or self._busy) and not self._closed:
                if not self._changed.wait(max(end - time.monotonic(), 0)):
                    return False
        return True

    def close(self) -> None:
        """Send nothing any more; a closed descriptor's number may soon be another file's."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _write_log(self, line: bytes, is_batch: bool) -> None:
        if self._log is None or (is_batch and self._logged > LOG_LIMIT):
            return
        try:
            self._log.write(line)
            self._log.flush()
            self._logged += len(line)
        except OSError:  # a full disk must not end a run that could still be stopped in order
            self._log = None

    def _drop_oldest_batch(self) -> None:
        for place, (is_batch, _) in enumerate(self._waiting):
            if is_batch:
                del self._waiting[place]
                self._batches -= 1
                return

    def _send(self) -> None:
        while not self._closed:
            line = self._next()
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except (
                OSError
            ):  # the window is gone; the watchdog ends the process, unless it was let go
                self._closed = True
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _next(self) -> bytes:
        with self._changed:
            if not self._waiting and not self._closed:
                self._changed.wait(BEAT)
            if self._closed:
                return b""
            self._busy = True
            if self._waiting:
                is_batch, line = self._waiting.popleft()
                self._batches -= is_batch
                return line
        return encode(self._heartbeat())

    def _heartbeat(self) -> Heartbeat:
        moved, self._moved = self._moved or self.resting or self.steps != self._beaten, False
        self._beaten = self.steps
        self._pulse.beat(moved)
        return Heartbeat(self.steps, self._memory(), self._pulse.silent_beats)
