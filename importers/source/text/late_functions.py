"""Functions of a script that run later than they are made: names that may have other values by then.

A Lambda layer keeps its function. Keras calls it when the layer is applied, and again whenever the model runs; a name
of the surroundings that a loop, or a later line, has given another value by then means that value.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.AsyncFor, ast.While, *_COMPREHENSIONS)
_SCOPES = (*_FUNCTIONS, *_COMPREHENSIONS, ast.Module)

Function = ast.FunctionDef | ast.Lambda


Place = tuple[int, int]


class Late:
    """Looks through one tree, once, when it is first asked."""

    def __init__(self, tree: ast.AST) -> None:
        self._tree = tree
        self._parents: dict[ast.AST, ast.AST] = {}
        self._given: dict[tuple[str, ast.AST], _Given] = {}
        self._found: dict[ast.AST, list[str]] = {}

    def names(self, function: Function) -> list[str]:
        """Return the names that a function reads late, in the order of the alphabet."""
        if not self._parents:
            self._look()
        if function not in self._found:
            late = [name for name in _free_names(function) if self._is_late(name, function)]
            self._found[function] = sorted(late)
        return self._found[function]

    def _look(self) -> None:
        stores = []
        for node in ast.walk(self._tree):
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                stores.append(node)
            for name in _arguments(node):
                self._given[name, node] = _Given(1)
        for store in stores:
            scope = next((each for each in self._above(store) if isinstance(each, _SCOPES)), None)
            if scope is not None:
                self._note(store, scope)

    def _note(self, store: ast.Name, scope: ast.AST) -> None:
        given = self._given.setdefault((store.id, scope), _Given())
        given.times += 1
        given.last = max(given.last, _place(store))
        for each in self._above(store):
            if isinstance(each, _LOOPS):
                given.loops.add(each)
            if each is scope:
                break

    def _above(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._parents:
            node = self._parents[node]
            yield node

    def _is_late(self, name: str, function: Function) -> bool:
        """Tell whether a name gets another value after the function is made."""
        around: set[ast.AST] = set()
        deferred = False
        for scope in self._above(function):
            around.add(scope)
            given = self._given.get((name, scope))
            if given is not None:
                if deferred:  # nobody knows when the function around it is called
                    return given.times > 1 or bool(given.loops)
                return bool(given.loops & around) or given.last > _place(function)
            deferred = deferred or isinstance(scope, _FUNCTIONS)
        return False


@dataclass
class _Given:
    """The places where a name gets its values in one scope.

    Attributes:
        times: in how many places; an argument is one.
        last: the last of them.
        loops: the loops around them.
    """

    times: int = 0
    last: Place = (0, 0)
    loops: set[ast.AST] = field(default_factory=set)


def _place(node: ast.Name | Function) -> Place:
    return node.lineno, node.col_offset


def _arguments(node: ast.AST) -> set[str]:
    if not isinstance(node, _FUNCTIONS):
        return set()
    given = node.args
    plain = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return {each.arg for each in (*plain, given.vararg, given.kwarg) if each is not None}


def _free_names(function: Function) -> set[str]:
    """Return the names that the body of a function reads and does not give a value to."""
    body = function.body if isinstance(function.body, list) else [function.body]
    own, read = _arguments(function), set[str]()
    for node in (each for part in body for each in ast.walk(part)):
        if isinstance(node, ast.Name):
            (own if isinstance(node.ctx, ast.Store) else read).add(node.id)
        own |= _arguments(node)
    return read - own


def late_words(names: list[str]) -> str:
    """Say that names of a function mean something else by the time Keras runs it, and what they were read as."""
    what = " and ".join(name[:40] for name in names[:3])
    default = ", ".join(f"{name[:40]}={name[:40]}" for name in names[:3])
    return (
        f"it reads {what} when the model runs, and then Keras 3 has the last value for all; here it is the value "
        f"where the layer is made. In Python, {default} among its arguments keeps that"
    )
