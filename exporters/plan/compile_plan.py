"""The plan by which a model is compiled and fitted, with every ``auto`` decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blocks.settings.datasets import DataDescription
from blocks.settings.declarations import Settings
from blocks.settings.defaults import resolved_loss, resolved_metrics
from blocks.values.safe_json import Json
from blocks.values.values import Value


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """The loss, weight and metrics of one output of a model with several.

    Attributes:
        name: what the data, the losses and the metrics are filed under.
        loss: Keras's name of its loss.
        metrics: Keras's names of its metrics.
        loss_weight: how much its loss counts.
        training_only: it is left out of the model that is saved for use.
    """

    name: str
    loss: str
    metrics: tuple[str, ...]
    loss_weight: float = 1.0
    training_only: bool = False


@dataclass(frozen=True, slots=True)
class CompilePlan:
    """Arguments of ``compile`` and ``fit``.

    Attributes:
        loss: Keras's name of the loss, where the model has one output.
        optimizer: Keras's name, or a `Configured` object.
        metrics: Keras's names of the metrics, where the model has one output.
        batch_size: examples per step.
        epochs: passes over the training data.
        validation_split: share of the training data that is only watched, from its end.
        seed: start of all random numbers.
        shuffle: mix the examples before every epoch.
        patience: epochs without progress before training stops; ``None`` for never.
        steps_per_execution: batches per call into the backend.
        jit_compile: ``None`` leaves it to Keras.
        outputs: each output's own losses and metrics, where the model has several.
        mixed_precision: layers compute in 16 bits, but for the last ones.
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
    outputs: tuple[OutputPlan, ...] = ()
    mixed_precision: bool = False

    @property
    def arguments(self) -> dict[str, Json]:
        """The arguments of ``compile`` but the optimizer, in order; those at Keras's default are left out."""
        each = self.outputs
        found: dict[str, Json] = {"loss": {one.name: one.loss for one in each} or self.loss}
        if any(one.loss_weight != 1 for one in each):
            found["loss_weights"] = {one.name: one.loss_weight for one in each}
        metrics: Json = (
            {one.name: [*one.metrics] for one in each if one.metrics} if each else [*self.metrics]
        )
        if metrics:
            found["metrics"] = metrics
        if self.steps_per_execution != 1:
            found["steps_per_execution"] = self.steps_per_execution
        if self.jit_compile is not None:
            found["jit_compile"] = self.jit_compile
        return found

    @property
    def kept(self) -> tuple[OutputPlan, ...]:
        """The outputs of the model that is saved for use, where some are for training only; else none."""
        kept = tuple(output for output in self.outputs if not output.training_only)
        return kept if len(kept) < len(self.outputs) else ()

    @property
    def main_first(self) -> tuple[str, ...]:
        """Names of the outputs, those for training only last."""
        ordered = sorted(self.outputs, key=lambda output: output.training_only)
        return tuple(output.name for output in ordered)

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the values that Keras tells of while it trains, the whole loss first."""
        if not self.outputs:
            return ("loss", *self.metrics)
        losses = [f"{name}_loss" for name in self.main_first]
        own = {output.name: output.metrics for output in self.outputs}
        metrics = [f"{name}_{metric}" for name in self.main_first for metric in own[name]]
        return ("loss", *metrics, *losses)

    @property
    def monitor(self) -> str:
        """The value that early stopping watches."""
        return "val_loss" if self.validation_split else "loss"


@dataclass(frozen=True, slots=True)
class OutputEnd:
    """An output as the settings and the loss know it: its key in the settings, its name, and its last activation."""

    key: str
    name: str
    activation: str


def make_compile_plan(
    settings: Settings,
    data: DataDescription | None,
    last_activation: str,
    ends: Sequence[OutputEnd] = (),
) -> CompilePlan:
    """Decide everything that ``compile`` and ``fit`` are told.

    Args:
        settings: the project's settings.
        data: description of the chosen data, where it is known.
        last_activation: activation of the model's output.
        ends: the outputs, where the model has several.
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
        outputs=tuple(_output(settings, data, end) for end in ends),
        mixed_precision=bool(training("mixed_precision")),
    )


def _output(settings: Settings, data: DataDescription | None, end: OutputEnd) -> OutputPlan:
    answers = data.for_output(end.name) if data is not None else None
    return OutputPlan(
        end.name,
        resolved_loss(settings, answers, end.activation, end.key),
        resolved_metrics(settings, answers, end.activation, end.key),
        _real(settings.of_output(end.key, "loss_weight")),
        bool(settings.of_output(end.key, "training_only")),
    )


def _whole(value: Value) -> int:
    assert isinstance(value, int)  # settings hold validated values only
    return value


def _real(value: Value) -> float:
    assert isinstance(value, (int, float))
    return float(value)
