"""Writes the text of a block's card in few clear words: ``32 · 3×3 · same · relu``; problems use the same words."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.graph.freezing import NAME, can_freeze
from blocks.graph.graph import Block, Graph
from blocks.graph.shared_layers import group_of, is_again
from blocks.graph.unknown_layers import unknown_layer_of, words_of
from blocks.parameters import (
    Choice,
    Flag,
    Integer,
    Integers,
    Number,
    Numbers,
    ObjectOf,
    Parameter,
    Sizes,
    show,
)
from blocks.types.block_type import BlockType, Form
from blocks.values.expressions import names_in
from blocks.values.values import Configured, Expression, Value, has_expression

FROZEN = "frozen"
_BARE = (Choice, Integer, Integers, ObjectOf, Sizes)
"""Kinds whose value says by itself what it is; others are named."""


def title_of(kind: BlockType | None, block: Block) -> str:
    """Return the title of a card: the block type, or the wrapper of a layer, whose words begin with that layer."""
    return kind.wrapper.name if kind is not None and kind.wrapper is not None else block.type


def shown_words(
    graph: Graph, block_id: str, arguments: Mapping[str, Value], brief: bool = False
) -> str:
    """Return the words of a block's card; a layer that several blocks apply says first which of them this is.

    Args:
        graph: the graph that the block is in.
        block_id: the block.
        arguments: its parameters in effect, as for `card_words`.
        brief: as for `card_words`.
    """
    block = graph.blocks[block_id]
    words = card_words(graph.kind_of(block), block, arguments, brief)
    times = len(group_of(graph, block_id)) if block.shares else 1
    if times < 2:
        return words
    mark = "again" if is_again(graph, block_id) else f"used {times}×"
    return f"{mark} · {words}" if words else mark


def card_words(
    kind: BlockType | None, block: Block, arguments: Mapping[str, Value], brief: bool = False
) -> str:
    """Return the second line of a card; a block whose weights are kept as they are says so first.

    Args:
        kind: its type.
        block: the block.
        arguments: its parameters in effect, expressions evaluated; may be incomplete.
        brief: of an expression say the result and the names in it, ``32 (alpha)``, for cards with little room.
    """
    words = _words(kind, block, arguments, brief)
    frozen = block.values.get(NAME) is False and can_freeze(kind)
    return " · ".join(filter(None, (FROZEN, words))) if frozen else words


def _words(
    kind: BlockType | None, block: Block, arguments: Mapping[str, Value], brief: bool
) -> str:
    if kind is None:
        unknown_layer = unknown_layer_of(block)
        return words_of(unknown_layer) if unknown_layer else "unknown to this version"
    if kind.form is Form.SLICE:
        return "channels " + ":".join(_slice_end(block.value(name)) for name in ("start", "stop"))
    if kind.form is Form.OPERATION and block.value("value") is None:
        return f"x {kind.operator} y"
    if kind.form is Form.COMPOSITE:
        return " · ".join(_argument(kind, block, name, arguments) for name in kind.card)
    words = [_word(kind, block, name, arguments, brief) for name in kind.card]
    if kind.wrapper is not None:
        words.insert(0, kind.wrapper.layer.name)
    return " · ".join(word for word in words if word)


def _argument(kind: BlockType, block: Block, name: str, arguments: Mapping[str, Value]) -> str:
    """Write an argument of an instance by its name: ``filters 64``, with the result where it is an expression."""
    value = arguments.get(name, kind.value_in(block.values, name))
    return f"{name} {value_text(value, kind.parameter(name))}"


def _slice_end(value: Value) -> str:
    return "" if value is None else show(value)


def _word(
    kind: BlockType, block: Block, name: str, arguments: Mapping[str, Value], brief: bool
) -> str:
    parameter = kind.parameter(name)
    if parameter is None:
        return ""
    value = kind.value_in(block.values, name)
    if has_expression(value):
        return _expression_word(parameter, value, arguments.get(name), brief)
    if value is None:
        return f"{name} ?" if parameter.required else ""
    if _says_nothing(parameter, value):
        return ""
    text = value_text(value, parameter)
    if name == "strides":
        return f"stride {text}"
    if isinstance(parameter, Flag):
        return name if value else ""
    return text if isinstance(parameter, _BARE) else f"{name} {text}"


def _expression_word(parameter: Parameter, value: Value, result: Value, brief: bool) -> str:
    text = value_text(value, parameter)
    if result is not None:
        shown = value_text(result, parameter)
        names = ", ".join(sorted(names_in(value.text))) if isinstance(value, Expression) else ""
        text = f"{shown} ({names})" if brief and names and names != text else f"{text} ({shown})"
    named = not isinstance(parameter, _BARE) or parameter.name == "strides"
    return f"{parameter.name} = {text}" if named else text


def _says_nothing(parameter: Parameter, value: Value) -> bool:
    """Tell whether everybody takes this value for granted."""
    if parameter.name == "strides":
        return value in (1, None)
    if parameter.name == "activation":
        return value == "linear"
    if parameter.name == "dtype" or isinstance(parameter, (Number, Numbers)):
        return not parameter.required and parameter.is_default(value)
    return False


def value_text(value: Value, parameter: Parameter | None = None) -> str:
    """Write a value in few letters: ``3×3`` for sizes, ``HeNormal`` for an object."""
    if isinstance(value, Configured):
        return value.name
    if isinstance(parameter, Numbers) and isinstance(value, tuple):
        return f"({', '.join(map(value_text, value))})"
    if isinstance(value, tuple) and not any(isinstance(item, tuple) for item in value):
        return "×".join("?" if item is None else value_text(item) for item in value)
    if isinstance(parameter, Integers) and isinstance(value, int) and parameter.name != "strides":
        return "×".join([show(value)] * parameter.rank)
    if isinstance(value, float):
        return f"{value:g}".replace("-", "\u2212")
    return show(value).replace("-", "\u2212") if isinstance(value, int) else show(value)


def count_text(count: int) -> str:
    """Write a number of parameters so that it fits on a card: ``9,248``, ``25.6 M``."""
    if count < 10**7:
        return f"{count:,}"
    factor, unit = next(pair for pair in ((1e12, "T"), (1e9, "G"), (1e6, "M")) if count >= pair[0])
    return f"{count / factor:,.1f} {unit}"
