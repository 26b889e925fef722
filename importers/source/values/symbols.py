"""Arithmetic while source is read: with plain values at once, with symbols as expressions. Everything is bounded."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from blocks.values import arithmetic
from importers.source.values.arithmetic import (
    COMPARE,
    ERRORS,
    FUNCTIONS,
    IN_EXPRESSIONS,
    PLAIN_FUNCTIONS,
    bounded,
    plain_binary,
    plain_call,
    row,
)
from importers.source.values.budget import fits
from importers.source.values.values import (
    UNSET,
    Args,
    Leaf,
    NotStructure,
    SourceValue,
    Sym,
    Unknown,
    fresh_number,
    is_plain,
)

MOST_NODES = 100


def first_unknown(values: Iterable[SourceValue]) -> Unknown | None:
    """Return the first of several values that is not known; ``None`` where all are."""
    return next((each for each in values if isinstance(each, Unknown)), None)


def new_leaf(name: str, **fields: Any) -> Leaf:
    """Make a symbol."""
    return Leaf(f"_{fresh_number()}", name, **fields)


def sym_of(leaf: Leaf) -> Sym:
    """Return a symbol as a value."""
    tree = ast.Name(leaf.id, ast.Load())
    tree.leaf = leaf  # type: ignore[attr-defined]  # mark of ours
    return Sym(tree, leaf.known)


def leaf_of(node: ast.AST) -> Leaf | None:
    """Return the symbol that a node of an expression is, or ``None``."""
    return getattr(node, "leaf", None)


def rewritten(tree: ast.expr, change: Callable[[ast.Name], ast.expr]) -> ast.expr:
    """Return a copy of an expression with other nodes in place of its names; the tree itself stays as it is."""
    found: ast.expr = _rewritten(tree, change)
    return found


def _rewritten(node: Any, change: Callable[[ast.Name], ast.expr]) -> Any:
    """Rewrite what a field of a node holds: a node, a list of such, or something plain."""
    if isinstance(node, list):
        return [_rewritten(each, change) for each in node]
    if isinstance(node, ast.Name):
        return change(node)
    if not isinstance(node, ast.AST):
        return node
    return type(node)(**{name: _rewritten(each, change) for name, each in ast.iter_fields(node)})


def leaves_of(value: SourceValue) -> frozenset[Leaf]:
    """Return the symbols in a value."""
    if isinstance(value, Sym):
        found = (leaf_of(node) for node in ast.walk(value.tree))
        return frozenset(each for each in found if each is not None)
    if isinstance(value, tuple):
        return frozenset().union(*map(leaves_of, value))
    return frozenset()


def in_order(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Return symbols in the order in which they were made: sets have none that stays."""
    return sorted(leaves, key=lambda leaf: int(leaf.id[1:]))


def settled(value: SourceValue) -> SourceValue:
    """Return a value without symbols.

    Raises:
        NotStructure: a symbol in it has no value.
    """
    if isinstance(value, Sym):
        if value.known is UNSET:
            raise NotStructure(leaves_of(value))
        return value.known
    return tuple(map(settled, value)) if isinstance(value, tuple) else value


def tree_of(value: SourceValue) -> ast.expr:
    """Return a value as part of an expression.

    Raises:
        NotStructure: it has no place in one.
    """
    if isinstance(value, Sym):
        return value.tree
    if isinstance(value, tuple) and all(isinstance(each, Sym) or is_plain(each) for each in value):
        return ast.Tuple([tree_of(each) for each in value], ast.Load())
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    if is_plain(value) and not isinstance(value, tuple):
        return ast.Constant(value)
    raise NotStructure


def expression(tree: ast.expr, known: SourceValue) -> SourceValue:
    """Return an expression; one that is too long is its value.

    Raises:
        NotStructure: it is too long and has no value.
    """
    found = Sym(tree, known)
    if len(list(islice(ast.walk(tree), MOST_NODES + 1))) > MOST_NODES:
        return settled(found)
    return found


# ------------------------------------------------------------------ with symbols


def _settled(value: SourceValue) -> SourceValue:
    """Return a value without symbols, `UNSET` where one has none."""
    if isinstance(value, tuple):
        items = tuple(map(_settled, value))
        return UNSET if UNSET in items else items
    return value.known if isinstance(value, Sym) else value


def _known(values: tuple[SourceValue, ...], work: Callable[..., SourceValue]) -> SourceValue:
    """Work out a value where all that it needs is known."""
    given = [_settled(value) for value in values]
    if UNSET in given:
        return UNSET
    found = work(*given)
    return UNSET if isinstance(found, Unknown) else found


def _has_symbol(*values: SourceValue) -> bool:
    return any(leaves_of(value) for value in values)


def binary(op: ast.operator, left: SourceValue, right: SourceValue) -> SourceValue:
    """Work out ``left op right``."""
    if (unknown := first_unknown((left, right))) is not None:
        return unknown
    if not _has_symbol(left, right):
        return plain_binary(op, left, right)
    known = _known((left, right), lambda a, b: plain_binary(op, a, b))
    allowed = type(op) in arithmetic.SIGNS
    texts = any(isinstance(each, (str, tuple)) for each in (left, right, known))
    if not allowed or texts:
        if isinstance(op, ast.Add) and isinstance(left, tuple) and isinstance(right, tuple):
            return row((*left, *right))
        return text_of((left, right), known)
    return expression(ast.BinOp(tree_of(left), op, tree_of(right)), known)


