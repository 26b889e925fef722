"""The exported script, executed, is the model that the worker trains."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.graph.naming import layer_names
from blocks.types.block_type import Form
from exporters.plan.make import Plan, PlanError, make_plan
from exporters.python.script import write_script
from tests.exporters.documents import changed, documents

FULL = settings.default.max_examples > 100
"""The full load: 600 models and 400 pairs; a second each on a busy machine."""

pytestmark = [
    pytest.mark.keras,
    pytest.mark.timeout(1800 if FULL else 300),
    pytest.mark.filterwarnings("ignore:.*softmax over axis.*size 1"),  # random models are silly
]

CAREFUL = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # A case costs half a second, so making a failing one smaller would take many minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@settings(CAREFUL, max_examples=600 if FULL else 40)
@given(documents())
def test_the_script_builds_the_model_of_the_plan(document: Document) -> None:
    from tests.exporters.running import assert_same_model, built_by_plan, built_by_script

    plan = make_plan(document)
    script = write_script(plan, model_only=True)
    model = built_by_plan(plan)

    assert_same_model(model, built_by_script(script))
    _assert_names(document, plan, model)


def _assert_names(document: Document, plan: Plan, model: Any) -> None:
    """The live check, the plan and Keras give every layer the same name."""
    layers = [
        call.name for call in plan.calls if call.form is Form.LAYER or call.form is Form.INPUT
    ]
    known = {operation.name for operation in model.operations} if not plan.sequential else set()
    names = known or {layer.name for layer in model.layers} | {call.name for call in plan.calls[:1]}

    assert set(layers) <= names
    assert {call.block: call.name for call in plan.calls} == layer_names(document.model)


@settings(CAREFUL, max_examples=400 if FULL else 20)
@given(
    documents(8),
    st.sampled_from((0.25, 1.0, 2.0)),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from(("same", "valid")),
)
def test_metaparameters_as_arguments_do_what_they_do_on_the_canvas(
    document: Document, alpha: float, n: int, bias: bool, mode: str
) -> None:
    from tests.exporters.running import assert_same_model, built_by_plan, built_by_script

    plan = make_plan(document)
    script = write_script(plan, model_only=True)
    new = {"alpha": alpha, "n": n, "bias": bias, "Mode": mode}
    changed(document, **new)
    try:
        other = make_plan(document)
    except PlanError:
        return  # these values do not fit this model

    arguments = {
        name.lower(): new[name]
        for name in (meta.name for meta in plan.metaparameters)
        if name in new
    }
    assert_same_model(built_by_plan(other), built_by_script(script, **arguments))


@settings(CAREFUL, max_examples=200 if FULL else 10)
@given(documents())
def test_a_random_model_has_the_shapes_and_weights_of_the_live_check(document: Document) -> None:
    from tests.exporters.running import built_by_plan

    plan, checker = make_plan(document), Checker(document)
    model = built_by_plan(plan)
    outputs = model.outputs
    if plan.outputs_by_name:
        assert set(model.output) == set(plan.output_names)
        outputs = [model.output[name] for name in plan.output_names]
    shapes = [tuple(tensor.shape[1:]) for tensor in outputs]

    assert shapes == [checker.results[ref.block].output for ref in plan.outputs]
    assert model.count_params() == checker.totals().parameters
