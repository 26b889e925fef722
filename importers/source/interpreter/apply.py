"""Layers on tensors: what a call of a layer adds to the graph, whatever the layer is."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from blocks.catalog.registry import block_type
from blocks.graph.structure import MERGES
from blocks.graph.unknown_layers import CODE
from blocks.types.block_type import BlockType, Form
from importers.source.graph.builder import Spec
from importers.source.graph.layers import layer_values, stranger, values_of
from importers.source.interpreter.expressions import Expressions
from importers.source.interpreter.late_functions import late_words
from importers.source.interpreter.state import Region
from importers.source.values import symbols
from importers.source.values.values import (
    UNSET,
    Api,
    BranchList,
    Func,
    LayerValue,
    ListValue,
    Maker,
    ModelValue,
    NotStructure,
    Repeat,
    SequentialValue,
    Sym,
    Tensor,
    Unknown,
    When,
    is_plain,
)

_PORTS = ("query", "value", "key")
"""Names of tensors that Keras takes by name as well."""


def _is_called(kind: BlockType, name: str) -> bool:
    parameter = kind.parameter(name)
    return parameter is not None and parameter.called


class Applying(Expressions):
    """Applies layers."""

    def apply(self, layer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Return what a layer, a model or a template of such gives for tensors."""
        if args and (branches := self._branches_in(args[0])) is not None:
            return self.merge(layer, branches)
        inputs = self.tensors_in(args)
        named = {key: value for key, value in kwargs.items() if isinstance(value, Tensor)}
        # Tensors that come by name stand behind the others, in Keras's order.
        for key in ("inputs", *_PORTS):
            if key in named:
                inputs = [*(inputs or []), named[key]]
        for key in named.keys() - {"inputs", *_PORTS}:
            self.tell(f"the argument {key[:40]} of the call is left out")
        if not inputs and len(args) == 1 and isinstance(args[0], Unknown) and not self.regions:
            inputs = [self._unknown_input(args[0])]
        if not inputs:
            return self._missing(layer, args)
        if isinstance(layer, LayerValue):
            return self._layer(layer, inputs, kwargs)
        return self.applied(layer, inputs)

    def _branches_in(self, value: Any) -> BranchList | None:
        """Return parallel branches that are all that is given, as they are or in a list."""
        if isinstance(value, ListValue) and len(self.items(value)) == 1:
            (value,) = self.items(value)
        return value if isinstance(value, BranchList) else None

    def _unknown_input(self, value: Unknown) -> Tensor:
        """Return an Input for what is not known, so that what follows stays in one piece."""
        words = f"it is applied to {value.why}, which is not known: an Input stands for that"
        self.tell(words, kind="added")
        (tensor,) = self.emit(Spec("Input", {}, []))
        self.stood_in.add(tensor.block)
        return tensor

    def _missing(self, layer: Any, args: tuple[Any, ...]) -> Any:
        first = args[0] if args else Unknown("nothing")
        if isinstance(first, SequentialValue):
            return Unknown("a model of models")
        why = first.why if isinstance(first, Unknown) else "something that is no tensor"
        self.tell(f"it is applied to {why}: left out")
        return Unknown("what such a layer gives")

    def tensors_in(self, values: Any) -> list[Tensor] | None:
        """Return the tensors in arguments; a name that nothing was assigned to becomes an Input."""
        found: list[Tensor] = []
        for value in values:
            if isinstance(value, Tensor):
                found.append(value)
            elif isinstance(value, (ListValue, tuple)):
                items = self.items(value) if isinstance(value, ListValue) else list(value)
                inner = self.tensors_in(items)
                if inner is None:
                    return None
                found += inner
            elif isinstance(value, SequentialValue) and self.get(value, "tensor") is not None:
                found.append(self.get(value, "tensor"))
            elif isinstance(value, LayerValue) and value.applied is not None:
                found.append(value.applied)
            elif isinstance(value, BranchList):
                self.restart(value.node)
            elif isinstance(value, Unknown) and value.name.isidentifier():
                found.append(self.stand_in(value.name))
            elif isinstance(value, Api) and value.path == ("builtins", "input"):
                found.append(self.stand_in("input"))
            elif isinstance(value, Unknown) or not is_plain(value):
                return None
        return found

    def stand_in(self, name: str) -> Tensor:
        """Return the Input for a name that nothing was assigned to."""
        found = self.get(self.module, name)
        if isinstance(found, Tensor):
            return found
        self.tell(
            f"{name} is not there before this line: an Input without a shape stands for it",
            kind="added",
            name=name,
        )
        if self.regions:
            raise NotStructure
        (tensor,) = self.emit(Spec("Input", {}, []))
        self.stood_in.add(tensor.block)
        self.put(self.module, name, tensor)
        return tensor

    def applied(self, layer: Any, inputs: list[Tensor]) -> Any:
        """Apply a layer to tensors."""
        if isinstance(layer, LayerValue):
            return self._layer(layer, inputs)
        if isinstance(layer, When):
            return self._when(layer, inputs)
        if isinstance(layer, Repeat):
            return self.repeated(layer, inputs)
        if isinstance(layer, Maker):
            return self.made(layer, inputs)
        if isinstance(layer, (SequentialValue, ModelValue)):
            return self.nested(layer, inputs)
        return Unknown("the result of a call")

    def made(self, layer: Maker, inputs: list[Tensor]) -> Any:
        """Apply a composite."""
        raise NotImplementedError

    def nested(self, layer: Any, inputs: list[Tensor]) -> Any:
        """Apply a model within the model."""
        raise NotImplementedError

    def enclosed(self, region: Region, result: Tensor, stem: str) -> Spec:
        """Return one block for what a trial has read: the block itself, or a composite."""
        raise NotImplementedError

    def inline(self, func: Func, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Run through a function in place."""
        raise NotImplementedError

    # ------------------------------------------------------------ one layer

    def _layer(
        self, layer: LayerValue, inputs: list[Tensor], called: Mapping[str, Any] | None = None
    ) -> Any:
        line, self.line = self.line, layer.line or self.line
        if layer.name in CODE and not layer.own:
            return self._code(layer, inputs)
        found = layer_values(layer, self.tell)
        if found is None:
            result = self.grey(layer.name, inputs, layer)
        else:
            kind = block_type(found[0])
            assert kind is not None
            room = len(kind.inputs.names)
            if not kind.inputs.many and len(inputs) > room:
                self.tell(f"{kind.name} takes {room} input here: the others are left out")
                inputs = inputs[:room]
            self._check_home(layer)
            said = {key: each for key, each in (called or {}).items() if _is_called(kind, key)}
            values = found[1] | values_of(kind, (), said, self.tell)
            spec = Spec(found[0], values, inputs, name=self.name_of(layer), layer=layer)
            result = self.emit(spec)[0]
        layer.applied = result if isinstance(result, Tensor) else None
        self.line = line
        return result

    def _check_home(self, layer: Any) -> None:
        """Refuse to make a layer inside a structure that was made outside: it would be another one each time."""
        if layer.depth < self.depth:
            raise NotStructure

    def name_of(self, layer: LayerValue) -> str:
        """Return a layer's name where it can have one: in the model itself."""
        name = layer.kwargs.get("name")
        if isinstance(name, Sym):
            name = None if name.known is UNSET else name.known
        return name if isinstance(name, str) and not self.regions else ""

    def _code(self, layer: LayerValue, inputs: list[Tensor]) -> Any:
        """Read a Lambda whose function only does what there are blocks for; another is a block that does nothing."""
        func = layer.args[0] if layer.args else layer.kwargs.get("function")
        if isinstance(func, Func):
            self._tell_late(func)
        if isinstance(func, Func) and isinstance(func.node, ast.Lambda):
            region = self.open(shapes=True)
            inner = [region.builder.bring(each) for each in inputs]
            self.silent += 1
            try:
                given: Any = inner[0] if len(inner) == 1 else ListValue(inner)
                result = self.inline(func, (given,), {})
                good = isinstance(result, Tensor) and not any(
                    block_type(spec.type) is None and spec.type != "In"
                    for spec in region.builder.specs.values()
                )
            except NotStructure:
                good = False
            finally:
                self.silent -= 1
                self.close(region)
            if good:
                outer: Any = inputs[0] if len(inputs) == 1 else ListValue(inputs)
                found = self.inline(func, (outer,), {})
                self.tell("the Lambda was read: what it does are blocks here", kind="read")
                return found
        return self.grey(layer.name, inputs, layer)

    def _tell_late(self, func: Func) -> None:
        """Say where Keras may read another value than the one that the name has where the layer is applied."""
        names = self.late.names(func.node)
        if names:
            self.tell(late_words(names), kind="late")

    def grey(self, name: str, inputs: list[Tensor], layer: LayerValue | None = None) -> Any:
        layer = layer or LayerValue(name, (), {}, self.line, self.depth, "")
        type_name, extra = stranger(layer, self.tell)
        code = layer.name in CODE
        words = "contains code - not loaded" if code else f"{name[:60]} is not known here"
        title = self.source.line(self.line)
        self.tell(words, kind="code" if code else "unknown", name=title)
        self._check_home(layer)
        spec = Spec(type_name, {}, inputs, name=self.name_of(layer), extra=extra, layer=layer)
        return self.emit(spec)[0]

    # ------------------------------------------------------------ templates

    def _when(self, layer: When, inputs: list[Tensor]) -> Any:
        """Apply what is only there under a condition."""
        if any(each is layer.test for each in self.assumed):
            return self.applied(_at_depth(layer.item, self.depth), inputs)
        region = self.open(shapes=True)
        inner = [region.builder.bring(each) for each in inputs]
        try:
            result = self.applied(_at_depth(layer.item, self.depth), inner)
            if not isinstance(result, Tensor):
                raise NotStructure(symbols.leaves_of(layer.test))
            spec = self.enclosed(region, result, "Part")
        finally:
            self.close(region)
        return self.emit_when(spec, layer.test, inputs[0])

    def emit_when(self, spec: Spec, test: Sym, tensor: Tensor) -> Tensor:
        """Add a block that is there under a condition."""
        if [each.key for each in spec.inputs] != [tensor.key]:
            raise NotStructure(symbols.leaves_of(test))
        spec.when = test
        return self.emit(spec)[0]

    def repeated(self, layer: Repeat, inputs: list[Tensor]) -> Any:
        """Apply layers one after the other."""
        spec = self.template(layer, inputs)
        spec.series, spec.index, spec.when = layer.count, layer.index, layer.when
        return self.emit(spec)[0]

    def template(self, layer: Repeat, inputs: list[Tensor]) -> Spec:
        """Return the block of a layer that is made many times."""
        region = self.open(shapes=False)
        inner = [region.builder.bring(each, opaque=True) for each in inputs]
        try:
            result = self.applied(_at_depth(layer.item, self.depth), inner)
            if not isinstance(result, Tensor):
                raise NotStructure
            spec = self.enclosed(region, result, "Part")
        finally:
            self.close(region)
        if len(spec.inputs) != 1 or spec.structured:
            raise NotStructure
        return spec

    def merge(self, layer: Any, branches: BranchList) -> Any:
        """Join parallel branches."""
        merges = isinstance(layer, LayerValue) and layer.name in MERGES and not layer.own
        kind = block_type(layer.name) if merges else None
        values = values_of(kind, layer.args, layer.kwargs, self.tell) if kind else {}
        usual = all(
            kind is not None and (parameter := kind.parameter(key)) and parameter.is_default(value)
            for key, value in values.items()
        )
        if not merges or not usual:
            self.restart(branches.node)
        spec: Spec = replace(branches.enclosed)
        spec.parallel, spec.index, spec.merge = branches.count, branches.index, layer.name
        spec.when = branches.when
        return self.emit(spec)[0]

    # ------------------------------------------------------------ arithmetic

    def tensor_operation(self, op: ast.operator, left: Any, right: Any) -> Any:
        """Write ``x + y`` and ``x * 2`` as the operations that they are."""
        tensors = [each for each in (left, right) if isinstance(each, Tensor)]
        other = next((each for each in (left, right) if not isinstance(each, Tensor)), None)
        if isinstance(other, Unknown) and other.name.isidentifier():
            other = self.stand_in(other.name)
            tensors = [other if isinstance(each, Unknown) else each for each in (left, right)]
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

    def operation(self, op: ast.operator, tensors: list[Tensor], value: Any) -> Any:
        """Add a sum or a product."""
        kind = "OpsAdd" if isinstance(op, ast.Add) else "OpsMultiply"
        if isinstance(value, Unknown):
            return self.grey(kind[3:], tensors)
        return self.emit(Spec(kind, {} if value is None else {"value": value}, tensors))[0]

    def ends_of(self, owner: LayerValue, name: str) -> Any:
        """Return the input or the output of a model that is not read: a block stands for it."""
        if owner.own and block_type(owner.name) is None:
            shape = owner.kwargs.get("input_shape", UNSET)
            if isinstance(shape, ListValue):
                shape = tuple(self.items(shape))
            values = {"shape": shape} if isinstance(shape, tuple) else {}
            (entry,) = self.emit(Spec("Input", values, []))
            owner.applied = self._layer(owner, [entry])
            return entry if name == "input" else owner.applied
        return Unknown(f"the {name} of a layer")


def _at_depth(layer: Any, depth: int) -> Any:
    """Return a template as if it were made where it is applied."""
    if isinstance(layer, (LayerValue, Maker)):
        return replace(layer, depth=depth)
    return layer


def is_layer_like(value: Any) -> bool:
    """Tell whether something can be applied to tensors."""
    return isinstance(value, (LayerValue, Maker, Repeat, When, SequentialValue, ModelValue))


def has_form(name: str, form: Form) -> bool:
    """Tell whether there is a block type of a form."""
    kind = block_type(name)
    return kind is not None and kind.form is form
