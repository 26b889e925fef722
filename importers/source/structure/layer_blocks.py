"""One layer on tensors, as a block: known, unknown, or an operation that arithmetic stands for."""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import dataclass

from blocks.catalog.core import INPUT
from blocks.catalog.operations import OPS_ADD, OPS_MULTIPLY
from blocks.catalog.registry import block_type
from blocks.graph.unknown_layers import CODE
from blocks.types.block_type import BlockType
from importers.source.graph.builder import Spec
from importers.source.graph.layers import layer_values, unknown_layer, values_of
from importers.source.reading.state import ReadingState
from importers.source.structure.arguments import one_or_list
from importers.source.structure.binding import Binding
from importers.source.text.late_functions import late_words
from importers.source.values import symbols
from importers.source.values.templates import LayerValue
from importers.source.values.values import (
    UNSET,
    Func,
    Kwargs,
    ListValue,
    NotStructure,
    SourceValue,
    Sym,
    Tensor,
    Unknown,
)


@dataclass(eq=False)
class LayerBlocks:
    """Adds the blocks of layers and of operations."""

    state: ReadingState
    binding: Binding

    def layer(
        self, layer: LayerValue, inputs: list[Tensor], called: Kwargs | None = None
    ) -> SourceValue:
        line, self.state.line = self.state.line, layer.line or self.state.line
        if layer.name in CODE and not layer.own:
            return self._code(layer, inputs)
        found = layer_values(layer, self.state.tell)
        if found is None:
            result = self.grey(layer.name, inputs, layer)
        else:
            kind = block_type(found[0])
            assert kind is not None
            room = len(kind.inputs.names)
            if not kind.inputs.many and len(inputs) > room:
                self.state.tell(f"{kind.name} takes {room} input here: the others are left out")
                inputs = inputs[:room]
            self._check_home(layer)
            said = {key: each for key, each in (called or {}).items() if _is_called(kind, key)}
            values = found[1] | values_of(kind, (), said, self.state.tell)
            spec = Spec(found[0], values, inputs, name=self.name_of(layer), layer=layer)
            result = self.state.emit(spec)[0]
        layer.applied = result
        self.state.line = line
        return result

    def _check_home(self, layer: LayerValue) -> None:
        """Refuse to make a layer inside a structure that was made outside: it would be another one each time."""
        if layer.depth < self.state.depth:
            raise NotStructure

    def name_of(self, layer: LayerValue) -> str:
        """Return a layer's name where it can have one: in the model itself."""
        name = layer.kwargs.get("name")
        if isinstance(name, Sym):
            name = None if name.known is UNSET else name.known
        return name if isinstance(name, str) and not self.state.regions else ""

    def _code(self, layer: LayerValue, inputs: list[Tensor]) -> SourceValue:
        """Read a Lambda whose function only does what there are blocks for; another is a block that does nothing."""
        func = layer.args[0] if layer.args else layer.kwargs.get("function")
        if isinstance(func, Func):
            self._tell_late(func)
        if isinstance(func, Func) and isinstance(func.node, ast.Lambda):
            good = False
            with suppress(NotStructure), self.state.silent_trial() as builder:
                given = one_or_list([builder.bring(each) for each in inputs])
                result = self.binding.inline(func, (given,), {})
                known = all(block_type(spec.type) for spec in builder.specs.values())
                good = isinstance(result, Tensor) and known
            if good:
                found = self.binding.inline(func, (one_or_list(inputs),), {})
                self.state.tell("the Lambda was read: what it does are blocks here", kind="read")
                return found
        return self.grey(layer.name, inputs, layer)

    def _tell_late(self, func: Func) -> None:
        """Say where Keras may read another value than the one that the name has where the layer is applied."""
        names = self.state.late.names(func.node)
        if names:
            self.state.tell(late_words(names), kind="late")

    def grey(self, name: str, inputs: list[Tensor], layer: LayerValue | None = None) -> Tensor:
        layer = layer or LayerValue(name, (), {}, self.state.line, self.state.depth, "")
        type_name, extra = unknown_layer(layer, self.state.tell)
        code = layer.name in CODE
        words = "contains code - not loaded" if code else f"{name[:60]} is not known here"
        title = self.state.source.line(self.state.line)
        self.state.tell(words, kind="code" if code else "unknown", name=title)
        self._check_home(layer)
        spec = Spec(type_name, {}, inputs, name=self.name_of(layer), extra=extra, layer=layer)
        return self.state.emit(spec)[0]

    def stand_in(self, name: str) -> Tensor:
        """Return the Input for a name that nothing was assigned to."""
        found = self.state.get(self.state.module, name)
        if isinstance(found, Tensor):
            return found
        self.state.tell(
            f"{name} is not there before this line: an Input without a shape stands for it",
            kind="added",
            name=name,
        )
        if self.state.regions:
            raise NotStructure
        (tensor,) = self.state.emit(Spec(INPUT.name, {}, []))
        self.state.stood_in.add(tensor.block)
        self.state.put(self.state.module, name, tensor)
        return tensor

    def tensor_operation(
        self, op: ast.operator, left: SourceValue, right: SourceValue
    ) -> SourceValue:
        """Write ``x + y`` and ``x * 2`` as the operations that they are."""
        other = next((each for each in (left, right) if not isinstance(each, Tensor)), None)
        if isinstance(other, Unknown) and other.name.isidentifier():
            there = self.stand_in(other.name)
            left, right = (there if each is other else each for each in (left, right))
            other = there
        tensors = [each for each in (left, right) if isinstance(each, Tensor)]
        number = isinstance(other, (int, float, Sym)) and not isinstance(other, bool)
        if len(tensors) == 2 and isinstance(op, (ast.Add, ast.Mult)):
            return self.operation(op, tensors, None)
        if number and isinstance(op, (ast.Add, ast.Mult)):
            return self.operation(op, tensors, other)
        if number and isinstance(left, Tensor) and isinstance(op, ast.Sub):
            return self.operation(ast.Add(), tensors, symbols.minus(other))
        if number and isinstance(left, Tensor) and isinstance(op, ast.Div):
            return self.operation(ast.Mult(), tensors, symbols.binary(op, 1.0, other))
        return self.grey(type(op).__name__, tensors)

    def operation(self, op: ast.operator, tensors: list[Tensor], value: SourceValue) -> SourceValue:
        """Add a sum or a product."""
        kind = (OPS_ADD if isinstance(op, ast.Add) else OPS_MULTIPLY).name
        if isinstance(value, Unknown):
            return self.grey(kind.removeprefix("Ops"), tensors)
        return self.state.emit(Spec(kind, {} if value is None else {"value": value}, tensors))[0]

    def ends_of(self, owner: LayerValue, name: str) -> SourceValue:
        """Return the input or the output of a model that is not read: a block stands for it."""
        if owner.own and block_type(owner.name) is None:
            shape = owner.kwargs.get("input_shape", UNSET)
            if isinstance(shape, ListValue):
                shape = tuple(self.state.items(shape))
            values: dict[str, SourceValue] = {"shape": shape} if isinstance(shape, tuple) else {}
            (entry,) = self.state.emit(Spec(INPUT.name, values, []))
            result = self.layer(owner, [entry])
            owner.applied = result if isinstance(result, Tensor) else None
            return entry if name == "input" else result
        return Unknown(f"the {name} of a layer")


def _is_called(kind: BlockType, name: str) -> bool:
    parameter = kind.parameter(name)
    return parameter is not None and parameter.called
