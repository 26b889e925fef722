"""Functions of the source as they are made and called in place: arguments get values, the body is gone through."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from importers.source.reading.interpreter import Interpreter
from importers.source.reading.state import ReadingState
from importers.source.structure.arguments import makes_model, positional
from importers.source.structure.model_parameters import ModelParameters
from importers.source.values.values import (
    Args,
    BodyLeft,
    DictValue,
    Frame,
    Func,
    Kwargs,
    NotStructure,
    SourceValue,
    Stopped,
    Unknown,
)


@dataclass(eq=False)
class Binding:
    """Makes functions and runs through them."""

    state: ReadingState
    host: Interpreter
    parameters: ModelParameters

    def function(
        self, node: ast.FunctionDef | ast.Lambda, frame: Frame, self_: SourceValue = None
    ) -> Func:
        """Make a function of its definition; defaults are worked out here and now."""
        given = node.args
        names = positional(node)
        pairs = list(zip(reversed(names), reversed(given.defaults), strict=False))
        pairs += [
            (each.arg, value)
            for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)
            if value is not None
        ]
        defaults = {name: self.host.evaluate(value, frame) for name, value in pairs}
        outer = frame
        while outer.body_of is not None and outer.outer is not None:
            outer = outer.outer  # functions do not see the names in the body of their class
        return Func(node, outer, defaults, getattr(node, "name", ""), self_, frame.body_of)

    def bind(self, func: Func, args: Args, kwargs: Kwargs) -> dict[str, SourceValue] | None:
        """Return the values of a function's arguments by name; ``None`` where they do not fit."""
        given = func.node.args
        names = positional(func.node)
        if func.self_ is not None:
            args = (func.self_, *args)
        bound: dict[str, SourceValue] = dict(zip(names, args, strict=False))
        rest = args[len(names) :]
        if rest and given.vararg is None:
            self.state.tell(f"{func.name or 'the function'}() takes fewer arguments")
            return None
        if given.vararg is not None:
            bound[given.vararg.arg] = tuple(rest)
        names += [each.arg for each in given.kwonlyargs]
        bound |= {key: value for key, value in kwargs.items() if key in names}
        more = {key: value for key, value in kwargs.items() if key not in names}
        if given.kwarg is not None:
            bound[given.kwarg.arg] = DictValue(more)
        elif more:
            self.state.tell(
                f"{func.name or 'the function'}() has no argument {next(iter(more))[:40]}"
            )
        for name in names:
            if name not in bound:
                missing = Unknown(f"the argument {name[:40]}", name)
                bound[name] = func.defaults.get(name, missing)
        return {name: bound[name] for name in (*names, *bound) if name in bound}

    def inline(self, func: Func, args: Args, kwargs: Kwargs) -> SourceValue:
        """Run through a function in place."""
        bound = self.bind(func, args, kwargs)
        if bound is None:
            return Unknown(f"{func.name or 'a function'}()")
        if (
            func.self_ is None
            and not self.state.regions
            and not self.state.flat
            and not isinstance(func.node, ast.Lambda)
            and makes_model(func.node)
        ):
            bound = {
                name: self.parameters.argument(func, name, each) for name, each in bound.items()
            }
        return self.run_function(func, self.frame(func, bound))

    def frame(self, func: Func, bound: Kwargs) -> Frame:
        """Return the names of a call, with the arguments among them."""
        method = func if func.owner is not None else None
        return Frame(dict(bound), func.frame, function=func.name, method=method)

    def run_function(self, func: Func, frame: Frame) -> SourceValue:
        """Run through the body of a function; returns what it returns."""
        if isinstance(func.node, ast.Lambda):
            return self.host.evaluate(func.node.body, frame)
        try:
            self.host.run(func.node.body, frame)
        except BodyLeft as leaving:
            return leaving.value if leaving.kind == "return" else None
        except Stopped:
            if self.state.regions:
                raise NotStructure from None
            return Unknown(f"what {func.name or 'a function'}() gives, which ends with an error")
        return None
