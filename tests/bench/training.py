"""Training through the window beside the script's own ``model.fit``: speed, hooks, the wait for the first batch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean, median, quantiles

from app.project.project import Project
from app.project.scripts import script_of, snapshot
from app.training.worker.__main__ import NICENESS
from tests.bench.children import ask
from tests.bench.clock import spread
from tests.bench.effort import Effort
from tests.bench.home import ROOT
from tests.bench.rows import Row, at_least, at_most, report
from tests.bench.trainer import AppRun, Trainer

AREA = "training"
TEMPLATE = ROOT / "app" / "templates" / "digits-cnn.netwright"
EPOCHS = 60
PAIRS = 5
STARTS = 3
FIRST = 2
"""Epochs at the beginning that do not count: tracing, warm caches."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Steps per second.

    Attributes:
        training: in the training part of an epoch, without validation; median over the epochs.
        overall: from the first epochs' end to the last one's, with validation and all that is saved meanwhile.
        cpu: the same by processor time of the process that trains: steps per processor second.
    """

    training: float
    overall: float
    cpu: float


def pace(effort: Effort) -> Iterator[Row]:
    """steps per second beside the script's model.fit"""
    with _project(4 if effort.quick else EPOCHS) as (path, script):
        trainer = Trainer(path)
        runs: list[AppRun] = []
        plain = [_plain(script)]
        for _ in range(effort.times(PAIRS)):
            runs.append(trainer.run())
            plain.append(_plain(script))
        trainer.close()
    app = [_pace_of(run) for run in runs]
    ratio, words = _compared([one.overall for one in app], [one.overall for one in plain])
    yield at_least(AREA, "steps per second, app / script, wall", ratio, "x", 0.98, words)
    ratio, words = _compared([one.training for one in app], [one.training for one in plain])
    yield report(AREA, "the same without validation and saving, wall", ratio, "x", words)
    ratio, words = _compared([one.cpu for one in app], [one.cpu for one in plain])
    yield report(AREA, "steps per processor second, app / script, cpu", ratio, "x", words)
    yield from _watching(runs)


def first_batch(effort: Effort) -> Iterator[Row]:
    """from pressing Train to the first batch"""
    with _project(4) as (path, _):
        trainer = Trainer(path)
        cold, warm = [], []
        for _ in range(effort.times(STARTS)):
            cold.append(trainer.run(stop_early=True).first_batch)
            warm.append(trainer.run(warm=True, stop_early=True).first_batch)
        trainer.close()
    ratios = [one / other for one, other in zip(warm, cold, strict=True)]
    words = (
        f"warm {median(warm):.2f} s ({spread(warm)}), cold {median(cold):.2f} s ({spread(cold)})"
    )
    name = "Train pressed to first batch, warm / cold worker, wall"
    yield at_most(AREA, name, median(ratios), "x", 0.3, words)


PARTS = (pace, first_batch)


@contextmanager
def _project(epochs: int) -> Iterator[tuple[Path, Path]]:
    """Write the template with so many epochs, and its script; yields both files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = Project.open(TEMPLATE)
        settings = project.settings.with_training(epochs=epochs, patience=None)
        project.change_settings("bench", settings)
        project.save(folder / "project.netwright")
        script = folder / "script.py"
        script.write_text(script_of(snapshot(project)), "utf-8")
        yield folder / "project.netwright", script


def _plain(script: Path) -> Pace:
    """Run the script alone."""
    found = ask("plain_fit", script, NICENESS)
    epochs, steps = found["epochs"], found["steps"]
    used = epochs[FIRST:]
    span = epochs[-1]["end"] - epochs[FIRST - 1]["end"]
    training = median(one["trained"] - one["begin"] for one in used)
    cpu = epochs[-1]["cpu"] - epochs[FIRST - 1]["cpu"]
    return Pace(steps / training, steps * len(used) / span, steps * len(used) / cpu)


def _pace_of(run: AppRun) -> Pace:
    """Work the same out of what the window heard from the worker."""
    used = run.epochs[FIRST:]
    span = run.ends[-1] - run.ends[FIRST - 1]
    cpu = run.cpu[-1] - run.cpu[FIRST - 1]
    done = run.steps * len(used)
    return Pace(1000 / median(one.ms_per_step for one in used), done / span, done / cpu)


def _compared(ours: Sequence[float], plain: Sequence[float]) -> tuple[float, str]:
    """Compare each run in the window with the plain ones before and after it: median ratio, and words."""
    ratios = [mine / mean(pair) for mine, pair in zip(ours, pairwise(plain), strict=True)]
    noise = [after / before for before, after in pairwise(plain)]
    words = (
        f"{median(ours):.0f} beside {median(plain):.0f} steps/s; ratios {spread(ratios)}; "
        f"plain beside plain {spread(noise)}"
    )
    return median(ratios), words


def _watching(runs: Sequence[AppRun]) -> Iterator[Row]:
    """Yield what watching costs the training, and training the window."""
    costs = [run.finished.hooks for run in runs if run.finished is not None]
    shares = [cost.share * 100 for cost in costs]
    words = f"{median(c.hook_us for c in costs):.0f} of {median(c.step_us for c in costs):.0f} us"
    yield at_most(AREA, "own hooks' share of a step", median(shares), "%", 1, words)
    late = [quantiles(run.gaps, n=100)[98] for run in runs]
    name = "how late the window answers while training, 99th percentile"
    yield report(AREA, name, median(late), "ms", f"worst {max(max(r.gaps) for r in runs):.0f} ms")
