from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.plots.curves import Curves
from app.plots.legend import value_text
from app.plots.panel import MetricPlot, Overlay
from app.runs.run_status import duration, time_left
from canvas.theme.themes import DARK, LIGHT

pytestmark = pytest.mark.window


def curves(epochs: int = 10, steps: int = 50) -> Curves:
    made = Curves()
    x = np.arange(1, epochs * steps + 1) / steps
    lines = made.metric("loss")
    lines.batches.extend(x, np.exp(-x))
    lines.training.extend(range(1, epochs + 1), np.exp(-np.arange(epochs)))
    lines.validation.extend(range(1, epochs + 1), np.exp(-np.arange(epochs)) * 1.2)
    return made


@pytest.fixture
def plot(qtbot: QtBot) -> MetricPlot:
    made = MetricPlot(LIGHT)
    qtbot.addWidget(made)
    made.resize(500, 260)
    made.legend.offer(("loss",), "loss")
    made.show()
    return made


def test_a_million_points_are_thinned_before_they_are_drawn(plot: MetricPlot) -> None:
    many = Curves()
    y = np.random.default_rng(0).normal(size=1_000_000)
    many.metric("loss").batches.extend(np.arange(1_000_000) / 1000, y)
    plot.show_run(many, 1000, [])
    drawn = plot.plot.batches.yData
    assert len(drawn) <= 1604
    assert (drawn.max(), drawn.min()) == (y.max(), y.min())
    assert not plot.plot.batches.opts["antialias"]
    plot.grab()


def test_every_curve_is_there_and_the_view_shows_it(plot: MetricPlot) -> None:
    plot.show_run(curves(), 30, [])
    assert len(plot.plot.batches.xData) == 500
    assert len(plot.plot.points.data) == 10
    (left, right), (low, high) = plot.plot.getPlotItem().getViewBox().viewRange()
    assert left == 0
    assert right == pytest.approx(10 * 1.02)
    assert low <= 0.0001
    assert high > 1.2


def test_nan_is_a_gap(plot: MetricPlot) -> None:
    broken = curves()
    broken.metric("loss").batches.y[100:120] = np.nan
    plot.show_run(broken, 10, [])
    assert plot.plot.batches.opts["connect"] == "finite"
    assert np.isnan(plot.plot.batches.yData).sum() == 20
    plot.grab()


def test_a_curve_of_nan_alone_is_no_error(plot: MetricPlot) -> None:
    broken = Curves()
    broken.metric("loss").batches.extend([1, 2], [float("nan")] * 2)
    broken.metric("loss").training.extend([1], [float("inf")])
    plot.show_run(broken, 10, [])
    plot.grab()
    assert not np.isfinite(plot.plot.batches.yData).any()
    assert np.isfinite(plot.plot.getPlotItem().getViewBox().viewRange()).all()


def test_zooming_stays_until_a_double_click(plot: MetricPlot, qtbot: QtBot) -> None:
    growing = curves(5)
    plot.show_run(growing, 10, [])
    box = plot.plot.getPlotItem().getViewBox()
    box.sigRangeChangedManually.emit([True, True])
    box.setRange(xRange=(1, 2), yRange=(0, 1), padding=0)
    growing.metric("loss").batches.extend([5.1], [0.0])
    plot.redraw()
    assert box.viewRange()[0] == [1, 2]
    qtbot.mouseDClick(plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    qtbot.mouseRelease(
        plot.plot.viewport(), Qt.MouseButton.LeftButton
    )  # else the button stays down
    assert box.viewRange()[0][0] == 0


def test_overlays_come_and_go(plot: MetricPlot) -> None:
    old = Overlay(curves(), "#123456")
    plot.show_run(curves(), 10, [old, old])
    assert len(plot.plot._overlays) == 2
    assert plot.plot._overlays[0].opts["pen"].color().name() == "#123456"
    plot.show_run(curves(), 10, [])
    assert plot.plot._overlays == []


def test_themes(plot: MetricPlot) -> None:
    plot.show_run(curves(), 10, [])
    light = plot.grab().toImage().pixelColor(250, 200)
    plot.set_theme(DARK)
    dark = plot.grab().toImage().pixelColor(250, 200)
    assert light.lightness() > 200 > 80 > dark.lightness()


def test_the_pointer_reads_values(plot: MetricPlot) -> None:
    plot.show_run(curves(), 10, [])
    plot._point(3.2)
    assert plot.legend.entries._place == "epoch 3"
    assert plot.legend.entries._values[0] == pytest.approx(np.exp(-2))
    plot.plot.left.emit()
    assert plot.legend.entries._place == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.12345, "0.1235"),
        (0.0, "0.0000"),
        (12.345, "12.35"),
        (29123.4, "29123"),
        (1e-5, "1.00e-05"),
        (float("nan"), "-"),
    ],
)
def test_values_in_words(value: float, words: str) -> None:
    assert value_text(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "almost done"),
        (9.4, "about 9 s left"),
        (185, "about 3 min left"),
        (7800, "about 2 h 10 min left"),
        (None, ""),
        (float("inf"), ""),
    ],
)
def test_times_in_words(seconds: float | None, words: str) -> None:
    assert time_left(seconds) == words


def test_an_hour_and_a_half() -> None:
    assert duration(5400) == "1 h 30 min"


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 10), (2.9, 3.3), (0, 5000)])
def test_epochs_are_whole_numbers(plot: MetricPlot, low: float, high: float) -> None:
    axis = plot.plot.getPlotItem().getAxis("bottom")
    spacings = [spacing for spacing, _ in axis.tickSpacing(low, high, 300)]
    assert spacings
    assert all(spacing >= 1 and spacing == int(spacing) for spacing in spacings)
