"""A limit to the work that one check may cost: files may be hostile, and loops within loops multiply."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT = 50_000
"""Blocks checked for one instance on the canvas; ResNeXt50 in split form needs about 2,000."""


ALL = 250_000
"""The same for all instances that are looked at in one go: a file may have thousands that are all different."""

MAX_LAYERS = 20_000
"""Layers inside one block on the canvas."""


class TooMuchError(Exception):
    """A composite takes more work than anybody would wait for."""


class _Meter(threading.local):
    depth = 0
    steps = 0
    passes = 0
    total = 0


_meter = _Meter()


def spend(steps: int) -> None:
    """Count work inside an instance; raises `TooMuchError` beyond the limit."""
    _meter.steps += steps
    _meter.total += steps
    if _meter.depth and (_meter.steps > LIMIT or (_meter.passes and _meter.total > ALL)):
        raise TooMuchError


@contextmanager
def one_pass() -> Iterator[None]:
    """Count all instances that are looked at from here on together."""
    if not _meter.passes:
        _meter.total = 0
    _meter.passes += 1
    try:
        yield
    finally:
        _meter.passes -= 1


@contextmanager
def metered() -> Iterator[bool]:
    """Begin one instance, or go one deeper; gives whether it is the outermost."""
    outermost = not _meter.depth
    if outermost:
        _meter.steps = 0
    _meter.depth += 1
    try:
        yield outermost
    finally:
        _meter.depth -= 1
