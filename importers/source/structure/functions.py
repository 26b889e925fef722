"""Calls of functions of the source: as composites where they can be, else in place."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import partial

from importers.source.reading.contents import Contents
from importers.source.reading.interpreter import Interpreter
from importers.source.reading.state import MAX_CALLS, ReadingState
from importers.source.structure.arguments import (
    LISTED,
    PLAIN_NAMES,
    added_to,
    assigned_in,
    gives_layers,
    has_tensor,
    is_row,
)
from importers.source.structure.binding import Binding
from importers.source.structure.definitions import Callee, Definitions
from importers.source.values.templates import FunctionMaker, SequentialValue
from importers.source.values.values import (
    UNSET,
    Args,
    DictValue,
    Func,
    Kwargs,
    ListValue,
    NotStructure,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
)

MAX_RECURSION = 6
"""How often a function may be within itself."""


@dataclass(eq=False)
class FunctionCalls:
    """Calls functions of the source."""

    state: ReadingState
    host: Interpreter
    contents: Contents
    binding: Binding
    definitions: Definitions

    def call(self, func: Func, args: Args, kwargs: Kwargs) -> SourceValue:
        line = self.state.line
        if self.state.active.count(func.node) > MAX_RECURSION or len(self.state.active) > MAX_CALLS:
            self.state.tell("functions call one another again and again: left out")
            return Unknown(f"{func.name or 'a function'}()")
        self.state.active.append(func.node)
        try:
            return self._called(func, args, kwargs)
        finally:
            self.state.active.pop()
            self.state.line = line

    def _called(self, func: Func, args: Args, kwargs: Kwargs) -> SourceValue:
        bound = self.binding.bind(func, args, kwargs)
        if bound is None or isinstance(func.node, ast.Lambda):
            return self.binding.inline(func, args, kwargs)
        if self.state.flat:
            return self.binding.inline(func, args, kwargs)
        growing = self._growing(func, bound)
        tensors = any(has_tensor(value) for value in bound.values())
        if not tensors and not growing:
            if func.self_ is None and gives_layers(func.node):
                layer = FunctionMaker(func, args, dict(kwargs), self.state.depth)
                return ListValue([layer])
            return self.binding.inline(func, args, kwargs)
        named = _spread(func, bound)
        given = {**_without(bound, func), **named, **self._around(func, bound)}
        found = self.definitions.as_composite(self._callee(func, tuple(named)), given, growing)
        return self.binding.inline(func, args, kwargs) if found is UNSET else found

    def _around(self, func: Func, bound: Kwargs) -> dict[str, SourceValue]:
        """Return the values that a function in a function has from the one around it: arguments, too."""
        found: dict[str, SourceValue] = {}
        mine = {*bound, *assigned_in(func.node)}
        for name in self.state.names_within(func.node):
            around = [scope for scope in func.frame.scopes() if scope.outer and name in scope.cells]
            value = around[0].cells[name] if around and name not in mine else UNSET
            if isinstance(value, (int, float, Sym)) or is_row(value):
                found[name] = value
        return found

    def value_of(self, func: Func) -> SourceValue:
        return self.call(func, (), {})

    def _growing(self, func: Func, bound: Kwargs) -> list[SequentialValue]:
        """Return the Sequential models that a function adds layers to."""
        found = [
            value
            for value in bound.values()
            if isinstance(value, SequentialValue) and self.state.output_of(value) is not None
        ]
        for name in added_to(func.node):
            if name in bound or name in assigned_in(func.node):
                continue
            known = (scope.cells.get(name) for scope in func.frame.scopes())
            models = (each for each in known if isinstance(each, SequentialValue))
            model = next((each for each in models if each not in found), None)
            if model is not None and self.state.output_of(model) is not None:
                found.append(model)
        return found

    def _callee(self, func: Func, named: tuple[str, ...] = ()) -> Callee:
        body = partial(self._body, func, named)
        return Callee(func, _title_of(func), body, lambda: func.defaults)

    def _body(self, func: Func, named: tuple[str, ...], given: Kwargs) -> SourceValue:
        more = func.node.args.kwarg
        if more is not None:  # a dictionary of its own, as every call has one
            rest = {name: given[name] for name in named}
            others = {name: each for name, each in given.items() if name not in rest}
            given = {**others, more.arg: DictValue(rest)}
        result = self.binding.run_function(func, self.binding.frame(func, given))
        tensor = given.get(LISTED)
        if isinstance(tensor, Tensor):  # a function that gives a list of layers
            for each in self.contents.plain_items(result) or ():
                tensor = self.host.apply(each, (tensor,), {})
                if not isinstance(tensor, Tensor):
                    raise NotStructure
            return tensor
        return result

    def made(self, layer: FunctionMaker, inputs: list[Tensor]) -> SourceValue:
        """Apply the layers that a function gives."""
        func = layer.func
        if len(inputs) != 1:
            raise NotStructure
        bound = self.binding.bind(func, layer.args, layer.kwargs)
        if bound is None:
            return Unknown(f"{func.name}()")
        found = self.definitions.as_composite(self._callee(func), {**bound, LISTED: inputs[0]})
        if found is not UNSET:
            return found
        tensor: SourceValue = inputs[0]
        layers = self.contents.plain_items(self.binding.inline(func, layer.args, layer.kwargs))
        for each in layers or ():
            tensor = self.host.apply(each, (tensor,), {})
        return tensor


def _spread(func: Func, bound: Kwargs) -> Kwargs:
    """Return the arguments that come in ``**more`` by name: they are arguments as all others are."""
    more = func.node.args.kwarg
    found = bound.get(more.arg) if more is not None else None
    given = found.look() if isinstance(found, DictValue) else {}
    return {name: each for name, each in given.items() if isinstance(name, str)}


def _without(bound: Kwargs, func: Func) -> Kwargs:
    more = func.node.args.kwarg
    return {name: each for name, each in bound.items() if more is None or name != more.arg}


def _title_of(func: Func) -> str:
    """Return the name of the composite that a function is."""
    name = func.name.strip("_")
    if name in PLAIN_NAMES and func.frame.function:
        name = func.frame.function.strip("_")
    return name or "block"
