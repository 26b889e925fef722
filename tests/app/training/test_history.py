"""The series of the plots, from the events."""

from __future__ import annotations

import math

from app.training.history import RunHistory
from app.training.messages import Batches, EpochDone, Odd, RunStarted

STARTED = RunStarted("/run", 4, 1, 10, 320, 5, ("loss",), "val_loss", "cpu")


def test_points_of_batches_lie_within_their_epoch() -> None:
    history = RunHistory()
    history.add(STARTED)
    history.add(Batches(2, (5, 10), {"loss": [0.5, None]}, (Odd("loss", 1, "nan"),), 20.0))
    curve = history.per_batch["loss"]
    assert curve.x == [1.5, 2.0]
    assert curve.y[0] == 0.5
    assert math.isnan(curve.y[1])
    assert history.odd == [(2, 10, "loss", "nan")]
    assert history.fraction == 0.5


def test_epochs_make_curves_and_the_remaining_time() -> None:
    history = RunHistory()
    history.add(STARTED)
    assert history.seconds_left is None
    history.add(EpochDone(1, {"loss": 1.0, "val_loss": 2.0}, 1.5, 100.0, True, 1))
    assert history.per_epoch["val_loss"].x == [1]
    assert history.best_epoch == 1
    assert history.fraction == 0.25
    # Three epochs of ten steps of 0.1 s, and half a second each for validation.
    assert history.seconds_left is not None
    assert math.isclose(history.seconds_left, 4.5)


def test_a_resumed_run_begins_where_it_left_off() -> None:
    history = RunHistory()
    history.add(RunStarted("/run", 4, 3, 10, 320, 5, ("loss",), "val_loss", "cpu"))
    assert (history.epoch, history.fraction) == (3, 0.5)
