"""What a name can stand for while Python source is read: plain values as they are, all else as one of these."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from blocks.values.shapes import Shape
from importers.source.values import budget as python_budget

_NUMBERS = count(1)

LONGEST_WORDS = 120
"""Letters of what is said of a value that is not known."""


class Unset:
    """Stands where there is no value."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


class NotStructure(Exception):
    """What is read cannot be held as a composite or a repeat while some names have no value.

    Attributes:
        leaves: the symbols that a value is needed of; without any it cannot be held at all.
    """

    def __init__(self, leaves: frozenset[Any] = frozenset()) -> None:
        super().__init__("no structure")
        self.leaves = leaves


class Restart(Exception):
    """All must be read again, with one more loop written out."""


class Unreadable(Exception):
    """A line cannot be read; the text says why."""


class Leaving(Exception):
    """Control leaves a body: ``return``, ``break`` or ``continue``."""

    def __init__(self, kind: str, value: Any = None) -> None:
        super().__init__(kind)
        self.kind, self.value = kind, value


class Stopped(Exception):
    """The program would stop here: ``raise`` or ``exit()``."""


@dataclass(frozen=True, slots=True)
class Sym:
    """An expression over symbols.

    Attributes:
        tree: the expression; its names are ids of symbols.
        known: what it comes to, where that is known.
    """

    tree: ast.expr
    known: Any = UNSET


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known.

    Attributes:
        why: what it is, for people; it is cut where it is long.
        name: the name that nothing was assigned to, where it is one.
    """

    why: str
    name: str = ""

    def __post_init__(self) -> None:
        """Keep the words short: what is said of one unknown value is said of all that are made of it."""
        if len(self.why) > LONGEST_WORDS:
            object.__setattr__(self, "why", f"{self.why[: LONGEST_WORDS - 3]}...")


@dataclass(frozen=True, slots=True)
class Poison:
    """What a variable holds after a loop or a condition that was kept as structure."""

    node: ast.AST


@dataclass(eq=False, slots=True)
class Tensor:
    """What a block gives.

    Attributes:
        builder: the graph that it is in.
        block: id there.
        port: output port.
        shape: without the batch axis, where it is known.
        rank: number of axes without the batch's, where it is known or can be guessed.
    """

    builder: Any
    block: str
    port: str = "output"
    shape: Shape | None = None
    rank: int | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        """What tells it from all others."""
        return self.builder.uid, self.block, self.port


@dataclass(frozen=True, slots=True)
class ShapeOf:
    """The shape of a tensor, batch axis included."""

    tensor: Tensor


@dataclass(frozen=True, slots=True)
class Api:
    """A name of a library: ``keras.layers.Conv2D``."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(eq=False)
class Cells:
    """Something with named places that can be written.

    Attributes:
        cells: what stands in the places.
        born: rises with time.
    """

    cells: dict[str, Any] = field(default_factory=dict)
    born: int = field(default_factory=lambda: fresh_number(), init=False)


@dataclass(eq=False)
class Frame(Cells):
    """The names of a module or of one call of a function.

    Attributes:
        outer: where other names are looked for.
        shared: names that ``global`` or ``nonlocal`` declares.
        function: name of the function.
    """

    outer: Frame | None = None
    shared: set[str] = field(default_factory=set)
    function: str = ""


class ListValue(Cells):
    """A list; raises `TooMuch` for one that is too long."""

    def __init__(self, items: Iterable[Any] = ()) -> None:
        super().__init__({"items": python_budget.made(items)})

    def look(self) -> list[Any]:
        """Return the items, whatever is being read on trial; counts the look."""
        items: list[Any] = self.cells["items"]
        python_budget.seen(len(items))
        return items


class DictValue(Cells):
    """A dictionary with plain keys; raises `TooMuch` for one that is too long."""

    def __init__(self, items: Mapping[Any, Any] | None = None) -> None:
        super().__init__({"items": dict(python_budget.made((items or {}).items()))})

    def look(self) -> dict[Any, Any]:
        """Return the entries, whatever is being read on trial; counts the look."""
        items: dict[Any, Any] = self.cells["items"]
        python_budget.seen(len(items))
        return items


@dataclass(frozen=True, slots=True)
class Range:
    """``range(start, stop, step)``."""

    start: Any
    stop: Any
    step: Any = 1


@dataclass(eq=False)
class Func:
    """A function of the source.

    Attributes:
        node: its definition.
        frame: the names around it.
        defaults: values of arguments by name.
        name: empty for a ``lambda``.
        self_: the object that a method is of.
    """

    node: ast.FunctionDef | ast.Lambda
    frame: Frame
    defaults: Mapping[str, Any]
    name: str = ""
    self_: Any = None


@dataclass(frozen=True, slots=True)
class Method:
    """An attribute of something that can be called."""

    owner: Any
    name: str


@dataclass(eq=False)
class ClassValue:
    """A class of the source."""

    node: ast.ClassDef
    frame: Frame


class Instance(Cells):
    """An object of a class of the source, while its methods are read."""

    def __init__(self, kind: ClassValue) -> None:
        super().__init__()
        self.kind = kind


def fresh_number() -> int:
    """Return a number that was not there before."""
    return next(_NUMBERS)


PLAIN = (bool, int, float, str, type(None))


def is_plain(value: Any) -> bool:
    """Tell whether a value is a plain one, or a tuple of such."""
    return isinstance(value, PLAIN) or (
        isinstance(value, tuple) and all(is_plain(each) for each in value)
    )


@dataclass(frozen=True, slots=True)
class ObjectValue:
    """An object of Keras that is an argument: an initializer, an optimizer, a loss."""

    api: Api
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
