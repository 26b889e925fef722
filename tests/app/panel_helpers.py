"""A session without a process, and projects for the panels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.project.project import Project
from app.templates.catalog import open_template
from app.training.history import RunHistory
from app.training.messages import (
    Batches,
    EpochDone,
    HookCost,
    RunFailed,
    RunFinished,
    RunStarted,
)


def example(name: str = "digits-cnn") -> Project:
    return Project(open_template(name))


class FakeSession(QObject):
    """Emits what `TrainingSession` emits, when a test says so."""

    state_changed = Signal(str)
    phase = Signal(str)
    ready = Signal(object)
    started = Signal(object)
    batches = Signal(object)
    epoch_done = Signal(object)
    progress = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state = "idle"
        self.history = RunHistory()
        self.run_folder: Path | None = None
        self.error: RunFailed | None = None
        self.log = ["the last line"]
        self.calls: list[str] = []
        self.trained: set[str] = set()

    @property
    def busy(self) -> bool:
        return self.state != "idle"

    def start(self, project: Project, run_folder: Path | None = None) -> None:
        self.calls.append("start")
        self.history, self.run_folder = RunHistory(), None
        self.change("starting")
        self.run_folder = run_folder
        self.phase.emit("Loading Keras")

    def go_on(self, folder: Path, more: int = 0, history: RunHistory | None = None) -> None:
        self.calls.append("go on")
        self.history, self.run_folder = history or self.history, folder
        self.change("starting")
        self.phase.emit("Loading Keras")

    def obey(self, action: str) -> None:
        """Do what the window does when the panel asks for an action."""
        if action == "train.start":
            self.start(Project())
        elif action == "train.pause":
            self.pause() if self.state == "training" else self.resume()
        elif action == "train.stop":
            self.stop()

    def pause(self) -> None:
        self.change("paused")

    def resume(self) -> None:
        self.change("training")

    def stop(self) -> None:
        self.change("stopping")

    def change(self, state: str) -> None:
        self.state = state
        self.state_changed.emit(state)

    def give(self, event: RunStarted | Batches | EpochDone) -> None:
        self.history.add(event)
        kinds = {RunStarted: self.started, Batches: self.batches, EpochDone: self.epoch_done}
        kinds[type(event)].emit(event)

    def run(
        self,
        epochs: int = 5,
        until: int | None = None,
        steps: int = 10,
        metrics: tuple[str, ...] = ("loss", "accuracy"),
        scale: float = 1.0,
    ) -> None:
        """Train some epochs at once; the loss falls, everything else rises."""
        self.give(RunStarted("/nowhere", epochs, 1, steps, 320, 99, metrics, "val_loss", "cpu:0"))
        self.change("training")
        for epoch in range(1, (until or epochs) + 1):
            x = epoch - 1 + np.arange(1, steps + 1) / steps
            curve = {name: list(x / 10) for name in metrics}
            curve["loss"] = list(scale * np.exp(-x / 2))
            self.give(Batches(epoch, tuple(range(1, steps + 1)), curve, (), 1.5))
            logs = {name: values[-1] for name, values in curve.items()}
            logs |= {f"val_{name}": value * 1.1 for name, value in logs.items()}
            self.give(EpochDone(epoch, logs, 0.5, 1.5, True, epoch))

    def finish(
        self, reason: str = "complete", files: dict[str, str] | None = None, **evaluation: float
    ) -> None:
        if self.run_folder is not None:
            self.trained.add(self.run_folder.name)
        self.change("idle")
        event = RunFinished(
            reason=reason,
            epochs=self.history.epoch,
            best_epoch=self.history.best_epoch,
            history={},
            evaluation=dict(evaluation),
            seconds=12.0,
            files=files or {},
            hooks=HookCost(1, 1.0, 1.0),
        )
        self.finished.emit(event)

    def fail(
        self,
        sentence: str = "The loss became NaN.",
        remedy: str = "Lower the rate.",
        resumable: bool = False,
    ) -> None:
        self.error = RunFailed("not_finite", sentence, remedy, details="Trace", resumable=resumable)
        self.change("idle")
        self.failed.emit(self.error)
