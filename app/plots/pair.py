"""Two plots side by side, made when pyqtgraph is there; nothing before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.frame.from_thread import Latest
from app.plots.run_record import RunRecord
from app.widgets.layouts import row
from canvas.later import Later
from canvas.theme.measure import px
from canvas.theme.themes import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.plots.panel import MetricPlot

ROOM_FOR_TWO = 290
"""Width in pixels at 100 % below which only the loss is shown."""


SLICE = 0.005
"""Seconds that types of Qt are made for at once, between events of the window."""


def make_types() -> Iterator[None]:
    """Let PySide6 make its types, which it does when they are first asked for; yields after each name.

    pyqtgraph asks for all of them when it is imported. In a thread that would be while the window makes its own, and
    PySide6 6.11 crashes when two threads make types.
    """
    from PySide6 import QtCore, QtGui, QtOpenGLWidgets, QtSvg, QtTest, QtWidgets

    yield
    for module in (QtCore, QtGui, QtWidgets, QtSvg, QtOpenGLWidgets, QtTest):
        for name in dir(module):
            getattr(module, name)
            yield


class PlotPair(QWidget):
    """The loss on the left, another metric on the right.

    Signals:
        made: the plots are there.
    """

    made = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: list[MetricPlot] = []
        self._theme = theme
        self._asked = False
        # It takes half a second, beside the window's work.
        self._import: Latest[object] = Latest(self, "pyqtgraph", lambda _: self.make())
        self._types = make_types()
        self._timer = Later(self, self._make_types, repeats=True)
        self._layout = row(on=self, gap=10)

    def load(self) -> None:
        """Begin to import pyqtgraph in the background."""
        if not self._asked:
            self._asked = True
            self._timer.start(0)

    def _make_types(self) -> None:
        end = time.perf_counter() + SLICE
        for _ in self._types:
            if time.perf_counter() > end:
                return
        self._timer.stop()
        self._import.ask(partial(import_module, "pyqtgraph"))

    def make(self) -> None:
        """Make the plots now."""
        if self.plots:
            return
        from app.plots.panel import MetricPlot

        self._asked = True
        self.plots = [MetricPlot(self._theme, self), MetricPlot(self._theme, self)]
        for plot in self.plots:
            self._layout.addWidget(plot, 1)
        self.made.emit()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        for plot in self.plots:
            plot.set_theme(theme)

    def show_run(self, record: RunRecord, behind: list[RunRecord]) -> None:
        """Show a run from its beginning.

        Args:
            record: the current run.
            behind: earlier ones to compare with.
        """
        from app.plots.panel import Overlay

        self.make()
        overlays = [Overlay(each.curves, each.colour(self._theme), each.dash) for each in behind]
        self._offer(record)
        for plot in self.plots:
            plot.show_run(record.curves, record.history.epochs, overlays)

    def follow(self, record: RunRecord) -> None:
        """Draw what has come since."""
        record.curves.follow(record.history)
        if self.plots:
            self._offer(record)
        for plot in self.plots:
            plot.redraw()

    def _offer(self, record: RunRecord) -> None:
        names = list(record.curves.lines) or list(record.history.per_batch)
        if (
            not names
        ):  # a run that has not begun: the choice of before stays, and its curves are empty
            return
        others = [name for name in names if name != "loss"]
        loss, metric = self.plots
        words = record.history.words
        loss.legend.offer(names[:1] if len(names) < 3 else names, "loss", words)
        metric.legend.offer(others, others[0] if others else "", words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the second plot where there is one, and room for it."""
        if self.plots:
            self.plots[1].setVisible(bool(self.plots[1].shown) and self.width() >= px(ROOM_FOR_TWO))
