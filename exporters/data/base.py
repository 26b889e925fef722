"""The base of all steps from a data set to arrays: each changes arrays, and is written as Python.

NumPy, pandas and Keras are imported by nothing here before a step is applied: a script is written without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Array: TypeAlias = "np.ndarray"
Arrays: TypeAlias = "Array | dict[str, Array]"
"""One array, or one for each input or output by name."""
Pair = tuple[Any, Any]
"""Examples and answers, each `Arrays`."""
RESULT = "(x_train, y_train), (x_test, y_test)"


class KerasTools(Protocol):
    """The two functions of Keras that steps use; `exporters.data.arrays` has them."""

    def one_hot(self, labels: Array, classes: int) -> Array:
        """Return rows (examples, classes) with a single one, from class numbers (examples,)."""

    def resize(self, images: Array, height: int, width: int) -> Array:
        """Scale images (examples, rows, columns, channels) bilinearly."""


@dataclass(frozen=True, slots=True)
class Variables:
    """Names of the arrays in the source.

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
        """Return the variable of the examples; ``part`` is its ending."""
        return f"x{part}{self.in_x}"

    def y(self, part: str) -> str:
        """Return the variable of the answers."""
        return f"y{part}{self.in_y}"

    def at(self, side: str, name: str) -> Variables:
        """Return the names for a step that is about one entry."""
        entry = f"[{name!a}]"
        return replace(self, in_x=entry) if side == "x" else replace(self, in_y=entry)


class DataStep:
    """One step, as values.

    Attributes:
        imports: import lines that its source needs.
    """

    __slots__ = ()
    imports: ClassVar[tuple[str, ...]] = ()

    @property
    def needed_imports(self) -> tuple[str, ...]:
        """Import lines that the source of this very step needs."""
        return self.imports

    @property
    def constants(self) -> tuple[tuple[str, str], ...]:
        """(name, source of its value) for the top of the script."""
        return ()

    @property
    def splits(self) -> bool:
        """Whether there are a training and a test part after it, and one part before."""
        return False

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Return the parts after the step: one part before the split, two after it."""
        raise NotImplementedError

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield lines that do the same, bit for bit; ``parts`` are the endings of the variables."""
        raise NotImplementedError

    def last_lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield the lines of the last step, which return the result."""
        yield from self.lines(parts, names)
        yield f"return {RESULT}"


class EachPartStep(DataStep):
    """A step that changes the examples, or the answers, of each part by themselves.

    Attributes:
        side: ``x`` for examples, ``y`` for answers.
    """

    __slots__ = ()
    side: ClassVar[str]

    def change(self, array: Array, tools: KerasTools) -> Arrays:
        """Return the examples or answers after the step."""
        raise NotImplementedError

    def source(self, variable: str) -> str:
        """Return the expression that does the same to a variable."""
        raise NotImplementedError

    def apply(self, parts: list[Pair], tools: KerasTools) -> list[Pair]:
        """Change one side of all parts."""
        if self.side == "x":
            return [(self.change(x, tools), y) for x, y in parts]
        return [(x, self.change(y, tools)) for x, y in parts]

    def lines(self, parts: tuple[str, ...], names: Variables) -> Iterator[str]:
        """Yield an assignment for each part."""
        for part in parts:
            variable = names.x(part) if self.side == "x" else names.y(part)
            yield f"{variable} = {self.source(variable)}"


class ExampleStep(EachPartStep):
    """A step that changes each part's examples by themselves."""

    __slots__ = ()
    side = "x"


class AnswerStep(EachPartStep):
    """A step that changes each part's answers by themselves."""

    __slots__ = ()
    side = "y"


def count_of(found: Arrays) -> int:
    """Return the number of examples."""
    return len(next(iter(found.values())) if isinstance(found, dict) else found)


def arrays_of(found: Arrays) -> list[Array]:
    """Return one array or several as a list."""
    return list(found.values()) if isinstance(found, dict) else [found]
