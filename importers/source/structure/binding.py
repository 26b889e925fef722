"""Calls of functions of the source in place: arguments get their values, the body is gone through."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from importers.source.graph.finish import Knob, knob_name
from importers.source.interpreter.arguments import argument_helps, makes_model
from importers.source.structure.nested import Nesting
from importers.source.values import symbols
from importers.source.values.values import (
    DictValue,
    Frame,
    Func,
    Leaving,
    NotStructure,
    Stopped,
    Unknown,
)


class Binding(Nesting):
    """Runs through functions."""

    def bind(
        self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Return the values of a function's arguments by name; ``None`` where they do not fit."""
        given = func.node.args
        names = [each.arg for each in (*given.posonlyargs, *given.args)]
        if func.self_ is not None:
            args = (func.self_, *args)
        bound: dict[str, Any] = dict(zip(names, args, strict=False))
        rest = args[len(names) :]
        if rest and given.vararg is None:
            self.tell(f"{func.name or 'the function'}() takes fewer arguments")
            return None
        if given.vararg is not None:
            bound[given.vararg.arg] = tuple(rest)
        names += [each.arg for each in given.kwonlyargs]
        more: dict[str, Any] = {}
        for key, value in kwargs.items():
            if key in names:
                bound[key] = value
            else:
                more[key] = value
        if given.kwarg is not None:
            bound[given.kwarg.arg] = DictValue(more)
        elif more:
            self.tell(f"{func.name or 'the function'}() has no argument {next(iter(more))[:40]}")
        for name in names:
            if name not in bound:
                if name not in func.defaults:
                    bound[name] = Unknown(f"the argument {name[:40]}", name)
                else:
                    bound[name] = func.defaults[name]
        return {name: bound[name] for name in (*names, *bound) if name in bound}

    def inline(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Run through a function in place."""
        bound = self.bind(func, args, kwargs)
        if bound is None:
            return Unknown(f"{func.name or 'a function'}()")
        if (
            func.self_ is None
            and not self.regions
            and not self.flat
            and not isinstance(func.node, ast.Lambda)
            and makes_model(func.node)
        ):
            bound = {name: self.model_argument(func, name, each) for name, each in bound.items()}
        frame = Frame(cells=dict(bound), outer=func.frame, function=func.name)
        return self.run_function(func, frame)

    def run_function(self, func: Func, frame: Frame) -> Any:
        """Run through the body of a function; returns what it returns."""
        if isinstance(func.node, ast.Lambda):
            return self.evaluate(func.node.body, frame)
        try:
            self.run(func.node.body, frame)
        except Leaving as leaving:
            return leaving.value if leaving.kind == "return" else None
        except Stopped:
            if self.regions:
                raise NotStructure from None
            return Unknown(f"what {func.name or 'a function'}() gives, which ends with an error")
        return None

    def model_argument(self, func: Func, name: str, value: Any) -> Any:
        """Return an argument of a function that makes the model: a metaparameter, where it is a plain value."""
        if not isinstance(value, (int, float, str)) or name in ("name", "weights"):
            return value
        key = func.node, name
        leaf = self.knob_leaves.get(key)
        if leaf is None or leaf.known != value:
            leaf = symbols.new_leaf(name, known=value)
            self.knob_leaves[key] = leaf
            taken = {knob.name for knob in self.model_knobs.values()}
            words = argument_helps(func.node).get(name, "")
            self.model_knobs[leaf] = Knob(knob_name(name, taken), leaf, value, words)
        return symbols.sym_of(leaf)

    knob_leaves: dict[Any, symbols.Leaf]
    model_knobs: dict[symbols.Leaf, Knob]
