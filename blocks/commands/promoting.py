"""Lets parameters of blocks become metaparameters of their composite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from blocks.commands.blocks import normal_values
from blocks.commands.substitution import can_be_metaparameter_name, free_names
from blocks.errors import EditError, ExpressionError, InvalidValue
from blocks.graph.freezing import NAME as TRAINABLE
from blocks.graph.graph import Block, Graph, Metaparameter
from blocks.graph.naming import keras_prefix
from blocks.graph.structure import INDEX
from blocks.inference.arguments import SHAPE_NAMES
from blocks.parameters import Choice, Flag, Integer, Number, Parameter, Required, Text, is_integer
from blocks.values.expressions import names_of, resolve
from blocks.values.values import Expression, Value, has_expression


@dataclass(frozen=True, slots=True)
class Promotion:
    """One parameter that becomes a metaparameter.

    Attributes:
        block: id of the block.
        parameter: name of the parameter.
        meta: the metaparameter, with the present value.
        given: the expression that an instance must pass on; ``None`` where the default will do.
    """

    block: str
    parameter: str
    meta: Metaparameter
    given: Expression | None = None

    def applied(self, graph: Graph, block: Block) -> Block:
        """Return the block with the parameter moved by the metaparameter."""
        return _moved(graph, block, self.parameter, self.meta.name)


def _moved(graph: Graph, block: Block, parameter: str, name: str) -> Block:
    kind = graph.kind_of(block)
    new: dict[str, Value] = {**block.values, parameter: Expression(name)}
    if parameter not in block.values and kind is not None:
        new = normal_values(kind, new)
    return replace(block, values=new)


def promotions(
    graph: Graph, blocks: Iterable[Block], wanted: Sequence[tuple[str, str]]
) -> list[Promotion]:
    """Return the metaparameters that parameters of blocks become.

    Args:
        graph: the graph that the blocks are in.
        blocks: the blocks of the composite.
        wanted: pairs of block id and parameter; each counts once.

    Raises:
        EditError: a value cannot be one of a metaparameter; the text says why.
    """
    inside = {block.id: block for block in blocks}
    taken = set().union(*map(free_names, inside.values()))
    found: list[Promotion] = []
    for block_id, name in dict.fromkeys(wanted):
        if block_id not in inside:
            raise EditError(f"the block {block_id} is not among those of the composite")
        promotion = promoted(graph, inside[block_id], name, taken)
        taken.add(promotion.meta.name)
        found.append(promotion)
    return found


def promoted(
    graph: Graph, block: Block, parameter: str, taken: Iterable[str], name: str = ""
) -> Promotion:
    """Return the metaparameter that a parameter becomes; raises `EditError`."""
    kind = graph.kind_of(block)
    declared = kind.parameter(parameter) if kind is not None else None
    if declared is None:
        raise EditError(f"{block.type} has no parameter {parameter}")
    value = block.values[parameter] if parameter in block.values else _default(declared)
    given: Expression | None = None
    if isinstance(value, Expression):
        given = value
        value = _present(graph, block, value)
    if has_expression(value):
        raise EditError(f"{parameter} of {block.type} has expressions in it: change them first")
    name = name or free_name(parameter, block, set(taken))
    return Promotion(block.id, parameter, metaparameter_of(declared, name, value, block), given)


def _default(parameter: Parameter) -> Value:
    return None if isinstance(parameter.default, Required) else parameter.default


def _present(graph: Graph, block: Block, value: Expression) -> Value:
    """Return what an expression is now; raises `EditError` where that differs from place to place."""
    moving = names_of(value) & {*SHAPE_NAMES, INDEX}
    if moving:
        raise EditError(
            f"{value.text} of {block.type} depends on {min(moving)}, which is known to the block alone"
        )
    try:
        return resolve(value, graph.environment())
    except ExpressionError as error:
        raise EditError(f"{value.text} of {block.type}: {error}") from None


def free_name(parameter: str, block: Block, taken: set[str]) -> str:
    """Return a name for a metaparameter: the parameter's, with a number where it is taken."""
    stem = parameter
    # Units means the size that comes in, and a composite that declares `trainable` would train within a frozen one.
    if not can_be_metaparameter_name(stem) or stem == TRAINABLE:
        stem = f"{keras_prefix(block.type)}_{parameter}"
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (stem, *numbered) if name not in taken)


def metaparameter_of(declared: Parameter, name: str, value: Value, block: Block) -> Metaparameter:
    """Return a metaparameter with the limits of a parameter and a value.

    Raises:
        EditError: the value is no number, word or truth value, or is not legal.
    """
    words = declared.help
    parameter: Parameter
    if value is None:
        raise EditError(f"{declared.name} of {block.type} is not set: give it a value first")
    if isinstance(value, bool):
        parameter = Flag(name=name, help=words)
    elif isinstance(declared, Integer):
        parameter = Integer(
            name=name, help=words, minimum=declared.minimum, maximum=declared.maximum
        )
    elif isinstance(declared, Number):
        parameter = Number(
            name=name, help=words, minimum=declared.minimum, maximum=declared.maximum
        )
    elif isinstance(declared, Choice):
        parameter = Choice(name=name, help=words, choices=declared.choices)
    elif is_integer(value):
        parameter = Integer(name=name, help=words, minimum=getattr(declared, "minimum", None))
    elif isinstance(value, float):
        parameter = Number(name=name, help=words)
    elif isinstance(value, str):
        parameter = Text(name=name, help=words)
    else:
        raise EditError(
            f"{declared.name} of {block.type} is no single number or word, so it cannot be a metaparameter"
        )
    try:
        return Metaparameter(replace(parameter, front=True), parameter.validate(value))
    except InvalidValue as error:
        raise EditError(str(error)) from None
