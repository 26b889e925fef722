"""The live check: one edit of a large graph, from the change to finished shapes and problems."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from app.project.project import Project
from blocks.commands.blocks import set_values
from blocks.files.project_file import write_project
from tests.bench.children import ask
from tests.bench.clock import Spent, repeated, spread, timed
from tests.bench.effort import Effort
from tests.bench.graphs import SIZE, residual
from tests.bench.rows import Row, at_least, at_most, report

AREA = "check"
REPEATS = 41
REBUILDS = 3


def whole(effort: Effort) -> Iterator[Row]:
    """an edit that changes every shape"""
    spent = resizing(Project(residual(effort.blocks)), effort.times(REPEATS))
    name = f"input size of {effort.blocks:,} blocks changed to all shapes and problems"
    yield at_most(AREA, f"{name}, wall", spent.wall, "ms", 20)
    yield report(AREA, f"{name}, cpu", spent.cpu, "ms")


def local(effort: Effort) -> Iterator[Row]:
    """edits that change one shape, or none"""
    project = Project(residual(effort.blocks))
    first = next(key for key in project.document.model.order() if key.startswith("conv2d"))
    for words, parameter, values in (
        ("activation of one block changed", "activation", ("relu", "tanh")),
        ("filters of the first block changed, which breaks the next Add", "filters", (24, 16)),
    ):
        spent = repeated(_editing(project, first, parameter, values), effort.times(REPEATS))
        yield report(AREA, f"{words}, wall", spent.wall, "ms")


def beside_keras(effort: Effort) -> Iterator[Row]:
    """the same edit, and Keras building the same model again"""
    if effort.quick:  # Keras takes a minute for it
        return
    project = Project(residual(effort.blocks))
    before = resizing(project, effort.times(REPEATS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.netwright")
        write_project(project.document, path)
        seconds = ask("keras_rebuild", path, REBUILDS, seconds=900)
    after = resizing(project, effort.times(REPEATS))
    ours = (before.wall + after.wall) / 2
    keras = sorted(seconds)[len(seconds) // 2] * 1000
    words = f"Keras {keras / 1000:.3g} s ({spread(seconds)}), ours {ours:.3g} ms"
    yield at_least(
        AREA, "times faster than Keras rebuilding the model", keras / ours, "x", 400, words
    )


def opening(effort: Effort) -> Iterator[Row]:
    """the first check of a project"""
    document = residual(effort.blocks)
    spent = repeated(lambda: Project(document), effort.times(9))
    yield report(AREA, f"first check of {effort.blocks:,} blocks, wall", spent.wall, "ms")


PARTS = (whole, local, beside_keras, opening)


def resizing(project: Project, times: int) -> Spent:
    """Change the input's size to and fro; every shape before the head changes with it."""
    graph = project.document.model
    edit = _editing(project, graph.sources()[0], "shape", ((2 * SIZE,) * 2 + (3,), (SIZE, SIZE, 3)))
    spent = repeated(edit, times)
    last = project.checker.results[graph.sinks()[0]]
    assert last.output == (10,), "the graph is not checked to its end"
    return spent


def _editing(
    project: Project, block_id: str, parameter: str, values: tuple[object, ...]
) -> Callable[[], None]:
    """Return an action that gives a parameter its next value and reads what the window would show."""
    upcoming = cycle(values)

    def edit() -> None:
        edits = set_values(project.document, block_id, **{parameter: next(upcoming)})  # type: ignore[arg-type]
        project.do("change", edits)
        project.problems()
        project.checker.totals()

    return edit


if __name__ == "__main__":  # a profile of the worst case: python -m cProfile -m tests.bench.check
    print(timed(lambda: resizing(Project(residual(1000)), REPEATS)))
