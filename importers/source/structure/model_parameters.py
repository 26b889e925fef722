"""Metaparameters of the model itself: constants of the module, and arguments of the function that makes the model."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from importers.source.graph.finish import declare
from importers.source.reading.state import ReadingState
from importers.source.structure.docstrings import argument_helps
from importers.source.values import symbols
from importers.source.values.values import Func, Leaf, SourceValue


@dataclass(eq=False)
class ModelParameters:
    """Makes symbols of plain values that the module or a function gives."""

    state: ReadingState
    once: set[str] = field(init=False)
    leaves: dict[tuple[ast.AST, str], Leaf] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look for the names of the module that are constants."""
        self.once = _assigned_once(self.state.source.tree)

    def constant(self, name: str, value: SourceValue, node: ast.Assign) -> SourceValue:
        simple = isinstance(value, (int, float, str)) and _is_literal(node.value)
        if self.state.flat or name not in self.once or not simple or not name.isascii():
            return value
        leaf = symbols.new_leaf(name, known=value)
        words = self.state.source.note(node.lineno)[:300]
        return declare(self.state.model_metaparameters, leaf, name, value, words)

    def argument(self, func: Func, name: str, value: SourceValue) -> SourceValue:
        """Return an argument of a function that makes the model: a metaparameter, where it is a plain value."""
        if not isinstance(value, (int, float, str)) or name in ("name", "weights"):
            return value
        key = func.node, name
        leaf = self.leaves.get(key)
        if leaf is not None and leaf.known == value:
            return symbols.sym_of(leaf)
        leaf = self.leaves[key] = symbols.new_leaf(name, known=value)
        words = argument_helps(func.node).get(name, "")
        return declare(self.state.model_metaparameters, leaf, name, value, words)


def _assigned_once(tree: ast.Module) -> set[str]:
    """Return the names that the module gives a value in one place only, outside of loops and conditions."""
    count: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            count[node.id] = count.get(node.id, 0) + 1
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            for name in node.names:
                count[name] = 2
    simple = {
        node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    inner = [
        node
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.Lambda, ast.ListComp))
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    for node in inner:
        if count[node.id] > 1:
            count[node.id] -= 1
    return {name for name in simple if count[name] == 1 and not name.startswith("__")}


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )
