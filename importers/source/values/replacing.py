"""Values in place of symbols: an expression of a composite as it is in one instance."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from blocks.errors import ExpressionError
from blocks.values.expressions import evaluate
from blocks.values.values import Value
from importers.source.values.symbols import expression, leaf_of, leaves_of, rewritten, tree_of
from importers.source.values.values import UNSET, Leaf, SourceValue, Sym, is_plain


def with_values(value: SourceValue, values: Mapping[Leaf, SourceValue]) -> SourceValue:
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

    def put(node: ast.Name) -> ast.expr:
        leaf = leaf_of(node)
        return node if leaf is None or leaf not in values else tree_of(values[leaf])

    tree = rewritten(value.tree, put)
    return expression(tree, _evaluated(tree))


def _evaluated(tree: ast.expr) -> SourceValue:
    """Return what an expression comes to with the values that its symbols have."""
    known: dict[str, Value] = {}
    for leaf in leaves_of(Sym(tree)):
        if not is_plain(leaf.known):
            return UNSET
        known[leaf.id] = leaf.known
    try:
        return evaluate(ast.unparse(tree), known)
    except ExpressionError:
        return UNSET
