"""Every style and form of every template: either a script that makes the same layers, or a reason in words."""

from __future__ import annotations

import ast

import pytest
from hypothesis import HealthCheck, given, settings

from app.templates.catalog import names, open_template
from blocks.commands.blocks import rename_block
from blocks.document.document import Document
from blocks.graph.graph import MODEL
from blocks.values.values import Configured, Expression
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.activations import forms_of
from exporters.styles.apply import style_reason, styles_of, written_plan
from exporters.styles.options import AS_DRAWN, LONG, MODEL_ONLY, SHORT, ExportOptions, Style
from exporters.text.literals import EmitError
from tests.blocks.composites import Sketch
from tests.blocks.random_composites import composite_documents
from tests.exporters.documents import document_of
from tests.exporters.python.test_script_is_plan import assert_calls_the_same
from tests.exporters.styles.__main__ import FORMS, compare, document as small, every_option, refusal
from tests.exporters.styles.canonical import steps_of

FULL = settings.default.max_examples > 100


@pytest.mark.parametrize("name", names())
def test_every_style_of_a_template_calls_the_same_layers(name: str) -> None:
    plan = make_plan(open_template(name))
    same = steps_of(plan)
    for options in every_option():
        reason = refusal(plan, options)
        if reason:
            assert reason.endswith("."), reason
            with pytest.raises(Exception, match=reason[:20]):
                written_plan(plan, options)
            continue
        ast.parse(assert_calls_the_same(plan, options))
        assert steps_of(written_plan(plan, options).plan) == same


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
            options = ExportOptions(style=style, form=form, scope="model")
            assert_calls_the_same(plan, options)
            assert steps_of(written_plan(plan, options).plan) == same


KEPT = ("iris-multiclass", "dnn-binary", "digits-cnn", "digits-residual", "squeezenet")


@pytest.mark.keras
@pytest.mark.parametrize("name", KEPT)
def test_a_script_of_every_style_is_the_worker_s_model(name: str) -> None:
    written, refused, wrong = compare(make_plan(small(name)))

    assert wrong == []
    assert written + refused == len(Style) * len(FORMS)


def test_a_long_form_has_layers_of_activations_and_a_short_one_none() -> None:
    plan = make_plan(open_template("digits-cnn"))
    drawn, long, short = (
        write_script(plan, options=ExportOptions(form=form, scope=MODEL_ONLY)) for form in FORMS
    )
    assert drawn == short
    assert "activation=" not in long
    assert 'layers.Activation("softmax")' in long
    again = make_plan(open_template("dnn-binary"))
    short = write_script(again, options=ExportOptions(form=SHORT, scope=MODEL_ONLY))
    assert "layers.Activation" not in short
    assert 'activation="sigmoid"' in short


def test_what_would_not_be_the_same_stays_as_it_is() -> None:
    regularized = {"units": 3, "activation": "relu", "activity_regularizer": Configured("L2")}
    document = document_of(
        (
            ("in", "Input", (), {"shape": (4,)}),
            ("kept", "Dense", ("in",), regularized),
            ("two", "Dense", ("kept",), {"units": 3}),
            ("one", "ReLU", ("two",), {}),
            ("other", "Dense", ("two",), {"units": 3}),
            ("sum", "Add", ("one", "other"), {}),
            ("leaky", "Dense", ("sum",), {"units": 3}),
            ("slope", "ReLU", ("leaky",), {"negative_slope": 0.1}),
        )
    )
    plan = make_plan(document)
    drawn, long, short = (
        write_script(plan, options=ExportOptions(form=form, scope=MODEL_ONLY)) for form in FORMS
    )
    assert drawn == long == short


def test_an_output_keeps_its_name_where_its_activation_is_apart() -> None:
    head = {"units": 3, "activation": "softmax"}
    document = document_of(
        (
            ("in", "Input", (), {"shape": (4,)}),
            ("kind", "Dense", ("in",), head),
            ("shade", "Dense", ("in",), head),
        )
    )
    blocks = [each.id for each in document.model.blocks.values() if each.type == "Dense"]
    for block, name in zip(blocks, ("kind", "shade"), strict=True):
        document.apply(rename_block(document, block, name))
    plan = make_plan(document)

    assert not plan.outputs_by_name
    long = write_script(plan, options=ExportOptions(form=LONG, scope=MODEL_ONLY))
    assert '{"kind": kind, "shade": shade}' in long


def test_a_layer_with_the_name_of_an_activation_is_told_of() -> None:
    document = document_of(
        (
            ("in", "Input", (), {"shape": (4,)}),
            ("a", "Dense", ("in",), {"units": 3, "activation": "relu"}),
        )
    )
    (block,) = document.model.sinks()
    document.apply(rename_block(document, block, "activation_1"))
    plan = make_plan(document)

    assert list(forms_of(plan)) == [AS_DRAWN, SHORT]
    with pytest.raises(EmitError, match="activation_1"):
        written_plan(plan, ExportOptions(form=LONG))


@pytest.mark.parametrize("name", ["resnet50", "iris-multiclass", "googlenet"])
def test_comments_say_what_a_layer_does_once_and_every_shape(name: str) -> None:
    plan = make_plan(open_template(name))
    for style in styles_of(plan):
        options = ExportOptions(style=style, comments=True)
        text = write_script(plan, options=options)
        notes = [line.strip() for line in text.splitlines() if line.strip().startswith("# ")]
        assert sum(note.startswith("# Dense: connects") for note in notes) == 1
        assert any("Out: " in note for note in notes)
        plain = write_script(plan, options=ExportOptions(style=style))
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(plain))


def test_type_hints_are_for_every_argument() -> None:
    plan = make_plan(open_template("resnet50"))
    for style in styles_of(plan):
        text = write_script(plan, options=ExportOptions(style=style, type_hints=True))
        for found in ast.walk(ast.parse(text)):
            if isinstance(found, ast.FunctionDef):
                arguments = [each for each in found.args.args if each.arg != "self"]
                assert found.returns is not None
                assert all(each.annotation is not None for each in arguments), found.name


def test_a_script_says_where_it_computes_otherwise_than_the_project() -> None:
    document = open_template("iris-multiclass")
    options = ExportOptions(mixed_precision=True)
    text = write_script(make_plan(document), options=options)
    assert "# Not as in Netwright: the project trains in 32 bits." in text
    assert 'layers.Dense(3, activation="softmax", dtype="float32")' in text
    document.settings = document.settings.with_training(mixed_precision=True)
    trained = write_script(make_plan(document))
    assert "Not as in Netwright" not in trained
    assert trained == write_script(make_plan(document), options=options)
    assert trained.splitlines()[3:] == [
        line for line in text.splitlines()[3:] if "Not as in" not in line
    ]


@pytest.mark.parametrize("first", [True, False])
def test_before_its_first_layer_a_sequential_model_is_not_asked_for_a_shape(first: bool) -> None:
    sketch = Sketch()
    model = sketch.graph(MODEL)
    x = model.add("Input", shape=(4, 4, 3))
    if not first:
        x = model.add("Conv2D", x, filters=5, kernel_size=1)
    model.add("Conv2D", x, filters=Expression("channels * 2"), kernel_size=1)
    reason = style_reason(make_plan(sketch.document), Style.ADD)

    assert bool(reason) is first
    assert not first or "not known before the first layer" in reason
