"""Runs a plan with values: loops are run through, conditions decided, expressions evaluated.

What a layer and a tensor are is the machine's business: for one they are Keras's, for the other calls on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Generic, Protocol, TypeVar

from blocks.catalog.registry import block_type
from blocks.graph.structure import INDEX
from blocks.inference.arguments import SHAPE_NAMES, shape_environment
from blocks.types.block_type import Form
from blocks.values.expressions import resolve
from blocks.values.shapes import Shape
from blocks.values.values import Value, has_expression
from exporters.plan.trace import Trail, at_turn, within
from exporters.plan.tree import (
    Branches,
    Call,
    CompositeCall,
    Function,
    If,
    Loop,
    Plan,
    PlanError,
    Statement,
    StrangerCall,
    TensorRef,
    call_of,
)

Tensor = TypeVar("Tensor")
Environment = Mapping[str, Value]


class Machine(Protocol[Tensor]):
    """Makes layers."""

    def shape(self, tensor: Tensor) -> Shape:
        """Return the shape of a tensor, without the batch axis."""

    def make(self, call: Call, arguments: Mapping[str, Value]) -> Callable[[list[Tensor]], Tensor]:
        """Make a layer, an input or a slice; the result is applied to the input tensors."""

    def meet(self, call: StrangerCall, inputs: list[Tensor]) -> list[Tensor]:
        """Apply a layer of an unknown class; raises `PlanError` where that cannot be done."""

    def nest(
        self,
        call: CompositeCall,
        nested: str,
        inputs: list[Tensor],
        run: Callable[[list[Tensor]], list[Tensor]],
    ) -> Callable[[list[Tensor]], list[Tensor]]:
        """Make a model of its own of a composite; ``run`` goes through it, ``inputs`` are those of its first call."""


class Execution(Generic[Tensor]):
    """One run of a plan.

    Attributes:
        block: the block of the main graph that is being made.
    """

    def __init__(self, plan: Plan, machine: Machine[Tensor]) -> None:
        self.plan, self.machine = plan, machine
        self.block = ""

    def run(self) -> tuple[list[Tensor], list[Tensor]]:
        """Return the model's inputs and outputs."""
        model = self.plan.model
        environment = {meta.name: meta.value for meta in model.metaparameters}
        tensors = self._body(model, environment, ())
        return [tensors[ref] for ref in model.inputs], [tensors[ref] for ref in model.outputs]

    def chain(self) -> Iterator[tuple[Call, dict[str, Value]]]:
        """Yield the layers of a model that is one chain, with their arguments; its expressions ask for no shape."""
        environment = {meta.name: meta.value for meta in self.plan.model.metaparameters}
        for call in self.plan.model.calls():
            self.block = call.block
            yield call, self._arguments(call, environment, [])

    def applied(
        self,
        call: Call,
        apply: Callable[[list[Tensor]], list[Tensor]],
        inputs: list[Tensor],
    ) -> list[Tensor]:
        """Apply a shared layer.

        Args:
            call: the block that applies it, not always the one that made it.
            apply: what was made.
            inputs: what it is applied to.
        """
        return apply(inputs)

    def _body(
        self,
        function: Function,
        environment: Environment,
        entering: Sequence[Tensor],
        trail: Trail = (),
    ) -> dict[TensorRef, Tensor]:
        tensors = dict(zip(function.inputs, entering, strict=False))
        made: dict[str, Callable[[list[Tensor]], list[Tensor]]] = {}
        for statement in function.body:
            call = call_of(statement)
            if call.form is Form.PORT:
                continue
            if function is self.plan.model:
                self.block = call.block
            here = within(statement, trail)
            inputs = [tensors[ref] for ref in call.inputs]
            if call.shared and isinstance(here, Call):
                if call.shared not in made:
                    made[call.shared] = self._maker(here, environment, inputs)
                found = self.applied(here, made[call.shared], inputs)
            else:
                found = self._statement(here, environment, inputs)
            tensors |= {TensorRef(call.block, port): tensor for port, tensor in enumerate(found)}
        return tensors

    def _statement(
        self, statement: Statement, environment: Environment, inputs: list[Tensor]
    ) -> list[Tensor]:
        if isinstance(statement, Loop):
            count = self._value(statement.count, environment, inputs)
            for index in range(_whole(count)):
                turn = at_turn(statement.body, index)
                inputs = self._statement(turn, {**environment, INDEX: index}, inputs)
            return inputs
        if isinstance(statement, If):
            holds = self._value(statement.test, environment, inputs)
            return self._statement(statement.body, environment, inputs) if holds else inputs
        if isinstance(statement, Branches):
            return [self._branches(statement, environment, inputs)]
        return self._maker(statement, environment, inputs)(inputs)

    def _maker(
        self, call: Call, environment: Environment, inputs: list[Tensor]
    ) -> Callable[[list[Tensor]], list[Tensor]]:
        """Make what a call applies, for the inputs of its first application."""
        if isinstance(call, CompositeCall):
            run = self._composite(call, environment, inputs)
            nested = self.plan.function(call.function).nested
            return self.machine.nest(call, nested, inputs, run) if nested else run
        if isinstance(call, StrangerCall):
            return partial(self.machine.meet, call)
        apply = self.machine.make(call, self._arguments(call, environment, inputs))
        if call.apart is None:
            return lambda given: [apply(given)]
        after = replace(call.apart, trail=call.trail)
        then = self.machine.make(after, self._arguments(after, environment, ()))
        return lambda given: [then([apply(given)])]

    def _branches(
        self, branches: Branches, environment: Environment, inputs: list[Tensor]
    ) -> Tensor:
        count = _whole(self._value(branches.count, environment, inputs))
        found = [
            self._statement(at_turn(branches.body, index), {**environment, INDEX: index}, inputs)[0]
            for index in range(count)
        ]
        trail = branches.body.trail
        merge = Call("", "", False, branches.merge, Form.LAYER, many=True, trail=trail)
        return self.machine.make(merge, {})(found)

    def _composite(
        self, call: CompositeCall, environment: Environment, inputs: list[Tensor]
    ) -> Callable[[list[Tensor]], list[Tensor]]:
        function = self.plan.function(call.function)
        given = {
            argument.name: self._value(argument.source, environment, inputs)
            for argument in call.arguments
        }
        inner = {
            meta.name: meta.parameter.validate(given.get(meta.name, meta.value))
            for meta in function.metaparameters
            if meta.name not in SHAPE_NAMES
        }

        def run(entering: list[Tensor]) -> list[Tensor]:
            tensors = self._body(function, inner, entering, call.trail)
            return [tensors[ref] for ref in function.outputs]

        return run

    def _arguments(
        self, call: Call, environment: Environment, inputs: Sequence[Tensor]
    ) -> dict[str, Value]:
        kind = block_type(call.type)
        if kind is None:
            raise PlanError(f"there is no block type {call.type}")
        found: dict[str, Value] = {}
        for argument in call.arguments:
            value = self._value(argument.source, environment, inputs)
            parameter = kind.parameter(argument.name)
            moved = parameter is not None and has_expression(argument.source)
            found[argument.name] = parameter.validate(value) if parameter and moved else value
        return found

    def _value(self, value: Value, environment: Environment, inputs: Sequence[Tensor]) -> Value:
        if not has_expression(value):
            return value
        shapes = tuple(self.machine.shape(tensor) for tensor in inputs[:1])
        return resolve(value, {**environment, **shape_environment(shapes)})


def _whole(count: Value) -> int:
    assert isinstance(count, int)  # the check has refused all else
    return count
