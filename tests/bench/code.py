"""The code panel in the whole window: from an edit to the text on screen."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import count
from statistics import median
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer

from app.templates.catalog import open_template
from blocks.commands.blocks import set_values
from exporters.styles.options import Style
from tests.bench.clock import repeated, spread
from tests.bench.effort import Effort
from tests.bench.networks import lay_out
from tests.bench.rows import Row, at_most, report
from tests.bench.window import whole_window

AREA = "code"
PAUSE = 250
"""Milliseconds between two edits, in which the window comes to rest."""
PATIENCE = 20_000


def following(effort: Effort) -> Iterator[Row]:
    """the code panel of DenseNet121 after an edit"""
    with whole_window(open_template("densenet121")) as window:
        window.load_now()
        panel = window.code_panel
        window.trigger("view.code")
        _until(panel.shown)
        for style in (Style.FUNCTIONS, Style.FLAT):
            if style is not panel.styles.style_chosen:
                panel.styles.setCurrentIndex(panel.styles.findData(style))
                _until(panel.shown)
            yield from _rows(window, style, effort)


def _rows(window: Any, style: Style, effort: Effort) -> Iterator[Row]:
    panel, document = window.code_panel, window.project.document
    pool = next(key for key, block in document.model.blocks.items() if block.type == "MaxPooling2D")
    sizes = count(4)
    walls, own, others = [], [], []
    for _ in range(effort.times(21) + 1):
        _rest(PAUSE)
        size = 4 + next(sizes) % 9
        before, began = os.times(), time.perf_counter()
        window.project.do("x", set_values(document, pool, pool_size=(size, size)))
        _until(panel.shown)
        walls.append((time.perf_counter() - began) * 1000)
        after = os.times()
        own.append(1000 * (after.user + after.system - before.user - before.system))
        others.append(
            1000 * (after.children_user + after.children_system)
            - 1000 * (before.children_user + before.children_system)
        )
        assert f"({size}" in panel.text
    name = f"DenseNet121, {style.title.lower()}: from an edit to the text"
    alone = repeated(lambda: lay_out(panel.text), effort.times(7)).wall
    words = f"{spread(walls[1:])}; the formatter's process alone {alone:.3g} ms"
    if style is Style.FUNCTIONS:
        yield at_most(AREA, f"{name}, wall", median(walls[1:]), "ms", 50, words)
    else:
        yield report(AREA, f"{name}, wall", median(walls[1:]), "ms", words)
    # The clock of processor time ticks 100 times a second: a mean says more than a median.
    words = f"and {sum(others[1:]) / len(others[1:]):.3g} ms of the formatter's"
    yield report(
        AREA, f"{name}, cpu, check and canvas included", sum(own[1:]) / len(own[1:]), "ms", words
    )


def _until(signal: Any) -> None:
    """Answer events until a signal comes."""
    loop = QEventLoop()
    came: list[bool] = []

    def end() -> None:
        came.append(True)
        loop.quit()

    signal.connect(end)
    QTimer.singleShot(PATIENCE, loop, loop.quit)
    loop.exec()
    signal.disconnect(end)
    if not came:
        raise TimeoutError("the code panel did not follow")


def _rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


PARTS = (following,)
