"""Plots of a run, drawn by pyqtgraph. Importing this takes pyqtgraph's half second: do it when the window is up."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.plots.curves import Array, Curves, MetricLines, Points, reach, thin
from app.plots.legend import Legend, LegendEntry
from app.plots.line_signs import dashed
from app.widgets.layouts import column
from canvas.theme.measure import px, sized
from canvas.theme.themes import SERIES_DASHES, Theme

FEW = 400
"""Up to so many points a line is drawn 2 pixels wide: wide lines are dear, thin ones are not."""

ROOM_FOR_LABEL = 150
"""Height in pixels at 100 % from which on the axis says ``epoch``."""

EMPTY: Array = np.empty(0)


@dataclass(frozen=True, slots=True)
class Overlay:
    """An earlier run, drawn behind the current one."""

    curves: Curves
    colour: str
    dash: tuple[int, ...] = ()


class MetricPlot(QWidget):
    """One metric over the epochs: per batch, per epoch, on validation examples, with earlier runs behind.

    Attributes:
        legend: the line above the plot: choice of metric, meaning of the colours, values under the pointer.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves = Curves()
        self._overlays: list[Overlay] = []
        self._epochs = 1
        self.legend = Legend(theme, self)
        self.legend.setToolTip(
            "In the plot: turn the wheel to zoom, double-click to see everything"
        )
        self.legend.metric_chosen.connect(self.redraw)
        self.plot = Plot(self)
        self.plot.pointed.connect(self._point)
        self.plot.left.connect(self.legend.clear_values)
        column(self.legend, (self.plot, 1), on=self, gap=2)
        self.set_theme(theme)

    @property
    def shown(self) -> str:
        """Name of the metric that is shown."""
        return self.legend.shown

    def show_run(self, curves: Curves, epochs: int, overlays: list[Overlay]) -> None:
        """Show a run; `redraw` follows it as it grows.

        Args:
            curves: the current run's numbers.
            epochs: how many epochs were asked for.
            overlays: earlier runs.
        """
        self._curves, self._epochs, self._overlays = curves, epochs, overlays
        self.plot.unzoom()
        self.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self.legend.set_theme(theme)
        self.plot.set_theme(theme)
        self.redraw()

    def redraw(self) -> None:
        """Draw what the curves hold now."""
        if not self.shown:
            return
        self.plot.setAccessibleName(f"Plot of {self.shown}")
        lines = self._curves.look_up(self.shown)
        self.plot.show_lines(lines)
        behind = [
            (_best_line(o.curves.look_up(self.shown)), _pen(o.colour, dash=o.dash))
            for o in self._overlays
        ]
        self.plot.show_overlays(behind)
        ends = [self._curves.end(), *(overlay.curves.end() for overlay in self._overlays)]
        self.plot.fit(reach(max(ends), self._epochs))
        self.legend.show_entries(self._entries(lines))

    def _entries(self, lines: MetricLines) -> list[LegendEntry]:
        colours = self._theme.series
        dashes = SERIES_DASHES
        entries = [LegendEntry("training", colours[0], lines.training.last(), dash=dashes[0])]
        if len(lines.validation):
            value = lines.validation.last()
            entries.append(LegendEntry("validation", colours[1], value, dot=True, dash=dashes[1]))
        return entries

    def _point(self, x: float) -> None:
        lines = self._curves.look_up(self.shown)
        epoch = round(x)
        if len(lines.training) and 1 <= epoch <= lines.training.x[-1] + 0.5:
            values = (lines.training.at(epoch), lines.validation.at(epoch))
            self.legend.show_values(f"epoch {epoch}", values)
        else:
            self.legend.clear_values()


def _best_line(lines: MetricLines) -> Points:
    return lines.validation if len(lines.validation) else lines.training


class EpochAxis(pg.AxisItem):
    """An axis of epochs: whole numbers only, also before the first epoch and far zoomed in."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return spacing and offset of each level of ticks, in epochs."""
        levels = super().tickSpacing(low, high, size) or []
        return [level for level in levels if level[0] >= 1] or [(1.0, 0.0)]


