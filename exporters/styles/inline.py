"""Composites that are used once, written where they are used instead of as functions of their own.

An instance that is repeated, or depends on a condition, keeps its function: its statements would be those of a loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from blocks.catalog.registry import block_type
from blocks.graph.structure import INDEX
from blocks.inference.arguments import SHAPE_NAMES
from blocks.types.block_type import Form
from blocks.values.expressions import names_of
from blocks.values.values import Value, has_expression
from exporters.plan.calls import Argument, Call, CompositeCall, Path, TensorRef
from exporters.plan.functions import used_metaparameters
from exporters.plan.tree import (
    Branches,
    Function,
    If,
    Loop,
    Plan,
    Statement,
    call_of,
    uses_of,
    with_call,
)
from exporters.styles.annotated import AnnotatedPlan, Site
from exporters.styles.substitute import CannotFill, filled

_LOCAL = {INDEX, *SHAPE_NAMES}
"""Names that mean something else inside a composite than at its instance."""


def inlined_plan(plan: Plan) -> AnnotatedPlan:
    """Return a plan of the same model in which composites that are used once are no functions, where that can be."""
    uses = uses_of(plan.every_function)
    once = {name for name, number in uses.items() if number == 1}
    done: dict[str, Function] = {}
    paths: dict[Site, Path] = {}
    for function in plan.every_function:
        inlining = _Inlining(function, AnnotatedPlan(plan, paths), done, once)
        done[function.name] = inlining.result()
        paths |= inlining.paths
    model = done.pop(plan.model.name)
    used = uses_of((*done.values(), model))
    functions = tuple(each for each in done.values() if used[each.name])
    return AnnotatedPlan(replace(plan, model=model, functions=functions), paths)


class _Inlining:
    """Writes one function again; the composites in it are done already."""

    def __init__(
        self,
        function: Function,
        before: AnnotatedPlan,
        done: Mapping[str, Function],
        once: set[str],
    ) -> None:
        self.function, self.before, self.done, self.once = function, before, done, once
        self.moved: dict[TensorRef, TensorRef] = {}
        self.paths: dict[Site, Path] = {}

    def result(self) -> Function:
        """Return the function with the bodies of others in it."""
        body = tuple(each for statement in self.function.body for each in self._written(statement))
        return replace(
            self.function,
            body=body,
            outputs=tuple(self._now(ref) for ref in self.function.outputs),
            metaparameters=used_metaparameters(self.function.metaparameters, body),
        )

    def _written(self, statement: Statement) -> Iterator[Statement]:
        call = call_of(statement)
        inputs = tuple(self._now(ref) for ref in call.inputs)
        if isinstance(statement, CompositeCall) and statement.function in self.once:
            inner = self.done[statement.function]
            given = None if inner.nested else _given(statement, inner)
            if given is not None:
                try:
                    yield from self._spread(statement, inner, given, inputs)
                except CannotFill:
                    pass
                else:
                    return
        yield with_call(statement, self._kept(call, inputs))

    def _kept(self, call: Call, inputs: tuple[TensorRef, ...]) -> Call:
        """Return a call with its inputs as they are now, and no argument that its function has lost."""
        arguments = call.arguments
        if isinstance(call, CompositeCall):
            taken = {meta.name for meta in self.done[call.function].metaparameters}
            arguments = tuple(each for each in arguments if each.name in taken)
        return replace(call, inputs=inputs, arguments=arguments)

    def _now(self, ref: TensorRef) -> TensorRef:
        while ref in self.moved:
            ref = self.moved[ref]
        return ref

    def _spread(
        self,
        site: CompositeCall,
        inner: Function,
        given: Mapping[str, Value],
        inputs: tuple[TensorRef, ...],
    ) -> list[Statement]:
        """Return the body of a composite with the values of its instance; raises `CannotFill`."""
        moved = dict(zip(inner.inputs, inputs, strict=True))
        outside = self.before.path(self.function, site.block)
        found: list[Statement] = []

        def now(ref: TensorRef) -> TensorRef:
            return moved.get(ref) or TensorRef(f"{site.block}/{ref.block}", ref.port)

        for statement in inner.body:
            call = call_of(statement)
            if call.form is Form.PORT:
                continue
            made = replace(
                call,
                block=f"{site.block}/{call.block}",
                inputs=tuple(now(ref) for ref in call.inputs),
                arguments=tuple(_filled_arguments(call, given)),
                shared=f"{site.block}/{call.shared}" if call.shared else "",
            )
            kept = _filled_statement(with_call(statement, made), given)
            if kept is None:
                moved[call.output] = made.inputs[0]
                continue
            found.append(kept)
            path = (*outside, *self.before.path(inner, call.block))
            self.paths[self.function.name, made.block] = path
        for port, ref in enumerate(inner.outputs):
            self.moved[TensorRef(site.block, port)] = now(ref)
        return found


def _given(site: CompositeCall, inner: Function) -> dict[str, Value] | None:
    """Return the metaparameters' values at an instance; ``None`` where they mean something else inside."""
    given: dict[str, Value] = {meta.name: meta.value for meta in inner.metaparameters}
    for argument in site.arguments:
        if names_of(argument.source) & _LOCAL:
            return None
        given[argument.name] = argument.source
    return given


def _filled_arguments(call: Call, given: Mapping[str, Value]) -> Iterator[Argument]:
    kind = block_type(call.type)
    for argument in call.arguments:
        value = filled(argument.source, given)
        parameter = kind.parameter(argument.name) if kind else None
        if parameter is None or has_expression(value):
            yield Argument(argument.name, value, value)
            continue
        value = parameter.validate(value)
        if not parameter.is_default(value):
            yield Argument(argument.name, value, value)


def _filled_statement(statement: Statement, given: Mapping[str, Value]) -> Statement | None:
    """Fill in the counts and tests around a call; ``None`` where its test never holds."""
    match statement:
        case If(test, body):
            test = filled(test, given)
            inner = _filled_statement(body, given)
            assert isinstance(inner, (Call, Branches))  # under a condition there is no other
            if has_expression(test):
                return If(test, inner)
            return inner if test else None
        case Loop(count, indexed, body):
            inner = _filled_statement(body, given)
            if inner is None:
                return None
            assert not isinstance(inner, (Branches, Loop))
            return Loop(filled(count, given), indexed, inner)
        case Branches():
            return replace(statement, count=filled(statement.count, given))
        case _:
            return statement
