"""The values that names of the source have while it is read.

A `SourceValue` is a plain Python value as it is, a row of values as a tuple, or an `AbstractValue`: one of the classes
here and in `templates` and `graph`, which all derive from that class. `isinstance` tells them from one another, and
`is_plain` tells a plain value or a row of such. Code that takes or gives a value of the source says `SourceValue`;
code that only passes something on and looks at nothing says ``object``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from types import EllipsisType
from typing import Generic, Protocol, TypeGuard, TypeVar

from blocks.values.shapes import Shape
from blocks.values.values import Value
from importers.source.values import budget as python_budget

_NUMBERS = count(1)

LONGEST_WORDS = 120
"""Letters of what is said of a value that is not known."""


class AbstractValue:
    """Base class of all values of the source that are no plain Python values."""

    __slots__ = ()


Plain = bool | int | float | str | None | tuple["Plain", ...]
"""A value that is a literal of Python, or a row of such."""

SourceValue = Value | EllipsisType | AbstractValue | tuple["SourceValue", ...]
"""A value that a name of the source can have; `UNSET` is one of them, and stands where there is none."""

Args = tuple[SourceValue, ...]
Kwargs = Mapping[str, SourceValue]
"""The arguments of a call, without and with names."""


class Unset(AbstractValue):
    """Stands where there is no value."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()


class NotStructure(Exception):
    """Raised where something cannot be held as a composite or a repeat while some symbols have no value.

    Attributes:
        leaves: the symbols whose values are needed; without any it cannot be held at all.
    """

    def __init__(self, leaves: frozenset[Leaf] = frozenset()) -> None:
        super().__init__("no structure")
        self.leaves = leaves


class Restart(Exception):
    """All must be read again, with one more loop written out."""


class BodyLeft(Exception):
    """Control leaves a body: ``return``, ``break`` or ``continue``."""

    def __init__(self, kind: str, value: SourceValue = None) -> None:
        super().__init__(kind)
        self.kind, self.value = kind, value


class Stopped(Exception):
    """The program would stop here: ``raise`` or ``exit()``."""


@dataclass(frozen=True, slots=True)
class Sym(AbstractValue):
    """An expression over symbols.

    Attributes:
        tree: the expression; its names are ids of symbols.
        known: what it comes to, where that is known.
    """

    tree: ast.expr
    known: SourceValue = UNSET


@dataclass(frozen=True, slots=True)
class Unknown(AbstractValue):
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
class Poison(AbstractValue):
    """Stands in a variable after a loop or a condition that was kept as structure, where it has no single value."""

    node: ast.AST


class TensorSource(Protocol):
    """A block that gives tensors: the part of its interface that a tensor needs."""

    name: str
    values: dict[str, SourceValue]
    inputs: list[Tensor]


class TensorGraph(Protocol):
    """The graph that a tensor is in: the part of its interface that a tensor needs."""

    uid: int

    @property
    def specs(self) -> Mapping[str, TensorSource]:
        """The blocks by id."""

    def ancestors(self, outs: Sequence[Tensor], stop: Sequence[Tensor] = ()) -> set[str]:
        """Return the blocks that lead to tensors, up to those that are inputs."""


TensorKey = tuple[int, str, str]
"""Identifies a tensor: the number of its graph, its block and its port."""


@dataclass(eq=False, slots=True)
class Tensor(AbstractValue):
    """A tensor that a block gives.

    Attributes:
        builder: the graph that it is in.
        block: id there.
        port: output port.
        shape: without the batch axis, where it is known.
        rank: number of axes without the batch's, where it is known or can be guessed.
    """

    builder: TensorGraph
    block: str
    port: str = "output"
    shape: Shape | None = None
    rank: int | None = None

    @property
    def key(self) -> TensorKey:
        """The identity of the tensor among all others."""
        return self.builder.uid, self.block, self.port


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A symbol: what a name in an expression stands for.

    Attributes:
        id: the name in the expression.
        name: for people.
        scope: the number of the function whose argument it is; 0 for others.
        known: its value, where there is one.
        tensor: where it is a size, of which tensor.
        axis: ``channels``, ``height`` or ``width``.
        index: it is a loop's variable.
        like: a value of its kind, where none is known.
    """

    id: str
    name: str
    scope: int = 0
    known: SourceValue = UNSET
    tensor: Tensor | None = None
    axis: str = ""
    index: bool = False
    like: SourceValue = 1


@dataclass(frozen=True, slots=True)
class ShapeOf(AbstractValue):
    """The shape of a tensor, batch axis included."""

    tensor: Tensor


@dataclass(frozen=True, slots=True)
class Api(AbstractValue):
    """A name of a library: ``keras.layers.Conv2D``."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)


