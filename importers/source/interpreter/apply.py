"""Layers on tensors: what a call of a layer adds to the graph, whatever the layer is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from blocks.catalog.core import INPUT
from blocks.catalog.registry import block_type
from blocks.graph.structure import MERGES
from importers.source.graph.builder import BranchList, Spec
from importers.source.graph.layers import values_of
from importers.source.reading.state import ReadingState
from importers.source.structure.classes import Classes
from importers.source.structure.composites import Composites
from importers.source.structure.functions import FunctionCalls
from importers.source.structure.layer_blocks import LayerBlocks
from importers.source.structure.nested import Nesting
from importers.source.values import symbols
from importers.source.values.arrays import ArrayValue
from importers.source.values.templates import (
    ClassMaker,
    FunctionMaker,
    LayerValue,
    ModelValue,
    Repeat,
    SequentialValue,
    When,
    at_depth,
)
from importers.source.values.values import (
    Api,
    Args,
    Kwargs,
    Leaf,
    ListValue,
    NotStructure,
    SourceValue,
    Tensor,
    Unknown,
    is_plain,
)

_PORTS = ("query", "value", "key")
"""Names of tensors that Keras takes by name as well."""


@dataclass(eq=False)
class Applying:
    """Applies layers, models and templates of such."""

    state: ReadingState
    blocks: LayerBlocks
    composites: Composites
    nesting: Nesting
    functions: FunctionCalls
    classes: Classes

    def apply(self, layer: SourceValue, args: Args, kwargs: Kwargs) -> SourceValue:
        """Return what a layer, a model or a template of such gives for tensors."""
        args = tuple(Unknown("data") if isinstance(each, ArrayValue) else each for each in args)
        layer = self.state.made_by(layer)
        if args and (branches := self._branches_in(args[0])) is not None:
            return self.merge(layer, branches)
        inputs = self.tensors_in(args)
        named = {key: value for key, value in kwargs.items() if isinstance(value, Tensor)}
        # Tensors that come by name stand behind the others, in Keras's order.
        for key in ("inputs", *_PORTS):
            if key in named:
                inputs = [*(inputs or []), named[key]]
        for key in named:
            if key not in ("inputs", *_PORTS):
                self.state.tell(f"the argument {key[:40]} of the call is left out")
        if not inputs and not self.state.regions and len(args) == 1:
            inputs = [self._unknown_input(args[0])] if isinstance(args[0], Unknown) else None
        if not inputs:
            return self._missing(args)
        if isinstance(layer, LayerValue):
            return self.blocks.layer(layer, inputs, kwargs)
        return self.applied(layer, inputs)

    def _branches_in(self, value: SourceValue) -> BranchList | None:
        """Return parallel branches that are all that is given, as they are or in a list."""
        if isinstance(value, ListValue) and len(self.state.items(value)) == 1:
            (value,) = self.state.items(value)
        return value if isinstance(value, BranchList) else None

    def _unknown_input(self, value: Unknown) -> Tensor:
        """Return an Input for what is not known, so that what follows stays in one piece."""
        words = f"it is applied to {value.why}, which is not known: an Input stands for that"
        self.state.tell(words, kind="added")
        (tensor,) = self.state.emit(Spec(INPUT.name, {}, []))
        self.state.stood_in.add(tensor.block)
        return tensor

    def _missing(self, args: Args) -> SourceValue:
        first = args[0] if args else Unknown("nothing")
        if isinstance(first, SequentialValue):
            return Unknown("a model of models")
        why = first.why if isinstance(first, Unknown) else "something that is no tensor"
        self.state.tell(f"it is applied to {why}: left out")
        return Unknown("what such a layer gives")

    def tensors_in(self, values: Iterable[SourceValue]) -> list[Tensor] | None:
        """Return the tensors in arguments; a name that nothing was assigned to becomes an Input."""
        found: list[Tensor] = []
        for value in values:
            if isinstance(value, (ListValue, tuple)):
                items = self.state.items(value) if isinstance(value, ListValue) else value
                inner = self.tensors_in(items)
                if inner is None:
                    return None
                found += inner
            elif (tensor := self._tensor_of(value)) is not None:
                found.append(tensor)
            elif not is_plain(value):
                return None
        return found

    def _tensor_of(self, value: SourceValue) -> Tensor | None:
        """Return the tensor that a value is, or that it stands for."""
        match value:
            case Tensor():
                return value
            case SequentialValue():
                return self.state.output_of(value)
            case LayerValue():
                return value.applied
            case BranchList():
                self.state.restart(value.node)
            case Unknown() if value.name.isidentifier():
                return self.blocks.stand_in(value.name)
            case Api(("builtins", "input")):
                return self.blocks.stand_in("input")
        return None

    def applied(self, layer: SourceValue, inputs: list[Tensor]) -> SourceValue:
        """Apply a layer to tensors."""
        if isinstance(layer, LayerValue):
            return self.blocks.layer(layer, inputs)
        if isinstance(layer, When):
            return self._when(layer, inputs)
        if isinstance(layer, Repeat):
            return self._repeated(layer, inputs)
        if isinstance(layer, FunctionMaker):
            return self.functions.made(layer, inputs)
        if isinstance(layer, ClassMaker):
            return self.classes.applied(layer, inputs)
        if isinstance(layer, (SequentialValue, ModelValue)):
            return self.nesting.applied(layer, inputs)
        return Unknown("the result of a call")

    def _when(self, layer: When, inputs: list[Tensor]) -> SourceValue:
        """Apply what is only there under a condition."""
        if any(each is layer.test for each in self.state.assumed):
            return self.applied(at_depth(layer.item, self.state.depth), inputs)
        leaves = symbols.leaves_of(layer.test)
        spec = self._enclosed(layer, inputs, leaves)
        if [each.key for each in spec.inputs] != [inputs[0].key]:
            raise NotStructure(leaves)
        spec.when = layer.test
        return self.state.emit(spec)[0]

    def _repeated(self, layer: Repeat, inputs: list[Tensor]) -> Tensor:
        """Apply layers one after the other."""
        spec = self._enclosed(layer, inputs)
        if len(spec.inputs) != 1 or spec.structured:
            raise NotStructure
        spec.series, spec.index, spec.when = layer.count, layer.index, layer.when
        return self.state.emit(spec)[0]

    def _enclosed(
        self, layer: When | Repeat, inputs: list[Tensor], leaves: frozenset[Leaf] = frozenset()
    ) -> Spec:
        """Return the block of a layer that is there under a condition, or many times.

        Raises:
            NotStructure: it gives no tensor; a value is needed of `leaves` then.
        """
        repeated = isinstance(layer, Repeat)
        with self.state.trial(shapes=not repeated) as region:
            inner = [region.builder.bring(each, opaque=repeated) for each in inputs]
            result = self.applied(at_depth(layer.item, self.state.depth), inner)
            if not isinstance(result, Tensor):
                raise NotStructure(leaves)
            return self.composites.enclosed(region, result, "Part")

    def merge(self, layer: SourceValue, branches: BranchList) -> Tensor:
        """Join parallel branches."""
        if not isinstance(layer, LayerValue) or not self._only_merges(layer):
            self.state.restart(branches.node)
        spec = replace(branches.enclosed)
        spec.parallel, spec.index, spec.merge = branches.count, branches.index, layer.name
        spec.when = branches.when
        return self.state.emit(spec)[0]

    def _only_merges(self, layer: LayerValue) -> bool:
        """Tell whether a layer joins tensors, with all of its arguments as they are by default."""
        kind = block_type(layer.name) if layer.name in MERGES and not layer.own else None
        if kind is None:
            return False
        values = values_of(kind, layer.args, layer.kwargs, self.state.tell)
        return all(
            (parameter := kind.parameter(key)) is not None and parameter.is_default(value)
            for key, value in values.items()
        )
