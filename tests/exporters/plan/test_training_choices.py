"""What ``auto`` means: the loss, the metrics and the labels for every kind of problem."""

from __future__ import annotations

import pytest

from blocks.settings.datasets import BINARY, BUNDLED, CLASSES, REGRESSION, DataDescription
from blocks.settings.declarations import LOSSES, Settings
from blocks.settings.defaults import one_hot, resolved_loss, resolved_metrics
from blocks.values.values import Value
from exporters.plan.compile_plan import make_compile_plan

DATA: dict[str, DataDescription | None] = {
    REGRESSION: BUNDLED["diabetes"],
    BINARY: BUNDLED["breast_cancer"],
    CLASSES: BUNDLED["digits"],
    "": None,
}


@pytest.mark.parametrize(
    ("task", "activation", "labels", "loss"),
    [
        (REGRESSION, "linear", "auto", "mse"),
        (REGRESSION, "softmax", "auto", "mse"),
        (REGRESSION, "linear", "one_hot", "mse"),
        (BINARY, "sigmoid", "auto", "binary_crossentropy"),
        (BINARY, "linear", "auto", "binary_crossentropy"),
        (BINARY, "softmax", "auto", "sparse_categorical_crossentropy"),
        (BINARY, "softmax", "one_hot", "categorical_crossentropy"),
        (CLASSES, "softmax", "auto", "sparse_categorical_crossentropy"),
        (CLASSES, "linear", "integers", "sparse_categorical_crossentropy"),
        (CLASSES, "softmax", "one_hot", "categorical_crossentropy"),
        ("", "softmax", "auto", "sparse_categorical_crossentropy"),
        ("", "sigmoid", "auto", "binary_crossentropy"),
        ("", "linear", "auto", "mse"),
        ("", "softmax", "one_hot", "categorical_crossentropy"),
    ],
)
def test_auto_takes_the_usual_loss(task: str, activation: str, labels: str, loss: str) -> None:
    settings = Settings().with_data(labels=labels)

    assert resolved_loss(settings, DATA[task], activation) == loss


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("task", DATA)
def test_a_chosen_loss_stays(loss: str, task: str) -> None:
    assert resolved_loss(Settings().with_training(loss=loss), DATA[task], "softmax") == loss


@pytest.mark.parametrize(
    ("task", "loss", "labels", "expected"),
    [
        (CLASSES, "auto", "auto", False),
        (CLASSES, "sparse_categorical_crossentropy", "auto", False),
        (CLASSES, "categorical_crossentropy", "auto", True),
        (CLASSES, "mse", "auto", True),
        (CLASSES, "mse", "integers", False),
        (BINARY, "binary_crossentropy", "auto", False),
        (BINARY, "mse", "auto", False),
        (BINARY, "categorical_crossentropy", "auto", True),
        (BINARY, "sparse_categorical_crossentropy", "auto", False),
        (REGRESSION, "categorical_crossentropy", "auto", False),
        (REGRESSION, "mse", "one_hot", False),
        ("", "categorical_crossentropy", "auto", True),
        ("", "mse", "auto", False),
    ],
)
def test_labels_follow_the_loss(task: str, loss: str, labels: str, expected: bool) -> None:
    settings = Settings().with_training(loss=loss).with_data(labels=labels)

    assert one_hot(settings, DATA[task]) is expected


@pytest.mark.parametrize(
    ("task", "metrics", "loss", "expected"),
    [
        (CLASSES, ("auto",), "auto", ("accuracy",)),
        (BINARY, ("auto",), "auto", ("accuracy",)),
        (REGRESSION, ("auto",), "auto", ("mae",)),
        (REGRESSION, ("auto", "mae", "mse"), "auto", ("mae",)),
        (REGRESSION, ("auto",), "mae", ()),
        (CLASSES, ("top_k_categorical_accuracy",), "auto", ("sparse_top_k_categorical_accuracy",)),
        (CLASSES, ("top_k_categorical_accuracy",), "categorical_crossentropy", ("top_k_categorical_accuracy",)),
    ],
)  # fmt: skip
def test_metrics_are_named_once_and_as_keras_needs_them(
    task: str, metrics: tuple[str, ...], loss: str, expected: tuple[str, ...]
) -> None:
    settings = Settings().with_training(metrics=metrics, loss=loss)

    assert resolved_metrics(settings, DATA[task], "softmax") == expected


@pytest.mark.parametrize(("share", "monitor"), [(0.2, "val_loss"), (0.0, "loss")])
def test_early_stopping_watches_what_there_is(share: Value, monitor: str) -> None:
    settings = Settings().with_training(validation_split=share)

    assert make_compile_plan(settings, None, "softmax").monitor == monitor


@pytest.mark.parametrize(("word", "value"), [("auto", None), ("on", True), ("off", False)])
def test_jit_compile_is_left_to_keras_unless_asked_for(word: str, value: bool | None) -> None:
    settings = Settings().with_training(jit_compile=word)

    assert make_compile_plan(settings, None, "softmax").jit_compile is value
