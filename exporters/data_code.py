"""Writes a data plan as Python, the way somebody who knows NumPy and Keras writes it.

Text of the user (paths, names of columns and arrays) gets into the source through `ascii` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exporters import data_steps as steps
from exporters.data_steps import DataPlan, Step

RESULT = "(x_train, y_train), (x_test, y_test)"


@dataclass(frozen=True, slots=True)
class DataCode:
    """Source of the data.

    Attributes:
        imports: import lines, each once; the script adds its own.
        constants: (name, source of its value) for the top of the script. The lines also use ``SEED``.
        lines: ``def load_data():`` as a whole.
        has_test: the test arrays are not empty.
    """

    imports: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    has_test: bool


def data_code(plan: DataPlan) -> DataCode:
    """Write the source that loads what `exporters.data_arrays.load` loads."""
    body = [line for step in _with_parts(plan.steps) for line in _lines(*step)]
    return DataCode(
        imports=tuple(dict.fromkeys(_imports(plan.steps))),
        constants=tuple(constant for step in plan.steps for constant in _constants(step)),
        lines=(
            "def load_data():",
            f'    """Return {RESULT}."""',
            *(f"    {line}" for line in body),
        ),
        has_test=plan.has_test,
    )


def _with_parts(plan: tuple[Step, ...]) -> Iterator[tuple[Step, tuple[str, ...], bool]]:
    """Yield each step with the endings of its variables: none before the split, two after it."""
    parts: tuple[str, ...] = ("",)
    for place, step in enumerate(plan):
        if isinstance(step, steps.LoadNpz) and len(step.keys) == 4:
            parts = ("_train", "_test")
        yield step, parts, place == len(plan) - 1
        if isinstance(step, steps.Split):
            parts = ("_train", "_test")


def _imports(plan: tuple[Step, ...]) -> Iterator[str]:
    for step in plan:
        match step:
            case steps.LoadBundled(name=name):
                yield "import numpy as np"
                yield f"from sklearn.datasets import load_{name}"
            case steps.LoadCsv():
                yield "import numpy as np"
                yield "import pandas as pd"
            case steps.LoadNpz():
                yield "import numpy as np"
            case steps.Resize() | steps.OneHot():
                yield "import keras"


def _constants(step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case steps.LoadNpz(shown=shown):
            yield "DATA_FILE", ascii(shown)
        case steps.LoadCsv(shown=shown, target=target):
            yield "DATA_FILE", ascii(shown)
            yield "TARGET", ascii(target)
        case steps.Resize(height, width):
            yield "IMAGE_SIZE", ascii((height, width))
        case steps.Split(share, _):
            yield "TEST_SPLIT", ascii(share)


def _lines(step: Step, parts: tuple[str, ...], last: bool) -> Iterator[str]:
    """Yield the lines of one step; the last one returns."""
    match step:
        case steps.LoadBundled() | steps.LoadNpz() | steps.LoadCsv():
            yield from _load_lines(step, parts)
        case steps.NumberClasses():
            yield from _number_lines(parts)
        case steps.Split():
            yield "order = np.random.default_rng(SEED).permutation(len(x))"
            yield "x, y = x[order], y[order]"
            yield "test = round(TEST_SPLIT * len(x))"
            if last:
                yield "return (x[test:], y[test:]), (x[:test], y[:test])"
                return
            yield "x_train, x_test = x[test:], x[:test]"
            yield "y_train, y_test = y[test:], y[:test]"
        case steps.Shuffle():
            yield "order = np.random.default_rng(SEED).permutation(len(x_train))"
            yield "x_train, y_train = x_train[order], y_train[order]"
        case steps.DivideByMaximum(columns) | steps.Standardize(columns):
            yield from _scale_lines(step, "axis=0" if columns else "")
        case _:
            yield from (_plain_line(step, part) for part in parts)
    if last:
        yield f"return {RESULT}"


def _load_lines(
    step: steps.LoadBundled | steps.LoadNpz | steps.LoadCsv, parts: tuple[str, ...]
) -> Iterator[str]:
    match step:
        case steps.LoadBundled(name, shape):
            yield f"x, y = load_{name}(return_X_y=True)"
            sizes = ", ".join(map(str, (-1, *shape)))
            reshape = f".reshape({sizes})" if len(shape) > 1 else ""
            yield f'x = x{reshape}.astype("float32")'
        case steps.LoadNpz():
            yield "with np.load(DATA_FILE) as arrays:"
            for part, x, y in zip(parts, step.keys[::2], step.keys[1::2], strict=True):
                array = f"arrays[{x!a}]"
                array = f"np.expand_dims({array}, -1)" if step.add_channel else array
                yield f'    x{part} = {array}.astype("float32")'
                yield f"    y{part} = arrays[{y!a}]{'.ravel()' if step.ravel else ''}"
        case steps.LoadCsv():
            yield f"table = pd.read_csv(DATA_FILE{_csv_options(step)})"
            yield 'x = table.drop(columns=TARGET).to_numpy("float32")'
            if step.words:
                yield "y = np.unique(table[TARGET], return_inverse=True)[1]  # number the classes"
            else:
                yield "y = table[TARGET].to_numpy()"


def _csv_options(step: steps.LoadCsv) -> str:
    options = "" if step.separator == "," else f", sep={step.separator!a}"
    options += "" if step.header else ", header=None"
    return options + (", index_col=0" if step.index_column else "")


def _number_lines(parts: tuple[str, ...]) -> Iterator[str]:
    if len(parts) == 1:
        yield "y = np.unique(y, return_inverse=True)[1]  # number the classes"
        return
    yield "labels = np.concatenate([y_train, y_test])"
    yield "labels = np.unique(labels, return_inverse=True)[1]  # number the classes"
    yield "y_train, y_test = labels[: len(y_train)], labels[len(y_train) :]"


def _scale_lines(step: Step, axis: str) -> Iterator[str]:
    if isinstance(step, steps.Standardize):
        yield f"mean, std = x_train.mean({axis}), x_train.std({axis}) + 1e-7"
        yield "x_train, x_test = (x_train - mean) / std, (x_test - mean) / std"
    else:
        yield f"largest = np.maximum(np.abs(x_train).max({axis}), 1e-7)"
        yield "x_train, x_test = x_train / largest, x_test / largest"


def _plain_line(step: Step, part: str) -> str:
    """Write a step that changes x or y by itself, for the variables with one ending."""
    x, y = f"x{part}", f"y{part}"
    match step:
        case steps.LabelsFromRows():
            return f"{y} = {y}.argmax(axis=1)"
        case steps.LabelsAsNumbers():
            return f'{y} = {y}.astype("float32")'
        case steps.OneHot(classes):
            return f"{y} = keras.utils.to_categorical({y}, {classes})"
        case steps.MergeChannels():
            return f"{x} = {x}[..., :3].mean(axis=-1, keepdims=True)"
        case steps.KeepChannels(count):
            return f"{x} = {x}[..., :{count}]"
        case steps.RepeatChannel(count):
            return f"{x} = np.repeat({x}, {count}, axis=-1)"
        case steps.DropChannelAxis():
            return f"{x} = {x}[..., 0]"
        case steps.Divide(by):
            return f"{x} = {x} / {by!r}"
        case steps.Resize():
            return f"{x} = keras.ops.convert_to_numpy(keras.ops.image.resize({x}, IMAGE_SIZE))"
    raise TypeError(f"there is no way to write {step}")
