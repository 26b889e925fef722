"""What a script calls is what the plan says: the same calls, arguments and tensors, in the same order."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from ruff import find_ruff_bin

from blocks.check import Checker
from blocks.document import Document
from blocks.parameters import ObjectOf, Parameter
from blocks.registry import block_type
from blocks.shapes import Shape
from blocks.values import Configured, Value
from exporters.plan import Call, Plan, make_plan
from exporters.python_script import write_script
from tests.exporters.documents import documents
from tests.exporters.reader import Called, read_script

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.timeout(1200)
@settings(suppress_health_check=QUIET)
@given(documents(25))
def test_the_script_calls_what_the_plan_says(document: Document) -> None:
    plan, checker = make_plan(document), Checker(document)
    script = write_script(plan, model_only=True)
    shapes = [shape_of(checker, call) for call in plan.calls]

    notes = read_script(script, shapes)

    numbers = {call.output: at for at, call in enumerate(plan.calls)}
    assert len(notes.calls) == len(plan.calls)
    for call, called in zip(plan.calls, notes.calls, strict=True):
        assert (called.type, called.many) == (call.type, call.many)
        assert called.inputs == tuple(numbers[ref] for ref in call.inputs)
        assert arguments_of(called) == planned_arguments(call)
    assert notes.ends == tuple(
        tuple(numbers[ref] for ref in refs) for refs in (plan.inputs, plan.outputs)
    )
    assert script == write_script(make_plan(document), model_only=True)


def shape_of(checker: Checker, call: Call) -> Shape:
    shape = checker.results[call.block].output
    assert shape is not None
    return shape


def planned_arguments(call: Call) -> dict[str, Any]:
    kind = block_type(call.type)
    assert kind is not None
    values = {each.name: full(each.value, kind.parameter(each.name)) for each in call.arguments}
    return values | ({"name": call.name} if call.named else {})


def arguments_of(called: Called) -> dict[str, Any]:
    """The arguments by name, in the normal form that the plan has."""
    kind = block_type(called.type)
    assert kind is not None
    bare = zip((parameter.name for parameter in kind.parameters), called.bare, strict=False)
    given: dict[str, Value] = {}
    for name, value in {**dict(bare), **called.named}.items():
        if called.type == "Slice" and value is None:
            continue
        parameter = kind.parameter(name)
        if isinstance(value, dict):
            value = Configured("dict", tuple(value.items()))
        given[name] = full(parameter.validate(value), parameter) if parameter else value
    return given


def full(value: Value, parameter: Parameter | None) -> Value:
    """A Keras object with all its arguments, those at their default too."""
    if not isinstance(value, Configured) or not isinstance(parameter, ObjectOf):
        return value
    given = dict(value.arguments)
    members = parameter.family.members[value.name]
    return Configured(
        value.name, tuple((each.name, given.get(each.name, each.start)) for each in members)
    )


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=QUIET)
@given(documents(25))
def test_a_linter_has_nothing_to_say(document: Document) -> None:
    plan: Plan = make_plan(document)
    command = [find_ruff_bin(), "check", "--isolated", "--select=F,E,W,I,A,B,N,UP", "-"]
    script = write_script(plan, model_only=True)
    checked = subprocess.run(command, input=script.encode(), capture_output=True, check=False)

    assert checked.returncode == 0, checked.stdout.decode()
