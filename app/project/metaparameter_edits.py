"""Changes of metaparameters as lists of edits, of the model or of a composite: add, delete, set, rename, redefine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from blocks.commands.composites import rename_metaparameter, set_composite_metaparameters
from blocks.document.document import Document
from blocks.document.edits import Edit
from blocks.errors import InvalidValue
from blocks.graph.graph import MODEL, Metaparameter
from blocks.parameters import Choice, Flag, Integer, Number, Parameter, Text, is_integer
from blocks.values.values import Value

__all__ = ["add", "delete", "give", "redefine", "rename_metaparameter"]

SUGGESTED = ("alpha", "depth", "dropout", "classes")
"""Names offered for new ones of the model, in the handbook's words."""

INSIDE = ("filters", "strides", "blocks", "growth", "rate")
"""The same for composites."""


def add(document: Document, graph: str = MODEL) -> tuple[str, list[Edit]]:
    """Add a number with an unused name; returns the name and the edits."""
    found = document.graph(graph)
    taken = {*found.environment(), *(block.name for block in found.blocks.values())}
    offered = SUGGESTED if graph == MODEL else INSIDE
    spare = (name for name in (*offered, *(f"knob_{n}" for n in range(1, 1000))))
    name = next(name for name in spare if name not in taken)
    if graph == MODEL:
        new = Metaparameter(Number(name=name, default=1.0), 1.0)
    else:
        new = Metaparameter(Integer(name=name), 1)
    edits = set_composite_metaparameters(document, graph, (*found.metaparameters, new))
    return name, edits


def delete(document: Document, name: str, graph: str = MODEL) -> list[Edit]:
    """Delete one; instances forget what they set it to.

    Raises:
        EditError: an expression uses it; the text says which.
    """
    kept = (meta for meta in document.graph(graph).metaparameters if meta.name != name)
    return set_composite_metaparameters(document, graph, kept)


def give(document: Document, name: str, value: Value, graph: str = MODEL) -> list[Edit]:
    """Give a metaparameter a value; one without limits takes on the kind of the value.

    Raises:
        InvalidValue: the value lies outside the limits.
    """
    return _changed(document, graph, name, lambda meta: _with_value(meta, value))


def redefine(document: Document, name: str, parameter: Parameter, graph: str = MODEL) -> list[Edit]:
    """Give a metaparameter another type, limits and help; its value is kept where it fits, else made to fit."""
    return _changed(
        document,
        graph,
        name,
        lambda meta: Metaparameter(
            replace(parameter, name=name, default=meta.parameter.default),
            _fitting(parameter, meta.value),
            meta.extra,
        ),
    )


def _changed(
    document: Document, graph: str, name: str, change: Callable[[Metaparameter], Metaparameter]
) -> list[Edit]:
    known = document.graph(graph).metaparameters
    new = tuple(change(meta) if meta.name == name else meta for meta in known)
    return set_composite_metaparameters(document, graph, new)


def _fitting(parameter: Parameter, value: Value) -> Value:
    """Return the value that a parameter takes in place of this one: the nearest, else a first one."""
    low, high = getattr(parameter, "minimum", None), getattr(parameter, "maximum", None)
    if isinstance(value, (int, float)) and isinstance(parameter, (Integer, Number)):
        number: float = round(value) if isinstance(parameter, Integer) else float(value)
        number = low if low is not None and number < low else number
        return parameter.validate(high if high is not None and number > high else number)
    try:
        return parameter.validate(value)
    except InvalidValue:
        return parameter.validate(_first(parameter, low, high))


def _first(parameter: Parameter, low: float | None, high: float | None) -> Value:
    if isinstance(parameter, Choice):
        return parameter.choices[0]
    if isinstance(parameter, Flag):
        return False
    if isinstance(parameter, Text):
        return ""
    return low if low is not None else high if high is not None else 1


def _with_value(meta: Metaparameter, value: Value) -> Metaparameter:
    parameter = meta.parameter
    free = not isinstance(parameter, Choice)
    if (
        free
        and getattr(parameter, "minimum", None) is None
        and getattr(parameter, "maximum", None) is None
    ):
        parameter = _kind_for(value, parameter)
    return Metaparameter(parameter, parameter.validate(value), meta.extra)


def _kind_for(value: Value, old: Parameter) -> Parameter:
    """Return a parameter that suits a value, with the name and help of the old one."""
    name, words = old.name, old.help
    if isinstance(value, bool):
        return Flag(name=name, help=words, default=value)
    if is_integer(value):
        return Integer(name=name, help=words, default=value)
    if isinstance(value, float):
        return Number(name=name, help=words, default=value)
    if isinstance(value, str):
        try:
            old.validate(value)
        except InvalidValue:
            return Text(name=name, help=words, default=value)
        return old
    raise InvalidValue("a metaparameter is a number, True, False, or a word in quotes")
