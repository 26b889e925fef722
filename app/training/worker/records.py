"""The files of a run folder, written so that a kill at any moment does no harm."""

from __future__ import annotations

import csv
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.training.lines import plain_logs
from app.training.run_folder import folder as runs
from app.training.run_folder.writing import write

if TYPE_CHECKING:
    import keras
    import numpy as np

COST_SHARE = 0.01
"""Checkpoints may take this share of the time, so small models are not slowed down by their saving."""


class Records:
    """Writes history, checkpoints, best weights and the result of one run.

    Attributes:
        folder: the run folder.
        history: name to one value per complete epoch.
        best_epoch: the best epoch so far; 0 for none.
        best_value: its watched value.
    """

    def __init__(self, folder: Path, watches: str) -> None:
        """Keep a run in a folder.

        Args:
            folder: it exists.
            watches: name of the value whose smallest is the best.
        """
        self.folder = folder
        self.history: dict[str, list[float | None]] = {}
        self.best_epoch = 0
        self.best_value: float | None = None
        self._watches = watches
        self._best_weights: list[np.ndarray] | None = None
        self._best_written = 0
        self._saved_epoch = 0
        self._next_save = 0.0

    @property
    def epochs(self) -> int:
        """Number of complete epochs."""
        return max(map(len, self.history.values()), default=0)

    def take_up(self, model: keras.Model) -> int:
        """Go on from the folder's checkpoint; returns its epoch, 0 where there is none.

        Raises:
            OSError, ValueError: the checkpoint is broken or fits another model.
        """
        path = self.folder / runs.CHECKPOINT
        if not path.is_file():
            return 0
        saved = msgspec.json.decode(path.read_bytes(), type=runs.Checkpoint)
        model.optimizer.build(model.trainable_variables)
        model.load_weights(self.folder / runs.LAST_WEIGHTS)
        self.history = {name: values[: saved.epoch] for name, values in saved.history.items()}
        self.best_epoch, self.best_value = saved.best_epoch, saved.best_value
        self._best_written = saved.best_epoch
        self._saved_epoch = saved.epoch
        self._rewrite_history()
        return saved.epoch

    def add_epoch(self, model: keras.Model, logs: dict[str, float]) -> bool:
        """Note the values of an epoch; returns whether it is the best so far."""
        values, _ = plain_logs(logs)
        known = self.epochs
        for name, value in values.items():
            self.history.setdefault(name, [None] * known).append(value)
        self._append_history()
        value = values.get(self._watches)
        better = value is not None and (self.best_value is None or value < self.best_value)
        if better:
            self.best_epoch, self.best_value = self.epochs, value
            self._best_weights = model.get_weights()
        return better

    def save_if_due(self, model: keras.Model) -> None:
        """Write a checkpoint, unless the last one is so fresh that saving would slow training down."""
        start = time.monotonic()
        if start < self._next_save:
            return
        self.save(model)
        cost = time.monotonic() - start
        self._next_save = time.monotonic() + cost / COST_SHARE

    def save(self, model: keras.Model) -> None:
        """Write a checkpoint, and the best weights where they are new."""
        if self._saved_epoch != self.epochs:
            self._write_checkpoint(model)
            if self.best_epoch == self.epochs:
                _copy(self.folder / runs.LAST_WEIGHTS, self.folder / runs.BEST_WEIGHTS)
                self._best_written = self.best_epoch
        self.save_best(model)

    def stop(self, model: keras.Model) -> None:
        """Write where a run was stopped, in the middle of an epoch perhaps, so that it can go on from there."""
        self.save_best(model)
        self._write_checkpoint(model)

    def save_best(self, model: keras.Model) -> None:
        """Write the best weights where they are new; the model keeps the weights that it has."""
        if self._best_weights is None or self._best_written == self.best_epoch:
            return
        current = model.get_weights()
        model.set_weights(self._best_weights)
        _save_weights(model, self.folder / runs.BEST_WEIGHTS)
        model.set_weights(current)
        self._best_written = self.best_epoch

    def _write_checkpoint(self, model: keras.Model) -> None:
        _save_weights(model, self.folder / runs.LAST_WEIGHTS)
        checkpoint = runs.Checkpoint(self.epochs, self.history, self.best_epoch, self.best_value)
        write(self.folder / runs.CHECKPOINT, msgspec.json.encode(checkpoint))
        self._saved_epoch = self.epochs

    def restore_best(self, model: keras.Model) -> None:
        """Give the model its best weights, where there are any."""
        if self._best_weights is not None:
            model.set_weights(self._best_weights)
        elif self.best_epoch and (self.folder / runs.BEST_WEIGHTS).is_file():
            model.load_weights(self.folder / runs.BEST_WEIGHTS)

    def _append_history(self) -> None:
        path = self.folder / runs.HISTORY
        if self.epochs == 1:
            self._rewrite_history()
            return
        with path.open("a", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerow(_row(self.history, self.epochs - 1))

    def _rewrite_history(self) -> None:
        with (self.folder / runs.HISTORY).open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["epoch", *self.history])
            writer.writerows(_row(self.history, place) for place in range(self.epochs))


def _row(history: dict[str, list[float | None]], place: int) -> list[object]:
    values = [series[place] if place < len(series) else None for series in history.values()]
    return [place + 1, *("" if value is None else value for value in values)]


def _save_weights(model: keras.Model, path: Path) -> None:
    """Write weights and optimizer; a reader sees the old file or the new one, never half of one."""
    draft = path.with_name(f"draft.{path.name}")
    model.save_weights(draft, overwrite=True)
    os.replace(draft, path)


def _copy(source: Path, target: Path) -> None:
    draft = target.with_name(f"draft.{target.name}")
    shutil.copyfile(source, draft)
    os.replace(draft, target)