class Plot(pg.PlotWidget):
    """Axes and curves of a `MetricPlot`.

    Signals:
        pointed: the epoch under the pointer.
        left: the pointer left.
    """

    pointed = pg.QtCore.Signal(float)
    left = pg.QtCore.Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, enableMenu=False, axisItems={"bottom": EpochAxis("bottom")})
        self._zoomed = False
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumSize(sized(120, 80))
        item = self.getPlotItem()
        item.hideButtons()
        # pyqtgraph makes this menu in any case and gives it to nobody: it would outlive the window.
        item.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        item.setContentsMargins(0, 4, 8, 0)
        item.getViewBox().setDefaultPadding(0.0)
        item.getViewBox().sigRangeChangedManually.connect(self._zoom)
        for side in ("left", "bottom"):
            item.getAxis(side).enableAutoSIPrefix(False)
        item.getAxis("left").setWidth(px(46))
        self.batches, self.training, self.validation = (_curve(item, z) for z in (1, 3, 2))
        self.points = pg.ScatterPlotItem(size=6, pxMode=True)
        self.points.setZValue(4)
        item.addItem(self.points)
        self._overlays: list[pg.PlotCurveItem] = []

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self.setBackground(theme.card)
        item = self.getPlotItem()
        for side in ("left", "bottom"):
            item.getAxis(side).setPen(_pen(theme.border))
            item.getAxis(side).setTextPen(theme.muted)
            item.getAxis(side).setTickPen(_pen(theme.border, 110))
            item.getAxis(side).setStyle(tickLength=0)
        item.showGrid(x=True, y=True, alpha=0.35 if theme.dark else 0.5)
        item.setLabel("bottom", "epoch", color=theme.muted)
        self.points.setPen(_pen(theme.card))
        self.points.setBrush(QColor(theme.series[1]))

    def show_lines(self, lines: MetricLines) -> None:
        """Draw the current run."""
        blue, orange = self._theme.series[:2]
        wide = self.devicePixelRatioF()
        _set(self.batches, lines.batches, _pen(blue, 90))
        for curve, points, colour, dash in (
            (self.training, lines.training, blue, SERIES_DASHES[0]),
            (self.validation, lines.validation, orange, SERIES_DASHES[1]),
        ):
            _set(curve, points, _pen(colour, width=wide * _width(points), dash=dash))
        many = len(lines.validation) > 120
        found = np.isfinite(lines.validation.y)
        x, y = (EMPTY, EMPTY) if many else (lines.validation.x[found], lines.validation.y[found])
        self.points.setData(x, y)

    def show_overlays(self, overlays: list[tuple[Points, QPen]]) -> None:
        """Draw one line for each earlier run."""
        wide = self.devicePixelRatioF()
        item = self.getPlotItem()
        while len(self._overlays) < len(overlays):
            self._overlays.append(_curve(item, 0))
        while len(self._overlays) > len(overlays):
            item.removeItem(self._overlays.pop())
        for curve, (points, pen) in zip(self._overlays, overlays, strict=True):
            pen.setWidthF(wide)
            _set(curve, points, pen)

    def fit(self, right: float) -> None:
        """Show everything, unless somebody zoomed in.

        Args:
            right: right edge, in epochs.
        """
        if self._zoomed:
            return
        curves = (self.batches, self.training, self.validation, *self._overlays)
        values = [curve.yData for curve in curves if curve.yData is not None and len(curve.yData)]
        found = np.concatenate(values) if values else EMPTY
        found = found[np.isfinite(found)]
        low, high = (float(found.min()), float(found.max())) if len(found) else (0.0, 1.0)
        room = (high - low) * 0.06 or abs(high) * 0.1 or 0.5
        bottom = max(low - room, 0.0) if low >= 0 else low - room
        edge = right * 1.02  # room for the last dot and the last number
        self.setRange(xRange=(0, edge), yRange=(bottom, high + room), padding=0)

    def unzoom(self) -> None:
        """Follow the curves again."""
        self._zoomed = False

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is None:  # pyqtgraph calls this while it makes itself
            return
        self.getPlotItem().showLabel("bottom", self.height() >= px(ROOM_FOR_LABEL))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.unzoom()
        curves = (self.batches, self.training, *self._overlays)
        ends = [float(c.xData[-1]) for c in curves if c.xData is not None and len(c.xData)]
        self.fit(max([*ends, 1.0]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        spot = self.getPlotItem().getViewBox().mapSceneToView(QPointF(event.position()))
        if math.isfinite(spot.x()):
            self.pointed.emit(spot.x())

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def _zoom(self, *_: object) -> None:
        self._zoomed = True


def _curve(item: pg.PlotItem, height: int) -> pg.PlotCurveItem:
    curve = pg.PlotCurveItem(connect="finite", skipFiniteCheck=False)
    curve.setZValue(height)
    item.addItem(curve)
    return curve


def _set(curve: pg.PlotCurveItem, points: Points, pen: QPen) -> None:
    x, y = thin(points.x, points.y)
    gaps = bool(np.isnan(y).any())
    # Antialiasing is for the few points of an epoch curve; thousands of them would cost more than they show.
    curve.setData(x, y, pen=pen, antialias=len(x) <= FEW, connect="finite" if gaps else "all")


def _width(points: Points) -> int:
    return 2 if len(points) <= FEW else 1


def _pen(colour: str, alpha: int = 255, width: float = 1, dash: tuple[int, ...] = ()) -> QPen:
    """Make a pen; its width is in the screen's own pixels, whatever the view shows."""
    shade = QColor(colour)
    shade.setAlpha(alpha)
    pen = QPen(shade, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return dashed(pen, dash)
