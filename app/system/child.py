"""A child process that talks in lines: what it is told, what it tells, its log, its end. Knows no Qt.

Three threads serve it, so that nobody who uses it ever waits: one reads its lines, one keeps the last lines of its log,
one writes what it is told (which can be larger than a pipe that nobody reads yet). A child that floods its pipes, or
never reads, takes neither memory nor time of who uses it.
"""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO

LINE_LIMIT = 64 * 2**20
"""Longest line in bytes that is read: a project of 5,000 blocks has about 1 MB."""

LOG_LINES = 200
PATIENCE = 5.0
"""Seconds that a process may need to be gone, once it was killed or has closed its pipe."""


class LineSplitter:
    """Cuts a stream of bytes into lines; keeps what is not complete yet."""

    def __init__(self, limit: int | None = None) -> None:
        """Have nothing yet; ``limit`` is the longest line in bytes, by default `LINE_LIMIT`."""
        self._limit = LINE_LIMIT if limit is None else limit
        self._rest: list[bytes] = []
        self._length = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield every line that ``data`` completes, without its line feed; over-long ones are dropped."""
        *whole, rest = data.split(b"\n")
        for line in whole:
            if self._length + len(line) <= self._limit:
                yield b"".join([*self._rest, line])
            self._rest, self._length = [], 0
        self._length += len(rest)
        if rest and self._length <= self._limit:
            self._rest.append(rest)
        elif self._length > self._limit:
            self._rest = []


class Child:
    """A process with its pipes.

    Attributes:
        log: the last lines that it wrote to its standard error.
        over: set when it is gone.
        closed: it closed its pipe and lived on, so that it was killed.
    """

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        hear: Callable[[bytes], object],
        ended: Callable[[int], object],
        *,
        own_session: bool = False,
        limit: int | None = None,
    ) -> None:
        """Start the process; `start` begins to listen to it.

        Args:
            words: the program and its arguments.
            environment: its environment variables.
            hear: called with each line of its standard output, from a thread of ours.
            ended: called from there at last, with its exit code: negative for a signal.
            own_session: Ctrl+C in the terminal is not for it.
            limit: longest line in bytes that is heard, by default `LINE_LIMIT`.

        Raises:
            OSError: the system refused to start a process.
        """
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.over = threading.Event()
        self.closed = False
        self._hear, self._ended, self._limit = hear, ended, limit
        self._told: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=dict(environment),
            start_new_session=own_session,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._threads = [
            threading.Thread(target=work, name=f"child-{work.__name__}", daemon=True)
            for work in (self._read, self._keep_log, self._write)
        ]

    def start(self) -> None:
        """Begin to listen, and to write what is sent."""
        for thread in self._threads:
            thread.start()

    @property
    def process_id(self) -> int:
        """Id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether the process is there."""
        return self._process.poll() is None

    def send(self, data: bytes) -> None:
        """Write to its standard input; returns at once, and does nothing where the process is gone."""
        self._told.put(data)

    def end_input(self) -> None:
        """Close its standard input when all that was sent is written."""
        self._told.put(None)

    def kill(self) -> None:
        """End the process hard."""
        self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Wait for the process; returns whether it is gone."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def join(self, seconds: float = PATIENCE) -> None:
        """Wait for each of the threads at most so long; not for the one that asks."""
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(seconds)

    def _read(self) -> None:
        for line in _lines(self._process.stdout, self._limit):
            self._hear(line)
        code = self._last_code()
        self.over.set()
        self.end_input()
        self._threads[1].join(1.0)  # the last lines of the log explain the end
        self._ended(code)

    def _last_code(self) -> int:
        """Return the exit code; a process that lives on without its pipe is of no use to anybody."""
        if not self.wait(PATIENCE):
            self.closed = True
            self._process.kill()
        return self._process.wait()

    def _keep_log(self) -> None:
        for line in _lines(self._process.stderr):
            self.log.append(line.decode("utf-8", "replace")[:2000])

    def _write(self) -> None:
        pipe = _pipe(self._process.stdin)
        while (data := self._told.get()) is not None:
            try:
                rest = memoryview(data)
                while rest:  # not every system takes all of it at once
                    rest = rest[pipe.write(rest) :]
            except OSError:  # the process is gone; its end is told by the reader
                break
        try:
            pipe.close()
        except OSError:
            return


def _lines(stream: IO[bytes] | None, limit: int | None = None) -> Iterator[bytes]:
    """Yield the lines of a pipe until its end, then close it."""
    with _pipe(stream) as pipe:
        lines = LineSplitter(limit)
        while data := os.read(pipe.fileno(), 1 << 16):
            yield from lines.feed(data)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was started without a pipe")
    return stream
