"""The flat reading of a plan: every layer a line, loops run through, expressions evaluated, no functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from blocks.naming import keras_prefix
from blocks.registry import block_type
from blocks.shapes import Shape
from blocks.values import Value
from exporters.execute import Execution
from exporters.plan_tree import Argument, Call, Function, Plan, PlanError, StrangerCall, TensorRef


def flat_plan(plan: Plan) -> Plan:
    """Return a plan of single layers that builds the same model; that of a chain of layers is as it was."""
    if plan.sequential:
        return plan
    machine = _Paper()
    inputs, outputs = Execution(plan, machine).run()
    model = Function(
        body=tuple(machine.calls),
        inputs=tuple(tensor.ref for tensor in inputs),
        outputs=tuple(tensor.ref for tensor in outputs),
    )
    return replace(plan, model=model, functions=())


@dataclass(frozen=True, slots=True)
class _Tensor:
    ref: TensorRef
    known: Shape | None


@dataclass
class _Paper:
    """Writes calls down instead of making layers."""

    calls: list[Call] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def shape(self, tensor: _Tensor) -> Shape:
        if tensor.known is None:
            raise PlanError(
                "a shape behind a layer of an unknown class is not known: write functions"
            )
        return tensor.known

    def make(
        self, call: Call, arguments: Mapping[str, Value]
    ) -> Callable[[list[_Tensor]], _Tensor]:
        name = call.name if call.named else _counted(call.type, self.counts)

        def apply(inputs: list[_Tensor]) -> _Tensor:
            made = replace(
                call,
                block=f"{call.block or call.type.lower()}~{len(self.calls)}",
                name=name,
                arguments=_written(call, arguments),
                inputs=tuple(tensor.ref for tensor in inputs),
                input_shapes=tuple(tensor.known for tensor in inputs if tensor.known is not None),
            )
            self.calls.append(made)
            known = len(made.input_shapes) == len(inputs)
            return _Tensor(made.output, output_shape(made) if known else None)

        return apply

    def meet(self, call: StrangerCall, inputs: list[_Tensor]) -> list[_Tensor]:
        name = call.name if call.named else _counted(call.type, self.counts)
        made = replace(
            call,
            block=f"{call.block}~{len(self.calls)}",
            name=name,
            inputs=tuple(tensor.ref for tensor in inputs),
        )
        self.calls.append(made)
        shapes = (*call.stranger.shapes, *[None] * call.ports)
        return [_Tensor(ref, shape) for ref, shape in zip(made.outputs, shapes, strict=False)]


def _counted(type_name: str, counts: Counter[str]) -> str:
    prefix = keras_prefix(type_name)
    counts[prefix] += 1
    count = counts[prefix] - 1
    return f"{prefix}_{count}" if count else prefix


def _written(call: Call, arguments: Mapping[str, Value]) -> tuple[Argument, ...]:
    """Return what differs from Keras's default, now that it is known."""
    kind = block_type(call.type)
    assert kind is not None  # the execution has looked it up
    found = []
    for name, value in arguments.items():
        parameter = kind.parameter(name)
        if parameter is not None and not parameter.is_default(value):
            found.append(Argument(name, value, value))
    return tuple(found)


def output_shape(call: Call) -> Shape:
    """Return the shape that a single layer gives, without the batch axis."""
    kind = block_type(call.type)
    assert kind is not None
    given = {argument.name: argument.value for argument in call.arguments}
    every = {parameter.name: parameter.default for parameter in kind.parameters}
    return kind.infer({**every, **given}, call.input_shapes).outputs[0]
