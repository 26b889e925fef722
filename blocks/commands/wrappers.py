"""The layer in a wrapper: the choice that a form has beside the block's parameters, and the edits that change it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar

from blocks.catalog.registry import block_type, block_types
from blocks.commands.blocks import normal_values
from blocks.document.document import Document
from blocks.document.edits import Edit, ReplaceBlock
from blocks.errors import InvalidValue
from blocks.graph.graph import MODEL
from blocks.graph.shared_layers import group_of
from blocks.parameters import Choice, Parameter
from blocks.types.block_type import BlockType, Wrapper
from blocks.values.values import Value, has_expression

LAYER = "layer"
"""Keras's name of a wrapper's argument."""


@dataclass(frozen=True, kw_only=True)
class LayerChoice(Choice):
    """The class of the layer in a wrapper: it decides which parameters there are, so it is no expression."""

    takes_expressions: ClassVar[bool] = False

    def parse(self, text: str) -> Value:
        return self.validate(text.strip())


def layer_choice(wrapper: Wrapper) -> LayerChoice:
    """Return the choice of layers that a wrapper of the palette can have inside, and the one that it has."""
    known = [each.wrapper for each in block_types().values()]
    names = [each.layer.name for each in known if each and each.name == wrapper.name]
    names += [wrapper.layer.name] if wrapper.layer.name not in names else []
    words = "The layer inside; what it has in common with the one before keeps its value."
    return LayerChoice(name=LAYER, choices=tuple(names), front=True, help=words)


def change_layer(
    document: Document, block_id: str, layer: str, graph_name: str = MODEL
) -> list[Edit]:
    """Put another layer into a wrapper; values that it can have as well are kept, and so are wires and name.

    Raises:
        InvalidValue: there is no such layer for the wrapper.
    """
    graph = document.graph(graph_name)
    old, kind = graph.blocks[block_id], graph.kind(block_id)
    wrapper = kind.wrapper if kind is not None else None
    new = block_type(f"{wrapper.name}({layer})") if wrapper else None
    if new is None:
        raise InvalidValue(f"{old.type} cannot have a {layer} inside")
    values = {each.name: each.start for each in new.parameters if each.required}
    values |= {name: each for name, each in old.values.items() if _fits(new, name, each)}
    kept = normal_values(new, values)
    return [
        ReplaceBlock(graph_name, each, replace(each, type=new.name, values=kept))
        for each in (graph.blocks[key] for key in group_of(graph, block_id))
        if new.name != old.type
    ]


def _fits(kind: BlockType, name: str, value: Value) -> bool:
    parameter: Parameter | None = kind.parameter(name)
    if parameter is None or has_expression(value):
        return parameter is not None
    with suppress(InvalidValue):
        return parameter.validate(value) == value
    return False
