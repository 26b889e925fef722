"""Paddings written in one way while folding goes on, so that they are alike where only the numbers differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from blocks.catalog.reshaping import ZERO_PADDING_2D
from blocks.values.values import Value
from importers.folding.sheet import Item, Sheet

_NAME = "padding"


def spread(sheets: Mapping[str, Sheet]) -> None:
    """Write all paddings as ``((top, bottom), (left, right))`` where some are written so."""
    forms = {_is_long(_padding(item)) for sheet in sheets.values() for item in sheet.items.values()
             if item.type == ZERO_PADDING_2D.name}  # fmt: skip
    if len(forms) > 1:
        _change(sheets, _long)


def shorten(sheets: Mapping[str, Sheet]) -> None:
    """Write paddings as short as they can be."""
    _change(sheets, _short)


def _change(sheets: Mapping[str, Sheet], change: Callable[[Value], Value]) -> None:
    for sheet in sheets.values():
        for item in list(sheet.items.values()):
            if item.type == ZERO_PADDING_2D.name:
                values = {key: value for key, value in item.values.items() if key != _NAME}
                padding = change(_padding(item))
                if padding != ZERO_PADDING_2D.value_in({}, _NAME):
                    values[_NAME] = padding
                sheet.put(replace(item, values=values))


def _padding(item: Item) -> Value:
    padding: Value = ZERO_PADDING_2D.value_in(item.values, _NAME)
    return padding


def _is_long(padding: Value) -> bool:
    return isinstance(padding, tuple) and isinstance(padding[0], tuple)


def _long(padding: Value) -> Value:
    if _is_long(padding):
        return padding
    parts = padding if isinstance(padding, tuple) else (padding, padding)
    return tuple((part, part) for part in parts)


def _short(padding: Value) -> Value:
    parts = padding if isinstance(padding, tuple) else (padding,)
    if _is_long(padding):
        if any(not isinstance(part, tuple) or part[0] != part[1] for part in parts):
            return padding
        parts = tuple(part[0] for part in parts if isinstance(part, tuple))
    return parts[0] if len({*map(repr, parts)}) == 1 else parts
