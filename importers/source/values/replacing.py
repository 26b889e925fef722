"""Values in place of symbols: an expression of a composite as it is in one instance."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from blocks.errors import ExpressionError
from blocks.values.expressions import evaluate
from importers.source.values.symbols import Leaf, expression, leaf_of, leaves_of, tree_of
from importers.source.values.values import UNSET, Sym


def with_values(value: Any, values: Mapping[Leaf, Any]) -> Any:
    """Put values in place of symbols.

    Raises:
        NotStructure: a value has no place in an expression.
    """
    if isinstance(value, tuple):
        return tuple(with_values(each, values) for each in value)
    if not isinstance(value, Sym) or not leaves_of(value) & values.keys():
        return value
    leaf = leaf_of(value.tree)
    if leaf is not None:
        return values[leaf]
    tree = _put(value.tree, values)
    return expression(tree, _evaluated(tree))


def _put(node: Any, values: Mapping[Leaf, Any]) -> Any:
    """Return a copy of a tree with other things in place of symbols; the tree stays as it is."""
    if isinstance(node, list):
        return [_put(each, values) for each in node]
    if not isinstance(node, ast.AST):
        return node
    leaf = leaf_of(node)
    if leaf is not None:
        return tree_of(values[leaf]) if leaf in values else node
    return type(node)(**{name: _put(each, values) for name, each in ast.iter_fields(node)})


def _evaluated(tree: ast.expr) -> Any:
    """Return what an expression comes to with the values that its symbols have."""
    known = {each.id: each.known for each in leaves_of(Sym(tree))}
    if any(each is UNSET for each in known.values()):
        return UNSET
    try:
        return evaluate(ast.unparse(tree), known)
    except ExpressionError:
        return UNSET
