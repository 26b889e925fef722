"""Runs a plan with values: loops are run through, conditions decided, expressions evaluated.

What a layer and a tensor are is the business of who derives from `Execution`: for one they are Keras's, for the other
calls on paper.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Generic, TypeVar

from blocks.graph.structure import INDEX
from blocks.inference.arguments import SHAPE_NAMES, shape_environment
from blocks.types.block_type import Form
from blocks.values.expressions import resolve
from blocks.values.shapes import Shape
from blocks.values.values import Value, has_expression
from exporters.plan.calls import Call, CompositeCall, Origin, Path, TensorRef, UnknownLayerCall
from exporters.plan.tree import Activated, Branches, Function, If, Loop, Plan, Statement, call_of

Tensor = TypeVar("Tensor")
Environment = Mapping[str, Value]


class Execution(ABC, Generic[Tensor]):
    """One run of a plan.

    Attributes:
        plan: what is run.
        path: where the call comes from that is being made or applied.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.path: Path = ()

    # ------------------------------------------------------------ what a layer is

    @abstractmethod
    def shape(self, tensor: Tensor) -> Shape:
        """Return the shape of a tensor, without the batch axis."""

    @abstractmethod
    def make(self, call: Call, arguments: Mapping[str, Value]) -> Callable[[list[Tensor]], Tensor]:
        """Make a layer, an input or a slice; the result is applied to the input tensors."""

    @abstractmethod
    def meet(self, call: UnknownLayerCall, inputs: list[Tensor]) -> list[Tensor]:
        """Apply a layer of an unknown class; raises `PlanError` where that cannot be done."""

    @abstractmethod
    def nest(
        self,
        call: CompositeCall,
        nested: str,
        inputs: list[Tensor],
        run: Callable[[list[Tensor]], list[Tensor]],
    ) -> Callable[[list[Tensor]], list[Tensor]]:
        """Make a model of its own of a composite; ``run`` goes through it, ``inputs`` are those of its first call."""

    # ------------------------------------------------------------ the run

    def run(self) -> tuple[list[Tensor], list[Tensor]]:
        """Return the model's inputs and outputs."""
        model = self.plan.model
        environment = {meta.name: meta.value for meta in model.metaparameters}
        tensors = self._body(model, environment, ())
        return [tensors[ref] for ref in model.inputs], [tensors[ref] for ref in model.outputs]

    def chain(self) -> Iterator[tuple[Call, dict[str, Value]]]:
        """Yield the layers of a model that is one chain, with their arguments; its expressions ask for no shape."""
        model = self.plan.model
        environment = {meta.name: meta.value for meta in model.metaparameters}
        for call in model.calls():
            self.path = (Origin(model.name, call.block),)
            yield call, self._arguments(call, environment, [])

    def _body(
        self, function: Function, environment: Environment, entering: Sequence[Tensor]
    ) -> dict[TensorRef, Tensor]:
        tensors = dict(zip(function.inputs, entering, strict=False))
        made: dict[str, Callable[[list[Tensor]], list[Tensor]]] = {}
        outside = self.path
        for statement in function.body:
            call = call_of(statement)
            if call.form is Form.PORT:
                continue
            self.path = (*outside, Origin(function.name, call.block))
            inputs = [tensors[ref] for ref in call.inputs]
            if call.shared and isinstance(statement, Call):
                if call.shared not in made:
                    made[call.shared] = self._maker(statement, environment, inputs)
                found = made[call.shared](inputs)
            else:
                found = self._statement(statement, environment, inputs)
            tensors |= {TensorRef(call.block, port): tensor for port, tensor in enumerate(found)}
        self.path = outside
        return tensors

    def _statement(
        self, statement: Statement, environment: Environment, inputs: list[Tensor]
    ) -> list[Tensor]:
        if isinstance(statement, Loop):
            for inner in self._iterations(statement, environment, inputs):
                inputs = self._statement(statement.body, inner, inputs)
            return inputs
        if isinstance(statement, If):
            holds = self._value(statement.test, environment, inputs)
            return self._statement(statement.body, environment, inputs) if holds else inputs
        if isinstance(statement, Branches):
            each = self._iterations(statement, environment, inputs)
            found = [self._statement(statement.body, inner, inputs)[0] for inner in each]
            self._go_to_iteration(0)
            merge = Call("", "", False, statement.merge, Form.LAYER, many=True)
            return [self.make(merge, {})(found)]
        if isinstance(statement, Activated):
            apply = self.make(statement.body, self._arguments(statement.body, environment, inputs))
            after = statement.activation
            then = self.make(after, self._arguments(after, environment, ()))
            return [then([apply(inputs)])]
        return self._maker(statement, environment, inputs)(inputs)

    def _iterations(
        self, repeat: Loop | Branches, environment: Environment, inputs: list[Tensor]
    ) -> Iterator[Environment]:
        """Yield what names mean in each iteration."""
        count = self._value(repeat.count, environment, inputs)
        assert isinstance(count, int)  # the check has refused all else
        for index in range(count):
            self._go_to_iteration(index)
            yield {**environment, INDEX: index}

    def _go_to_iteration(self, index: int) -> None:
        self.path = (*self.path[:-1], replace(self.path[-1], iteration=index))

    def _maker(
        self, call: Call, environment: Environment, inputs: list[Tensor]
    ) -> Callable[[list[Tensor]], list[Tensor]]:
        """Make what a call applies, for the inputs of its first application."""
        if isinstance(call, CompositeCall):
            run = self._composite(call, environment, inputs)
            nested = self.plan.function(call.function).nested
            return self.nest(call, nested, inputs, run) if nested else run
        if isinstance(call, UnknownLayerCall):
            return partial(self.meet, call)
        apply = self.make(call, self._arguments(call, environment, inputs))
        return lambda given: [apply(given)]

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
            tensors = self._body(function, inner, entering)
            return [tensors[ref] for ref in function.outputs]

        return run

    def _arguments(
        self, call: Call, environment: Environment, inputs: Sequence[Tensor]
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for argument in call.arguments:
            value = self._value(argument.source, environment, inputs)
            parameter = call.kind.parameter(argument.name)
            moved = parameter is not None and has_expression(argument.source)
            found[argument.name] = parameter.validate(value) if parameter and moved else value
        return found

    def _value(self, value: Value, environment: Environment, inputs: Sequence[Tensor]) -> Value:
        if not has_expression(value):
            return value
        shapes = tuple(self.shape(tensor) for tensor in inputs[:1])
        return resolve(value, {**environment, **shape_environment(shapes)})
