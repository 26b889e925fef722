"""Writes a data plan as Python, the way somebody who knows NumPy and Keras writes it.

Text of the user (paths, names of columns and arrays) gets into the source through `ascii` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from exporters.data import steps
from exporters.data.steps import DataPlan, Step

WIDEST = 84  # characters of a line within a function: the formatter breaks at 88
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


@dataclass(frozen=True, slots=True)
class _Names:
    """What the arrays are called.

    Attributes:
        many_x: x is a dictionary by input.
        many_y: y is a dictionary by output.
        in_x: the entry of x that a step is about, such as ``["left"]``.
        in_y: the entry of y.
    """

    many_x: bool = False
    many_y: bool = False
    in_x: str = ""
    in_y: str = ""

    def x(self, part: str) -> str:
        return f"x{part}{self.in_x}"

    def y(self, part: str) -> str:
        return f"y{part}{self.in_y}"

    def at(self, step: steps.At) -> _Names:
        """Return the names for a step that is about one entry."""
        entry = f"[{step.name!a}]"
        return replace(self, in_x=entry) if step.side == "x" else replace(self, in_y=entry)


def data_code(plan: DataPlan) -> DataCode:
    """Write the source that loads what `exporters.data.arrays.load` loads."""
    names = _Names(plan.x_by_name, plan.y_by_name)
    body = _joined(line for step in _with_parts(plan.steps) for line in _lines(*step, names))
    constants = dict.fromkeys(constant for step in plan.steps for constant in _constants(step))
    return DataCode(
        imports=tuple(dict.fromkeys(_imports(plan.steps))),
        constants=tuple(constants),
        lines=(
            "def load_data():",
            f'    """Return {RESULT}{_what(names)}."""',
            *(f"    {line}" for line in body),
        ),
        has_test=plan.has_test,
    )


def _joined(lines: Iterable[str]) -> list[str]:
    """Return lines with a division by a number at the end of the call before it, where both change one array."""
    found: list[str] = []
    for line in lines:
        divided = re.fullmatch(r"(x\w*) = \1( / [0-9.]+)", line)
        called = divided and found and re.fullmatch(rf"{divided[1]} = .*\)", found[-1])
        if called and divided and len(found[-1] + divided[2]) <= WIDEST:
            found[-1] += divided[2]
        else:
            found.append(line)
    return found


def _what(names: _Names) -> str:
    if names.many_x:
        return ", each a dictionary of arrays" if names.many_y else ", x by the name of the input"
    return ", y by the name of the output" if names.many_y else ""


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
            case steps.LoadNpz() | steps.LoadArrays():
                yield "import numpy as np"
            case steps.Resize() | steps.OneHot():
                yield "import keras"
            case steps.At(step=inner):
                yield from _imports((inner,))


def _constants(step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case steps.LoadNpz(shown=shown) | steps.LoadArrays(shown=shown):
            yield "DATA_FILE", ascii(shown)
        case steps.LoadCsv(shown=shown, target=target):
            yield "DATA_FILE", ascii(shown)
            yield "TARGET", ascii(target)
        case steps.Resize(height, width):
            yield "IMAGE_SIZE", ascii((height, width))
        case steps.Split(share, _):
            yield "TEST_SPLIT", ascii(share)
        case steps.At(step=inner):
            yield from _constants(inner)


def _lines(step: Step, parts: tuple[str, ...], last: bool, names: _Names) -> Iterator[str]:
    """Yield the lines of one step; the last one returns."""
    match step:
        case steps.LoadBundled() | steps.LoadNpz() | steps.LoadCsv():
            yield from _load_lines(step, parts)
        case steps.LoadArrays():
            yield from _array_lines(step)
        case steps.At():
            yield from _lines(step.step, parts, False, names.at(step))
        case steps.NumberClasses():
            yield from _number_lines(parts, names)
        case steps.Split() if names.many_x or names.many_y:
            yield from _split_by_name(names)
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
            yield f"x_train, y_train = x_train[order], {_taken('y_train', 'order', names.many_y)}"
        case steps.DivideByMaximum(columns) | steps.Standardize(columns):
            yield from _scale_lines(step, "axis=0" if columns else "", names)
        case _:
            yield from (_plain_line(step, part, names) for part in parts)
    if last:
        yield f"return {RESULT}"


def _split_by_name(names: _Names) -> Iterator[str]:
    length = "len(next(iter(x.values())))" if names.many_x else "len(x)"
    yield f"order = np.random.default_rng(SEED).permutation({length})"
    yield "test = round(TEST_SPLIT * len(order))"
    yield "train, test = order[test:], order[:test]"
    for side, many in (("x", names.many_x), ("y", names.many_y)):
        for part in ("train", "test"):
            yield f"{side}_{part} = {_taken(side, part, many)}"


def _taken(variable: str, order: str, many: bool) -> str:
    if many:
        return f"{{name: array[{order}] for name, array in {variable}.items()}}"
    return f"{variable}[{order}]"


def _array_lines(step: steps.LoadArrays) -> Iterator[str]:
    yield "with np.load(DATA_FILE) as arrays:"
    for side, found in (("x", step.inputs), ("y", step.outputs)):
        if not found[0].name:
            yield f"    {side} = {_array(found[0], side)}"
            continue
        yield f"    {side} = {{"
        yield from (f"        {each.name!a}: {_array(each, side)}," for each in found)
        yield "    }"


def _array(step: steps.ArrayOf, side: str) -> str:
    array = f"arrays[{step.key!a}]"
    if side == "y":
        return f"{array}.ravel()" if step.ravel else array
    array = f"np.expand_dims({array}, -1)" if step.add_channel else array
    return f'{array}.astype("float32")'


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


def _number_lines(parts: tuple[str, ...], names: _Names) -> Iterator[str]:
    if len(parts) == 1:
        y = names.y("")
        yield f"{y} = np.unique({y}, return_inverse=True)[1]  # number the classes"
        return
    yield "labels = np.concatenate([y_train, y_test])"
    yield "labels = np.unique(labels, return_inverse=True)[1]  # number the classes"
    yield "y_train, y_test = labels[: len(y_train)], labels[len(y_train) :]"


def _scale_lines(step: Step, axis: str, names: _Names) -> Iterator[str]:
    train, test = names.x("_train"), names.x("_test")
    if isinstance(step, steps.Standardize):
        yield f"mean, std = {train}.mean({axis}), {train}.std({axis}) + 1e-7"
        change = "({} - mean) / std"
    else:
        yield f"largest = np.maximum(np.abs({train}).max({axis}), 1e-7)"
        change = "{} / largest"
    if names.in_x:
        yield from (f"{each} = {change.format(each)}" for each in (train, test))
    else:
        yield f"{train}, {test} = {change.format(train)}, {change.format(test)}"


def _plain_line(step: Step, part: str, names: _Names) -> str:
    """Write a step that changes x or y by itself, for the variables with one ending."""
    x, y = names.x(part), names.y(part)
    match step:
        case steps.AnswersByName(outputs):
            return f"{y} = {{{', '.join(f'{name!a}: {y}' for name in outputs)}}}"
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
