"""Carries out a data plan. For the worker: Keras and pandas are imported inside the functions.

Every step does what the line that `exporters.data.code` writes for it does, in the same order, so that the
arrays are equal bit for bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from exporters.data import steps
from exporters.data.bundled import read_bundled
from exporters.data.steps import DataPlan, Step

Array = np.ndarray[Any, Any]
Arrays = Array | dict[str, Array]
"""One array, or one for each input or output by name."""
Pair = tuple[Any, Any]
"""Examples and answers, each `Arrays`."""
TINY = 1e-7
"""Added to deviations, so that a constant column does not divide by zero."""


def load(plan: DataPlan) -> tuple[Pair, Pair]:
    """Return (x_train, y_train), (x_test, y_test).

    Shapes: x (examples, *plan.shape) float32; y (examples,) numbers or class numbers, or
    (examples, classes) one-hot. The test arrays are empty where nothing is set aside. A model with several inputs
    or outputs may have dictionaries of such arrays, see `DataPlan.x_by_name`.
    """
    parts: list[Pair] = []
    for step in plan.steps:
        parts = _apply(step, parts)
    train, test = parts
    return train, test


def _apply(step: Step, parts: list[Pair]) -> list[Pair]:
    """Return the parts after a step: one part before the split, two after it."""
    match step:
        case steps.LoadBundled() | steps.LoadNpz() | steps.LoadCsv():
            return _load(step)
        case steps.LoadArrays():
            return [_load_arrays(step)]
        case steps.AnswersByName(names):
            return [(x, dict.fromkeys(names, y)) for x, y in parts]
        case steps.At():
            return _at(step, parts)
        case steps.NumberClasses() | steps.LabelsFromRows() | steps.LabelsAsNumbers():
            return _change_labels(step, parts)
        case steps.OneHot(classes):
            import keras

            return [(x, keras.utils.to_categorical(y, classes)) for x, y in parts]
        case steps.Split(share, seed):
            return _split(parts[0], share, seed)
        case steps.Shuffle(seed):
            (x, y), test = parts
            order = np.random.default_rng(seed).permutation(count_of(x))
            return [(_take(x, order), _take(y, order)), test]
        case steps.DivideByMaximum() | steps.Standardize():
            return _scale(step, parts)
        case _:
            return [(_change_image(step, x), y) for x, y in parts]


def _load(step: steps.LoadBundled | steps.LoadNpz | steps.LoadCsv) -> list[Pair]:
    if isinstance(step, steps.LoadBundled):
        x, y = read_bundled(step.name)
        if len(step.shape) > 1:
            x = x.reshape(-1, *step.shape)
        return [(x.astype("float32"), y)]
    return _load_npz(step) if isinstance(step, steps.LoadNpz) else _load_csv(step)


def _load_npz(step: steps.LoadNpz) -> list[Pair]:
    parts = []
    with np.load(step.path) as arrays:  # refuses what would need pickle, by default
        for x_key, y_key in zip(step.keys[::2], step.keys[1::2], strict=True):
            x, y = arrays[x_key], arrays[y_key]
            x = np.expand_dims(x, -1) if step.add_channel else x
            parts.append((x.astype("float32"), y.ravel() if step.ravel else y))
    return parts


def _load_arrays(step: steps.LoadArrays) -> Pair:
    with np.load(step.path) as arrays:
        x = {each.name: _examples(arrays[each.key], each) for each in step.inputs}
        y = {each.name: _answers(arrays[each.key], each) for each in step.outputs}
    return x.get("", x), y.get("", y)


def _examples(array: Array, step: steps.ArrayOf) -> Array:
    array = np.expand_dims(array, -1) if step.add_channel else array
    return array.astype("float32")


def _answers(array: Array, step: steps.ArrayOf) -> Array:
    return array.ravel() if step.ravel else array


def _load_csv(step: steps.LoadCsv) -> list[Pair]:
    import pandas as pd

    table = pd.read_csv(
        step.path,
        sep=step.separator,
        header=0 if step.header else None,
        index_col=0 if step.index_column else None,
    )
    x = table.drop(columns=step.target).to_numpy("float32")
    answers = table[step.target]
    y = np.unique(answers, return_inverse=True)[1] if step.words else answers.to_numpy()
    return [(x, y)]


def _change_labels(
    step: steps.NumberClasses | steps.LabelsFromRows | steps.LabelsAsNumbers, parts: list[Pair]
) -> list[Pair]:
    if isinstance(step, steps.LabelsFromRows):
        return [(x, y.argmax(axis=1)) for x, y in parts]
    if isinstance(step, steps.LabelsAsNumbers):
        return [(x, y.astype("float32")) for x, y in parts]
    together = np.unique(np.concatenate([y for _, y in parts]), return_inverse=True)[1]
    count = len(parts[0][1])
    return [(x, y) for (x, _), y in zip(parts, (together[:count], together[count:]), strict=False)]


def _split(whole: Pair, share: float, seed: int) -> list[Pair]:
    x, y = whole
    order = np.random.default_rng(seed).permutation(count_of(x))
    test = round(share * len(order))
    return [(_take(x, part), _take(y, part)) for part in (order[test:], order[:test])]


def count_of(found: Arrays) -> int:
    """Return the number of examples."""
    return len(next(iter(found.values())) if isinstance(found, dict) else found)


def arrays_of(found: Arrays) -> list[Array]:
    """Return one array or several as a list."""
    return list(found.values()) if isinstance(found, dict) else [found]


def _take(found: Arrays, order: Array) -> Arrays:
    if isinstance(found, dict):
        return {name: array[order] for name, array in found.items()}
    taken: Array = found[order]
    return taken


def _at(step: steps.At, parts: list[Pair]) -> list[Pair]:
    """Do a step to one array of a dictionary, in every part."""
    name, left = step.name, step.side == "x"
    alone = [(x[name], y) if left else (x, y[name]) for x, y in parts]
    done = _apply(step.step, alone)
    if left:
        return [({**x, name: new}, y) for (x, y), (new, _) in zip(parts, done, strict=True)]
    return [(x, {**y, name: new}) for (x, y), (_, new) in zip(parts, done, strict=True)]


def _scale(step: steps.DivideByMaximum | steps.Standardize, parts: list[Pair]) -> list[Pair]:
    """Scale all parts with the training part's numbers: the test data must stay unseen."""
    x_train = parts[0][0]
    axis = 0 if step.columns else None
    if isinstance(step, steps.Standardize):
        mean, deviation = x_train.mean(axis=axis), x_train.std(axis=axis) + TINY
        return [((x - mean) / deviation, y) for x, y in parts]
    largest = np.maximum(np.abs(x_train).max(axis=axis), TINY)
    return [(x / largest, y) for x, y in parts]


def _change_image(step: Step, x: Array) -> Array:
    match step:
        case steps.MergeChannels():
            grey: Array = x[..., :3].mean(axis=-1, keepdims=True)
            return grey
        case steps.KeepChannels(count):
            return x[..., :count]
        case steps.RepeatChannel(count):
            return np.repeat(x, count, axis=-1)
        case steps.DropChannelAxis():
            return x[..., 0]
        case steps.Divide(by):
            return x / by
        case steps.Resize(height, width):
            return _resize(x, height, width)
    raise TypeError(f"there is no way to carry out {step}")


def _resize(x: Array, height: int, width: int) -> Array:
    """Scale images (examples, rows, columns, channels), bilinearly as Keras does."""
    import keras

    images = keras.ops.image.resize(x, (height, width))
    resized: Array = keras.ops.convert_to_numpy(images)
    return resized
