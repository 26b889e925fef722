"""Expressions as Python: the user's own text, with names replaced by what they are called in the script."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from blocks.values.expressions import names_in
from exporters.text.literals import EmitError

Change = tuple[int, int, str]
"""Start and end in the text, and what stands there instead."""


def expression_code(text: str, names: Mapping[str, str], truth: bool = False) -> str:
    """Write an expression so that Python gives the value that the live check gave.

    Args:
        text: the expression as the user typed it.
        names: what each name is called in the script, e.g. ``channels`` is ``x.shape[-1]``.
        truth: it is a condition, of which only the truth counts.

    Raises:
        ExpressionError: the text is no expression.
        EmitError: a name is not among ``names``.
    """
    unknown = names_in(text) - names.keys()
    if unknown:
        raise EmitError(f"{sorted(unknown)[0]} is not known in the script")
    stripped = text.strip()
    tree = ast.parse(stripped, mode="eval").body
    code = _changed(stripped, sorted(_changes(tree, names, truth), reverse=True))
    return f"({code})" if isinstance(tree, ast.Tuple) and not _is_one_argument(code) else code


def _changes(node: ast.expr, names: Mapping[str, str], truth: bool = False) -> Iterator[Change]:
    """Yield what must change below a node; ``truth`` where only its truth counts."""
    start, end = node.col_offset, node.end_col_offset or 0
    if isinstance(node, ast.Name):
        yield start, end, names[node.id]
    elif isinstance(node, ast.BoolOp) and not truth:
        # Here "a or b" is True or False; in Python it is a or b.
        yield end, end, ")"
        yield start, start, "bool("
    for child, child_truth in _children(node, truth):
        yield from _changes(child, names, child_truth)


def _children(node: ast.expr, truth: bool) -> Iterator[tuple[ast.expr, bool]]:
    if isinstance(node, ast.Call):  # the function's name is Python's, not the user's
        yield from ((argument, False) for argument in node.args)
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child, _only_truth(node, child)


def _only_truth(node: ast.expr, child: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return child is node.test
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    return isinstance(node, ast.BoolOp)


def _changed(text: str, changes: list[Change]) -> str:
    for start, end, new in changes:
        text = text[:start] + new + text[end:]
    return text


def _is_one_argument(code: str) -> bool:
    call = ast.parse(f"f({code})", mode="eval").body
    return isinstance(call, ast.Call) and len(call.args) == 1
