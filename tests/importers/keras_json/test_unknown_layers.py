"""Layers of unknown classes: the shapes that the file tells, refusal to build, a place for them in every script."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given, strategies as st

from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.files.project_file import from_text, to_text
from blocks.graph.unknown_layers import KEPT, unknown_layer_of
from blocks.inference.wording import describe
from blocks.types.problems import Severity
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.options import Style
from exporters.text.literals import json_code
from importers.keras_json.document import document_of
from importers.keras_json.read import read_model
from importers.reports.report import Report
from tests.importers.keras_json.configs import Layer, conv, entry, functional, layer

CONFIG: dict[str, Any] = {"units": 3, "start": {"class_name": "Zeros", "config": {}}, "class": 1}


def mine(source: str, **config: Any) -> Layer:
    return layer("MyLayer", "mine", source, module="my.layers", **config)


def shaped(item: Layer, *shape: int) -> Layer:
    """Let a layer say what comes in at its first tensor."""
    item["inbound_nodes"][0]["args"][0]["config"]["shape"] = [None, *shape]
    return item


def imported(model: Layer) -> Document:
    return document_of(read_model(model), Report(), {})


def strange() -> Document:
    after = shaped(layer("Dense", "d", "mine", units=2), 8, 8, 5)
    return imported(
        functional(entry(8, 8, 3), conv("c", "input_layer"), mine("c", **CONFIG), after)
    )


def test_the_check_goes_on_with_the_shape_that_the_file_tells() -> None:
    document = from_text(to_text(strange()))
    checker = Checker(document)
    assert checker.results["mylayer-3"].outputs == ((8, 8, 5),)
    assert checker.results["dense-4"].parameters == 5 * 2 + 2
    (problem,) = checker.problems()
    assert problem.severity is Severity.TRAINING
    words = describe(problem, checker)
    assert words.startswith("MyLayer mine: the class MyLayer is not known here")


def test_without_a_told_shape_what_follows_is_unknown_and_not_wrong() -> None:
    checker = Checker(
        imported(functional(entry(4), mine("input_layer"), layer("Dense", "d", "mine", units=2)))
    )
    assert checker.results["dense-3"].outputs == (None,)
    assert [problem.block for problem in checker.problems()] == ["mylayer-2"]


def test_its_configuration_is_kept_word_for_word_through_our_own_file() -> None:
    document = from_text(to_text(strange()))
    kept = document.model.blocks["mylayer-3"].extra[KEPT]
    assert {key: kept["config"][key] for key in CONFIG} == CONFIG
    assert kept["module"] == "my.layers"


@pytest.mark.parametrize("style", [Style.FUNCTIONS, Style.INLINED, Style.FLAT])
def test_a_script_calls_it_and_has_a_place_for_its_import(style: Style) -> None:
    script = write_script(make_plan(strange()), model_only=True, style=style)
    assert "\n# Import your class MyLayer of the module my.layers in place of this.\n" in script
    assert "MyLayer(" in script
    assert "import my" not in script
    assert "from my" not in script
    tree = ast.parse(script)
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "MyLayer"
    ]
    (call,) = calls
    (given,) = [keyword.value for keyword in call.keywords if keyword.arg is None]
    assert ast.literal_eval(given) == CONFIG | {"name": "mine"}


def test_code_is_never_written_into_a_script() -> None:
    carrier = layer("Lambda", "f", "input_layer", function={"config": {"code": "QUJDREVG"}})
    document = imported(functional(entry(4), carrier))
    assert unknown_layer_of(document.model.blocks["lambda-2"]).code  # type: ignore[union-attr]
    script = write_script(make_plan(document), model_only=True)
    assert "QUJDREVG" not in script
    assert "contains code, which was not loaded. Write it here." in script
    assert "raise NotImplementedError" in script


def test_within_a_nested_model_it_is_told_and_the_shape_goes_on() -> None:
    inner = functional(
        entry(4), mine("input_layer"), shaped(layer("Dense", "d", "mine", units=2), 7), name="part"
    )
    nested = layer("Functional", "part", "input_layer") | {"config": inner["config"]}
    checker = Checker(imported(functional(entry(4), nested, layer("Dense", "e", "part", units=1))))
    (problem,) = checker.problems()
    assert problem.kind == "inside"
    assert problem.severity is Severity.TRAINING
    assert "MyLayer is not known here" in describe(problem, checker)
    assert checker.results["dense-3"].outputs == ((1,),)
    script = write_script(make_plan(checker.document), model_only=True)
    assert "MyLayer()(" in script


def test_tensors_by_name_lists_and_several_outputs_stay() -> None:
    item = mine("input_layer")
    item["inbound_nodes"][0] = {
        "args": [item["inbound_nodes"][0]["args"][0]],
        "kwargs": {"mask_like": mine("c")["inbound_nodes"][0]["args"][0], "steps": 3},
    }
    third = layer("Dense", "d", "mine", units=2)
    third["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = ["mine", 0, 2]
    model = functional(entry(4), layer("Dense", "c", "input_layer", units=4), item, third)
    script = write_script(make_plan(imported(model)), model_only=True)
    assert "mask_like=" in script
    assert "steps=3" in script
    assert ast.parse(script)


@pytest.mark.keras
def test_it_cannot_be_built_and_the_words_name_it() -> None:
    from exporters.keras_model import build_model
    from exporters.plan.calls import PlanError

    with pytest.raises(PlanError, match=r"MyLayer \(the layer mine\) is not a class that is known"):
        build_model(make_plan(strange()))
    wrong = functional(entry(4), layer("Dense", "mine", "input_layer", units=-3))
    with pytest.raises(PlanError, match=r"Dense \(the layer mine\) has values that cannot be read"):
        build_model(make_plan(imported(wrong)))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(JSON)
def test_json_is_written_as_the_same_value(data: Any) -> None:
    code = json_code(data)
    assert code.isascii()
    assert ast.literal_eval(code) == data


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=4), st.text(max_size=12))
def test_whatever_a_file_says_of_a_class_the_script_is_only_calls(
    config: dict[str, Any], name: str
) -> None:
    item = layer(name or "X", "mine", "input_layer", module="a\n.b", **{})
    item["config"] |= config | {"name": "mine"}
    document = imported(functional(entry(4), item))
    if document.model.blocks.keys() != {
        "input-1",
        *[key for key in document.model.blocks if "-2" in key],
    }:
        return
    script = write_script(make_plan(document), model_only=True)
    tree = ast.parse(script)
    modules = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert modules == {"keras"}
