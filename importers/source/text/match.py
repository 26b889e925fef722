"""``match`` as the conditions that it is: for patterns of plain values, alternatives, and the name for all else."""

from __future__ import annotations

import ast
from functools import lru_cache

SUBJECT = "(subject)"
"""The name that stands for what is matched; no script can have it."""


@lru_cache(1000)
def as_conditions(node: ast.Match) -> list[ast.stmt] | None:
    """Return a ``match`` as statements that read the name `SUBJECT`; ``None`` for patterns of other kinds."""
    rest: list[ast.stmt] = []
    for case in reversed(node.cases):
        found = _test(case.pattern)
        if found is None:
            return None
        test, name = found
        body = [_named(name, case.body[0]), *case.body] if name else case.body
        guard = case.guard
        if name and guard is not None:
            return None
        if guard is not None:
            test = guard if test is None else ast.BoolOp(ast.And(), [test, guard])
        if test is None:
            rest = body
        else:
            rest = [_placed(ast.If(test, body, rest), case.pattern)]
    return rest


def _test(pattern: ast.pattern) -> tuple[ast.expr | None, str] | None:
    """Return when a pattern fits and the name that it gives; ``None`` without a test for one that always fits."""
    subject = ast.Name(SUBJECT, ast.Load())
    if isinstance(pattern, ast.MatchValue):
        return ast.Compare(subject, [ast.Eq()], [pattern.value]), ""
    if isinstance(pattern, ast.MatchSingleton):
        return ast.Compare(subject, [ast.Is()], [ast.Constant(pattern.value)]), ""
    if isinstance(pattern, ast.MatchOr):
        parts = [_test(each) for each in pattern.patterns]
        tests = [each[0] for each in parts if each is not None and each[0] is not None]
        return (ast.BoolOp(ast.Or(), tests), "") if len(tests) == len(parts) else None
    if isinstance(pattern, ast.MatchAs):
        if pattern.pattern is None:
            return None, pattern.name or ""
        inner = _test(pattern.pattern)
        return None if inner is None else (inner[0], pattern.name or inner[1])
    return None


def _named(name: str, near: ast.stmt) -> ast.stmt:
    made = ast.Assign([ast.Name(name, ast.Store())], ast.Name(SUBJECT, ast.Load()))
    return _placed(made, near)


def _placed(node: ast.stmt, near: ast.stmt | ast.pattern) -> ast.stmt:
    """Give a new statement, and what is new in it, the place of an old one."""
    ast.copy_location(node, near)
    return ast.fix_missing_locations(node)
