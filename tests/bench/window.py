"""The whole window with a large project: how long opening and edits keep it from answering."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QSlider

from app.templates.catalog import open_template
from app.window.shell import TABS
from blocks.commands.blocks import set_values
from blocks.document.document import Document
from blocks.files.project_file import write_project
from tests.bench.clock import Spent, medians, repeated, spread, timed
from tests.bench.desk import application
from tests.bench.effort import Effort
from tests.bench.graphs import SIZE, residual
from tests.bench.rows import Row, at_most, report

AREA = "window"
REST = 0.6
"""Seconds after an edit in which panels catch up."""
SIZES = ((2 * SIZE, 2 * SIZE, 3), (SIZE, SIZE, 3))


def opening(effort: Effort) -> Iterator[Row]:
    """opening the large graph in the window"""
    found = []
    for _ in range(effort.times(3)):
        with whole_window(residual(effort.blocks)) as window:
            found.append(timed(window.load_now).wall)
    name = f"everything loaded, {effort.blocks:,} blocks, wall"
    yield report(AREA, name, median(found), "ms", f"{spread(found)}; the first imports, too")


def editing(effort: Effort) -> Iterator[Row]:
    """edits of the large graph in the window"""
    with whole_window(residual(effort.blocks)) as window:
        window.load_now()
        graph = window.project.document.model
        first = next(key for key in graph.order() if key.startswith("conv2d"))
        window.canvas.camera.center_on(graph.order()[len(graph.blocks) // 2])
        local = _edit(window, first, "activation", ("relu", "tanh"))
        for tab in TABS:
            window.show_tab(tab)
            yield _row(f"one block edited, {tab} shown, wall", local, effort)
        whole = _edit(window, graph.sources()[0], "shape", SIZES)
        window.trigger("view.problems")
        yield _row("every shape changed, Problems shown, wall", whole, effort)


def sliding(effort: Effort) -> Iterator[Row]:
    """sliders of MobileNet's metaparameters"""
    with whole_window(open_template("mobilenet")) as window:
        window.load_now()
        _settle()
        for row in window.inspector.model_page.metaparameters.rows:
            if row.name.text() in ("alpha", "input"):
                found = _slide(window, row.slider, effort)
                what = f"MobileNet's {row.name.text()} moved by a step: checked and painted"
                words = spread([one.wall for one in found])
                yield at_most(AREA, f"{what}, wall", medians(found).wall, "ms", 16, words)
                yield report(AREA, f"{what}, cpu", medians(found).cpu, "ms")


def _slide(window: Any, slider: QSlider, effort: Effort) -> list[Spent]:
    """Move a slider away from its value step by step, and back at once."""
    start, app = slider.value(), application()
    direction = 1 if slider.maximum() - start > start else -1

    def move() -> None:
        slider.setValue(slider.value() + 2 * direction)  # a single one may round to the same value
        app.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))

    found = []
    for _ in range(effort.times(30)):
        found.append(timed(move))
        app.processEvents()
    slider.setValue(start)
    _settle()
    return found


def stepping(effort: Effort) -> Iterator[Row]:
    """steps into a composite of DenseNet121 and out again"""
    with whole_window(open_template("densenet121")) as window:
        window.load_now()
        _settle()
        place, app = window.project.place, application()
        graph = window.project.document.model
        block_id = next(key for key in graph.order() if place.can_enter(key))

        def step() -> None:
            place.go(0) if place.depth else place.enter(block_id)
            app.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))

        done = repeated(step, effort.times(10), warm=2)
        yield report(AREA, "DenseNet121, a step in or out: painted, wall", done.wall, "ms")


PARTS = (opening, editing, sliding, stepping)


@contextmanager
def whole_window(document: Document) -> Iterator[Any]:
    """Show a window that has yet to load a project."""
    from app.window.window import MainWindow

    app = application()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.netwright")
        write_project(document, path)
        window = MainWindow(path)
        window.resize(1500, 975)
        window.show()
        yield window
        window.project.history.mark_clean()  # else it would ask whether to save
        window.close()
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _edit(
    window: Any, block_id: str, parameter: str, values: tuple[object, ...]
) -> Callable[[], None]:
    """Return an action that makes an edit and paints what follows at once."""
    project, upcoming, app = window.project, cycle(values), application()

    def edit() -> None:
        new: Any = next(upcoming)
        project.do("change", set_values(project.document, block_id, **{parameter: new}))
        app.processEvents()
        app.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))

    return edit


def _row(name: str, edit: Callable[[], None], effort: Effort) -> Row:
    """Measure the edit itself, and the longest piece of work that panels put off."""
    now, later = [], []
    edit()
    _settle()
    for _ in range(effort.times(9)):
        now.append(timed(edit).wall)
        later.append(_settle())
    words = f"{spread(now)}; longest piece of work afterwards {median(later):.0f} ms"
    return report(AREA, name, median(now), "ms", words)


def _settle() -> float:
    """Let panels catch up; returns the longest time in ms that the window could not answer meanwhile."""
    app, end, longest = application(), time.monotonic() + REST, 0.0
    while time.monotonic() < end:
        longest = max(longest, timed(app.processEvents).wall)
        time.sleep(0.002)
    return longest
