"""Parameters in effect: expressions evaluated, every value validated."""

from __future__ import annotations

from collections.abc import Mapping

from blocks.errors import ExpressionError, InvalidValue
from blocks.graph.graph import Block
from blocks.parameters import Parameter
from blocks.types.block_type import BlockType
from blocks.types.problems import Problem
from blocks.values.expressions import check_names, resolve
from blocks.values.shapes import Shape
from blocks.values.values import Value, has_expression

SHAPE_NAMES = ("channels", "height", "width", "units")


def shadowed_words(name: str) -> str:
    """Say why a metaparameter cannot have a name that means the size that comes in; empty where it can."""
    if name not in SHAPE_NAMES:
        return ""
    return f"the metaparameter {name} needs another name: {name} means the size that comes in"


def resolve_arguments(
    block: Block, kind: BlockType, environment: Mapping[str, Value]
) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """Return every parameter's value in effect, and a problem for each that has none."""
    arguments: dict[str, Value] = {}
    problems: list[Problem] = []
    for parameter in kind.parameters:
        name = parameter.name
        if name in block.values:
            problem = _resolve_one(block, parameter, environment, arguments)
        elif parameter.required:
            problem = Problem(
                "missing_value", block.id, parameter=name, expected=parameter.expects()
            )
        else:
            arguments[name] = parameter.fallback
            continue
        if problem is not None:
            problems.append(problem)
    for name in block.values:
        if kind.parameter(name) is None:
            problems.append(Problem("unknown_parameter", block.id, parameter=name))
    return arguments, tuple(problems)


def _resolve_one(
    block: Block,
    parameter: Parameter,
    environment: Mapping[str, Value],
    arguments: dict[str, Value],
) -> Problem | None:
    value = block.values[parameter.name]
    moving = has_expression(value)
    try:
        arguments[parameter.name] = parameter.validate(
            resolve(value, environment) if moving else value
        )
        if moving:  # a choice may not have asked for all of its names
            check_names(value, environment.keys() | SHAPE_NAMES)
    except (InvalidValue, ExpressionError) as error:
        kind = "expression" if moving else "value"
        return Problem(kind, block.id, parameter=parameter.name, got=value, text=str(error))
    return None


def shape_environment(shapes: tuple[Shape | None, ...]) -> dict[str, Value]:
    """Return ``channels``, ``height``, ``width`` and ``units`` of the first input, where they are known."""
    shape = shapes[0] if shapes else None
    if not shape:
        return {}
    names: dict[str, Value] = {"channels": shape[-1], "units": shape[-1]}
    if len(shape) == 3:
        names |= {"height": shape[0], "width": shape[1]}
    return names
