"""Composites that turned out to be used once: their items take the place of the instance again."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from blocks.catalog.ports import IN
from blocks.graph.graph import MODEL, Metaparameter
from blocks.values.expressions import evaluate, names_in
from blocks.values.literals import show
from blocks.values.values import Configured, Expression, Value
from importers.folding.origins import change_inside
from importers.folding.sheet import Item, LayerOrigin, Sheet


def inline_single_uses(
    sheets: dict[str, Sheet],
    metaparameters: dict[str, tuple[Metaparameter, ...]],
    found: dict[str, int],
) -> None:
    """Put the items of every composite with one plain use in place of that use.

    Args:
        sheets: graphs by name; changed in place.
        metaparameters: of each graph; those of composites that go away are removed.
        found: composites that folding made, with the number of places each stood for.
    """
    for name in list(found):
        uses = [
            (sheet, item)
            for sheet in sheets.values()
            for item in sheet.items.values()
            if item.type == name
        ]
        once = len(uses) == 1 and uses[0][1].series is None
        if once or _is_thin(sheets[name], uses):
            for sheet, _ in uses:
                for key in [key for key, item in sheet.items.items() if item.type == name]:
                    _inline(sheets, name, sheet, sheet.items[key])
            del sheets[name], metaparameters[name], found[name]


def _is_thin(sheet: Sheet, uses: Sequence[tuple[Sheet, Item]]) -> bool:
    """Tell whether a composite has a single item, which can stand for it wherever it is used."""
    inner = sheet.inner
    plain = all(item.series is None for _, item in uses)
    return len(inner) == 1 and (plain or inner[0].series is None)


def _inline(sheets: dict[str, Sheet], name: str, sheet: Sheet, instance: Item) -> None:
    inner, last = sheets[name].inner, sheets[name].result
    given = dict(instance.sources)
    came = {
        key: given[item.name] for key, item in sheets[name].items.items() if item.type == IN.name
    }
    keys = {item.key: f"{item.key}-in" if item.key in sheet.items else item.key for item in inner}
    keys[last] = instance.key
    placed = []
    for item in inner:
        sources = tuple(
            (port, came[source[0]] if source[0] in came else (keys[source[0]], source[1]))
            for port, source in item.sources
        )
        values = {key: substituted(value, instance.values) for key, value in item.values.items()}
        series = substituted(item.series, instance.values)
        series = instance.series if series is None else series
        origin = instance.origin.inside.get(item.key) if instance.origin else None
        key = keys[item.key]
        placed.append(
            replace(item, origin=origin, key=key, sources=sources, values=values, series=series)
        )
    sheet.splice(instance.key, placed)
    if sheet.name != MODEL:
        change_inside(sheets, sheet.name, partial(_opened, instance.key, keys))


def _opened(
    instance: str, keys: Mapping[str, str], inside: dict[str, LayerOrigin]
) -> dict[str, LayerOrigin]:
    """Return origins in which what was inside the one instance lies a level higher."""
    opened: dict[str, LayerOrigin] = {}
    for key, each in inside.items():
        if key == instance:
            opened |= {keys[old]: found for old, found in each.inside.items()}
        else:
            opened[key] = each
    return opened


def substituted(value: Value, arguments: Mapping[str, Value]) -> Value:
    """Return a value with the names of metaparameters replaced by what is passed on."""
    if isinstance(value, Expression):
        return _substituted_text(value.text, arguments)
    if isinstance(value, tuple):
        return tuple(substituted(part, arguments) for part in value)
    if isinstance(value, Configured):
        parts = tuple((name, substituted(part, arguments)) for name, part in value.arguments)
        return Configured(value.name, parts)
    return value


def _substituted_text(text: str, arguments: Mapping[str, Value]) -> Value:
    tree = ast.parse(text, mode="eval")
    if isinstance(tree.body, ast.Name):
        return arguments.get(tree.body.id, Expression(text))
    names = names_in(text)
    if all(not isinstance(arguments.get(name, Expression("")), Expression) for name in names):
        return evaluate(text, arguments)
    return Expression(ast.unparse(_Substitution(arguments).visit(tree)))


class _Substitution(ast.NodeTransformer):
    def __init__(self, arguments: Mapping[str, Value]) -> None:
        self._arguments = arguments

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._arguments:
            return node
        value = self._arguments[node.id]
        text = value.text if isinstance(value, Expression) else show(value)
        if isinstance(value, str):
            text = repr(value)
        return ast.parse(text, mode="eval").body
