"""Decides ``auto`` in the training settings: the loss, the metrics and the form of the labels.

The live check, the worker and the script writer all ask here, so that they cannot disagree.
"""

from __future__ import annotations

from blocks.settings.datasets import BINARY, CLASSES, REGRESSION, DataDescription
from blocks.settings.declarations import Settings

ONE_HOT_LOSSES = ("categorical_crossentropy", "categorical_focal_crossentropy")
"""Losses that compare two lists of probabilities, whatever the data."""

INTEGER_LOSSES = ("sparse_categorical_crossentropy",)
"""Losses that take the number of the class."""


def wanted_loss(settings: Settings, output: str = "") -> str:
    """Return the loss as it was chosen, which may be ``auto``.

    Args:
        settings: the project's settings.
        output: key of an output of a model with several; without a loss of its own it has the model's.
    """
    own = settings.of_output(output, "loss") if output else "auto"
    return str(settings.of_training("loss") if own == "auto" else own)


def one_hot(settings: Settings, data: DataDescription | None, output: str = "") -> bool:
    """Tell whether labels are rows such as ``(0, 1, 0)`` and not class numbers.

    With ``labels`` on auto the loss decides. Classes without a loss of their own stay numbers, which is what
    ``sparse_categorical_crossentropy`` takes and needs the least memory.
    """
    labels = settings.of_data("labels")
    if labels != "auto":
        return labels == "one_hot" and not _is(data, REGRESSION)
    loss = wanted_loss(settings, output)
    if loss == "auto" or loss in INTEGER_LOSSES or _is(data, REGRESSION):
        return False
    # Every other loss compares the output value by value, so classes need a value each.
    return loss in ONE_HOT_LOSSES or _is(data, CLASSES)


def resolved_loss(
    settings: Settings, data: DataDescription | None, last_activation: str, output: str = ""
) -> str:
    """Return Keras's name of the loss in effect.

    Args:
        settings: an explicit loss is returned as it is.
        data: the chosen data; without any, the last activation says what kind of problem it is.
        last_activation: activation of the model's output, e.g. ``softmax``.
        output: key of an output of a model with several.
    """
    loss = wanted_loss(settings, output)
    if loss != "auto":
        return loss
    if _task(data, last_activation) == REGRESSION:
        return "mse"
    if one_hot(settings, data, output):
        return "categorical_crossentropy"
    # Yes or no may also be told by two softmax values.
    if _task(data, last_activation) == BINARY and last_activation != "softmax":
        return "binary_crossentropy"
    return "sparse_categorical_crossentropy"


def resolved_metrics(
    settings: Settings, data: DataDescription | None, last_activation: str, output: str = ""
) -> tuple[str, ...]:
    """Return Keras's names of the metrics in effect, each once, in the order given; arguments as for the loss."""
    wanted = settings.of_output(output, "metrics") if output else ("auto",)
    if wanted == ("auto",):
        wanted = settings.of_training("metrics")
    loss = resolved_loss(settings, data, last_activation, output)
    found = []
    for metric in wanted if isinstance(wanted, tuple) else (wanted,):
        if metric == "auto":
            metric = "mae" if _task(data, last_activation) == REGRESSION else "accuracy"
        if metric == "top_k_categorical_accuracy" and loss in INTEGER_LOSSES:
            metric = "sparse_top_k_categorical_accuracy"
        if metric != loss:
            found.append(str(metric))
    return tuple(dict.fromkeys(found))


def _task(data: DataDescription | None, last_activation: str) -> str:
    if data is not None:
        return data.task
    return {"softmax": CLASSES, "sigmoid": BINARY}.get(last_activation, REGRESSION)


def _is(data: DataDescription | None, task: str) -> bool:
    return data is not None and data.task == task
