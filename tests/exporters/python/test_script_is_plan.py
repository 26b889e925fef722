"""What a script calls is what the plan says: the same calls, arguments and tensors, in the same order."""

from __future__ import annotations

import subprocess
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from ruff import find_ruff_bin

from blocks.catalog.registry import block_type
from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.parameters import ObjectOf, Parameter
from blocks.values.shapes import Shape
from blocks.values.values import Configured, Value
from exporters.plan.make import Call, Plan, make_plan
from exporters.python.script import write_script
from exporters.styles.apply import styles_of, written_plan
from exporters.styles.flat import flat_plan, output_shape
from exporters.styles.options import MODEL_ONLY, ExportOptions
from tests.blocks.random_composites import composite_documents
from tests.exporters.documents import documents
from tests.exporters.reader import Called, read_script
from tests.exporters.text.clashes import clashing_documents

FULL = settings.default.max_examples > 100
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
    assert notes.keys == (plan.output_names if plan.outputs_by_name else ())
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


@pytest.mark.timeout(1200)
@settings(suppress_health_check=QUIET, max_examples=400 if FULL else 40)
@given(composite_documents())
def test_every_style_calls_the_layers_of_the_flat_plan(document: Document) -> None:
    assert_every_style_calls_the_same(make_plan(document))


def test_names_of_all_kinds_do_no_harm() -> None:
    for document in clashing_documents():
        assert_every_style_calls_the_same(make_plan(document))


def assert_every_style_calls_the_same(plan: Plan) -> None:
    """Scripts in all styles make the layers that the worker makes, one after the other."""
    for style in styles_of(plan):
        assert_calls_the_same(plan, ExportOptions(style=style, scope=MODEL_ONLY))


def assert_calls_the_same(plan: Plan, options: ExportOptions) -> str:
    """A script makes the layers that its plan comes to when it is run through; return the script."""
    flat = flat_plan(written_plan(plan, options).plan).plan
    shapes = [output_shape(call) for call in flat.calls]
    numbers = {call.output: at for at, call in enumerate(flat.calls)}
    with patch("exporters.python.script.format_code", lambda code: code):  # only looks
        script = write_script(plan, options=options)
    notes = read_script(script, shapes)
    assert len(notes.calls) == len(flat.calls)
    for call, called in zip(flat.calls, notes.calls, strict=True):
        assert (called.type, called.many) == (call.type, call.many)
        assert called.inputs == tuple(numbers[ref] for ref in call.inputs)
        expected = without_defaults(call.type, planned_arguments(call))
        assert without_defaults(call.type, arguments_of(called)) == expected
    assert notes.ends == tuple(
        tuple(numbers[ref] for ref in refs) for refs in (flat.inputs, flat.outputs)
    )
    return script


def without_defaults(type_name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments that change anything: a function may pass on what is the default in the end."""
    kind = block_type(type_name)
    assert kind is not None
    found = {}
    for name, value in arguments.items():
        parameter = kind.parameter(name)
        first = type_name == "Slice" and name == "start" and value == 0
        if not first and not (parameter and parameter.is_default(value)):
            found[name] = value
    return found


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=QUIET)
@given(documents(25))
def test_a_linter_has_nothing_to_say(document: Document) -> None:
    plan: Plan = make_plan(document)
    command = [find_ruff_bin(), "check", "--isolated", "--select=F,E,W,I,A,B,N,UP", "-"]
    script = write_script(plan, model_only=True)
    checked = subprocess.run(command, input=script.encode(), capture_output=True, check=False)

    assert checked.returncode == 0, checked.stdout.decode()
