"""Functions and classes of the source as composites: read once with their arguments as symbols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from importers.source.graph.finish import declare
from importers.source.reading.state import ReadingState
from importers.source.structure.arguments import (
    SHAPES,
    frozen_value,
    is_known,
    is_same,
    items_of,
    like_of,
    settled_value,
    tensors_of,
)
from importers.source.structure.composites import Composites
from importers.source.structure.definition import ArgumentPath, Definition
from importers.source.structure.docstrings import words_of
from importers.source.structure.instances import Instances
from importers.source.values import symbols
from importers.source.values.objects import InstanceValue
from importers.source.values.templates import SequentialValue
from importers.source.values.values import (
    UNSET,
    Args,
    ClassValue,
    Func,
    Kwargs,
    Leaf,
    ListValue,
    NotStructure,
    Poison,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
    fresh_number,
    is_plain,
)

MOST_ARGUMENTS = 24


@dataclass
class Held:
    """The knowledge of a function from the calls that were read.

    Attributes:
        definitions: by what the arguments are and the values that had to be known.
        concrete: arguments whose value must be known, by what the arguments are.
        failed: calls that can be no composite.
    """

    definitions: dict[object, list[Definition]] = field(default_factory=dict)
    concrete: dict[object, set[str]] = field(default_factory=dict)
    failed: set[object] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Callee:
    """A function or a class that is called as a composite.

    Attributes:
        func: the function or class.
        title: the name of the composite.
        body: reads what it does with its arguments, and returns what it gives.
        defaults: works out the defaults of its arguments.
    """

    func: Func | ClassValue
    title: str
    body: Callable[[Kwargs], SourceValue]
    defaults: Callable[[], Kwargs]


@dataclass(eq=False)
class Definitions:
    """Calls functions and classes as composites."""

    state: ReadingState
    composites: Composites
    instances: Instances
    held: dict[int, Held] = field(default_factory=dict)

    def as_composite(
        self, callee: Callee, bound: Kwargs, growing: Sequence[SequentialValue] = ()
    ) -> SourceValue:
        """Call a function or a class as a composite; `UNSET` where it can be none."""
        func = callee.func
        held = self.held.setdefault(id(func.node) if isinstance(func, Func) else id(func), Held())
        kinds = tuple((name, self._kind(value)) for name, value in bound.items())
        kinds = (*kinds, ("", tuple(id(each) for each in growing)))
        concrete = held.concrete.setdefault(kinds, set())
        for _ in range(MOST_ARGUMENTS):
            key = self._key(kinds, bound, concrete)
            if key in held.failed:
                return UNSET
            for known in held.definitions.get(key, ()):
                if self.instances.is_unchanged(known, func):
                    return self.instances.instance(known, bound, growing)
            mark = self.state.mark()
            try:
                definition = self._define(callee, bound, growing, concrete)
            except NotStructure as error:
                self.state.forget(mark)
                more = self._to_know(bound, error.leaves, concrete)
                if more:
                    concrete |= more
                    continue
                others = {leaf for leaf in error.leaves if not self._is_mine(leaf)}
                if others and self.state.regions:
                    raise NotStructure(frozenset(others)) from None
                held.failed.add(key)
                return UNSET
            held.definitions.setdefault(key, []).append(definition)
            return self.instances.instance(definition, bound, growing)
        return UNSET

    def _is_mine(self, leaf: Leaf) -> bool:
        """Tell whether a symbol belonged to a function that is no longer being read."""
        if leaf.tensor is not None:
            return leaf.tensor.builder not in [each.builder for each in self.state.regions]
        return leaf.scope != 0 and leaf.scope not in [each.scope for each in self.state.regions]

    def _kind(self, value: SourceValue) -> object:
        """Return what an argument is: two calls with the same kinds can be one composite."""
        if isinstance(value, Tensor):
            return "tensor"
        if isinstance(value, (ListValue, tuple)):
            items = items_of(value, self.state)
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

    def _key(self, kinds: object, bound: Kwargs, concrete: set[str]) -> object:
        values: list[object] = []
        for name in sorted(concrete):
            if name == SHAPES:
                values.append(tuple(each.shape for each in self._tensors_in(bound)))
            else:
                values.append((name, frozen_value(bound[name], self.state)))
        return kinds, tuple(values)

    def _to_know(self, bound: Kwargs, leaves: frozenset[Leaf], concrete: set[str]) -> set[str]:
        """Return the arguments whose values are needed."""
        needed: set[str] = set()
        for leaf in leaves:
            if not self._is_mine(leaf):
                continue
            if leaf.tensor is not None and not leaf.scope and SHAPES not in concrete:
                tensors = self._tensors_in(bound)
                if tensors and all(each.shape is not None for each in tensors):
                    needed |= {SHAPES, *self._plain_names(bound)}
            elif leaf.scope:
                name = leaf.name.partition(" ")[0]
                if name in bound and name not in concrete and is_known(bound[name], self.state):
                    needed.add(name)
        return needed - concrete

    def _tensors_in(self, bound: Kwargs) -> list[Tensor]:
        return [each for value in bound.values() for each in tensors_of(value, self.state)]

    def _plain_names(self, bound: Kwargs) -> set[str]:
        return {
            name
            for name, value in bound.items()
            if is_known(value, self.state) and not tensors_of(value, self.state)
        }

    def _define(
        self, callee: Callee, bound: Kwargs, growing: Sequence[SequentialValue], concrete: set[str]
    ) -> Definition:
        """Read a function's body with its arguments as symbols.

        Raises:
            NotStructure: that cannot be done.
        """
        scope, heard = fresh_number(), len(self.state.heard)
        region = self.state.open(shapes=SHAPES in concrete, scope=scope)
        definition = Definition(callee.func, region, callee.defaults)
        try:
            given = {
                name: self._argument(definition, name, value, name in concrete)
                for name, value in bound.items()
            }
            for at, model in enumerate(growing):
                tensor = self.state.output_of(model)
                assert tensor is not None
                self.state.put(model, "tensor", definition.enter(tensor, ("model", at)))
            lists = [each for each in given.values() if isinstance(each, ListValue)]
            before = [each.cells["items"] for each in lists]
            definition.result = callee.body(given)
            if any(each.cells["items"] is not old for each, old in zip(lists, before, strict=True)):
                raise NotStructure  # the caller's list changes with it
            definition.grown = [self.state.output_of(model) for model in growing]
        finally:
            finals = self.state.close(region)
        mine = {id(each) for each in growing}
        for cells, name, value in finals.values():
            old = cells.cells.get(name, UNSET)
            told = old is not UNSET or isinstance(cells, InstanceValue)
            changed = told and id(cells) not in mine and old is not value
            if changed and not isinstance(value, Poison):
                raise NotStructure
        definition.remarks = tuple(dict.fromkeys(self.state.heard[heard:]))
        self.composites.define(definition, callee.title, words_of(callee.func.node))
        definition.reads = [
            (cells, name, cells.cells.get(name, UNSET))
            for key, (cells, name) in region.read.items()
            if id(cells) not in mine
        ]
        return definition

    def _argument(
        self, definition: Definition, name: str, value: SourceValue, concrete: bool
    ) -> SourceValue:
        """Return what an argument is while the body is read."""
        if isinstance(value, Tensor):
            return definition.enter(value, (name,))
        if concrete:
            return settled_value(value, self.state, definition, name)
        if isinstance(value, (ListValue, tuple)):
            return self._row(definition, name, value)
        if isinstance(value, Sym) or (is_plain(value) and value is not None):
            return self._symbol(definition, name, (name,), value)
        return value

    def _row(self, definition: Definition, name: str, value: ListValue | Args) -> SourceValue:
        items = items_of(value, self.state)
        if is_same(items):
            one = self._symbol(definition, name, (name, 0), items[0])
            found: list[SourceValue] = [one] * len(items)
        else:
            found = [self._element(definition, name, at, each) for at, each in enumerate(items)]
        return ListValue(found) if isinstance(value, ListValue) else tuple(found)

    def _element(
        self, definition: Definition, name: str, at: int, value: SourceValue
    ) -> SourceValue:
        if isinstance(value, Tensor):
            return definition.enter(value, (name, at))
        if isinstance(value, Sym) or (
            is_plain(value) and value is not None and not isinstance(value, tuple)
        ):
            return self._symbol(definition, f"{name} {at + 1}", (name, at), value)
        return value

    def _symbol(
        self, definition: Definition, name: str, path: ArgumentPath, value: SourceValue
    ) -> Sym:
        default = self._default(definition, path, value)
        leaf = symbols.new_leaf(name, scope=definition.region.scope, like=default)
        definition.paths[leaf] = path
        words = definition.helps.get(name, "")
        return declare(definition.drafts, leaf, name.replace(" ", "_"), default, words)

    def _default(
        self, definition: Definition, path: ArgumentPath, value: SourceValue
    ) -> SourceValue:
        """Return the default of a metaparameter: the argument's own, else what comes at the first call."""
        known = value.known if isinstance(value, Sym) else value
        if len(path) == 1:
            default = definition.defaults().get(path[0])
            if is_plain(default) and default is not None and not isinstance(default, tuple):
                usual = type(default) is type(known) or known is UNSET or known is None
                numbers = isinstance(default, (int, float)) and isinstance(known, (int, float))
                if usual or numbers:
                    return default
        if known is UNSET or known is None:
            return like_of(value)
        return known
