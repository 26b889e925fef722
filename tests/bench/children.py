"""Measurements that need a fresh process: one module of this package, which prints JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.bench.home import ROOT


class ChildFailed(Exception):
    """A child did not print what it should; the text is the end of what it said."""


def ask(module: str, *words: object, seconds: float = 600) -> Any:
    """Run ``python -m tests.bench.MODULE WORDS`` and return the JSON of its last line.

    Raises:
        ChildFailed: it crashed, took too long, or printed no JSON.
    """
    command = [sys.executable, "-m", f"tests.bench.{module}", *map(str, words)]
    try:
        child = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed(f"{module} took more than {seconds:.0f} s") from None
    lines = child.stdout.strip().splitlines()
    if child.returncode or not lines:
        raise ChildFailed(f"{module} ended with {child.returncode}: {child.stderr.strip()[-400:]}")
    try:
        return json.loads(lines[-1])
    except ValueError:
        raise ChildFailed(f"{module} printed {lines[-1][:200]!r}") from None
