"""Texts, lists and pieces of them while source is read; cuts through tensors, and sizes of these."""

from __future__ import annotations

import ast
from itertools import chain
from typing import Any

from importers.source.graph.builder import Spec
from importers.source.interpreter import budget as python_budget
from importers.source.interpreter.state import Core
from importers.source.values import symbols
from importers.source.values.arithmetic import bounded, plain_call, row
from importers.source.values.values import (
    UNSET,
    BranchList,
    ClassValue,
    DictValue,
    Frame,
    LayerValue,
    ListValue,
    Maker,
    NotStructure,
    Range,
    Repeat,
    ShapeOf,
    Sym,
    Tensor,
    Unknown,
    When,
    is_plain,
)


class Collections(Core):
    """Works out texts, collections, pieces and sizes."""

    def evaluate(self, node: ast.expr, frame: Frame) -> Any:
        """Return what an expression is; `Unknown` where that cannot be told."""
        raise NotImplementedError

    def comprehension(self, node: Any, frame: Frame) -> Any:
        """Work out a list comprehension."""
        raise NotImplementedError

    def _is_value(self, value: Any) -> bool:
        if isinstance(value, tuple):
            return all(map(self._is_value, value))
        return isinstance(value, (Sym, Unknown)) or is_plain(value)

    # ------------------------------------------------------------ texts and collections

    def e_joinedstr(self, node: ast.JoinedStr, frame: Frame) -> Any:
        parts: list[Any] = []
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                if each.format_spec is not None and not _short_spec(each.format_spec):
                    return Unknown("a text")
                parts.append(self.evaluate(each.value, frame))
            else:
                parts.append(self.evaluate(each, frame))
        return self._text("{}" * len(parts), tuple(parts))

    def _text(self, pattern: str, values: tuple[Any, ...]) -> Any:
        """Put a text together."""
        flat = tuple(
            python_budget.made(
                part for each in values for part in (each if isinstance(each, tuple) else (each,))
            )
        )
        if any(isinstance(each, Unknown) or not self._is_value(each) for each in flat):
            return Unknown("a text")
        if any(symbols.leaves_of(each) for each in flat):
            known = [each.known if isinstance(each, Sym) else each for each in flat]
            return symbols.text_of(flat, UNSET if UNSET in known else _filled(pattern, known))
        return _filled(pattern, list(flat))

    def e_tuple(self, node: ast.Tuple, frame: Frame) -> Any:
        return row(self._elements(node.elts, frame))

    def e_list(self, node: ast.List, frame: Frame) -> Any:
        return ListValue(self._elements(node.elts, frame))

    e_set = e_list

    def _elements(self, nodes: list[ast.expr], frame: Frame) -> list[Any]:
        items: list[Any] = []
        for each in nodes:
            if isinstance(each, ast.Starred):
                value = self.evaluate(each.value, frame)
                inner = self.plain_items(value)
                items = python_budget.made(chain(items, [value] if inner is None else inner))
            else:
                items.append(self.evaluate(each, frame))
        return items

    def plain_items(self, value: Any) -> list[Any] | None:
        """Return the items of something that can be gone through; ``None`` for what cannot."""
        if isinstance(value, ListValue):
            return self.items(value)
        if isinstance(value, tuple):
            return python_budget.made(value)
        if isinstance(value, ShapeOf):
            return list(self.shape_items(value))
        if isinstance(value, (Repeat, Maker)) or (
            isinstance(value, When) and isinstance(value.item, (Repeat, Maker))
        ):
            return [value]
        if isinstance(value, DictValue):
            return python_budget.made(self.get(value, "items"))
        if isinstance(value, str):
            return python_budget.made(value)
        if isinstance(value, Range):
            ends = [symbols.settled(each) for each in (value.start, value.stop, value.step)]
            if all(isinstance(each, int) for each in ends) and ends[2]:
                found = range(*ends)
                return python_budget.made(found)
        return None

    def e_dict(self, node: ast.Dict, frame: Frame) -> Any:
        items: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            found = self.evaluate(value, frame)
            if key is None:
                if isinstance(found, DictValue):
                    items |= self.get(found, "items")
                    python_budget.replaced(len(items))
                continue
            name = self.evaluate(key, frame)
            if not is_plain(name):
                return Unknown("a dictionary")
            items[name] = found
        return DictValue(items)

    def e_listcomp(self, node: ast.ListComp, frame: Frame) -> Any:
        return self.comprehension(node, frame)

    e_generatorexp = e_listcomp

    # ------------------------------------------------------------ pieces

    def e_subscript(self, node: ast.Subscript, frame: Frame) -> Any:
        owner = self.evaluate(node.value, frame)
        if isinstance(owner, Tensor):
            return self._cut(owner, node.slice, frame)
        if isinstance(owner, Unknown):
            return owner
        if isinstance(owner, ClassValue):
            return owner
        if isinstance(node.slice, ast.Slice):
            return self._part(owner, node.slice, frame)
        at = self.evaluate(node.slice, frame)
        if isinstance(at, Unknown):
            return at
        if isinstance(owner, ShapeOf):
            return self.size(owner.tensor, symbols.settled(at))
        at = symbols.settled(at)
        if isinstance(owner, BranchList):
            self.restart(owner.node)
        if isinstance(owner, DictValue):
            return self.get(owner, "items").get(at, Unknown("an entry that is not there"))
        items = self.plain_items(owner)
        if items is None or not isinstance(at, int) or not -len(items) <= at < len(items):
            return Unknown("an item")
        return items[at]

    def _part(self, owner: Any, part: ast.Slice, frame: Frame) -> Any:
        ends = [
            None if each is None else symbols.settled(self.evaluate(each, frame))
            for each in (part.lower, part.upper, part.step)
        ]
        items = self.plain_items(owner)
        if items is None or not all(each is None or isinstance(each, int) for each in ends):
            return Unknown("a part")
        if ends[2] == 0:
            return Unknown("a part")
        found = items[slice(*ends)]
        if isinstance(owner, ListValue):
            return ListValue(found)
        return "".join(found) if isinstance(owner, str) else row(found)

    def _cut(self, tensor: Tensor, part: ast.expr, frame: Frame) -> Any:
        """Read ``x[..., a:b]``: the only cut that there is a block for."""
        axes = list(part.elts) if isinstance(part, ast.Tuple) else [part]
        last = axes[-1]
        whole = all(
            (isinstance(each, ast.Constant) and each.value is ...)
            or (isinstance(each, ast.Slice) and not (each.lower or each.upper or each.step))
            for each in axes[:-1]
        )
        dots = any(isinstance(each, ast.Constant) for each in axes[:-1])
        rank = len(tensor.shape) if tensor.shape is not None else tensor.rank
        full = dots or rank is None or len(axes) == rank + 1
        if not whole or not full or len(axes) < 2 or not isinstance(last, ast.Slice) or last.step:
            self.tell("it cuts along other axes than the last: kept as a block that is not known")
            return self.grey("GetItem", [tensor])
        values = {
            name: self.evaluate(each, frame)
            for name, each in (("start", last.lower), ("stop", last.upper))
            if each is not None
        }
        if not all(isinstance(each, Sym) or is_plain(each) for each in values.values()):
            self.tell("where it cuts is not known: left out")
            return tensor
        return self.emit(Spec("Slice", values, [tensor]))[0]

    def grey(self, name: str, inputs: list[Tensor], layer: LayerValue | None = None) -> Any:
        """Add a block for something that is not known."""
        raise NotImplementedError

    # ------------------------------------------------------------ sizes

    def shape_items(self, shape: ShapeOf) -> tuple[Any, ...]:
        """Return all sizes of a shape.

        Raises:
            NotStructure: nobody knows how many there are.
        """
        tensor = shape.tensor
        rank = len(tensor.shape) if tensor.shape is not None else tensor.rank
        if rank is None:
            raise NotStructure(frozenset((symbols.new_leaf("size", tensor=tensor),)))
        return (None, *(self.size(tensor, axis) for axis in range(1, rank + 1)))

    def size(self, tensor: Tensor, axis: Any) -> Any:
        """Return one size of a tensor; the batch is axis 0.

        Raises:
            NotStructure: it depends on what comes in and has no name there.
        """
        if not isinstance(axis, int) or axis == 0:
            return None if axis == 0 else Unknown("a size")
        shape = tensor.shape
        rank = len(shape) if shape is not None else tensor.rank
        at = axis - 1 if axis > 0 else axis
        known: Any = UNSET
        if shape is not None:
            if not -len(shape) <= at < len(shape):
                return Unknown("a size that is not there")
            known = shape[at]
        if self.flat or known is None:
            return Unknown("a size that is not known") if known is UNSET else known
        if known is UNSET and not self.regions:
            return Unknown("a size that is not known")
        name = _axis_name(at, rank)
        leaf = symbols.new_leaf(name or "size", known=known, tensor=tensor, axis=name)
        if name:
            return symbols.sym_of(leaf)
        if known is UNSET:
            raise NotStructure(frozenset((leaf,)))
        return known


def _axis_name(at: int, rank: int | None) -> str:
    """Return what expressions call an axis, without the batch's; empty where they do not."""
    if rank is None:
        return {
            -1: "channels",
            2: "channels",
            0: "height",
            1: "width",
            -2: "width",
            -3: "height",
        }.get(at, "")
    at = at + rank if at < 0 else at
    if at == rank - 1:
        return "units" if rank == 1 else "channels"
    return ("height", "width")[at] if rank == 3 and at in (0, 1) else ""


def _short_spec(spec: ast.expr) -> bool:
    """Tell whether a format makes no long text of a short value."""
    if not isinstance(spec, ast.JoinedStr) or len(spec.values) != 1:
        return False
    (value,) = spec.values
    digits = value.value if isinstance(value, ast.Constant) else ""
    return isinstance(digits, str) and 0 < len(digits) <= 3


def _filled(pattern: str, values: list[Any]) -> Any:
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
