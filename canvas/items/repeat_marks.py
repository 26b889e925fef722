"""The words of a card about repeats and conditions: ``×3``, ``if channels != 64``. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from blocks.check.checker import Checker
from blocks.commands.present import is_absent
from blocks.errors import ExpressionError
from blocks.graph.structure import Structure
from blocks.inference.arguments import shape_environment
from blocks.inference.result import BlockCheck
from blocks.values.expressions import resolve
from blocks.values.literals import is_integer, show
from blocks.values.values import Expression, Value


@dataclass(frozen=True, slots=True)
class RepeatMark:
    """The repeats and the condition of a block, in few letters.

    Attributes:
        times: ``×3``; ``×?`` where the number is not known; empty for a block that is there once.
        sideways: the repeats stand side by side, in parallel.
        written: the expression that the number comes from; empty where it is a plain number.
        merge: what joins parallel branches.
        condition: ``if channels != 64``; empty for a block that is always there.
        absent: nothing of it is built: the input passes through.
    """

    times: str = ""
    sideways: bool = False
    written: str = ""
    merge: str = ""
    condition: str = ""
    absent: bool = False


ONCE = RepeatMark()


def repeat_of(checker: Checker, block_id: str) -> RepeatMark:
    """Return what there is to say of a block of the checked graph."""
    structure = checker.graph.blocks[block_id].structure
    if structure is None:
        return ONCE
    result = checker.results.get(block_id, BlockCheck())
    sideways = structure.parallel is not None
    count = structure.parallel if sideways else structure.series
    return RepeatMark(
        times="" if count is None else f"×{count_now(checker, result, count)}",
        sideways=sideways,
        written=count.text if isinstance(count, Expression) else "",
        merge=structure.merge if sideways else "",
        condition=_condition(structure),
        absent=is_absent(checker, block_id),
    )


def count_now(checker: Checker, result: BlockCheck, count: Value) -> str:
    """Write a number of repeats as it is for the shapes that come in; ``?`` where it is not known."""
    names = {**checker.environment, **shape_environment(result.inputs)}
    try:
        found = resolve(count, names)
    except ExpressionError:
        return "?"
    return show(found) if is_integer(found) else "?"


def _condition(structure: Structure) -> str:
    if structure.when is None:
        return ""
    if isinstance(structure.when, Expression):
        return f"if {structure.when.text}"
    return "" if structure.when else "never"
