"""The plan: what is in it, and when there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ruff import find_ruff_bin

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.files.project_file import read_project
from blocks.graph.graph import Metaparameter
from blocks.parameters import Integer, Number
from blocks.types.block_type import Form
from blocks.values.values import Expression
from exporters.plan.make import Argument, Call, PlanError, TensorRef, make_plan
from exporters.python.script import write_script
from tests.exporters.documents import Spec, document_of
from tests.exporters.golden_models import MODELS
from tests.exporters.python.test_script_is_plan import assert_every_style_calls_the_same

TEMPLATES = sorted((Path(__file__).parents[3] / "app" / "templates").glob("*.netwright"))
IMAGE: Spec = ("in", "Input", (), {"shape": (8, 8, 3)})


def test_a_call_holds_all_that_keras_is_told() -> None:
    values = {"filters": Expression("n * channels"), "kernel_size": (1, 3), "padding": "valid"}
    document = document_of(
        (IMAGE, ("first!", "Conv2D", ("in",), values)),
        (Metaparameter(Integer(name="n"), 4), Metaparameter(Number(name="unused"), 1.0)),
    )

    plan = make_plan(document)

    assert plan.calls[1] == Call(
        block="conv2d-2",
        name="first",
        named=True,
        type="Conv2D",
        form=Form.LAYER,
        arguments=(
            Argument("filters", 12, Expression("n * channels")),
            Argument("kernel_size", (1, 3), (1, 3)),
        ),
        inputs=(TensorRef("input-1"),),
        input_shapes=((8, 8, 3),),
    )
    assert [meta.name for meta in plan.metaparameters] == ["n"]
    assert (plan.inputs, plan.outputs) == ((TensorRef("input-1"),), (TensorRef("conv2d-2"),))


CHAIN: tuple[Spec, ...] = (IMAGE, ("flat", "Flatten", ("in",), {}))


@pytest.mark.parametrize(
    ("specs", "sequential"),
    [
        (CHAIN, True),
        ((*CHAIN, ("out", "Dense", ("flat",), {"units": Expression("2 * 3")})), True),
        ((*CHAIN, ("out", "Dense", ("flat",), {"units": Expression("units // 2")})), False),
        ((*CHAIN, ("out", "Slice", ("flat",), {"stop": 3})), False),
        ((*CHAIN, ("out", "Add", ("flat", "flat"), {})), False),
        ((*CHAIN, ("a", "Dense", ("flat",), {"units": 1}), ("b", "Dense", ("flat",), {"units": 1})), False),
    ],
)  # fmt: skip
def test_one_chain_of_layers_is_sequential(specs: tuple[Spec, ...], sequential: bool) -> None:
    assert make_plan(document_of(specs)).sequential is sequential


TWICE: tuple[Spec, ...] = (
    *CHAIN,
    ("dense_1!", "Dense", ("flat",), {"units": 1}),
    ("b", "Dense", ("dense_1!",), {"units": 1}),
    ("c", "Dense", ("b",), {"units": 1}),
)


@pytest.mark.parametrize(
    ("specs", "kind", "words"),
    [
        ((), "empty", "canvas is empty"),
        ((IMAGE,), "unused_input", "nothing is connected"),
        ((*CHAIN, ("other", "Input", (), {"shape": (3,)})), "unused_input", "Input 3: nothing is connected"),
        ((*CHAIN, ("stray", "Dense", (), {"units": 1})), "unconnected", "not connected"),
        ((IMAGE, ("out", "Conv2D", ("in",), {"kernel_size": 9, "padding": "valid"})), "too_small", "kernel"),
        (TWICE, "duplicate_name", "dense_1"),
        ((*CHAIN, ("out", "Dense", ("flat",), {"units": Expression("2 * beta")})), "expression", "beta"),
    ],
)  # fmt: skip
def test_without_a_whole_model_there_is_no_plan(
    specs: tuple[Spec, ...], kind: str, words: str
) -> None:
    with pytest.raises(PlanError, match=words) as refused:
        make_plan(document_of(specs))

    assert refused.value.problems[0].kind == kind


def test_a_warning_is_no_reason_to_refuse() -> None:
    document = document_of(
        (*CHAIN, ("out", "Dense", ("flat",), {"units": 7, "activation": "relu"}))
    )
    document.settings = document.settings.with_data(source="digits")

    assert make_plan(document).training.loss == "sparse_categorical_crossentropy"


def test_a_plan_needs_no_second_check() -> None:
    document = document_of(CHAIN)

    assert make_plan(document, Checker(document)) == make_plan(document)


def test_inputs_are_declared_first() -> None:
    plan = make_plan(MODELS["ends"]())

    assert [call.type for call in plan.calls[:3]] == ["Input", "Input", "Conv2D"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_bundled_example_has_a_clean_script(path: Path) -> None:
    document = read_project(path)
    plan = make_plan(document)

    script = write_script(plan)

    assert_every_style_calls_the_same(plan)
    assert ("NotImplementedError" not in script) == bool(document.settings.data)
    command = [find_ruff_bin(), "check", "--isolated", "--select=F,E,W,I,A,B,N,UP", "-"]
    checked = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout.decode()


def test_without_data_the_script_says_what_to_fill_in() -> None:
    script = write_script(make_plan(document_of(CHAIN)))

    assert "raise NotImplementedError(" in script
    assert "(8, 8, 3)" in script


def test_with_two_inputs_the_data_are_for_the_reader_to_load() -> None:
    document: Document = MODELS["ends"]()
    document.settings = document.settings.with_data(source="digits")

    script = write_script(make_plan(document))

    assert "raise NotImplementedError(" in script
    assert 'metrics={"price": ["accuracy"], "sold": ["accuracy"]}' in script


def test_without_a_formatter_the_script_is_the_same_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ast

    plan = make_plan(MODELS["metaparameters"]())
    nice = write_script(plan)
    monkeypatch.setattr("exporters.text.formatting.subprocess.run", _missing)
    plain = write_script(plan)

    assert plain != nice
    assert ast.dump(ast.parse(plain)) == ast.dump(ast.parse(nice))


def _missing(*given: object, **named: object) -> None:
    raise FileNotFoundError("ruff")
