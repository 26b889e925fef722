"""Items, texts and sizes of values while source is read: all that can be told without working out an expression."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from importers.source.graph.builder import BranchList
from importers.source.reading.state import ReadingState
from importers.source.values import budget as python_budget, symbols
from importers.source.values.arithmetic import bounded, plain_call, row
from importers.source.values.templates import Maker, Repeat, When
from importers.source.values.values import (
    UNSET,
    DictValue,
    ListValue,
    NotStructure,
    Range,
    ShapeOf,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
    is_plain,
)


@dataclass(eq=False)
class Contents:
    """Tells what is in a value."""

    state: ReadingState

    def plain_items(self, value: SourceValue) -> list[SourceValue] | None:
        """Return the items of something that can be gone through; ``None`` for what cannot."""
        if isinstance(value, ListValue):
            return self.state.items(value)
        if isinstance(value, tuple):
            return python_budget.made(value)
        if isinstance(value, ShapeOf):
            return list(self.shape_items(value))
        if isinstance(value, (Repeat, Maker)) or (
            isinstance(value, When) and isinstance(value.item, (Repeat, Maker))
        ):
            return [value]
        if isinstance(value, DictValue):
            return python_budget.made(self.state.entries(value))
        if isinstance(value, str):
            return python_budget.made(value)
        if isinstance(value, Range):
            ends = [symbols.settled(each) for each in (value.start, value.stop, value.step)]
            whole = [each for each in ends if isinstance(each, int)]
            if len(whole) == len(ends) and whole[2]:
                return python_budget.made(range(*whole))
        return None

    def counted_items(self, value: SourceValue) -> list[SourceValue] | None:
        """Return items as `plain_items` does, where their number or their order matters."""
        items = self.plain_items(value)
        self.count(items or ())
        return items

    def count(self, items: Iterable[SourceValue]) -> None:
        """Write out the loops of layers that are made alike, and of parallel branches: they are one item until then.

        Raises:
            Restart: there are such.
        """
        for each in items:
            if isinstance(each, (Repeat, BranchList)):
                self.state.restart(each.node)

    def as_row(self, value: SourceValue) -> SourceValue:
        """Return a list as a row of its items, any other value as it is."""
        return row(self.state.items(value)) if isinstance(value, ListValue) else value

    def text(self, pattern: str, values: tuple[SourceValue, ...]) -> SourceValue:
        """Put a text together."""
        parts = (each if isinstance(each, tuple) else (each,) for each in values)
        flat = tuple(python_budget.made(chain.from_iterable(parts)))
        if any(isinstance(each, Unknown) or not is_value(each) for each in flat):
            return Unknown("a text")
        if any(symbols.leaves_of(each) for each in flat):
            known = [each.known if isinstance(each, Sym) else each for each in flat]
            return symbols.text_of(flat, UNSET if UNSET in known else _filled(pattern, known))
        return _filled(pattern, list(flat))

    def shape_items(self, shape: ShapeOf) -> tuple[SourceValue, ...]:
        """Return all sizes of a shape.

        Raises:
            NotStructure: nobody knows how many there are.
        """
        tensor = shape.tensor
        rank = len(tensor.shape) if tensor.shape is not None else tensor.rank
        if rank is None:
            raise NotStructure(frozenset((symbols.new_leaf("size", tensor=tensor),)))
        return (None, *(self.size(tensor, axis) for axis in range(1, rank + 1)))

    def size(self, tensor: Tensor, axis: SourceValue) -> SourceValue:
        """Return one size of a tensor; the batch is axis 0.

        Raises:
            NotStructure: it depends on what comes in and has no name there.
        """
        if not isinstance(axis, int) or axis == 0:
            return None if axis == 0 else Unknown("a size")
        shape = tensor.shape
        rank = len(shape) if shape is not None else tensor.rank
        at = axis - 1 if axis > 0 else axis
        known: SourceValue = UNSET
        if shape is not None:
            if not -len(shape) <= at < len(shape):
                return Unknown("a size that is not there")
            known = shape[at]
        if self.state.flat or known is None:
            return Unknown("a size that is not known") if known is UNSET else known
        if known is UNSET and not self.state.regions:
            return Unknown("a size that is not known")
        name = _axis_name(at, rank)
        leaf = symbols.new_leaf(name or "size", known=known, tensor=tensor, axis=name)
        if name:
            return symbols.sym_of(leaf)
        if known is UNSET:
            raise NotStructure(frozenset((leaf,)))
        return known

    def truth(self, value: SourceValue) -> SourceValue:
        """Return the truth of a value: a plain one, a symbol or `Unknown`."""
        if isinstance(value, (Sym, Unknown)):
            return value
        if isinstance(value, ListValue):
            return bool(self.state.items(value))
        if isinstance(value, DictValue):
            return bool(self.state.entries(value))
        return bool(value) if is_plain(value) or isinstance(value, tuple) else True


_IMAGE_AXES = {0: "height", -3: "height", 1: "width", -2: "width", 2: "channels", -1: "channels"}
"""Names of the axes where it is not known how many there are."""


def _axis_name(at: int, rank: int | None) -> str:
    """Return what expressions call an axis, without the batch's; empty where they do not."""
    if rank is None:
        return _IMAGE_AXES.get(at, "")
    at = at + rank if at < 0 else at
    if at == rank - 1:
        return "units" if rank == 1 else "channels"
    return ("height", "width")[at] if rank == 3 and at in (0, 1) else ""


def _filled(pattern: str, values: list[SourceValue]) -> SourceValue:
    """Put values into a text at ``{}`` or ``%s``, whatever the format: it can only be a name."""
    text = pattern
    for each in values:
        for mark in ("{}", "%s", "%d", "%i", "%02d"):
            if mark in text:
                text = text.replace(mark, str(plain_call("str", (each,))), 1)
                break
        if isinstance(found := bounded(text), Unknown):
            return found
    return bounded(text)


def is_value(value: SourceValue) -> bool:
    """Tell whether arithmetic and texts take a value: a plain one, a symbol, one that is not known, a row of such."""
    if isinstance(value, tuple):
        return all(map(is_value, value))
    return isinstance(value, (Sym, Unknown)) or is_plain(value)
