"""Single mistakes in every template: what is offered does what it says, and nearly every mistake can be mended."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from blocks.check.instance import is_composite
from blocks.check.iterations import iteration_of
from blocks.check.model_problems import all_problems
from blocks.fixes.finder import fixes
from tests.blocks.fixes.claims import comes_of_it, does_what_it_says
from tests.blocks.fixes.faults import NAMES, Fault, bad, broken, faults_of, look, mended

EVERY = 23
"""One in so many mistakes is tried in every run; all of them in the slow one."""

CHOSEN = [fault for name in NAMES for fault in faults_of(name)][::EVERY]


def held(fault: Fault) -> bool | None:
    """Hold every fix for a mistake to its words; tells whether one removes it, ``None`` where nothing is wrong."""
    document = broken(fault)
    checker, data = look(document)
    problems = bad(all_problems(checker, data))
    removed = False
    for problem in problems:
        for fix in fixes(checker, problem, data):
            after = does_what_it_says(document, fix)
            comes_of_it(checker, problem, fix, data, after)
            removed |= mended(checker, problem, data, after)
    return removed if problems else None


@pytest.mark.parametrize("name", NAMES)
def test_every_fix_does_what_it_says(name: str) -> None:
    for fault in CHOSEN:
        if fault.template == name:
            held(fault)


def test_fixes_inside_a_composite_do_what_they_say() -> None:
    """Where somebody stepped into an instance, its own problems have fixes too."""
    seen = 0
    for fault in [fault for fault in CHOSEN if not fault.words.startswith("/")][::4]:
        document = broken(fault)
        model, data = look(document)
        for outer in [each for each in model.problems() if is_composite(model.graph, each.block)]:
            kind = model.graph.blocks[outer.block].type
            instance = iteration_of(model, outer.block, outer.iteration or 0).instance
            inner = Checker(document, kind, instance, follows=False)
            for problem in inner.problems():
                for fix in fixes(inner, problem, data):
                    after = does_what_it_says(document, fix)
                    comes_of_it(inner, problem, fix, data, after)
                    seen += 1
    assert seen


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nearly_every_single_mistake_can_be_mended() -> None:
    """All but a few, deep inside composites that many instances use in different ways."""
    found = [held(fault) for name in NAMES for fault in faults_of(name)]
    made = [each for each in found if each is not None]
    assert len(made) > 2100
    assert sum(made) / len(made) >= 0.995
