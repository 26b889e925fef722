"""Arguments of functions of the source: what they are, and what a definition says of them without being read."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache

from blocks.catalog.core import INPUT
from importers.source.graph.builder import BranchList
from importers.source.reading.state import ReadingState
from importers.source.structure.definition import Definition
from importers.source.values import symbols
from importers.source.values.values import (
    UNSET,
    Args,
    ListValue,
    SourceValue,
    Sym,
    Tensor,
    is_plain,
)

PLAIN_NAMES = ("apply", "call", "f", "fn", "func", "inner", "layer", "wrapper")
"""Names of functions within functions that say less than the name of the one around them."""


LISTED = "(layers)"
"""Stands for the tensor that goes into a function that gives a list of layers."""


SHAPES = "(shapes)"
"""Stands for the shapes of what comes in."""


MAKE_MODELS = (INPUT.name, "InputLayer", "Sequential", "Model", "Functional")


def like_of(value: SourceValue) -> SourceValue:
    """Return a value of the kind that a symbol without a value has."""
    leaf = symbols.leaf_of(value.tree) if isinstance(value, Sym) else None
    return 1 if leaf is None or leaf.index else leaf.like


def items_of(value: ListValue | Args, state: ReadingState) -> Sequence[SourceValue]:
    """Return the items of a list or a tuple."""
    return state.items(value) if isinstance(value, ListValue) else value


def one_or_list(tensors: Sequence[Tensor]) -> SourceValue:
    """Return tensors as a layer takes and gives them: a single one as it is, several as a list."""
    return tensors[0] if len(tensors) == 1 else ListValue(tensors)


def has_tensor(value: SourceValue) -> bool:
    """Tell whether there is a tensor in a value."""
    if isinstance(value, (ListValue, tuple)):
        items = value.look() if isinstance(value, ListValue) else value
        return any(map(has_tensor, items))
    return isinstance(value, (Tensor, BranchList))


def tensors_of(value: SourceValue, state: ReadingState) -> list[Tensor]:
    """Return the tensors in a value."""
    if isinstance(value, (ListValue, tuple)):
        return [found for each in items_of(value, state) for found in tensors_of(each, state)]
    return [value] if isinstance(value, Tensor) else []


def frozen_value(value: SourceValue, state: ReadingState) -> object:
    """Return what tells a value from others."""
    if isinstance(value, ListValue):
        return ("list", *(frozen_value(each, state) for each in state.items(value)))
    if isinstance(value, tuple):
        return tuple(frozen_value(each, state) for each in value)
    if isinstance(value, Sym):
        return symbols.settled(value)
    return (type(value), value) if is_plain(value) else id(value)


def is_known(value: SourceValue, state: ReadingState) -> bool:
    """Tell whether a value has no symbol in it that is not known."""
    if isinstance(value, Sym):
        return value.known is not UNSET
    if isinstance(value, (ListValue, tuple)):
        items = items_of(value, state)
        return all(is_known(each, state) or isinstance(each, Tensor) for each in items)
    return not isinstance(value, Tensor)


def settled_value(
    value: SourceValue, state: ReadingState, definition: Definition, name: str
) -> SourceValue:
    """Return an argument as it is known; tensors in it come into the composite."""
    if not isinstance(value, (ListValue, tuple)):
        return symbols.settled(value)
    items = [
        definition.enter(each, (name, at)) if isinstance(each, Tensor) else symbols.settled(each)
        for at, each in enumerate(items_of(value, state))
    ]
    return ListValue(items) if isinstance(value, ListValue) else tuple(items)


def is_same(items: Sequence[SourceValue]) -> bool:
    """Tell whether a row holds one and the same number again and again."""
    first = items[0] if len(items) > 1 else None
    number = isinstance(first, (int, float, Sym)) and not isinstance(first, bool)
    return number and all(type(each) is type(first) and each == first for each in items)


def is_row(value: SourceValue) -> bool:
    """Tell whether a value is a row of numbers."""
    return isinstance(value, tuple) and all(isinstance(each, (int, float, Sym)) for each in value)


def positional(node: ast.FunctionDef | ast.Lambda) -> list[str]:
    """Return the names of a function's arguments that can be given without their names."""
    return [each.arg for each in (*node.args.posonlyargs, *node.args.args)]


@lru_cache(1000)
def makes_model(node: ast.AST) -> bool:
    """Tell whether a function makes a model of its own."""
    called = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    names = (getattr(each, "attr", getattr(each, "id", "")) for each in called)
    return any(name in MAKE_MODELS for name in names)


def gives_layers(node: ast.FunctionDef) -> bool:
    """Tell whether a function only returns a list of layers."""
    body = [
        each
        for each in node.body
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]
    return (
        len(body) == 1 and isinstance(body[0], ast.Return) and isinstance(body[0].value, ast.List)
    )


@lru_cache(1000)
def assigned_in(node: ast.AST) -> frozenset[str]:
    """Return the names that a function gives values to."""
    return frozenset(
        each.id
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    )


@lru_cache(1000)
def added_to(node: ast.AST) -> tuple[str, ...]:
    """Return the names with an ``add(...)`` in a function, each once: models that it may add layers to."""
    names = [
        each.value.id
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and each.attr == "add"
        and isinstance(each.value, ast.Name)
    ]
    return tuple(dict.fromkeys(names))
