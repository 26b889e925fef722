"""Functions of the source as composites: read once with their arguments as symbols, used wherever they are called."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from importers.source.graph.finish import Knob, knob_name
from importers.source.interpreter.arguments import (
    ARGUMENTS,
    ENTRY,
    LISTED,
    PLAIN_NAMES,
    SHAPES,
    added_to,
    assigned_in,
    frozen_value,
    gives_layers,
    has_tensor,
    is_known,
    is_row,
    is_same,
    like_of,
    settled_value,
    tensors_of,
)
from importers.source.interpreter.state import MAX_CALLS
from importers.source.structure.binding import Binding
from importers.source.structure.composites import Definition
from importers.source.values import symbols
from importers.source.values.values import (
    UNSET,
    ClassValue,
    Frame,
    Func,
    ListValue,
    Maker,
    NotStructure,
    Poison,
    SequentialValue,
    Sym,
    Tensor,
    Unknown,
    fresh_number,
    is_plain,
)

MOST_ARGUMENTS = 24
MAX_TURNS = 6
"""How often a function may be within itself."""


@dataclass
class Held:
    """What is known of a function from the calls that were read.

    Attributes:
        definitions: by what the arguments are and the values that had to be known.
        concrete: arguments whose value must be known, by what the arguments are.
        failed: calls that can be no composite.
    """

    definitions: dict[Any, list[Definition]] = field(default_factory=dict)
    concrete: dict[Any, set[str]] = field(default_factory=dict)
    failed: set[Any] = field(default_factory=set)


class Functions(Binding):
    """Calls functions of the source."""

    held: dict[Any, Held]

    def call_function(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        line = self.line
        if self.active.count(func.node) > MAX_TURNS or len(self.active) > MAX_CALLS:
            self.tell("functions call one another again and again: left out")
            return Unknown(f"{func.name or 'a function'}()")
        self.active.append(func.node)
        try:
            return self._called(func, args, kwargs)
        finally:
            self.active.pop()
            self.line = line

    def _called(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        bound = self.bind(func, args, kwargs)
        if bound is None or isinstance(func.node, ast.Lambda):
            return self.inline(func, args, kwargs)
        if self.flat:
            return self.inline(func, args, kwargs)
        growing = self._growing(func, bound)
        tensors = any(has_tensor(value) for value in bound.values())
        if not tensors and not growing:
            if func.self_ is None and gives_layers(func.node):
                layer = Maker(func, args, dict(kwargs), self.depth)
                return ListValue([layer])
            return self.inline(func, args, kwargs)
        found = self.as_composite(func, {**bound, **self._around(func, bound)}, growing)
        return self.inline(func, args, kwargs) if found is UNSET else found

    def _around(self, func: Func, bound: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values that a function in a function has from the one around it: arguments, too."""
        found: dict[str, Any] = {}
        mine = {*bound, *assigned_in(func.node)}
        for name in self.names_within(func.node):
            scope: Frame | None = func.frame
            while scope is not None and scope.outer is not None and name not in mine:
                value = scope.cells.get(name, UNSET)
                if isinstance(value, (int, float, Sym)) or is_row(value):
                    found[name] = value
                if value is not UNSET:
                    break
                scope = scope.outer
        return found

    def call_value_of(self, func: Func) -> Any:
        return self.call_function(func, (), {})

    def _growing(self, func: Func, bound: Mapping[str, Any]) -> list[SequentialValue]:
        """Return the Sequential models that a function adds layers to."""
        found = [
            value
            for value in bound.values()
            if isinstance(value, SequentialValue) and self.get(value, "tensor") is not None
        ]
        for name in added_to(func.node):
            if name in bound or name in assigned_in(func.node):
                continue
            scope: Frame | None = func.frame
            while scope is not None:
                value = scope.cells.get(name)
                if isinstance(value, SequentialValue) and value not in found:
                    if self.get(value, "tensor") is not None:
                        found.append(value)
                    break
                scope = scope.outer
        return found

    # ------------------------------------------------------------ composites

    def as_composite(
        self, func: Any, bound: Mapping[str, Any], growing: Sequence[SequentialValue] = ()
    ) -> Any:
        """Call a function as a composite; `UNSET` where it can be none."""
        held = self.held.setdefault(id(func.node) if isinstance(func, Func) else id(func), Held())
        kinds = tuple((name, self._kind(value)) for name, value in bound.items())
        kinds = (*kinds, ("", tuple(id(each) for each in growing)))
        concrete = held.concrete.setdefault(kinds, set())
        for _ in range(MOST_ARGUMENTS):
            key = self._key(kinds, bound, concrete)
            if key in held.failed:
                return UNSET
            for known in held.definitions.get(key, ()):
                if self.still(known, func):
                    return self.instance(known, bound, growing)
            mark = self.mark()
            try:
                definition = self._define(func, bound, growing, concrete)
            except NotStructure as error:
                self.forget(mark)
                more = self._to_know(func, bound, error.leaves, concrete)
                if more:
                    concrete |= more
                    continue
                others = {leaf for leaf in error.leaves if not self._is_mine(leaf)}
                if others and self.regions:
                    raise NotStructure(frozenset(others)) from None
                held.failed.add(key)
                return UNSET
            held.definitions.setdefault(key, []).append(definition)
            return self.instance(definition, bound, growing)
        return UNSET

    def _is_mine(self, leaf: symbols.Leaf) -> bool:
        """Tell whether a symbol belonged to a function that is no longer being read."""
        if leaf.tensor is not None:
            return leaf.tensor.builder not in [each.builder for each in self.regions]
        return leaf.scope != 0 and leaf.scope not in [each.scope for each in self.regions]

    def _kind(self, value: Any) -> Any:
        """Return what an argument is: two calls with the same kinds can be one composite."""
        if isinstance(value, Tensor):
            return "tensor"
        if isinstance(value, (ListValue, tuple)):
            items = self.items(value) if isinstance(value, ListValue) else list(value)
            if is_same(items):
                return type(value), "same", len(items)
            return type(value), tuple(self._kind(each) for each in items)
        if isinstance(value, Sym):
            return (
                type(value.known)
                if value.known is not UNSET and isinstance(value.known, (str, bool))
                else "value"
            )
        if value is None or isinstance(value, Unknown):
            return value
        if is_plain(value):
            return type(value) if isinstance(value, (str, bool)) else "value"
        return id(value)

    def _key(self, kinds: Any, bound: Mapping[str, Any], concrete: set[str]) -> Any:
        values: list[Any] = []
        for name in sorted(concrete):
            if name == SHAPES:
                shapes = [
                    each.shape for value in bound.values() for each in tensors_of(value, self)
                ]
                values.append(tuple(shapes))
            else:
                values.append((name, frozen_value(bound[name], self)))
        return kinds, tuple(values)

    def _to_know(
        self, func: Any, bound: Mapping[str, Any], leaves: frozenset[Any], concrete: set[str]
    ) -> set[str]:
        """Return the arguments whose values are needed."""
        needed: set[str] = set()
        for leaf in leaves:
            if (
                leaf.tensor is not None
                and not leaf.scope
                and SHAPES not in concrete
                and self._is_mine(leaf)
            ):
                tensors = [each for value in bound.values() for each in tensors_of(value, self)]
                if tensors and all(each.shape is not None for each in tensors):
                    needed |= {SHAPES, *self._plain_names(bound)}
            elif leaf.scope and self._is_mine(leaf):
                name = leaf.name.partition(" ")[0]
                if name in bound and name not in concrete and is_known(bound[name], self):
                    needed.add(name)
        return needed - concrete

    def _plain_names(self, bound: Mapping[str, Any]) -> set[str]:
        return {
            name
            for name, value in bound.items()
            if is_known(value, self) and not tensors_of(value, self)
        }

    def _define(
        self,
        func: Any,
        bound: Mapping[str, Any],
        growing: Sequence[SequentialValue],
        concrete: set[str],
    ) -> Definition:
        """Read a function's body with its arguments as symbols.

        Raises:
            NotStructure: that cannot be done.
        """
        scope = fresh_number()
        region = self.open(shapes=SHAPES in concrete, scope=scope)
        definition = Definition(func, region)
        try:
            given = {
                name: self._argument(definition, name, value, name in concrete)
                for name, value in bound.items()
            }
            ends = {}
            for model in growing:
                tensor = self.get(model, "tensor")
                ends[id(model)] = definition.enter(tensor, ("model", growing.index(model)))
                self.put(model, "tensor", ends[id(model)])
            result = self._body(func, given)
            for model in growing:
                definition.grown.append(self.get(model, "tensor"))
            definition.result = result
        finally:
            finals = self.close(region)
        mine = {id(each) for each in growing}
        for cells, name, value in finals.values():
            old = cells.cells.get(name, UNSET)
            changed = old is not UNSET and id(cells) not in mine and old is not value
            if changed and not isinstance(value, Poison):
                raise NotStructure
        self.define(definition, self.title_of(func), self.words_of(func))
        definition.reads = [
            (cells, name, cells.cells.get(name, UNSET))
            for key, (cells, name) in region.read.items()
            if id(cells) not in mine
        ]
        return definition

    def _body(self, func: Any, given: Mapping[str, Any]) -> Any:
        if isinstance(func, ClassValue):
            return self.body_of_class(func, given)
        frame = Frame(cells=dict(given), outer=func.frame, function=func.name)
        result = self.run_function(func, frame)
        tensor = given.get(LISTED)
        if isinstance(tensor, Tensor):  # a function that gives a list of layers
            for each in self.plain_items(result) or ():
                tensor = self.apply(each, (tensor,), {})
                if not isinstance(tensor, Tensor):
                    raise NotStructure
            return tensor
        return result

    def body_of_class(self, kind: ClassValue, given: Mapping[str, Any]) -> Any:
        """Read what an object of a class does with tensors."""
        raise NotImplementedError

    def title_of(self, func: Any) -> str:
        """Return the name of the composite that a function is."""
        name = func.node.name.strip("_")
        if isinstance(func, Func) and name in PLAIN_NAMES and func.frame.function:
            name = func.frame.function.strip("_")
        return name or "block"

    def words_of(self, func: Any) -> str:
        """Return what a function or class says of itself in its first paragraph."""
        words = (ast.get_docstring(func.node) or "").partition("\n\n")[0]
        kept: list[str] = []
        for line in words.split("\n"):
            if kept and (line.strip() in ARGUMENTS or ENTRY.match(line)):
                break
            kept.append(line.strip())
        return " ".join(" ".join(kept).split())[:300]

    def _argument(self, definition: Definition, name: str, value: Any, concrete: bool) -> Any:
        """Return what an argument is while the body is read."""
        if isinstance(value, Tensor):
            return definition.enter(value, (name,))
        if concrete:
            return settled_value(value, self, definition, name)
        if isinstance(value, (ListValue, tuple)):
            return self._row(definition, name, value)
        if isinstance(value, Sym) or (is_plain(value) and value is not None):
            return self._symbol(definition, name, (name,), value)
        return value

    def _row(self, definition: Definition, name: str, value: Any) -> Any:
        items = self.items(value) if isinstance(value, ListValue) else list(value)
        if is_same(items):
            one = self._symbol(definition, name, (name, 0), items[0])
            found: list[Any] = [one] * len(items)
        else:
            found = [self._element(definition, name, at, each) for at, each in enumerate(items)]
        return ListValue(found) if isinstance(value, ListValue) else tuple(found)

    def _element(self, definition: Definition, name: str, at: int, value: Any) -> Any:
        if isinstance(value, Tensor):
            return definition.enter(value, (name, at))
        if isinstance(value, Sym) or (
            is_plain(value) and value is not None and not isinstance(value, tuple)
        ):
            return self._symbol(definition, f"{name} {at + 1}", (name, at), value)
        return value

    def _symbol(self, definition: Definition, name: str, path: tuple[Any, ...], value: Any) -> Sym:
        wanted = name.replace(" ", "_")
        default = self._default(definition.func, path, value)
        leaf = symbols.new_leaf(name, scope=definition.region.scope, like=default)
        taken = {knob.name for knob in definition.knobs.values()}
        words = definition.helps.get(name, "")
        definition.knobs[leaf] = Knob(knob_name(wanted, taken), leaf, default, words)
        definition.paths[leaf] = path
        return symbols.sym_of(leaf)

    def _default(self, func: Any, path: tuple[Any, ...], value: Any) -> Any:
        """Return the default of a metaparameter: the argument's own, else what comes at the first call."""
        known = value.known if isinstance(value, Sym) else value
        if len(path) == 1:
            default = self.defaults_of(func).get(path[0])
            if is_plain(default) and default is not None and not isinstance(default, tuple):
                usual = type(default) is type(known) or known is UNSET or known is None
                numbers = isinstance(default, (int, float)) and isinstance(known, (int, float))
                if usual or numbers:
                    return default
        if known is UNSET or known is None:
            return like_of(value)
        return known

    def defaults_of(self, func: Any) -> Mapping[str, Any]:
        """Return the defaults of a function's arguments."""
        return func.defaults if isinstance(func, Func) else {}

    # ------------------------------------------------------------ functions that give layers

    def made(self, layer: Maker, inputs: list[Tensor]) -> Any:
        func = layer.func
        if len(inputs) != 1 and isinstance(func, Func):
            raise NotStructure
        if isinstance(func, Func):
            bound = self.bind(func, layer.args, layer.kwargs)
            if bound is None:
                return Unknown(f"{func.name}()")
            found = self.as_composite(func, {**bound, LISTED: inputs[0]})
            if found is not UNSET:
                return found
            tensor: Any = inputs[0]
            for each in self.plain_items(self.inline(func, layer.args, layer.kwargs)) or ():
                tensor = self.apply(each, (tensor,), {})
            return tensor
        return self.made_object(layer, inputs)

    def made_object(self, layer: Maker, inputs: list[Tensor]) -> Any:
        """Apply an object of a class of the source."""
        raise NotImplementedError
