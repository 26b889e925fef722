"""Candidates for a problem that a metaparameter's value makes: the nearest value that sizes divide by."""

from __future__ import annotations

from collections.abc import Iterator

from blocks.check.checker import Checker
from blocks.fixes.candidate import Candidates, change_metaparameter
from blocks.graph.graph import Metaparameter
from blocks.parameters import Integer
from blocks.types.problems import Problem
from blocks.values.expressions import names_of
from blocks.values.literals import is_integer

_STEPS = (2, 4, 8, 16, 32)
"""Widths of layers are multiples of these, more often than not."""


def metaparameter_candidates(checker: Checker, problem: Problem) -> Candidates:
    """Give another value to a metaparameter that a block uses, near ones first.

    Args:
        checker: the check of the graph whose metaparameters they are.
        problem: its block is wrong.
    """
    block = checker.graph.blocks.get(problem.block)
    if block is None:
        return
    used = frozenset().union(*map(names_of, block.moving))
    found = [
        (distance, meta.name, value)
        for meta in checker.graph.metaparameters
        if meta.name in used
        for distance, value in _near(meta)
    ]
    for _, name, value in sorted(found):
        yield change_metaparameter(checker, name, value, problem.block)


def _near(meta: Metaparameter) -> Iterator[tuple[float, int]]:
    """Yield the multiples of some widths next to the value of a whole number with limits, each with its distance."""
    parameter, value = meta.parameter, meta.value
    if not isinstance(parameter, Integer) or not is_integer(value):
        return
    low, high = parameter.minimum, parameter.maximum
    if low is None or high is None:
        return
    found = {side for step in _STEPS for side in (value // step * step, -(-value // step) * step)}
    found |= {int(low), int(high)}
    for each in found:
        if low <= each <= high and each != value:
            yield abs(each - value) / max(value, 1), each
