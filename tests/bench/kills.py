"""Edits that are lost when the window is killed (SIGKILL), on a quiet machine and beside ten busy processes."""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.files.recovery import orphans
from tests.bench.effort import Effort
from tests.bench.home import ROOT
from tests.bench.rows import Row, at_most, report

AREA = "kills"
BUSY = 10
"""Processes that compute beside the window: a load of ten."""

LIMIT = 1.0
"""Seconds of edits that a kill may cost."""


def lost_edits(effort: Effort) -> Iterator[Row]:
    """seconds from the oldest edit that is in no copy to the kill"""
    for busy in (0, BUSY):
        with _busy(busy):
            lost = [_lost(seed) for seed in range(effort.times(20))]
        name = f"edits lost at a kill, load {busy}, wall"
        median = f"median {statistics.median(lost):.2f} s of {len(lost)} kills"
        yield at_most(AREA, f"{name}, the worst", max(lost), "s", LIMIT, median)
        yield report(AREA, f"{name}, median", statistics.median(lost), "s")


@contextmanager
def _busy(count: int) -> Iterator[None]:
    command = [sys.executable, "-c", "while True: pass"]
    children = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for child in children:
            child.kill()
            child.wait()


def _lost(seed: int) -> float:
    """Edit, kill at a random moment, and return how old the oldest lost edit was, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_STATE_HOME": folder, "QT_QPA_PLATFORM": "offscreen"}
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.edited_window"],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        assert child.stdout is not None
        with child, child.stdout as lines:
            edits = [_edit(lines.readline()) for _ in range(30)]
            # Lines wait in the pipe meanwhile, so the moment is as random as a real kill.
            time.sleep(random.Random(seed).uniform(0.0, 1.5))
            child.send_signal(signal.SIGKILL)
            killed = time.time()
            edits += [_edit(line) for line in lines if line.endswith("\n")]
        kept = _kept(Path(folder) / "netwright" / "recovery")
    lost = [when for count, when in edits if count > kept]
    return killed - lost[0] if lost else 0.0


def _edit(line: str) -> tuple[int, float]:
    count, when = line.split()
    return int(count), float(when)


def _kept(folder: Path) -> int:
    kept = [len(slot.read().model.blocks) for slot in orphans(folder, "")]
    return max(kept, default=0)


PARTS = (lost_edits,)
