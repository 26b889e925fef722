"""Every style and form of every template: either a script that makes the same layers, or a reason in words."""

from __future__ import annotations

import ast

import pytest
from hypothesis import HealthCheck, given, settings

from app.template_list import names, open_template
from blocks.document import Document
from exporters.forms import forms_of
from exporters.plan import make_plan
from exporters.style import ExportOptions
from exporters.styled import as_wished, styles_of
from tests.blocks.random_composites import composite_documents
from tests.exporters.canonical import steps_of
from tests.exporters.styles import refusal, wishes
from tests.exporters.test_script_is_plan import assert_calls_the_same

FULL = settings.default.max_examples > 100


@pytest.mark.parametrize("name", names())
def test_every_style_of_a_template_calls_the_same_layers(name: str) -> None:
    plan = make_plan(open_template(name))
    same = steps_of(plan)
    for wish in wishes():
        reason = refusal(plan, wish)
        if reason:
            assert reason.endswith("."), reason
            with pytest.raises(Exception, match=reason[:20]):
                as_wished(plan, wish)
            continue
        ast.parse(assert_calls_the_same(plan, wish))
        assert steps_of(as_wished(plan, wish)) == same


@pytest.mark.timeout(1200)
@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    max_examples=300 if FULL else 20,
)
@given(composite_documents())
def test_forms_of_random_composites_do_the_same(document: Document) -> None:
    plan = make_plan(document)
    same = steps_of(plan)
    for style in styles_of(plan):
        for form in forms_of(plan):
            wish = ExportOptions(style=style, form=form, scope="model")
            assert_calls_the_same(plan, wish)
            assert steps_of(as_wished(plan, wish)) == same
