"""The steps that load a data set: a bundled one, arrays of a file, a table.

Text of the user (paths, names of columns and arrays) gets into the source through `ascii` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from blocks.values.shapes import Shape
from exporters.data.base import Array, DataStep, KerasTools, Pair, Variables

_NUMPY = ("import numpy as np",)


@dataclass(frozen=True, slots=True)
class LoadBundled(DataStep):
    """Read one of scikit-learn's bundled sets.

    Attributes:
        name: ``digits``, ``iris``, ``wine``, ``breast_cancer`` or ``diabetes``.
        shape: one example as it shall be: (8, 8, 1) for digits, (columns,) for tables.
    """

    name: str
    shape: Shape

    @property
    def needed_imports(self) -> tuple[str, ...]:
        """NumPy and the function that loads."""
        return (*_NUMPY, f"from sklearn.datasets import load_{self.name}")

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Read the set."""
        from exporters.data.bundled import read_bundled

        x, y = read_bundled(self.name)
        if len(self.shape) > 1:
            x = x.reshape(-1, *self.shape)
        return [(x.astype("float32"), y)]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the call of scikit-learn and the new shape."""
        yield f"x, y = load_{self.name}(return_X_y=True)"
        sizes = ", ".join(map(str, (-1, *self.shape)))
        reshape = f".reshape({sizes})" if len(self.shape) > 1 else ""
        yield f'x = x{reshape}.astype("float32")'


@dataclass(frozen=True, slots=True)
class LoadFile(DataStep):
    """Read a person's own file.

    Attributes:
        path: where it is.
        shown: how the script names it: the path as the person gave it.
    """

    path: str
    shown: str

    @property
    def constants(self) -> tuple[tuple[str, str], ...]:
        """(name, source of its value) for the top of the script."""
        return (("DATA_FILE", ascii(self.shown)),)


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

    def examples(self, array: Array) -> Array:
        """Return the array as float32 examples."""
        import numpy as np

        array = np.expand_dims(array, -1) if self.add_channel else array
        return array.astype("float32")

    def answers(self, array: Array) -> Array:
        """Return the array as answers."""
        return array.ravel() if self.ravel else array

    def source(self, side: str) -> str:
        """Return the expression that does the same, for ``x`` or ``y``."""
        array = f"arrays[{self.key!a}]"
        if side == "y":
            return f"{array}.ravel()" if self.ravel else array
        array = f"np.expand_dims({array}, -1)" if self.add_channel else array
        return f'{array}.astype("float32")'


@dataclass(frozen=True, slots=True)
class LoadNpz(LoadFile):
    """Read arrays of a person's own ``.npz`` file.

    Attributes:
        keys: names of the arrays: (x, y) or (x_train, y_train, x_test, y_test).
        add_channel: images lack the axis of their one channel.
        ravel: the answers have an axis of length 1 too many.
    """

    keys: tuple[str, ...]
    add_channel: bool = False
    ravel: bool = False
    imports: ClassVar[tuple[str, ...]] = _NUMPY

    @property
    def splits(self) -> bool:
        """Whether the file has test arrays of its own."""
        return len(self.keys) == 4

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Read the arrays."""
        import numpy as np

        with np.load(self.path) as arrays:  # refuses what would need pickle, by default
            return [(x.examples(arrays[x.key]), y.answers(arrays[y.key])) for x, y in self._pairs()]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines that read the arrays."""
        yield "with np.load(DATA_FILE) as arrays:"
        for part, (x, y) in zip(parts, self._pairs(), strict=True):
            yield f"    x{part} = {x.source('x')}"
            yield f"    y{part} = {y.source('y')}"

    def _pairs(self) -> list[tuple[ArrayOf, ArrayOf]]:
        """Return the examples and the answers of each part."""
        x = [ArrayOf("", key, add_channel=self.add_channel) for key in self.keys[::2]]
        y = [ArrayOf("", key, ravel=self.ravel) for key in self.keys[1::2]]
        return list(zip(x, y, strict=True))


@dataclass(frozen=True, slots=True)
class LoadArrays(LoadFile):
    """Read arrays of a person's own ``.npz`` file, one for each input and each output of a model.

    Attributes:
        inputs: the arrays of examples; x is a dictionary where they have names.
        outputs: the arrays of answers; y is a dictionary where they have names.
    """

    inputs: tuple[ArrayOf, ...]
    outputs: tuple[ArrayOf, ...]
    imports: ClassVar[tuple[str, ...]] = _NUMPY

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Read the arrays."""
        import numpy as np

        with np.load(self.path) as arrays:
            x = {each.name: each.examples(arrays[each.key]) for each in self.inputs}
            y = {each.name: each.answers(arrays[each.key]) for each in self.outputs}
        return [(x.get("", x), y.get("", y))]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines that read the arrays."""
        yield "with np.load(DATA_FILE) as arrays:"
        for side, found in (("x", self.inputs), ("y", self.outputs)):
            if not found[0].name:
                yield f"    {side} = {found[0].source(side)}"
                continue
            yield f"    {side} = {{"
            yield from (f"        {each.name!a}: {each.source(side)}," for each in found)
            yield "    }"


@dataclass(frozen=True, slots=True)
class LoadCsv(LoadFile):
    """Read a table.

    Attributes:
        target: name of the column to predict; its number where the file names no columns.
        words: the target is a class, so its distinct values are numbered.
        separator: character between two cells.
        header: the first row names the columns.
        index_column: the first column numbers the rows and is left out.
    """

    target: str | int
    words: bool
    separator: str = ","
    header: bool = True
    index_column: bool = False
    imports: ClassVar[tuple[str, ...]] = (*_NUMPY, "import pandas as pd")

    @property
    def constants(self) -> tuple[tuple[str, str], ...]:
        """(name, source of its value) for the top of the script."""
        return ("DATA_FILE", ascii(self.shown)), ("TARGET", ascii(self.target))

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Read the table."""
        import numpy as np
        import pandas as pd

        table = pd.read_csv(
            self.path,
            sep=self.separator,
            header=0 if self.header else None,
            index_col=0 if self.index_column else None,
        )
        x = table.drop(columns=self.target).to_numpy("float32")
        answers = table[self.target]
        y = np.unique(answers, return_inverse=True)[1] if self.words else answers.to_numpy()
        return [(x, y)]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines that read the table."""
        options = "" if self.separator == "," else f", sep={self.separator!a}"
        options += "" if self.header else ", header=None"
        options += ", index_col=0" if self.index_column else ""
        yield f"table = pd.read_csv(DATA_FILE{options})"
        yield 'x = table.drop(columns=TARGET).to_numpy("float32")'
        if self.words:
            yield "y = np.unique(table[TARGET], return_inverse=True)[1]  # number the classes"
        else:
            yield "y = table[TARGET].to_numpy()"
