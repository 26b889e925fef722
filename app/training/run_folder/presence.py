"""A running worker's sign in its run folder, which anybody can see, and the file that asks it to stop.

A run that goes on without its window has no pipe to anybody: its folder is all that others know of it.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from blocks.errors import FileError
from blocks.values import safe_json as json_safe

ALIVE = "alive.json"
STOP = "stop.request"

BEAT = 1.0
"""Seconds between two signs of life, and two looks at what is asked for."""

LAPSE = 60.0
"""Seconds without a sign after which a run counts as dead, where its process cannot be asked."""

FRESH = 10.0
"""Seconds in which a sign is believed whatever it says of the age: clocks are set now and then."""

SMALL = 4096
"""Bytes of the sign that are read at most."""


class Presence:
    """Shows that a run is under way, for as long as the ``with`` lasts; a full disk does no harm.

    Args:
        folder: the run folder; it exists.
        stop: called, from a thread, when somebody asks the run to stop.
    """

    def __init__(self, folder: Path, stop: Callable[[], None]) -> None:
        self._alive, self._request = folder / ALIVE, folder / STOP
        self._stop = stop
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="presence", daemon=True)

    def __enter__(self) -> Presence:
        with contextlib.suppress(OSError):
            self._request.unlink(missing_ok=True)
            sign = {"process": os.getpid(), "host": socket.gethostname(), "born": _born()}
            self._alive.write_text(json.dumps(sign), encoding="utf-8")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(2 * BEAT)
        for path in (self._alive, self._request):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with contextlib.suppress(OSError):
                os.utime(self._alive)
                if self._request.exists():
                    self._request.unlink()
                    self._stop()


def is_running(folder: Path) -> bool:
    """Tell whether a worker trains in this folder now."""
    path = folder / ALIVE
    try:
        if not path.is_file():
            return False
        age = abs(time.time() - path.stat().st_mtime)  # clocks of other machines differ
        with path.open("rb") as stream:
            sign = json_safe.parse(stream.read(SMALL))
    except (OSError, FileError):
        return False
    sign = sign if isinstance(sign, dict) else {}
    process, born = sign.get("process"), sign.get("born")
    if sign.get("host") == socket.gethostname() and isinstance(process, int):
        if age > FRESH and isinstance(born, (int, float)):
            # Numbers of processes are given again, after a restart of the machine very soon.
            return _lives(process, born)
        return age < LAPSE and _lives(process)
    return age < LAPSE


def ask_to_stop(folder: Path) -> None:
    """Ask the worker in a folder to end after the current batch and to keep what was trained; raises `OSError`."""
    (folder / STOP).touch()


def _born() -> float:
    """Return when this process began, in seconds since 1970."""
    import psutil

    try:
        return float(psutil.Process().create_time())
    except psutil.Error:
        return 0.0


def _lives(process: int, born: float | None = None) -> bool:
    """Tell whether there is a process of this number, and, where that is known, of this age."""
    import psutil

    try:
        found = psutil.Process(process)
        if born is not None and abs(found.create_time() - born) > 2.0:
            return False
        return bool(found.status() != psutil.STATUS_ZOMBIE)
    except (psutil.Error, OverflowError, ValueError):
        return False
