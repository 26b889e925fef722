"""Children that read files of unknown origin: what each may take, and how it is ended, for window and command line.

Where the system bounds a process by itself (`resource`), the child asks for that; its parent watches it everywhere, so
that it is ended where the system does nothing, and where a library asks for memory that no such bound counts.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from app.system.child import Child
from app.system.errors import UserError
from app.system.keras_environment import keras_environment

EVERY = 0.1
"""Seconds between two looks at a child."""

_PATIENCE = 10
"""Seconds on the clock for each second of work, before a child that rests is ended."""

_HASHED = 100 * 2**20
"""Bytes of a file with weights that a second of work is allowed for, to tell which file it is."""

ANSWER_LIMIT = 512 * 2**20
"""Bytes of an answer: a hundred times the largest models that there are."""

T = TypeVar("T")

BROKE_OFF = "The process that reads it has ended early. The file may be damaged, or too large."


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a child.

    Attributes:
        seconds: of work.
        memory: bytes.
        bounded: the child lets the system bound its memory; a child with TensorFlow in it cannot.
    """

    seconds: float
    memory: int
    bounded: bool = True

    def words(self) -> list[str]:
        """Return them as the child's arguments."""
        return [f"{self.seconds:g}", str(self.memory if self.bounded else 0)]


SOURCE = Limits(10, 512 * 2**20)
"""For Python source, which can ask for anything."""

MODEL = Limits(120, 4 * 2**30)
"""For a description of a model, however large."""

CHECK = Limits(120, 4 * 2**30, bounded=False)
"""For building a model with Keras, to compare it: that loads TensorFlow."""


def limits_of(task: str, path: Path, weights: Path | None = None) -> Limits:
    """Return what a child may take for a task and a file, and for telling which file with weights lies beside it."""
    from importers.source.text.source import is_script

    if task == "check":
        return CHECK
    found = SOURCE if is_script(path) else MODEL
    try:
        size = weights.stat().st_size if weights is not None else 0
    except (OSError, ValueError):  # the child says what is wrong with it
        size = 0
    return replace(found, seconds=found.seconds + size / _HASHED)


def bound_this_process(seconds: float, memory: int) -> None:
    """Bound memory and time of this process, and forbid writing files and connections, where the system can.

    Args:
        seconds: of work.
        memory: bytes; 0 leaves it to the parent that watches.
    """
    from importers.files.hdf5_reader import limit, lock_in

    if memory:
        lock_in()
    limit(max(1, round(seconds)), memory)


class ChildWatch:
    """Looks at a child and says when it takes too much.

    Args:
        pid: of the child.
        limits: what it may take.
        name: of what it reads, for people.
    """

    def __init__(self, pid: int, limits: Limits, name: str) -> None:
        import psutil

        self.limits, self.name = limits, name
        self._begun = time.monotonic()
        try:
            self._process: psutil.Process | None = psutil.Process(pid)
        except psutil.Error:  # it has ended already
            self._process = None

    def look(self) -> str:
        """Return why the child must be ended, in words; empty where it need not."""
        import psutil

        if self._process is None:
            return ""
        try:
            memory = self._process.memory_info().rss
            times = self._process.cpu_times()
        except psutil.Error:
            return ""
        if memory > self.limits.memory:
            return self.too_large()
        rested = time.monotonic() - self._begun > _PATIENCE * self.limits.seconds
        if times.user + times.system > self.limits.seconds or rested:
            return self.too_slow()
        return ""

    def ended(self, code: int) -> str:
        """Say why a child has ended by itself without an answer.

        Args:
            code: its exit code; negative for a signal.
        """
        stopped = (-getattr(signal, "SIGXCPU", 999), -getattr(signal, "SIGKILL", 998))
        return self.too_slow() if code in stopped else BROKE_OFF

    def too_large(self) -> str:
        """Say that it takes too much memory."""
        most = _size(self.limits.memory)
        if not self.limits.bounded:
            return f"Building {self.name} with Keras takes more than {most} of memory, so it was stopped."
        return f"{self.name} is too large to be read here: it takes more than {most} of memory."

    def too_slow(self) -> str:
        """Say that it takes too long."""
        what = "Reading" if self.limits.bounded else "Building"
        with_keras = "" if self.limits.bounded else " with Keras"
        seconds = f"{self.limits.seconds:.0f} seconds of work"
        return f"{what} {self.name}{with_keras} takes more than {seconds}, so it was stopped."


def _size(count: int) -> str:
    return f"{count // 2**30} GB" if count >= 2**30 else f"{count // 2**20} MB"


def command(task: str, path: Path, limits: Limits) -> list[str]:
    """Return the words that start a child."""
    # -P: a folder of the user's with a random.py in it must not shadow the standard library.
    start = [sys.executable, "-P", "-m", "app.imports.child", task]
    return [*start, str(path.absolute()), *limits.words()]


def settings() -> Mapping[str, str]:
    """Return the environment variables of a child; where it loads Keras it leaves the card to others."""
    return keras_environment(card=False)


def run(
    task: str,
    path: Path,
    text: str,
    limits: Limits,
    kind: type[T],
    stop: threading.Event | None = None,
) -> T:
    """Run a child to its end; returns its answer: the last line of JSON that it told, whatever else it printed.

    Args:
        task: as `app.imports.child` knows it.
        path: the file.
        text: what it gets on its standard input.
        limits: what it may take.
        kind: type of the answer.
        stop: ends the child when it is set, from any thread; nobody wants the answer then.

    Raises:
        UserError: it took too much and was ended, it broke off, or it refused the file; says so.
        OSError: the system refused to start a process.
    """
    heard = _Heard(stop or threading.Event())
    child = Child(
        command(task, path, limits), settings(), heard.hear, heard.end, limit=ANSWER_LIMIT
    )
    watch = ChildWatch(child.process_id, limits, path.name)
    child.start()
    child.send(text.encode("utf-8", "replace"))
    child.end_input()
    words = _watched(child, watch, heard)
    if words or heard.code != 0:
        raise UserError(words or (BROKE_OFF if heard.code is None else watch.ended(heard.code)))
    return _answer(heard.line, kind)


def _watched(child: Child, watch: ChildWatch, heard: _Heard) -> str:
    """Watch a child until it is over, and end it; returns in words what it took too much of, else nothing."""
    words = ""
    try:
        while not words and not heard.over.wait(EVERY):
            words = watch.look()
    finally:
        child.kill()
        child.join()
    return words


class _Heard:
    """The last line of JSON that a child told, and its exit code; ``None`` while it is there."""

    def __init__(self, over: threading.Event) -> None:
        self.over = over
        self.line = b""
        self.code: int | None = None

    def hear(self, line: bytes) -> None:
        """Hear a line; noise is no answer."""
        if line.startswith(b"{"):
            self.line = line

    def end(self, code: int) -> None:
        """Hear of the end."""
        self.code = code
        self.over.set()


def _answer(line: bytes, kind: type[T]) -> T:
    import msgspec

    try:
        found = msgspec.json.decode(line)
        if "error" in found:
            raise UserError(str(found["error"]), str(found.get("remedy") or ""))
        return msgspec.convert(found, kind)
    except msgspec.DecodeError:
        raise UserError(BROKE_OFF) from None
