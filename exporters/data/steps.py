"""The steps from a data set to what `fit` takes, as values.

`exporters.data.arrays` carries them out and `exporters.data.code` writes them down; both must know every
step, which a test checks. No step holds an array.
"""

from __future__ import annotations

from dataclasses import dataclass

from blocks.values.shapes import Shape


@dataclass(frozen=True, slots=True)
class LoadBundled:
    """Read one of scikit-learn's bundled sets.

    Attributes:
        name: ``digits``, ``iris``, ``wine``, ``breast_cancer`` or ``diabetes``.
        shape: one example as it shall be: (8, 8, 1) for digits, (columns,) for tables.
    """

    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class LoadNpz:
    """Read arrays of a person's own ``.npz`` file.

    Attributes:
        path: where it is.
        shown: how the script names it: the path as the person gave it.
        keys: names of the arrays: (x, y) or (x_train, y_train, x_test, y_test).
        add_channel: images lack the axis of their one channel.
        ravel: the answers have an axis of length 1 too many.
    """

    path: str
    shown: str
    keys: tuple[str, ...]
    add_channel: bool = False
    ravel: bool = False


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """An array of a file and what it is for.

    Attributes:
        name: the input or the output that it is for; empty where there is only one.
        key: name of the array.
        add_channel: images lack the axis of their one channel.
        ravel: the answers have an axis of length 1 too many.
    """

    name: str
    key: str
    add_channel: bool = False
    ravel: bool = False


@dataclass(frozen=True, slots=True)
class LoadArrays:
    """Read arrays of a person's own ``.npz`` file, one for each input and each output of a model.

    Attributes:
        path: where it is.
        shown: how the script names it.
        inputs: the arrays of examples; x is a dictionary where they have names.
        outputs: the arrays of answers; y is a dictionary where they have names.
    """

    path: str
    shown: str
    inputs: tuple[ArrayOf, ...]
    outputs: tuple[ArrayOf, ...]


@dataclass(frozen=True, slots=True)
class LoadCsv:
    """Read a table.

    Attributes:
        path: where it is.
        shown: how the script names it.
        target: name of the column to predict; its number where the file names no columns.
        words: the target is a class, so its distinct values are numbered.
        separator: character between two cells.
        header: the first row names the columns.
        index_column: the first column numbers the rows and is left out.
    """

    path: str
    shown: str
    target: str | int
    words: bool
    separator: str = ","
    header: bool = True
    index_column: bool = False


@dataclass(frozen=True, slots=True)
class NumberClasses:
    """Replace each label by its rank among the distinct labels."""


@dataclass(frozen=True, slots=True)
class LabelsFromRows:
    """Replace one-hot rows by the number of their class."""


@dataclass(frozen=True, slots=True)
class LabelsAsNumbers:
    """Make the targets of a regression float32, one for each example."""


@dataclass(frozen=True, slots=True)
class MergeChannels:
    """Make colour images grey: the mean of the first three channels."""


@dataclass(frozen=True, slots=True)
class KeepChannels:
    """Keep the first channels, e.g. drop transparency."""

    count: int


@dataclass(frozen=True, slots=True)
class RepeatChannel:
    """Give grey images several equal channels."""

    count: int


@dataclass(frozen=True, slots=True)
class DropChannelAxis:
    """Take the axis of the one channel away: (28, 28, 1) becomes (28, 28)."""


@dataclass(frozen=True, slots=True)
class Resize:
    """Scale images, bilinearly."""

    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Divide:
    """Divide by a known maximum, e.g. 255 for bytes."""

    by: float


@dataclass(frozen=True, slots=True)
class DivideByMaximum:
    """Divide by the largest magnitude in the training data; for each column where ``columns`` is set."""

    columns: bool


@dataclass(frozen=True, slots=True)
class Standardize:
    """Give the training data mean 0 and deviation 1; for each column where ``columns`` is set."""

    columns: bool


@dataclass(frozen=True, slots=True)
class OneHot:
    """Turn class numbers into rows with a single one."""

    classes: int


@dataclass(frozen=True, slots=True)
class Split:
    """Shuffle with the project's seed, then set a share aside for testing."""

    test_share: float
    seed: int


@dataclass(frozen=True, slots=True)
class Shuffle:
    """Shuffle the training part of data that came split: `fit` watches its last rows."""

    seed: int


@dataclass(frozen=True, slots=True)
class AnswersByName:
    """Give every output the same answers under its name, since they go on to differ."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class At:
    """A step for one array of a dictionary.

    Attributes:
        side: ``x`` or ``y``.
        name: its name there.
        step: what is done to it.
    """

    side: str
    name: str
    step: Step


Step = (
    LoadBundled
    | LoadNpz
    | LoadArrays
    | LoadCsv
    | NumberClasses
    | LabelsFromRows
    | LabelsAsNumbers
    | MergeChannels
    | KeepChannels
    | RepeatChannel
    | DropChannelAxis
    | Resize
    | Divide
    | DivideByMaximum
    | Standardize
    | OneHot
    | Split
    | Shuffle
    | AnswersByName
    | At
)


@dataclass(frozen=True, slots=True)
class DataPlan:
    """How the data come to be what the model trains on.

    Attributes:
        title: name for people.
        steps: what is done, in order; the first one loads.
        shape: one example in the end.
        has_test: there are examples for a final evaluation.
    """

    title: str
    steps: tuple[Step, ...]
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
