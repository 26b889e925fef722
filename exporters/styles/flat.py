"""The flat reading of a plan: every layer a line, loops run through, expressions evaluated, no functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from blocks.catalog.registry import block_type
from blocks.graph.naming import keras_prefix, made_inside
from blocks.values.shapes import Shape
from blocks.values.values import Value
from exporters.plan.execute import Execution
from exporters.plan.tree import (
    Argument,
    Call,
    CompositeCall,
    Function,
    Plan,
    PlanError,
    StrangerCall,
    TensorRef,
)


def flat_plan(plan: Plan) -> Plan:
    """Return a plan of single layers that builds the same model; that of a chain of layers is as it was."""
    if plan.sequential:
        return plan
    machine = _Paper()
    inputs, outputs = _Writing(plan, machine).run()
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
    known: dict[str, str] = field(default_factory=dict)
    word: str = ""
    turn: int = 0

    def _name(self, call: Call) -> str:
        if not call.named:
            return _counted(call.type, self.counts)
        self.counts.update(made_inside(call.type))
        return call.name

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
        if self.word:
            shared, self.turn = f"{self.word}/{self.turn}", self.turn + 1
        name = self.known.get(shared) or self._name(call)
        if shared:
            self.known[shared] = name

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
            self.calls.append(made)
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
            outside = self.word, self.turn
            self.word, self.turn = word, 0
            found = run(given)
            self.word, self.turn = outside
            return found

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


class _Writing(Execution[_Tensor]):
    """Says of what is written for a shared layer where it is applied, not where it was made."""

    def applied(
        self,
        call: Call,
        apply: Callable[[list[_Tensor]], list[_Tensor]],
        inputs: list[_Tensor],
    ) -> list[_Tensor]:
        assert isinstance(self.machine, _Paper)
        calls = self.machine.calls
        start, here = len(calls), call.trail
        found = apply(inputs)
        if here:  # both stand in the same function, equally deep
            calls[start:] = [
                replace(each, trail=(*here, *each.trail[len(here) :])) for each in calls[start:]
            ]
        return found


def _counted(type_name: str, counts: Counter[str]) -> str:
    prefix = keras_prefix(type_name)
    counts[prefix] += 1
    counts.update(made_inside(type_name))
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
