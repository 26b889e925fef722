"""The flat reading of a plan: every layer a line, loops run through, expressions evaluated, no functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from blocks.graph.naming import keras_prefix, made_inside
from blocks.values.shapes import Shape
from blocks.values.values import Value
from exporters.plan.calls import (
    Argument,
    Call,
    CompositeCall,
    Path,
    PlanError,
    TensorRef,
    UnknownLayerCall,
)
from exporters.plan.execute import Execution
from exporters.plan.tree import Function, Plan
from exporters.styles.annotated import AnnotatedPlan, Site


def flat_plan(plan: Plan) -> AnnotatedPlan:
    """Return a plan of single layers that builds the same model; that of a chain of layers is as it was."""
    if plan.sequential:
        return AnnotatedPlan(plan)
    writing = _Writing(plan)
    inputs, outputs = writing.run()
    model = Function(
        body=tuple(writing.calls),
        inputs=tuple(tensor.ref for tensor in inputs),
        outputs=tuple(tensor.ref for tensor in outputs),
    )
    return AnnotatedPlan(replace(plan, model=model, functions=()), writing.paths)


@dataclass(frozen=True, slots=True)
class _Tensor:
    ref: TensorRef
    known: Shape | None


class _Writing(Execution[_Tensor]):
    """Writes calls down instead of making layers; a layer that is shared is written where it is applied."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.calls: list[Call] = []
        self.paths: dict[Site, Path] = {}
        self._counts: Counter[str] = Counter()
        self._known: dict[str, str] = {}
        self._word = ""
        self._number = 0

    def _name(self, call: Call) -> str:
        if not call.named:
            return _counted(call.type, self._counts)
        self._counts.update(made_inside(call.type))
        return call.name

    def _write(self, call: Call) -> None:
        self.calls.append(call)
        self.paths["", call.block] = self.path

    def shape(self, tensor: _Tensor) -> Shape:
        if tensor.known is None:
            raise PlanError(
                "a shape behind a layer of an unknown class is not known: write functions"
            )
        return tensor.known

    def make(
        self, call: Call, arguments: Mapping[str, Value]
    ) -> Callable[[list[_Tensor]], _Tensor]:
        shared = f"{call.shared}~{len(self.calls)}" if call.shared else ""
        if self._word:
            shared, self._number = f"{self._word}/{self._number}", self._number + 1
        name = self._known.get(shared) or self._name(call)
        if shared:
            self._known[shared] = name

        def apply(inputs: list[_Tensor]) -> _Tensor:
            made = replace(
                call,
                block=f"{call.block or call.type.lower()}~{len(self.calls)}",
                name=name,
                shared=shared,
                arguments=_written(call, arguments),
                inputs=tuple(tensor.ref for tensor in inputs),
                input_shapes=tuple(tensor.known for tensor in inputs if tensor.known is not None),
            )
            self._write(made)
            known = len(made.input_shapes) == len(inputs)
            return _Tensor(made.output, output_shape(made) if known else None)

        return apply

    def nest(
        self,
        call: CompositeCall,
        nested: str,
        inputs: list[_Tensor],
        run: Callable[[list[_Tensor]], list[_Tensor]],
    ) -> Callable[[list[_Tensor]], list[_Tensor]]:
        """Write the layers of the model down as they are; those of one that is applied again are each applied again."""
        if not call.shared:
            return run
        word = f"{call.shared}~{len(self.calls)}"

        def apply(given: list[_Tensor]) -> list[_Tensor]:
            outside = self._word, self._number
            self._word, self._number = word, 0
            found = run(given)
            self._word, self._number = outside
            return found

        return apply

    def meet(self, call: UnknownLayerCall, inputs: list[_Tensor]) -> list[_Tensor]:
        name = call.name if call.named else _counted(call.type, self._counts)
        made = replace(
            call,
            block=f"{call.block}~{len(self.calls)}",
            name=name,
            inputs=tuple(tensor.ref for tensor in inputs),
        )
        self._write(made)
        shapes = (*call.unknown_layer.shapes, *[None] * call.ports)
        return [_Tensor(ref, shape) for ref, shape in zip(made.outputs, shapes, strict=False)]


def _counted(type_name: str, counts: Counter[str]) -> str:
    prefix = keras_prefix(type_name)
    counts[prefix] += 1
    counts.update(made_inside(type_name))
    count = counts[prefix] - 1
    return f"{prefix}_{count}" if count else prefix


def _written(call: Call, arguments: Mapping[str, Value]) -> tuple[Argument, ...]:
    """Return what differs from Keras's default, now that it is known."""
    found = []
    for name, value in arguments.items():
        parameter = call.kind.parameter(name)
        if parameter is not None and not parameter.is_default(value):
            found.append(Argument(name, value, value))
    return tuple(found)


def output_shape(call: Call) -> Shape:
    """Return the shape that a single layer gives, without the batch axis."""
    given = {argument.name: argument.value for argument in call.arguments}
    every = {parameter.name: parameter.default for parameter in call.kind.parameters}
    return call.kind.infer({**every, **given}, call.input_shapes).outputs[0]
