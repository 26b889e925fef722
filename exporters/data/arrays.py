"""Carries out a data plan, for the worker: Keras is imported inside the functions."""

from __future__ import annotations

from exporters.data.base import Array, Pair
from exporters.data.steps import DataPlan


class _Keras:
    """The functions of Keras that steps use."""

    def one_hot(self, labels: Array, classes: int) -> Array:
        import keras

        rows: Array = keras.utils.to_categorical(labels, classes)
        return rows

    def resize(self, images: Array, height: int, width: int) -> Array:
        import keras

        resized: Array = keras.ops.convert_to_numpy(keras.ops.image.resize(images, (height, width)))
        return resized


def load(plan: DataPlan) -> tuple[Pair, Pair]:
    """Return (x_train, y_train), (x_test, y_test).

    Shapes: x (examples, *plan.shape) float32; y (examples,) numbers or class numbers, or
    (examples, classes) one-hot. The test arrays are empty where nothing is set aside. A model with several inputs
    or outputs may have dictionaries of such arrays, see `DataPlan.x_by_name`.
    """
    parts: list[Pair] = []
    for step in plan.steps:
        parts = step.apply(parts, _Keras())
    train, test = parts
    return train, test
