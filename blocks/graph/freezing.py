"""Weights that training leaves alone, in a composite as in a layer: the parameter ``trainable`` of an instance.

Every composite has it without declaring it. Where an instance sets it to ``False``, no layer inside trains, however
deep. A composite that declares a metaparameter ``trainable`` of its own has that one, and decides itself what it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from blocks.graph.graph import Block, Graph, Metaparameter
from blocks.parameters import Flag
from blocks.types.block_type import BlockType, Category, Form
from blocks.values.values import Expression, Value

NAME = "trainable"
FLAG = Flag(name=NAME, default=True, help="Whether training changes the weights inside.")

_WEIGHTLESS = frozenset(
    {
        Category.POOLING,
        Category.MERGING,
        Category.RESHAPING,
        Category.REGULARIZATION,
        Category.PREPROCESSING,
    }
)


def declares(metaparameters: Iterable[Metaparameter]) -> bool:
    """Tell whether a composite has a metaparameter of that name itself."""
    return any(meta.name == NAME for meta in metaparameters)


def is_frozen(definition: Graph, values: Mapping[str, object]) -> bool:
    """Tell whether an instance with these values keeps all weights inside as they are."""
    return values.get(NAME) is False and not declares(definition.metaparameters)


def _may_be_frozen(definition: Graph, block: Block) -> bool:
    """Tell the same of an instance as it was set, where an expression may decide."""
    return block.values.get(NAME, True) is not True and not declares(definition.metaparameters)


def can_freeze(kind: BlockType | None) -> bool:
    """Tell whether blocks of a type have weights that can be kept as they are: layers with weights, and composites."""
    if kind is None or kind.parameter(NAME) is None or kind.category in _WEIGHTLESS:
        return False
    if kind.wrapper is not None:
        return can_freeze(kind.wrapper.layer)
    if kind.category is Category.ACTIVATION:
        return kind.initializes
    return kind.form in (Form.LAYER, Form.COMPOSITE)


def frozen(block: Block, kind: BlockType | None, value: Value = False) -> Block:
    """Return a block as it is inside an instance whose ``trainable`` has a value."""
    if not can_freeze(kind) or block.values.get(NAME) is False:
        return block
    return replace(block, values={**block.values, NAME: value})


def asking(block: Block, kind: BlockType | None) -> Block:
    """Return a block as it is in the definition of a composite whose instances differ: it asks for ``trainable``."""
    return frozen(block, kind, Expression(NAME))


def frozen_somewhere(graph: Graph) -> set[str]:
    """Return the composites with a frozen instance in a graph, in what it uses, or around them."""
    found: set[str] = set()
    seen: set[tuple[str, bool]] = set()
    waiting = [(graph, False)]
    while waiting:
        current, is_inside = waiting.pop()
        for block in current.blocks.values():
            inner = current.inside(block)
            if inner is None:
                continue
            own = declares(inner.metaparameters)
            inside = (is_inside and not own) or _may_be_frozen(inner, block)
            if inside:
                found.add(inner.name)
            if (inner.name, inside) not in seen:
                seen.add((inner.name, inside))
                waiting.append((inner, inside))
    return found
