"""How a model is compiled and fitted, with every ``auto`` decided."""

from __future__ import annotations

from dataclasses import dataclass

from blocks.datasets import DataDescription
from blocks.settings import Settings
from blocks.training_choices import resolved_loss, resolved_metrics
from blocks.values import Value


@dataclass(frozen=True, slots=True)
class CompilePlan:
    """Arguments of ``compile`` and ``fit``.

    Attributes:
        loss: Keras's name of the loss.
        optimizer: Keras's name, or a `Configured` object.
        metrics: Keras's names of the metrics.
        batch_size: examples per step.
        epochs: passes over the training data.
        validation_split: share of the training data that is only watched, from its end.
        seed: start of all random numbers.
        shuffle: mix the examples before every epoch.
        patience: epochs without progress before training stops; ``None`` for never.
        steps_per_execution: batches per call into the backend.
        jit_compile: ``None`` leaves it to Keras.
    """

    loss: str
    optimizer: Value
    metrics: tuple[str, ...]
    batch_size: int
    epochs: int
    validation_split: float
    seed: int
    shuffle: bool
    patience: int | None
    steps_per_execution: int
    jit_compile: bool | None

    @property
    def monitor(self) -> str:
        """The value that early stopping watches."""
        return "val_loss" if self.validation_split else "loss"


def make_compile_plan(
    settings: Settings, data: DataDescription | None, last_activation: str
) -> CompilePlan:
    """Decide everything that ``compile`` and ``fit`` are told.

    Args:
        settings: the project's settings.
        data: description of the chosen data, where it is known.
        last_activation: activation of the model's output.
    """
    training = settings.of_training
    patience = training("patience")
    return CompilePlan(
        loss=resolved_loss(settings, data, last_activation),
        optimizer=training("optimizer"),
        metrics=resolved_metrics(settings, data, last_activation),
        batch_size=_whole(training("batch_size")),
        epochs=_whole(training("epochs")),
        validation_split=_real(training("validation_split")),
        seed=_whole(training("seed")),
        shuffle=bool(training("shuffle")),
        patience=None if patience is None else _whole(patience),
        steps_per_execution=_whole(training("steps_per_execution")),
        jit_compile={"on": True, "off": False}.get(str(training("jit_compile"))),
    )


def _whole(value: Value) -> int:
    assert isinstance(value, int)  # settings hold validated values only
    return value


def _real(value: Value) -> float:
    assert isinstance(value, (int, float))
    return float(value)
