"""Runs one area: here, or in a process of its own, so that a crash or a leak of one spoils no other."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from importlib import import_module

from tests.bench.effort import Effort
from tests.bench.home import ROOT
from tests.bench.rows import Row, unmeasured

AREAS = (
    "startup",
    "check",
    "networks",
    "canvas",
    "window",
    "code",
    "export",
    "training",
    "files",
    "kills",
    "importing",
)
"""Each is a module of this package with ``PARTS``: functions that take an `Effort` and yield rows."""


def run_here(area: str, effort: Effort) -> Iterator[Row]:
    """Yield the rows of an area; what fails gives a row that says why."""
    try:
        parts = import_module(f"tests.bench.{area}").PARTS
    except Exception as error:
        yield unmeasured(area, "everything", _words(error))
        return
    for part in parts:
        try:
            for row in part(effort):
                yield row.unjudged() if effort.quick else row
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            yield unmeasured(area, part.__doc__ or part.__name__, _words(error))


def run_apart(area: str, quick: bool) -> Iterator[Row]:
    """Yield the rows of an area that is measured in a fresh process."""
    words = [sys.executable, "-m", "tests.bench", "--only", area, "--json", "--here"]
    words += ["--quick"] * quick
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        child = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert child.stdout is not None
        rows = 0
        for line in child.stdout:
            rows += 1
            yield Row(**json.loads(line))
        code = child.wait()
        if code not in (0, 1) or not rows:
            yield unmeasured(area, "the rest", f"the process ended with code {code}")
        if code:
            log.seek(0)
            print(log.read()[-4000:], file=sys.stderr)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:400]
