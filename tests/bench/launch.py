"""Starts a program with a window and watches it from outside: when it paints, what memory it takes."""

from __future__ import annotations

import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

import psutil

from tests.bench.children import ChildFailed
from tests.bench.home import ROOT

APP = ("app",)
BARE = ("tests.bench.windows", "bare")
KERAS = ("tests.bench.windows", "keras")
PATIENCE = 120.0
"""Seconds that a start may take."""


@dataclass(frozen=True)
class Start:
    """One start of a program.

    Attributes:
        moments: milliseconds from before the process was made to ``paint`` and ``ready``.
        memory: resident memory in MiB after the last moment and a pause.
        cpu: processor time in milliseconds that the program took in all.
    """

    moments: dict[str, float] = field(default_factory=dict)
    memory: float = 0.0
    cpu: float = 0.0


def start(module: tuple[str, ...], until: str = "paint", pause: float = 0.0) -> Start:
    """Start ``python -m MODULE``, wait for a moment, and end the program.

    Args:
        module: the module and its arguments.
        until: the last moment to wait for.
        pause: seconds to wait before memory is read.

    Raises:
        ChildFailed: the moment never came.
    """
    reader, writer = os.pipe()
    environment = {**os.environ, "NETWRIGHT_FIRST_PAINT_FD": str(writer)}
    with tempfile.TemporaryFile() as log:
        began = time.monotonic_ns()
        child = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        os.close(writer)
        try:
            moments = _moments(reader, began, until)
            if until not in moments:
                log.seek(0)
                raise ChildFailed(f"{module[0]} never told {until}: {log.read()[-400:].decode()}")
            time.sleep(pause)
            memory = psutil.Process(child.pid).memory_info().rss / 2**20
        finally:
            os.close(reader)
            used = _end(child)
        return Start(moments, memory, (used.ru_utime + used.ru_stime) * 1000)


def _end(child: subprocess.Popen[bytes]) -> resource.struct_rusage:
    """Kill a program, so that no work of its end counts, and return what it used."""
    child.kill()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used


def _moments(reader: int, began: int, until: str) -> dict[str, float]:
    """Read lines ``moment nanoseconds`` until the one that is waited for, or the end."""
    found: dict[str, float] = {}
    end, text = time.monotonic() + PATIENCE, ""
    while until not in found:
        if not select.select([reader], [], [], max(end - time.monotonic(), 0))[0]:
            break
        data = os.read(reader, 4096)
        if not data:
            break
        *lines, text = (text + data.decode()).split("\n")
        for line in lines:
            moment, nanoseconds = line.split()
            found[moment] = (int(nanoseconds) - began) / 1e6
    return found