_Stored = TypeVar("_Stored")
_Key = TypeVar("_Key", bound=SourceValue)


@dataclass(eq=False)
class Cells(Generic[_Stored]):
    """Something with named places that can be written.

    Attributes:
        cells: what stands in the places.
        born: rises with time.
    """

    cells: dict[str, _Stored] = field(default_factory=dict)
    born: int = field(default_factory=lambda: fresh_number(), init=False)


@dataclass(eq=False)
class Frame(Cells[SourceValue]):
    """The names of a module or of one call of a function.

    Attributes:
        outer: where other names are looked for.
        shared: names that ``global`` or ``nonlocal`` declares.
        function: name of the function.
        method: where the frame is that of a call of a method, the method.
        body_of: where the frame is the body of a class, the class; functions in it do not see its names.
    """

    outer: Frame | None = None
    shared: set[str] = field(default_factory=set)
    function: str = ""
    method: Func | None = None
    body_of: ClassValue | None = None

    def scopes(self) -> Iterator[Frame]:
        """Yield the frame itself and those around it, the module's last."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer


class ListValue(Cells[list[SourceValue]], AbstractValue):
    """A list; raises `TooMuch` for one that is too long."""

    def __init__(self, items: Iterable[SourceValue] = ()) -> None:
        super().__init__({"items": python_budget.made(items)})

    def look(self) -> list[SourceValue]:
        """Return the items, whatever is being read on trial; counts the look."""
        items = self.cells["items"]
        python_budget.seen(len(items))
        return items


class DictValue(Cells[dict[SourceValue, SourceValue]], AbstractValue):
    """A dictionary with plain keys; raises `TooMuch` for one that is too long."""

    def __init__(self, items: Mapping[_Key, SourceValue] | None = None) -> None:
        pairs = python_budget.made(items.items() if items else ())
        super().__init__({"items": dict[SourceValue, SourceValue](pairs)})

    def look(self) -> dict[SourceValue, SourceValue]:
        """Return the entries, whatever is being read on trial; counts the look."""
        items = self.cells["items"]
        python_budget.seen(len(items))
        return items


@dataclass(frozen=True, slots=True)
class Range(AbstractValue):
    """``range(start, stop, step)``."""

    start: int | Sym
    stop: int | Sym
    step: int | Sym = 1


@dataclass(eq=False)
class Func(AbstractValue):
    """A function of the source.

    Attributes:
        node: its definition.
        frame: the names around it.
        defaults: values of arguments by name.
        name: empty for a ``lambda``.
        self_: the object that a method is of.
        owner: the class that has it in its body.
    """

    node: ast.FunctionDef | ast.Lambda
    frame: Frame
    defaults: Mapping[str, SourceValue]
    name: str = ""
    self_: SourceValue = None
    owner: ClassValue | None = None


@dataclass(eq=False)
class ClassValue(AbstractValue):
    """A class of the source.

    Attributes:
        node: its definition.
        frame: the names around it.
        bases: the classes that it derives from: those of the source, and names of libraries.
        body: the names of its body.
    """

    node: ast.ClassDef
    frame: Frame
    bases: Args = ()
    body: Frame = field(default_factory=lambda: Frame())


def fresh_number() -> int:
    """Return a number that was not there before."""
    return next(_NUMBERS)


PLAIN = (bool, int, float, str, type(None))


def is_plain(value: object) -> TypeGuard[Plain]:
    """Tell whether a value is a plain one, or a tuple of such."""
    return all(map(is_plain, value)) if isinstance(value, tuple) else isinstance(value, PLAIN)


@dataclass(frozen=True, slots=True)
class ObjectValue(AbstractValue):
    """An object of Keras that is an argument: an initializer, an optimizer, a loss."""

    api: Api
    args: Args
    kwargs: Kwargs
