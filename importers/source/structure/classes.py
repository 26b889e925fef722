"""Classes of the source: what makes layers and applies them in ``call`` is a composite, all else a layer not known."""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from importers.source.graph.builder import Builder
from importers.source.reading.state import ReadingState
from importers.source.structure.arguments import makes_model, one_or_list, positional, tensors_of
from importers.source.structure.binding import Binding
from importers.source.structure.definitions import Callee, Definitions
from importers.source.structure.functions import FunctionCalls
from importers.source.structure.hierarchy import (
    MODEL_BASES,
    Hierarchy,
    is_plain_class,
    keras_base,
    only_has,
)
from importers.source.structure.layer_blocks import LayerBlocks
from importers.source.values.objects import InstanceValue
from importers.source.values.templates import ClassMaker, LayerValue
from importers.source.values.values import (
    UNSET,
    Args,
    ClassValue,
    Func,
    Kwargs,
    ListValue,
    NotStructure,
    ShapeOf,
    SourceValue,
    Tensor,
    Unknown,
)

INPUTS = "(inputs)"


_SKIPPED = ("self", "kwargs", "name")


BUILT = "(built)"


@dataclass(eq=False)
class Classes:
    """Makes objects of classes and applies them."""

    state: ReadingState
    functions: FunctionCalls
    binding: Binding
    definitions: Definitions
    blocks: LayerBlocks
    hierarchy: Hierarchy
    unreadable: set[str] = field(default_factory=set)
    readable: set[ast.ClassDef] = field(default_factory=set)
    objects: dict[int, tuple[ClassMaker, InstanceValue]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def make(self, kind: ClassValue, args: Args, kwargs: Kwargs) -> SourceValue:
        """Make an object; one with a ``call`` is made where it is applied."""
        if self.has(kind, "call"):
            return ClassMaker(kind, args, dict(kwargs), self.state.depth, self.state.line)
        if not self._is_read(kind):
            return Unknown(f"an object of the class {kind.node.name[:60]}")
        made = InstanceValue(kind)
        self.state.kept.append(made)  # ids are only good while a thing is there
        init = self.hierarchy.method(kind, "__init__", made)
        if init is not None:
            self.functions.call(init, args, kwargs)
        return made

    def _is_read(self, kind: ClassValue) -> bool:
        """Tell whether what a class does can be read in its methods."""
        base = keras_base(kind)
        if base and base not in MODEL_BASES:
            return base != "Layer" and only_has(kind, ("__init__", "get_config"))
        return bool(base) or is_plain_class(kind) or makes_model(kind.node)

    def has(self, kind: ClassValue, name: str) -> bool:
        """Tell whether a class has a method."""
        return self.hierarchy.method(kind, name) is not None

    def is_applied(self, layer: ClassMaker) -> bool:
        """Tell whether an object was applied to tensors."""
        return id(layer) in self.objects or id(layer) in self.used

    def object_of(self, layer: ClassMaker) -> InstanceValue:
        """Return the object itself, for its attributes and methods."""
        known = self.objects.get(id(layer))
        if known is None:
            given = self._given(layer.func, layer.args, layer.kwargs)
            known = self.objects[id(layer)] = layer, self._object(layer.func, given)
        return known[1]

    def walked(self, layer: ClassMaker, inputs: list[Tensor]) -> SourceValue:
        """Run through the ``call`` of an object in place; a block that is not known where that says nothing."""
        self.used.add(id(layer))
        found = self._in_place(layer, inputs)
        return self._grey_object(layer, inputs) if found is None else found

    def applied(self, layer: ClassMaker, inputs: list[Tensor]) -> SourceValue:
        """Apply an object to tensors."""
        kind = layer.func
        self.used.add(id(layer))
        self.state.kept.append(layer)
        if kind.node.name in self.unreadable:
            return self._grey_object(layer, inputs)
        if not self.state.flat:
            given = self._given(kind, layer.args, layer.kwargs)
            given[INPUTS] = one_or_list(inputs)
            found = self.definitions.as_composite(self._callee(kind), given)
            if found is not UNSET:
                return found
        return self.walked(layer, inputs)

    def _in_place(self, layer: ClassMaker, inputs: list[Tensor]) -> SourceValue:
        """Run through an object where it is applied; ``None`` where that says nothing."""
        if layer.func.node in self.readable or self._is_readable(layer, inputs):
            self.readable.add(layer.func.node)
            return self._applied_object(self.object_of(layer), inputs)
        return None

    def _is_readable(self, layer: ClassMaker, inputs: list[Tensor]) -> bool:
        """Try what an object does, once for every class; what was tried is undone."""
        with suppress(NotStructure), self.state.silent_trial() as builder:
            inner = [builder.bring(each) for each in inputs]
            given = self._given(layer.func, layer.args, layer.kwargs)
            result = self._walk(layer.func, given, inner)
            return _is_tensors(result) and _is_known(builder)
        return False

    def _grey_object(self, layer: ClassMaker, inputs: list[Tensor]) -> SourceValue:
        kind, name = layer.func, layer.func.node.name
        if name not in self.unreadable:
            self.unreadable.add(name)
            words = (
                "what this class does could not be read: a block that is not known stands for it"
            )
            self.state.tell(words, kind.node.lineno, "line", f"class {name[:60]}")
        init = self._init_of(kind)
        names = tuple(positional(init.node)[1:]) if init is not None else ()
        made = self.state.line, self.state.depth
        value = LayerValue(name, layer.args, layer.kwargs, *made, own="here", signature=names)
        return self.blocks.grey(name, inputs, value)

    def _given(self, kind: ClassValue, args: Args, kwargs: Kwargs) -> dict[str, SourceValue]:
        """Return the arguments of ``__init__`` by name."""
        init = self._init_of(kind)
        bound = (self.binding.bind(init, args, kwargs) if init else {}) or {}
        return {name: value for name, value in bound.items() if name not in _SKIPPED}

    def _init_of(self, kind: ClassValue) -> Func | None:
        return self.hierarchy.method(kind, "__init__", UNSET)

    def _callee(self, kind: ClassValue) -> Callee:
        title = kind.node.name.strip("_") or "block"
        return Callee(kind, title, partial(self._body, kind), partial(self._defaults, kind))

    def _defaults(self, kind: ClassValue) -> Kwargs:
        init = self._init_of(kind)
        return init.defaults if init else {}

    def _body(self, kind: ClassValue, given: Kwargs) -> SourceValue:
        entering = given[INPUTS]
        tensors = tensors_of(entering, self.state)
        result = self._walk(kind, {k: v for k, v in given.items() if k != INPUTS}, tensors)
        if not _is_tensors(result) or not _is_known(self.state.top):
            raise NotStructure
        return result

    def _walk(self, kind: ClassValue, given: Kwargs, tensors: list[Tensor]) -> SourceValue:
        return self._applied_object(self._object(kind, given), tensors)

    def _object(self, kind: ClassValue, given: Kwargs) -> InstanceValue:
        """Make an object: what ``__init__`` keeps."""
        made = InstanceValue(kind)
        init = self._init_of(kind)
        if init is not None:
            self.state.put(made, "name", "")
            self._run(init, {**given, positional(init.node)[0]: made})
        return made

    def _applied_object(self, made: InstanceValue, tensors: list[Tensor]) -> SourceValue:
        """Read ``build`` and ``call`` of an object for tensors."""
        build = self.hierarchy.method(made.kind, "build", made)
        call = self.hierarchy.method(made.kind, "call", made)
        assert call is not None
        if build is not None and self.state.get(made, BUILT) is UNSET:
            self._build(made, build, tensors)
        own, *names = positional(call.node)
        if not names:
            raise NotStructure
        rest = {name: call.defaults.get(name) for name in names[1:]}
        return self._run(call, {own: made, names[0]: one_or_list(tensors), **rest})

    def _run(self, func: Func, given: Kwargs) -> SourceValue:
        return self.binding.run_function(func, self.binding.frame(func, given))

    def _build(self, made: InstanceValue, func: Func, tensors: list[Tensor]) -> None:
        """Go through ``build`` for the layers that it makes; its blocks are those that ``call`` makes again.

        They get the same ids there, so that a size of one is known as a size of the other.
        """
        here = self.state.top
        region = self.state.open(shapes=True)
        builder = region.builder
        builder.uid, builder.count, builder.specs = here.uid, here.count, dict(here.specs)
        inner = [Tensor(builder, each.block, each.port, each.shape, each.rank) for each in tensors]
        shapes = tuple(ShapeOf(each) for each in inner)
        own, *names = positional(func.node)
        given = shapes[0] if len(shapes) == 1 else shapes
        try:
            self._run(func, {own: made, **dict.fromkeys(names[:1], given)})
        finally:
            finals = self.state.close(region)
        for cells, name, value in finals.values():
            self.state.put(cells, name, value)
        self.state.put(made, BUILT, True)


def _is_tensors(value: SourceValue) -> bool:
    if isinstance(value, (tuple, ListValue)):
        items = value.look() if isinstance(value, ListValue) else value
        return bool(items) and all(isinstance(each, Tensor) for each in items)
    return isinstance(value, Tensor)


def _is_known(builder: Builder) -> bool:
    """Tell whether all that was read is blocks that are known."""
    return all(builder.scratch.type_named(spec.type) is not None for spec in builder.specs.values())
