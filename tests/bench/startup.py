"""The start of the application: time to the first painted window, memory, and what is never imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from tests.bench.children import ask
from tests.bench.clock import spread
from tests.bench.effort import Effort
from tests.bench.launch import APP, BARE, KERAS, Start, start
from tests.bench.rows import Row, at_most, report

AREA = "startup"
ROUNDS = 7
SETTLE = 1.0
"""Seconds after everything is loaded until memory is read: panels fill themselves meanwhile."""


def beside_others(effort: Effort) -> Iterator[Row]:
    """first paint and memory beside a bare window and a start that imports Keras first"""
    rounds = [_round() for _ in range(effort.times(ROUNDS) + 1)]
    bare, app, keras = zip(*rounds[1:], strict=True)  # the first round fills the page cache
    yield _ratio("first painted window / a bare one, wall", app, bare, 1.25)
    yield _ratio("first painted window / one after import keras, wall", app, keras, 0.1)
    shares = [ours.memory / theirs.memory for ours, theirs in zip(app, keras, strict=True)]
    words = f"{_memory(app):.0f} MiB, with Keras {_memory(keras):.0f}, bare {_memory(bare):.0f}"
    yield at_most(
        AREA, "memory, all loaded / a window after import keras", median(shares), "x", 0.3, words
    )
    ready = [one.moments["ready"] for one in app]
    yield report(AREA, "everything loaded, wall", median(ready), "ms", spread(ready))


def processor(effort: Effort) -> Iterator[Row]:
    """processor time until the first paint, which neighbours disturb less"""
    found = [(start(APP).cpu, start(BARE).cpu) for _ in range(effort.times(2 * ROUNDS))]
    app, bare = zip(*found, strict=True)
    words = f"{median(app):.0f} ms ({spread(app)}) beside {median(bare):.0f} ms ({spread(bare)})"
    ratio = median(ours / theirs for ours, theirs in found)
    yield report(AREA, "first painted window / a bare one, cpu", ratio, "x", words)


def never_imported(effort: Effort) -> Iterator[Row]:
    """what the window's process must not import"""
    found = ask("loaded_window", seconds=120)
    name = "Keras, TensorFlow and the like among the window's modules"
    yield at_most(AREA, name, len(found), "", 0, ", ".join(found) or "none found")


PARTS = (beside_others, processor, never_imported)


def _round() -> tuple[Start, Start, Start]:
    return start(BARE), start(APP, "ready", SETTLE), start(KERAS)


def _ratio(name: str, ours: Sequence[Start], others: Sequence[Start], limit: float) -> Row:
    """Compare the first paints: the median of the ratios of neighbouring runs."""
    a, b = ([one.moments["paint"] for one in starts] for starts in (ours, others))
    ratios = [mine / theirs for mine, theirs in zip(a, b, strict=True)]
    words = f"{median(a):.0f} ms ({spread(a)}) beside {median(b):.0f} ms ({spread(b)})"
    return at_most(AREA, name, median(ratios), "x", limit, words)


def _memory(starts: Sequence[Start]) -> float:
    return median(one.memory for one in starts)
