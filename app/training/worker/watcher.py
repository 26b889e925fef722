"""Watches a run from inside `fit`, at as little cost as possible.

Reading a value from the backend is what costs, so tensors are kept as they are and read about 20 times per
second. The watcher measures its own time; the run reports it. No Keras here: it is handed over.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, SupportsFloat

from app.training.explain import RunError, not_finite
from app.training.lines import plain, plain_logs
from app.training.messages import Batches, EpochDone, HookCost, Odd, Paused, Resumed
from app.training.worker.control import Control, RunStopped
from app.training.worker.outbox import Outbox
from app.training.worker.records import Records

if TYPE_CHECKING:
    import keras
    from keras.callbacks import Callback

Logs = Mapping[str, SupportsFloat] | None
"""Values by their names, as Keras gives them: numbers, or tensors that are read when somebody asks for the number."""

SEND_EVERY = 0.05
"""Seconds between two messages of batch values."""


class Watcher:
    """Told by the callbacks of every batch and epoch.

    Attributes:
        model: set before `fit`.
        started: when the run began to train, by the monotonic clock.
    """

    def __init__(
        self, outbox: Outbox, control: Control, records: Records, epochs: int, steps: int
    ) -> None:
        """Watch a run.

        Args:
            outbox: where events go.
            control: what the user wants.
            records: the run folder.
            epochs: last epoch of the run.
            steps: batches in an epoch.
        """
        self.model: keras.Model | None = None
        self.started = time.perf_counter()
        self._outbox, self._control, self._records = outbox, control, records
        self._epochs, self._steps = epochs, steps
        self._epoch = 1
        self._points: list[tuple[int, Logs]] = []
        self._next_send = 0.0
        self._sent = self._epoch_start = self._last_batch = self.started
        self._paused = 0.0  # seconds of this epoch
        self._failure: RunError | None = None
        self._ending = False
        self._calls, self._seen = 0, 0
        self._hook_seconds = self._training_seconds = 0.0

    # -------------------------------------------------------------- told by the callbacks

    def epoch_begins(self, epoch: int) -> None:
        """Note the start of an epoch, counted from 0 as Keras does."""
        self._epoch = epoch + 1
        self._epoch_start = self._sent = self._last_batch = time.perf_counter()
        self._paused, self._seen = 0.0, 0

    def batch_ends(self, batch: int, logs: Logs) -> None:
        """Keep the values of a batch, counted from 0; send what has gathered every now and then."""
        start = time.perf_counter()
        self._points.append((batch + 1, logs))
        if start >= self._next_send:
            self._send(start)
        end = self._last_batch = time.perf_counter()
        self._hook_seconds += end - start
        self._calls += 1
        if self._control.attention:
            self._attend(batch + 1)

    def test_goes_on(self) -> None:
        """Count a batch of the validation, and leave it where the run shall end."""
        self._outbox.steps += 1
        if self._control.attention and self._control.stopped:
            self._ending = True
        self._leave()

    def epoch_ends(self, epoch: int, logs: dict[str, float]) -> None:
        """Tell of an epoch, keep its values, and its weights where that is due."""
        now = time.perf_counter()
        self._send(now)
        self._leave()
        training = max(self._last_batch - self._epoch_start - self._paused, 0.0)
        self._training_seconds += training
        assert self.model is not None  # set before fit
        best = self._records.add_epoch(self.model, logs)
        values, odd = plain_logs(logs)
        self._outbox.put(
            EpochDone(
                epoch=epoch + 1,
                logs=values,
                seconds=now - self._epoch_start - self._paused,
                ms_per_step=1000 * training / max(self._steps, 1),
                best=best,
                best_epoch=self._records.best_epoch,
                odd=odd,
            )
        )
        if epoch + 1 >= self._epochs or self.model.stop_training:
            self._records.save(self.model)
        else:
            self._records.save_if_due(self.model)

    # -------------------------------------------------------------- asked by the run

    def cost(self) -> HookCost:
        """Return what watching cost so far."""
        calls = max(self._calls, 1)
        return HookCost(
            self._calls, 1e6 * self._hook_seconds / calls, 1e6 * self._training_seconds / calls
        )

    # -------------------------------------------------------------- inside

    def _send(self, now: float) -> None:
        """Read the values that have gathered and send them."""
        self._next_send = now + SEND_EVERY
        if not self._points:
            return
        points, self._points = self._points, []
        values: dict[str, list[float | None]] = {name: [] for name in points[-1][1] or {}}
        odd: list[Odd] = []
        for place, (step, logs) in enumerate(points):
            for name, series in values.items():
                value, word = plain(float(logs[name])) if logs and name in logs else (None, "nan")
                series.append(value)
                if word:
                    odd.append(Odd(name, place, word))
                    self._note_odd(name, word, step)
        steps = tuple(step for step, _ in points)
        done = max(steps[-1] - self._seen, 1)
        ms = 1000 * (now - self._sent) / done
        self._seen, self._sent = steps[-1], now
        self._outbox.steps += done
        self._outbox.put(Batches(self._epoch, steps, values, tuple(odd), ms))

    def _note_odd(self, name: str, word: str, step: int) -> None:
        if name == "loss" and self._failure is None:
            self._failure = RunError(not_finite(name, word, self._epoch, step))
            self._end()

    def _end(self) -> None:
        """Let Keras leave its loop by itself: some backends hold the weights until it does."""
        self._ending = True
        assert self.model is not None  # set before fit
        self.model.stop_training = True

    def _leave(self) -> None:
        """End `fit` once its loop over batches is left."""
        if self._failure is not None:
            raise self._failure
        if self._ending:
            raise RunStopped

    def _attend(self, step: int) -> None:
        """Pause, or begin to stop."""
        if self._control.paused:
            start = time.perf_counter()
            self._send(start)
            self._outbox.put(Paused(self._epoch, step))
            self._outbox.resting = True
            self._control.wait()
            self._outbox.resting = False
            self._outbox.put(Resumed())
            end = time.perf_counter()
            self._paused += end - start
            self._sent = end
        if self._control.stopped:
            self._send(time.perf_counter())
            self._end()


def _numbers(logs: Logs) -> dict[str, float]:
    return {name: float(value) for name, value in (logs or {}).items()}


def make_callbacks(
    watcher: Watcher, model: keras.Model, others: list[Callback], **params: int
) -> object:
    """Return what `fit` takes as its callbacks.

    A list of our own skips Keras's dispatch of every batch to callbacks that do not listen, which costs more
    than all our watching. Where this Keras has no such class, an ordinary callback does.

    Args:
        watcher: told of batches and epochs.
        model: the compiled model.
        others: ordinary callbacks that need epochs only.
        params: ``epochs`` and ``steps``, for callbacks that ask.
    """
    from keras import callbacks

    watcher.model = model
    if not hasattr(callbacks, "CallbackList"):
        return [*others, _ordinary_callback(watcher)]

    class WatchedList(callbacks.CallbackList):
        """Tells the watcher alone of batches, and everybody of epochs."""

        def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
            super().on_epoch_begin(epoch, logs)
            watcher.epoch_begins(epoch)

        def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
            """Nobody listens."""

        def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
            watcher.batch_ends(batch, logs)

        def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
            """Nobody listens."""

        def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
            watcher.test_goes_on()

        def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
            super().on_epoch_end(epoch, logs)
            watcher.epoch_ends(epoch, _numbers(logs))

    return WatchedList(others, add_history=True, model=model, **params)


def make_counter(outbox: Outbox) -> object:
    """Return a callback that counts the batches of an evaluation, so that heartbeats tell that it goes on."""
    from keras import callbacks

    class Count(callbacks.Callback):
        """Counts."""

        def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
            outbox.steps += 1

    return Count()


def _ordinary_callback(watcher: Watcher) -> object:
    from keras import callbacks

    class Watch(callbacks.Callback):
        """Passes on what Keras tells."""

        def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
            watcher.epoch_begins(epoch)

        def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
            watcher.batch_ends(batch, dict(logs or {}))

        def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
            watcher.test_goes_on()

        def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
            watcher.epoch_ends(epoch, _numbers(logs))

    return Watch()
