"""Models within the model of the source: composites that are models of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from blocks.catalog.ports import IN
from blocks.graph.graph import FUNCTIONAL, SEQUENTIAL
from importers.source.graph.builder import Builder, Spec
from importers.source.reading.state import ReadingState, Region
from importers.source.structure.arguments import one_or_list
from importers.source.structure.composites import Composites
from importers.source.structure.definition import Definition
from importers.source.structure.instances import Instances
from importers.source.values.templates import ModelValue, SequentialValue
from importers.source.values.values import NotStructure, SourceValue, Tensor, Unknown

LAYER = "(inputs)"


@dataclass(eq=False)
class Nesting:
    """Applies models to tensors."""

    state: ReadingState
    composites: Composites
    instances: Instances
    nests: dict[int, tuple[Definition, str]] = field(default_factory=dict)

    def applied(self, layer: ModelValue | SequentialValue, inputs: list[Tensor]) -> SourceValue:
        if self.state.flat:
            return self._copied(layer, inputs)
        ends, starts = _ends_of(layer, self.state)
        if not ends or len(starts) != len(inputs):
            self.state.tell("a model within the model takes something else: left out")
            return Unknown("what a model gives")
        builder = ends[0].builder
        if builder is not self.state.top and builder not in [
            each.builder for each in self.state.regions
        ] + [self.state.base]:
            raise NotStructure
        known = self.nests.get(id(layer))
        if known is None:
            known = self._nest(layer, builder, starts, ends)
            self.nests[id(layer)] = known
        definition, name = known
        spec = self.instances.instance_spec(definition, {LAYER: tuple(inputs)}, ())
        spec.layer = layer
        spec.name = name if not self.state.regions else ""
        return one_or_list(self.state.emit(spec))

    def _nest(
        self,
        layer: ModelValue | SequentialValue,
        builder: Builder,
        starts: Sequence[Tensor],
        ends: Sequence[Tensor],
    ) -> tuple[Definition, str]:
        live = builder.ancestors(ends, starts)
        entering = {start.block for start in starts}
        hidden = Builder(self.state.document, -1)
        hidden.uid = builder.uid
        hidden.specs = {
            key: spec if key not in entering else Spec(IN.name, {}, [], id=key)
            for key, spec in builder.specs.items()
            if key in live
        }
        hidden.ins = builder.ins
        definition = Definition(None, Region(hidden))
        kind = SEQUENTIAL if isinstance(layer, SequentialValue) else FUNCTIONAL
        title = layer.name or ("sequential" if kind == SEQUENTIAL else "nested model")
        words = f"The nested model {title[:60]}."
        definition.result = tuple(replace(each, builder=hidden) for each in ends)
        entries = [replace(each, builder=hidden) for each in starts]
        definition.sources = [(entry, (LAYER, at)) for at, entry in enumerate(entries)]
        self.composites.define(definition, title, words, kind)
        return definition, layer.name

    def _copied(self, layer: ModelValue | SequentialValue, inputs: list[Tensor]) -> SourceValue:
        """Write the layers of a model down as they are, in the flat reading."""
        ends, starts = _ends_of(layer, self.state)
        if not ends or len(starts) != len(inputs):
            return Unknown("what a model gives")
        builder = ends[0].builder
        assert isinstance(builder, Builder)
        live = builder.ancestors(ends, starts)
        made = {start.block: [tensor] for start, tensor in zip(starts, inputs, strict=True)}
        ports = {start.block: [start.port] for start in starts}
        for key, spec in list(builder.specs.items()):
            if key in live and key not in made:
                given = [
                    made[each.block][ports[each.block].index(each.port)] for each in spec.inputs
                ]
                copy = replace(spec, inputs=given, id="", layer=spec.layer or spec, name="")
                made[key] = self.state.emit(copy)
                ports[key] = list(spec.outputs)
        return one_or_list([made[each.block][ports[each.block].index(each.port)] for each in ends])


def _ends_of(
    layer: ModelValue | SequentialValue, state: ReadingState
) -> tuple[list[Tensor], list[Tensor]]:
    if isinstance(layer, ModelValue):
        return list(layer.outputs), list(layer.inputs)
    tensor = state.output_of(layer)
    return ([tensor], [layer.input]) if tensor is not None and layer.input is not None else ([], [])
