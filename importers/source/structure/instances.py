"""Calls of composites: the block of an instance, and what the function returns there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blocks.inference.composite_type import composite_type
from importers.source.graph.builder import Spec
from importers.source.graph.finish import Draft
from importers.source.reading.state import ReadingState
from importers.source.structure.arguments import items_of
from importers.source.structure.definition import ArgumentPath, Definition
from importers.source.values import symbols
from importers.source.values.replacing import with_values
from importers.source.values.templates import SequentialValue
from importers.source.values.values import (
    UNSET,
    ClassValue,
    DictValue,
    Frame,
    Func,
    Kwargs,
    Leaf,
    ListValue,
    NotStructure,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
    is_plain,
)


@dataclass(eq=False)
class Instances:
    """Makes instances of composites."""

    state: ReadingState

    def is_unchanged(self, definition: Definition, func: Func | ClassValue) -> bool:
        """Tell whether all that a body has read from outside is as it was; another closure has names of its own."""
        frames: dict[object, Frame] = dict(
            zip(_frames(definition.func), _frames(func), strict=False)
        )
        return all(
            _same_value(frames.get(cells, cells).cells.get(name, UNSET), old)
            for cells, name, old in definition.reads
        )

    def instance(
        self, definition: Definition, bound: Kwargs, growing: Sequence[SequentialValue]
    ) -> SourceValue:
        """Call a composite; returns what the function returns."""
        for cells, name, _ in definition.reads:
            self.state.get(cells, name)
        for remark in definition.remarks:  # a trial around the first instance may have been undone
            self.state.tell(*remark)
        spec = self.instance_spec(definition, bound, growing)
        outputs = dict(zip(spec.outputs, self.state.emit(spec), strict=True))
        for model, end in zip(growing, definition.grown, strict=True):
            if isinstance(end, Tensor):
                self.state.put(model, "tensor", outputs[definition.outs[end.key]])
        values = {leaf: self._at(bound, path) for leaf, path in definition.paths.items()}
        return self._given_back(definition, definition.result, outputs, values)

    def instance_spec(
        self, definition: Definition, bound: Kwargs, growing: Sequence[SequentialValue]
    ) -> Spec:
        """Return the block of an instance."""
        inputs: list[Tensor] = []
        by_inner: dict[tuple[int, str, str], Tensor] = {}
        for inner, source in definition.sources:
            tensor: SourceValue
            if isinstance(source, Tensor):
                tensor = source
            elif len(source) == 2 and source[0] == "model" and growing:
                tensor = self.state.output_of(growing[source[1]])
            else:
                tensor = self._at(bound, source)
            assert isinstance(tensor, Tensor)
            inputs.append(tensor)
            by_inner[inner.key] = tensor
        values = {
            draft.name: self._value_of(definition, draft, bound, by_inner)
            for draft in definition.used
        }
        graph = self.state.document.graphs[definition.name]
        kind = composite_type(graph)
        return Spec(definition.name, values, inputs, outputs=kind.outputs)

    def _value_of(
        self,
        definition: Definition,
        draft: Draft,
        bound: Kwargs,
        by_inner: Mapping[tuple[int, str, str], Tensor],
    ) -> SourceValue:
        leaf = draft.leaf
        if leaf in definition.paths:
            return self._at(bound, definition.paths[leaf])
        if leaf.tensor is None:
            return symbols.sym_of(leaf)
        builder = definition.region.builder
        tensor = by_inner.get(builder.inner(leaf.tensor).key)
        if tensor is None:  # a size of something further out
            return symbols.sym_of(leaf)
        known: SourceValue = UNSET
        if tensor.shape:
            at = {"height": 0, "width": 1}.get(leaf.axis, -1)
            known = tensor.shape[at] if tensor.shape[at] is not None else UNSET
        return symbols.sym_of(
            symbols.new_leaf(leaf.axis, known=known, tensor=tensor, axis=leaf.axis)
        )

    def _at(self, bound: Kwargs, path: ArgumentPath) -> SourceValue:
        value = bound[path[0]]
        for at in path[1:]:
            assert isinstance(value, (ListValue, tuple))
            value = items_of(value, self.state)[at]
        return value

    def _given_back(
        self,
        definition: Definition,
        value: SourceValue,
        outputs: Mapping[str, Tensor],
        values: Mapping[Leaf, SourceValue],
    ) -> SourceValue:
        """Return what a function returned, for this call."""
        if isinstance(value, Tensor):
            return outputs[definition.outs[value.key]]
        if isinstance(value, Sym):
            return with_values(value, values)
        if isinstance(value, tuple):
            return tuple(self._given_back(definition, each, outputs, values) for each in value)
        if isinstance(value, ListValue):
            items = self.state.items(value)
            return ListValue([self._given_back(definition, x, outputs, values) for x in items])
        if isinstance(value, DictValue):
            pairs = self.state.entries(value).items()
            return DictValue(
                {k: self._given_back(definition, v, outputs, values) for k, v in pairs}
            )
        if is_plain(value) or isinstance(value, Unknown):
            return value
        raise NotStructure


def _frames(func: Func | ClassValue | None) -> list[Frame]:
    """Return the frames around a function, the innermost first."""
    return [] if func is None else list(func.frame.scopes())


def _same_value(one: object, other: object) -> bool:
    if one is other:
        return True
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(_same_value(a, b) for a, b in zip(one, other, strict=True))
    return is_plain(one) and is_plain(other) and type(one) is type(other) and one == other