def difference(left: SourceValue, right: SourceValue) -> SourceValue:
    """Work out ``left - right``; ``(n + 1) - 2`` is ``n - 1``."""
    found = binary(ast.Sub(), left, right)
    tree = left.tree if isinstance(left, Sym) else None
    if not (isinstance(right, int) and isinstance(found, Sym) and isinstance(tree, ast.BinOp)):
        return found
    number = tree.right.value if isinstance(tree.right, ast.Constant) else None
    if not isinstance(number, int) or not isinstance(tree.op, (ast.Add, ast.Sub)):
        return found
    rest = (number if isinstance(tree.op, ast.Add) else -number) - right
    if rest == 0:
        return Sym(tree.left, found.known)
    op: ast.operator = ast.Add() if rest > 0 else ast.Sub()
    return Sym(ast.BinOp(tree.left, op, ast.Constant(abs(rest))), found.known)


def text_of(values: tuple[SourceValue, ...], known: SourceValue) -> SourceValue:
    """Return something that depends on symbols and has no place in an expression: it is of use once it is known."""
    parts: list[ast.expr] = [ast.FormattedValue(_joined(each), -1, None) for each in values]
    return Sym(ast.JoinedStr(parts), known)


def _joined(*values: SourceValue) -> ast.expr:
    """Return a tree that has the symbols of some values, whatever they are."""
    leaves = frozenset().union(*map(leaves_of, values))
    names: list[ast.expr] = [sym_of(each).tree for each in leaves]
    return ast.Tuple(names, ast.Load())


def compare(left: SourceValue, op: ast.cmpop, right: SourceValue) -> SourceValue:
    """Work out one comparison."""
    unknown, symbolic = first_unknown((left, right)), _has_symbol(left, right)
    to_none = isinstance(op, (ast.Is, ast.IsNot)) and (left is None or right is None)
    if to_none and (unknown is not None or symbolic):
        return isinstance(op, ast.IsNot)  # a metaparameter always has a value
    if unknown is not None:
        return unknown
    work = COMPARE.get(type(op))
    if work is None:
        return Unknown("a comparison")

    def plain(a: SourceValue, b: SourceValue) -> SourceValue:
        if not (fits(a) and fits(b)):
            return Unknown("a comparison of long values")
        try:
            return bool(work(a, b))
        except ERRORS:
            return Unknown("a comparison that fails")

    if not symbolic:
        return plain(left, right)
    left, right = _one_of_many(left, right)
    known = _known((left, right), plain)
    if isinstance(op, (ast.In, ast.NotIn)):
        return _among(left, isinstance(op, ast.NotIn), right, known)
    if not isinstance(op, IN_EXPRESSIONS):
        return settled(Sym(_joined(left, right), known))
    return expression(ast.Compare(tree_of(left), [op], [tree_of(right)]), known)


def _one_of_many(left: SourceValue, right: SourceValue) -> tuple[SourceValue, SourceValue]:
    """Compare ``(n, n)`` with ``(2, 2)`` as one number with another."""
    if not isinstance(left, tuple) or not isinstance(right, tuple) or len(left) != len(right):
        return left, right
    same = left and all(each == one[0] for one in (left, right) for each in one)
    return (left[0], right[0]) if same else (left, right)


def _among(left: SourceValue, negated: bool, right: SourceValue, known: SourceValue) -> SourceValue:
    """Write ``a in (b, c)`` as ``a == b or a == c``."""
    if not isinstance(right, tuple) or not 0 < len(right) < 9:
        return settled(Sym(_joined(left, right), known))
    op: ast.cmpop = ast.NotEq() if negated else ast.Eq()
    parts: list[ast.expr] = [ast.Compare(tree_of(left), [op], [tree_of(each)]) for each in right]
    joint: ast.boolop = ast.And() if negated else ast.Or()
    return expression(ast.BoolOp(joint, parts) if len(parts) > 1 else parts[0], known)


def negated(value: SourceValue) -> SourceValue:
    """Work out ``not value``."""
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, Sym):
        return not value
    known = UNSET if value.known is UNSET else not value.known
    return expression(ast.UnaryOp(ast.Not(), value.tree), known)


def minus(value: SourceValue) -> SourceValue:
    """Work out ``-value``."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Sym):
        known = UNSET if not isinstance(value.known, (int, float)) else -value.known
        return expression(ast.UnaryOp(ast.USub(), value.tree), known)
    if isinstance(value, (int, float)):
        return bounded(-value)
    return Unknown("the negative of no number")


def either(test: Sym, yes: SourceValue, no: SourceValue) -> SourceValue:
    """Work out ``yes if test else no``; the test is a symbol.

    Raises:
        NotStructure: one of the values has no place in an expression.
    """
    known: SourceValue = UNSET
    if test.known is not UNSET:
        chosen = yes if test.known else no
        known = chosen.known if isinstance(chosen, Sym) else chosen
    return expression(ast.IfExp(test.tree, tree_of(yes), tree_of(no)), known)


def call(name: str, args: Args) -> SourceValue:
    """Work out a function of values."""
    if (unknown := first_unknown(args)) is not None:
        return unknown
    if name not in PLAIN_FUNCTIONS or not _has_symbol(*args):
        return plain_call(name, args)
    known = _known(args, lambda *given: plain_call(name, given))
    if name == "str":
        return text_of(args, known)
    numbers = not any(isinstance(each, (tuple, str)) for each in args)
    if name in FUNCTIONS and numbers and 0 < len(args) <= 8:
        if name == "int" and isinstance(args[0], Sym) and _is_size(args[0]):
            return args[0]  # people write int() around sizes of Keras 2
        func = ast.Name(name, ast.Load())
        return expression(ast.Call(func, [tree_of(each) for each in args], []), known)
    return settled(Sym(_joined(*args), known))


def _is_size(value: Sym) -> bool:
    leaf = leaf_of(value.tree)
    return leaf is not None and leaf.tensor is not None
