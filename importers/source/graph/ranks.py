"""Counts the axes that come out of a block whose sizes are not known, by its block type."""

from __future__ import annotations

from blocks.catalog.registry import block_type
from blocks.errors import InvalidValue
from blocks.parameters import Parameter
from blocks.types.block_type import BlockType
from blocks.types.rules import Refusal
from blocks.values.shapes import Shape
from blocks.values.values import Value
from importers.source.graph.builder import Spec
from importers.source.values.values import is_plain

_RANKS = (1, 2, 3, 4)
"""Numbers of axes that are tried where it is not known how many come in."""

_SIZE = 240
"""Size of every axis when a type is asked: many numbers of heads and groups divide it, and windows fit in."""


def rank_after(spec: Spec) -> int | None:
    """Return how many axes a block gives, without the batch's; ``None`` where that cannot be told.

    A type that is not known, or a composite, is taken to keep the axes of what comes in first.
    """
    if not spec.inputs:
        return None
    kind = block_type(spec.type)
    coming = [each.rank if each.shape is None else len(each.shape) for each in spec.inputs]
    if kind is None:
        return coming[0]
    arguments = _arguments(kind, spec)
    if arguments is None:
        return None
    found: set[int] = set()
    for rank in _RANKS if None in coming else (0,):
        shapes = tuple((_SIZE,) * (rank if each is None else each) for each in coming)
        given = _rank(kind, arguments, shapes)
        if given is not None:
            found.add(given)
    return found.pop() if len(found) == 1 else None


def _arguments(kind: BlockType, spec: Spec) -> dict[str, Value] | None:
    """Return a value for every parameter: its own where that will do, else that of a fresh block."""
    found: dict[str, Value] = {}
    for parameter in kind.parameters:
        value = spec.values.get(parameter.name, parameter.start)
        known = _valid(parameter, value) if is_plain(value) else None
        known = _valid(parameter, parameter.start) if known is None else known
        if known is None and not parameter.nullable:
            return None
        found[parameter.name] = known
    return found


def _valid(parameter: Parameter, value: Value) -> Value:
    try:
        return parameter.validate(value)
    except InvalidValue:
        return None


def _rank(kind: BlockType, arguments: dict[str, Value], shapes: tuple[Shape, ...]) -> int | None:
    try:
        return len(kind.infer(arguments, shapes).outputs[0])
    except Refusal:
        return None
