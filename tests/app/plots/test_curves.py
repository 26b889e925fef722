from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from app.plots.curves import Array, Curves, Points, reach, thin
from app.training.history import RunHistory
from app.training.messages import Batches, EpochDone, Odd, RunStarted

VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")))


@given(arrays(float, st.integers(0, 400), elements=VALUES), st.integers(1, 40))
def test_thinning_keeps_the_lowest_and_the_highest_value_and_both_ends(
    y: Array, columns: int
) -> None:
    x = np.arange(len(y), dtype=float)
    small_x, small_y = thin(x, y, columns)
    assert len(small_y) <= 2 * columns + 4 or len(small_y) == len(y)
    assert (np.diff(small_x) >= 0).all()
    # every point is one of those given, at its own place
    assert np.array_equal(small_y, y[small_x.astype(int)], equal_nan=True)
    if len(y):
        assert small_x[0] == x[0]
        assert small_x[-1] == x[-1]
    found = y[np.isfinite(y)]
    if len(found):
        assert np.nanmin(small_y) == found.min()
        assert np.nanmax(small_y) == found.max()
    else:
        assert np.isnan(small_y).all()


@pytest.mark.parametrize("count", [1_000_000, 999_983])
def test_a_million_points_become_as_many_as_the_plot_has_pixels(count: int) -> None:
    rng = np.random.default_rng(1)
    y = rng.normal(size=count)
    y[123_456], y[654_321] = 99.0, -99.0
    x, small = thin(np.arange(count) / 1000, y)
    assert len(small) <= 1604
    assert small.max() == 99.0
    assert small.min() == -99.0
    assert x[small.argmax()] == 123.456


def test_a_stretch_without_numbers_stays_a_gap() -> None:
    y = np.ones(10_000)
    y[4000:6000] = np.nan
    x, small = thin(np.arange(10_000.0), y, 100)
    inside = (x > 4100) & (x < 5900)
    assert inside.any()
    assert np.isnan(small[inside]).all()
    assert np.isfinite(small[x < 3900]).all()


def test_few_points_are_left_as_they_are() -> None:
    x, y = np.arange(5.0), np.array([1.0, np.nan, 3.0, 2.0, 1.0])
    assert thin(x, y)[1] is y


def test_points_grow_and_infinity_becomes_a_gap() -> None:
    points = Points()
    for start in range(0, 1000, 10):
        points.extend(range(start, start + 10), [1.0] * 10)
    points.extend([1000], [float("inf")])
    assert len(points) == 1001
    assert points.x[500] == 500
    assert np.isnan(points.last())
    assert points.at(499.7) == 1.0


def test_curves_follow_a_history_step_by_step() -> None:
    history, curves = RunHistory(), Curves()
    history.add(RunStarted("", 3, 1, 4, 128, 10, ("loss", "accuracy"), "val_loss", "cpu:0"))
    history.add(Batches(1, (1, 2), {"loss": [2.0, 1.5], "accuracy": [0.1, 0.2]}))
    curves.follow(history)
    history.add(
        Batches(1, (3, 4), {"loss": [1.0, None], "accuracy": [0.3, 0.4]}, (Odd("loss", 1, "nan"),))
    )
    history.add(EpochDone(1, {"loss": 1.0, "val_loss": 1.2, "accuracy": 0.4}, 1.0, 2.0, True, 1))
    curves.follow(history)
    curves.follow(history)  # nothing new: nothing twice
    loss = curves.metric("loss")
    assert loss.batches.x.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert loss.batches.y[:3].tolist() == [2.0, 1.5, 1.0]
    assert np.isnan(loss.batches.last())
    assert (loss.training.y.tolist(), loss.validation.y.tolist()) == ([1.0], [1.2])
    assert len(curves.metric("accuracy").validation) == 0
    assert curves.end() == 1.0


@pytest.mark.parametrize(
    ("end", "epochs", "edge"),
    [(0, 8, 8), (3, 20, 20), (0, 1000, 10), (11, 1000, 20), (600, 700, 700), (4.5, 4, 4.5)],
)
def test_the_axis_ends_at_a_round_number_not_beyond_what_was_asked_for(
    end: float, epochs: int, edge: float
) -> None:
    assert reach(end, epochs) == edge
