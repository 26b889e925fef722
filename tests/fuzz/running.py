"""Runs a fuzzer: a little of it in the tests, all of it by hand."""

from __future__ import annotations

import random
import shutil
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.fuzz import data, models, projects, state


class Kind(NamedTuple):
    """A kind of file: how one is changed, and what is done with it."""

    mutant: Callable[[random.Random], bytes]
    read: Callable[[bytes, Path], bool]


KINDS = {
    "projects": Kind(projects.mutant, projects.read),
    "library": Kind(projects.mutant, projects.library),
    "clipboard": Kind(projects.clip, projects.pasted),
    "data": Kind(data.mutant, data.read),
    "models": Kind(models.mutant, models.read),
    "scripts": Kind(models.script, models.read_script),
    "state": Kind(state.mutant, state.read),
    "runs": Kind(state.run_mutant, state.run),
}

SLOW = 5.0
"""Seconds of work that no file of this size may take, on whatever machine."""


def one(kind: Kind, number: int, seed: int, folder: Path) -> bool:
    """Read one mutant in an empty folder; returns whether it was sound."""
    inside = folder / str(number)
    inside.mkdir()
    try:
        return kind.read(kind.mutant(random.Random(f"{seed} {number}")), inside)
    finally:
        shutil.rmtree(inside)


def full_load(name: str, count: int, seed: int) -> int:
    """Read many mutants and print what came of them; returns 1 where one did what no file may do."""
    kind, good, wrong, worst = KINDS[name], 0, 0, 0.0
    begin = time.perf_counter()
    warnings.simplefilter("error")
    with TemporaryDirectory() as folder:
        for number in range(count):
            start = time.process_time()
            try:
                good += one(kind, number, seed, Path(folder))
            except Exception:
                wrong += 1
                words = traceback.format_exc().strip().split("\n")
                print(f"{name} {number}: {' | '.join(words[-5:])}"[:700], flush=True)
            took = time.process_time() - start
            worst = max(worst, took)
            if took > SLOW:
                wrong += 1
                print(f"{name} {number} took {took:.1f} s", flush=True)
    rate = count / (time.perf_counter() - begin)
    print(
        f"{name}: {count:,} mutants, {good:,} read, {count - good - wrong:,} refused, {wrong} wrong; "
        f"{rate:,.0f} a second, the slowest {1000 * worst:.0f} ms",
        flush=True,
    )
    return 1 if wrong else 0
