"""What could mend a problem inside a composite: a change of its definition, or another value at the instance."""

from __future__ import annotations

from collections.abc import Iterator

from blocks.check import Checker, is_composite
from blocks.datasets import DataDescription
from blocks.edits import ReplaceBlock
from blocks.fix_parts import Candidate, Maker, set_on
from blocks.instances import turn_of
from blocks.problems import Problem
from blocks.values import Expression, Value, has_expression


def _inside(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    """Look for what would mend the inner block, as the instance sees it where it goes wrong."""
    from blocks.fix_candidates import CANDIDATES

    if not is_composite(checker.graph, problem.block) or not any(problem.path):
        return
    name = checker.graph.blocks[problem.block].type
    turn = turn_of(checker, problem.block, problem.turn or 0)
    inner = Checker(checker.document, name, turn.instance, follows=False)
    found = [each for each in inner.problems() if each.block == problem.path[0]]
    maker = CANDIDATES.get(found[0].kind) if found else None
    for candidate in maker(inner, found[0], data) if maker is not None else ():
        yield from _lifted(checker, inner, problem.block, candidate)


def _lifted(
    checker: Checker, inner: Checker, instance: str, candidate: Candidate
) -> Iterator[Candidate]:
    """Say where a candidate changes a definition; where that would undo a metaparameter, set that at the instance."""
    own = [edit for edit in candidate.edits if getattr(edit, "graph", None) == inner.graph_name]
    if not own:
        # It changes an instance deeper inside, or a definition there, and says so.
        yield Candidate(candidate.title, candidate.edits, instance)
        return
    moved = _moved_values(own[0]) if len(own) == 1 and isinstance(own[0], ReplaceBlock) else {}
    if not moved:
        title = f"in {inner.graph_name}: {candidate.title}"
        yield Candidate(title, candidate.edits, instance)
        return
    known = inner.graph.environment()
    given = {
        old.text.strip(): new
        for old, new in moved.values()
        if isinstance(old, Expression) and old.text.strip() in known
    }
    if len(given) == len(moved):
        yield set_on(checker, instance, given, instance)


def _moved_values(edit: ReplaceBlock) -> dict[str, tuple[Value, Value]]:
    """Return the values that an edit takes from expressions, before and after."""
    return {
        name: (value, edit.new.values[name])
        for name, value in edit.old.values.items()
        if has_expression(value) and name in edit.new.values and edit.new.values[name] != value
    }


CANDIDATES: dict[str, Maker] = {"inside": _inside}
