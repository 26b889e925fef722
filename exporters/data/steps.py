"""The steps from a loaded data set to what `fit` takes, and the plan that they make.

Each is a class that changes arrays (`apply`) and writes the lines that do the same (`lines`), in the same order, so
that the arrays are equal bit for bit. No step holds an array. The steps that load are in
`exporters.data.loading`, those of images in `exporters.data.images`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from blocks.values.shapes import Shape
from exporters.data.base import (
    AnswerStep,
    Array,
    Arrays,
    DataStep,
    ExampleStep,
    KerasTools,
    Pair,
    Variables,
    count_of,
)
from exporters.data.loading import LoadArrays

TINY = 1e-7
"""Added to deviations, so that a constant column does not divide by zero."""


@dataclass(frozen=True, slots=True)
class NumberClasses(DataStep):
    """Replace each label by its rank among the distinct labels."""

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Number the classes of all parts together."""
        import numpy as np

        together = np.unique(np.concatenate([y for _, y in parts]), return_inverse=True)[1]
        count = len(parts[0][1])
        answers = together[:count], together[count:]
        return [(x, y) for (x, _), y in zip(parts, answers, strict=False)]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines for one part or for two."""
        if len(parts) == 1:
            y = names.y("")
            yield f"{y} = np.unique({y}, return_inverse=True)[1]  # number the classes"
            return
        yield "labels = np.concatenate([y_train, y_test])"
        yield "labels = np.unique(labels, return_inverse=True)[1]  # number the classes"
        yield "y_train, y_test = labels[: len(y_train)], labels[len(y_train) :]"


@dataclass(frozen=True, slots=True)
class LabelsFromRows(AnswerStep):
    """Replace one-hot rows by the number of their class."""

    def change(self, array: Array, tools: KerasTools) -> Arrays:
        """Return class numbers."""
        labels: Array = array.argmax(axis=1)
        return labels

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"{variable}.argmax(axis=1)"


@dataclass(frozen=True, slots=True)
class LabelsAsNumbers(AnswerStep):
    """Make the targets of a regression float32, one for each example."""

    def change(self, array: Array, tools: KerasTools) -> Arrays:
        """Return float32."""
        return array.astype("float32")

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f'{variable}.astype("float32")'


@dataclass(frozen=True, slots=True)
class Divide(ExampleStep):
    """Divide by a known maximum, e.g. 255 for bytes."""

    by: float

    def change(self, array: Array, tools: KerasTools) -> Array:
        """Return smaller values."""
        divided: Array = array / self.by
        return divided

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"{variable} / {self.by!r}"


def _scale_lines(change: str, names: Variables) -> Iterator[str]:
    """Yield the lines that scale both parts; the change has ``{}`` for the variable."""
    train, test = names.x("_train"), names.x("_test")
    if names.in_x:
        yield from (f"{each} = {change.format(each)}" for each in (train, test))
    else:
        yield f"{train}, {test} = {change.format(train)}, {change.format(test)}"


@dataclass(frozen=True, slots=True)
class DivideByMaximum(DataStep):
    """Divide by the largest magnitude in the training data; for each column where ``columns`` is set."""

    columns: bool

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Scale all parts with the training part's numbers: the test data must stay unseen."""
        import numpy as np

        axis = 0 if self.columns else None
        largest = np.maximum(np.abs(parts[0][0]).max(axis=axis), TINY)
        return [(x / largest, y) for x, y in parts]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the line for the largest magnitude, and the division."""
        axis = "axis=0" if self.columns else ""
        yield f"largest = np.maximum(np.abs({names.x('_train')}).max({axis}), 1e-7)"
        yield from _scale_lines("{} / largest", names)


@dataclass(frozen=True, slots=True)
class Standardize(DataStep):
    """Give the training data mean 0 and deviation 1; for each column where ``columns`` is set."""

    columns: bool

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Scale all parts with the training part's numbers: the test data must stay unseen."""
        train, axis = parts[0][0], 0 if self.columns else None
        mean, deviation = train.mean(axis=axis), train.std(axis=axis) + TINY
        return [((x - mean) / deviation, y) for x, y in parts]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the line for mean and deviation, and the change."""
        train, axis = names.x("_train"), "axis=0" if self.columns else ""
        yield f"mean, std = {train}.mean({axis}), {train}.std({axis}) + 1e-7"
        yield from _scale_lines("({} - mean) / std", names)


@dataclass(frozen=True, slots=True)
class OneHot(AnswerStep):
    """Turn class numbers into rows with a single one."""

    classes: int
    imports: ClassVar[tuple[str, ...]] = ("import keras",)

    def change(self, array: Array, tools: KerasTools) -> Arrays:
        """Return rows with a single one."""
        return tools.one_hot(array, self.classes)

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"keras.utils.to_categorical({variable}, {self.classes})"


def _take(found: Arrays, order: Array) -> Arrays:
    if isinstance(found, dict):
        return {name: array[order] for name, array in found.items()}
    taken: Array = found[order]
    return taken


def _taken(variable: str, order: str, many: bool) -> str:
    if many:
        return f"{{name: array[{order}] for name, array in {variable}.items()}}"
    return f"{variable}[{order}]"


@dataclass(frozen=True, slots=True)
class Split(DataStep):
    """Shuffle with the project's seed, then set a share aside for testing."""

    test_share: float
    seed: int

    @property
    def constants(self) -> tuple[tuple[str, str], ...]:
        """(name, source of its value) for the top of the script."""
        return (("TEST_SPLIT", ascii(self.test_share)),)

    @property
    def splits(self) -> bool:
        """Always."""
        return True

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Return the training and the test part."""
        import numpy as np

        x, y = parts[0]
        order = np.random.default_rng(self.seed).permutation(count_of(x))
        test = round(self.test_share * len(order))
        return [(_take(x, part), _take(y, part)) for part in (order[test:], order[:test])]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines that name both parts."""
        if names.many_x or names.many_y:
            yield from self._lines_by_name(names)
            return
        yield from self._order_lines()
        yield "x_train, x_test = x[test:], x[:test]"
        yield "y_train, y_test = y[test:], y[:test]"

    def last_lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield lines that return both parts without a name where x and y are arrays."""
        if names.many_x or names.many_y:
            yield from DataStep.last_lines(self, parts, names)
            return
        yield from self._order_lines()
        yield "return (x[test:], y[test:]), (x[:test], y[:test])"

    def _order_lines(self) -> Iterator[str]:
        yield "order = np.random.default_rng(SEED).permutation(len(x))"
        yield "x, y = x[order], y[order]"
        yield "test = round(TEST_SPLIT * len(x))"

    def _lines_by_name(self, names: Variables) -> Iterator[str]:
        length = "len(next(iter(x.values())))" if names.many_x else "len(x)"
        yield f"order = np.random.default_rng(SEED).permutation({length})"
        yield "test = round(TEST_SPLIT * len(order))"
        yield "train, test = order[test:], order[:test]"
        for side, many in (("x", names.many_x), ("y", names.many_y)):
            for part in ("train", "test"):
                yield f"{side}_{part} = {_taken(side, part, many)}"


@dataclass(frozen=True, slots=True)
class Shuffle(DataStep):
    """Shuffle the training part of data that came split: `fit` watches its last rows."""

    seed: int

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Shuffle the first part."""
        import numpy as np

        (x, y), test = parts
        order = np.random.default_rng(self.seed).permutation(count_of(x))
        return [(_take(x, order), _take(y, order)), test]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines that shuffle the training part."""
        yield "order = np.random.default_rng(SEED).permutation(len(x_train))"
        yield f"x_train, y_train = x_train[order], {_taken('y_train', 'order', names.many_y)}"


@dataclass(frozen=True, slots=True)
class AnswersByName(AnswerStep):
    """Give every output the same answers under its name, since they go on to differ."""

    names: tuple[str, ...]

    def change(self, array: Array, tools: KerasTools) -> Arrays:
        """Return the same answers under each name."""
        return dict.fromkeys(self.names, array)

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"{{{', '.join(f'{name!a}: {variable}' for name in self.names)}}}"


@dataclass(frozen=True, slots=True)
class At(DataStep):
    """A step for one array of a dictionary.

    Attributes:
        side: ``x`` or ``y``.
        name: its name there.
        step: what is done to it.
    """

    side: str
    name: str
    step: DataStep

    @property
    def needed_imports(self) -> tuple[str, ...]:
        """Those of the step."""
        return self.step.needed_imports

    @property
    def constants(self) -> tuple[tuple[str, str], ...]:
        """(name, source of its value) for the top of the script."""
        return self.step.constants

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Do the step to one array of a dictionary, in every part."""
        name, left = self.name, self.side == "x"
        alone = [(x[name], y) if left else (x, y[name]) for x, y in parts]
        done = self.step.apply(alone, tools)
        if left:
            return [({**x, name: new}, y) for (x, y), (new, _) in zip(parts, done, strict=True)]
        return [(x, {**y, name: new}) for (x, y), (_, new) in zip(parts, done, strict=True)]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines of the step for one entry."""
        yield from self.step.lines(parts, names.at(self.side, self.name))


@dataclass(frozen=True, slots=True)
class DataPlan:
    """The steps that turn a data set into the arrays that the model trains on.

    Attributes:
        title: name for people.
        steps: what is done, in order; the first one loads.
        shape: one example in the end.
        has_test: there are examples for a final evaluation.
    """

    title: str
    steps: tuple[DataStep, ...]
    shape: Shape
    has_test: bool

    @property
    def x_by_name(self) -> bool:
        """Whether the examples are a dictionary of arrays by input."""
        first = self.steps[0]
        return isinstance(first, LoadArrays) and bool(first.inputs[0].name)

    @property
    def y_by_name(self) -> bool:
        """Whether the answers are a dictionary of arrays by output."""
        first = self.steps[0]
        loaded = isinstance(first, LoadArrays) and bool(first.outputs[0].name)
        return loaded or any(isinstance(step, AnswersByName) for step in self.steps)
