"""Changes of metaparameters as lists of edits: add, delete, set, rename with every expression that uses it."""

from __future__ import annotations

import keyword
from dataclasses import replace

from blocks.arguments import SHAPE_NAMES
from blocks.commands import set_metaparameters
from blocks.document import Document
from blocks.edits import Edit, ReplaceBlock
from blocks.errors import InvalidValue
from blocks.expressions import FUNCTIONS, names_in, rename
from blocks.graph import Metaparameter
from blocks.parameters import Flag, Integer, Number, Parameter, Text, is_integer
from blocks.values import Configured, Expression, Value

SUGGESTED = ("alpha", "width", "depth", "dropout", "classes")
"""Names offered for new ones, in the handbook's words."""


def add(document: Document) -> tuple[str, list[Edit]]:
    """Add a number with an unused name; returns the name and the edits."""
    known = document.model.metaparameters
    taken = {meta.name for meta in known}
    spare = (name for name in (*SUGGESTED, *(f"knob_{n}" for n in range(1, 1000))))
    name = next(name for name in spare if name not in taken)
    new = Metaparameter(Number(name=name, default=1.0), 1.0)
    return name, set_metaparameters(document, (*known, new))


def delete(document: Document, name: str) -> list[Edit]:
    """Delete one; expressions that use it become problems, which tell its name."""
    kept = tuple(meta for meta in document.model.metaparameters if meta.name != name)
    return set_metaparameters(document, kept)


def check_name(document: Document, name: str, old: str = "") -> str:
    """Return a name without blanks around it.

    Raises:
        InvalidValue: it cannot be used in expressions, or is taken.
    """
    name = name.strip()
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        raise InvalidValue("a name has letters, digits and _, and begins with a letter")
    if name in FUNCTIONS or name in SHAPE_NAMES or name == "i":
        raise InvalidValue(f"{name} has a meaning of its own in expressions: take another name")
    if name != old and name in {meta.name for meta in document.model.metaparameters}:
        raise InvalidValue(f"there is a metaparameter {name} already")
    return name


def rename_metaparameter(document: Document, old: str, new: str) -> list[Edit]:
    """Rename one, in every expression of the model too.

    Raises:
        InvalidValue: the new name cannot be used.
    """
    new = check_name(document, new, old)
    if new == old:
        return []
    graph = document.model
    renamed = tuple(
        replace(meta, parameter=replace(meta.parameter, name=new)) if meta.name == old else meta
        for meta in graph.metaparameters
    )
    edits = set_metaparameters(document, renamed)
    for block in graph.blocks.values():
        values = {name: _renamed(value, old, new) for name, value in block.values.items()}
        if values != dict(block.values):
            edits.append(ReplaceBlock(graph.name, block, replace(block, values=values)))
    return edits


def give(document: Document, name: str, value: Value) -> list[Edit]:
    """Give a metaparameter a value; one without limits takes on the kind of the value.

    Raises:
        InvalidValue: the value lies outside the limits.
    """
    new = tuple(
        _with_value(meta, value) if meta.name == name else meta
        for meta in document.model.metaparameters
    )
    return set_metaparameters(document, new)


def set_limits(
    document: Document, name: str, minimum: float | None, maximum: float | None
) -> list[Edit]:
    """Give a number limits, or take them away with ``None``; the value is moved between them."""
    new = []
    for meta in document.model.metaparameters:
        parameter = meta.parameter
        if meta.name == name and isinstance(parameter, (Integer, Number)):
            low, high = minimum, maximum
            if isinstance(parameter, Integer):
                low = None if low is None else round(low)
                high = None if high is None else round(high)
            changed = replace(parameter, minimum=low, maximum=high)  # type: ignore[arg-type]
            meta = Metaparameter(changed, changed.validate(_between(meta.value, low, high)))
        new.append(meta)
    return set_metaparameters(document, tuple(new))


def _between(value: Value, low: float | None, high: float | None) -> Value:
    assert isinstance(value, (int, float))
    if low is not None and value < low:
        return low
    return high if high is not None and value > high else value


def _with_value(meta: Metaparameter, value: Value) -> Metaparameter:
    parameter = meta.parameter
    if getattr(parameter, "minimum", None) is None and getattr(parameter, "maximum", None) is None:
        parameter = _kind_for(value, parameter)
    return Metaparameter(parameter, parameter.validate(value))


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


def _renamed(value: Value, old: str, new: str) -> Value:
    if isinstance(value, Expression):
        return Expression(rename(value.text, old, new)) if old in names_in(value.text) else value
    if isinstance(value, Configured):
        return Configured(
            value.name, tuple((key, _renamed(item, old, new)) for key, item in value.arguments)
        )
    if isinstance(value, tuple):
        return tuple(_renamed(item, old, new) for item in value)
    return value
