"""Texts, lists and pieces of them while source is read; cuts through tensors."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import chain

from blocks.catalog.core import SLICE
from importers.source.graph.builder import BranchList, Spec
from importers.source.reading.contents import Contents
from importers.source.reading.interpreter import Interpreter, Work
from importers.source.reading.state import ReadingState
from importers.source.structure.layer_blocks import LayerBlocks
from importers.source.values import arrays, budget as python_budget, symbols
from importers.source.values.arithmetic import row
from importers.source.values.arrays import ArrayValue
from importers.source.values.values import (
    ClassValue,
    DictValue,
    Frame,
    ListValue,
    ShapeOf,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
    is_plain,
)


@dataclass(eq=False)
class Collections:
    """Works out texts, collections and pieces."""

    state: ReadingState
    host: Interpreter
    contents: Contents
    blocks: LayerBlocks

    def work(self) -> dict[type[ast.expr], Work]:
        """Return what works out which kind of expression."""
        return {
            ast.JoinedStr: self._joined_text, ast.Tuple: self._tuple, ast.List: self._list,
            ast.Set: self._list, ast.Dict: self._dictionary, ast.Subscript: self._item,
        }  # fmt: skip

    def _joined_text(self, node: ast.JoinedStr, frame: Frame) -> SourceValue:
        parts: list[SourceValue] = []
        for each in node.values:
            value = each.value if isinstance(each, ast.FormattedValue) else each
            spec = each.format_spec if isinstance(each, ast.FormattedValue) else None
            if spec is not None and not _short_spec(spec):
                return Unknown("a text")
            parts.append(self.host.evaluate(value, frame))
        return self.contents.text("{}" * len(parts), tuple(parts))

    def _tuple(self, node: ast.Tuple, frame: Frame) -> SourceValue:
        return row(self.elements(node.elts, frame))

    def _list(self, node: ast.List, frame: Frame) -> SourceValue:
        return ListValue(self.elements(node.elts, frame))

    def elements(self, nodes: list[ast.expr], frame: Frame) -> list[SourceValue]:
        """Return the values of the elements of a list, a row or a call; starred ones are spread."""
        items: list[SourceValue] = []
        for each in nodes:
            if isinstance(each, ast.Starred):
                value = self.host.evaluate(each.value, frame)
                inner = self.contents.plain_items(value)
                items = python_budget.made(chain(items, [value] if inner is None else inner))
            else:
                items.append(self.host.evaluate(each, frame))
        return items

    def _dictionary(self, node: ast.Dict, frame: Frame) -> SourceValue:
        items: dict[SourceValue, SourceValue] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            found = self.host.evaluate(value, frame)
            if key is None:
                if isinstance(found, DictValue):
                    items |= self.state.entries(found)
                    python_budget.replaced(len(items))
                continue
            name = symbols.settled(self.host.evaluate(key, frame))
            if not is_plain(name):
                return Unknown("a dictionary")
            items[name] = found
        return DictValue(items)

    def _item(self, node: ast.Subscript, frame: Frame) -> SourceValue:
        owner = self.host.evaluate(node.value, frame)
        if isinstance(owner, Tensor):
            return self._cut(owner, node.slice, frame)
        if isinstance(owner, (Unknown, ClassValue)):
            return owner
        if isinstance(owner, ArrayValue):
            return self._part_of_data(owner, node.slice, frame)
        if isinstance(node.slice, ast.Slice):
            return self._part(owner, node.slice, frame)
        at = self.host.evaluate(node.slice, frame)
        if isinstance(at, Unknown):
            return at
        if isinstance(owner, ShapeOf):
            return self.contents.size(owner.tensor, symbols.settled(at))
        at = symbols.settled(at)
        if isinstance(owner, BranchList):
            self.state.restart(owner.node)
        if isinstance(owner, DictValue):
            missing = Unknown("an entry that is not there")
            return self.state.entries(owner).get(at, missing) if is_plain(at) else missing
        items = self.contents.counted_items(owner)
        if items is None or not isinstance(at, int) or not -len(items) <= at < len(items):
            return Unknown("an item")
        return items[at]

    def _part(self, owner: SourceValue, node: ast.Slice, frame: Frame) -> SourceValue:
        ends = [
            None if each is None else symbols.settled(self.host.evaluate(each, frame))
            for each in (node.lower, node.upper, node.step)
        ]
        items = self.contents.counted_items(owner)
        whole = [each for each in ends if each is None or isinstance(each, int)]
        if items is None or len(whole) < len(ends) or whole[2] == 0:
            return Unknown("a part")
        part = slice(*whole)
        if isinstance(owner, str):
            return owner[part]
        return ListValue(items[part]) if isinstance(owner, ListValue) else row(items[part])

    def _part_of_data(self, owner: ArrayValue, node: ast.expr, frame: Frame) -> SourceValue:
        places: list[SourceValue | slice] = []
        for each in node.elts if isinstance(node, ast.Tuple) else [node]:
            if not isinstance(each, ast.Slice):
                places.append(symbols.settled(self.host.evaluate(each, frame)))
                continue
            ends = [
                None if end is None else symbols.settled(self.host.evaluate(end, frame))
                for end in (each.lower, each.upper, each.step)
            ]
            known = all(end is None or isinstance(end, int) for end in ends) and ends[2] != 0
            places.append(slice(*ends) if known else Unknown("a part"))
        return arrays.part(owner, places)

    def _cut(self, tensor: Tensor, part: ast.expr, frame: Frame) -> SourceValue:
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
            self.state.tell(
                "it cuts along other axes than the last: kept as a block that is not known"
            )
            return self.blocks.grey("GetItem", [tensor])
        values = {
            name: self.host.evaluate(each, frame)
            for name, each in (("start", last.lower), ("stop", last.upper))
            if each is not None
        }
        if not all(isinstance(each, Sym) or is_plain(each) for each in values.values()):
            self.state.tell("where it cuts is not known: left out")
            return tensor
        return self.state.emit(Spec(SLICE.name, values, [tensor]))[0]


def _short_spec(spec: ast.expr) -> bool:
    """Tell whether a format makes no long text of a short value."""
    if not isinstance(spec, ast.JoinedStr) or len(spec.values) != 1:
        return False
    (value,) = spec.values
    digits = value.value if isinstance(value, ast.Constant) else ""
    return isinstance(digits, str) and 0 < len(digits) <= 3
