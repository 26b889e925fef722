"""The declarations of the block types, without Keras."""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from blocks import catalog
from blocks.catalog.registry import application_types, block_types, by_category, port_types
from blocks.parameters import REQUIRED, Parameter, show
from blocks.settings.declarations import TRAINING
from blocks.types.block_type import BlockType
from blocks.types.rules import Inference, Refusal
from blocks.values.shapes import Shape
from blocks.values.values import Value, from_json, to_json
from tests.blocks.catalog.generated import calls, usual_axes, value_of
from tests.blocks.keras_oracle import closed

GOLDEN = Path(__file__).parents[1] / "golden" / "catalog.txt"
TYPES = list(block_types().values())
CALLS = {block_type.name: calls(block_type) for block_type in TYPES}
VALUES = {
    block_type.name: [(parameter, value_of(parameter)) for parameter in block_type.parameters]
    for block_type in TYPES
}
FEW = settings(max_examples=max(20, settings.default.max_examples // 10))
"""One example is a value for each parameter, or a whole call."""

PARAMETERS = {
    f"{block_type.name}-{parameter.name}": parameter
    for block_type in TYPES
    for parameter in block_type.parameters
}


def test_every_type_that_is_declared_is_known() -> None:
    known = {each.name for each in (*TYPES, *port_types().values(), *application_types().values())}
    declared = {
        thing.name: module.name
        for module in pkgutil.walk_packages(catalog.__path__, f"{catalog.__name__}.")
        for thing in vars(importlib.import_module(module.name)).values()
        if isinstance(thing, BlockType)
    }
    assert len(declared) > 50
    assert {name: module for name, module in declared.items() if name not in known} == {}


def ids(block_type: BlockType) -> str:
    return block_type.name


def line(block_type: BlockType) -> str:
    names = ", ".join(parameter.name for parameter in block_type.parameters)
    return f"{block_type.name} | {block_type.category.value} | {names}"


def infer(block_type: BlockType, values: dict[str, Value], *shapes: Shape) -> Inference:
    """Run a rule with the given values and the defaults of all others."""
    arguments = {
        each.name: each.start if each.required else each.default for each in block_type.parameters
    }
    return block_type.infer({**arguments, **values}, shapes)


def test_catalog_is_the_golden_one() -> None:
    assert [line(block_type) for block_type in TYPES] == GOLDEN.read_text().splitlines()


def test_categories_come_in_the_order_of_the_palette() -> None:
    names = [each.name for group in by_category().values() for each in group]
    assert names == [each.name for each in TYPES]


@pytest.mark.parametrize("block_type", TYPES, ids=ids)
def test_words_are_there(block_type: BlockType) -> None:
    assert block_type.summary.endswith(".")
    assert len(block_type.summary) <= 90
    for parameter in block_type.parameters:
        assert parameter.help.endswith("."), parameter.name
        assert len(parameter.help) <= 100, parameter.name


@pytest.mark.parametrize("block_type", TYPES, ids=ids)
def test_card_names_parameters(block_type: BlockType) -> None:
    assert all(block_type.parameter(name) for name in block_type.card)


@pytest.mark.parametrize("block_type", TYPES, ids=ids)
def test_fresh_block_takes_an_image_or_what_is_usual_for_it(block_type: BlockType) -> None:
    count = 2 if block_type.inputs.many else len(block_type.inputs.names)
    arguments = {each.name: each.start for each in block_type.parameters}
    shape = (*[28] * (usual_axes(block_type) - 1), 32)
    assert block_type.infer(arguments, (shape,) * count).outputs


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=PARAMETERS)
def test_default_and_initial_value_are_legal_and_normal(parameter: Parameter) -> None:
    for value in (parameter.default, parameter.initial):
        if value is not REQUIRED:
            assert parameter.validate(value) == value  # type: ignore[arg-type]
    parameter.validate(parameter.start)


@pytest.mark.parametrize("block_type", TYPES, ids=ids)
@FEW
@given(data=st.data())
def test_values_survive_json_and_typing(block_type: BlockType, data: st.DataObject) -> None:
    for parameter, values in VALUES[block_type.name]:
        value = data.draw(values, label=parameter.name)
        assert parameter.validate(value) == value
        assert from_json(json.loads(json.dumps(to_json(value)))) == value
        assert parameter.parse(show(value)) == value


def open_up(shape: Shape, holes: list[bool]) -> Shape:
    return tuple(None if hole else size for size, hole in zip(shape, holes, strict=False))


@pytest.mark.parametrize("block_type", TYPES, ids=ids)
@FEW
@given(data=st.data())
def test_open_sizes_promise_nothing_wrong(block_type: BlockType, data: st.DataObject) -> None:
    arguments, shapes = data.draw(CALLS[block_type.name])
    known = closed(shapes)
    holes = st.lists(st.booleans(), min_size=6, max_size=6)
    opened = tuple(open_up(shape, data.draw(holes)) for shape in known)
    try:
        exact, rough = block_type.infer(arguments, known), block_type.infer(arguments, opened)
    except Refusal:
        return
    assert rough.multiply_adds in (None, exact.multiply_adds)
    assert rough.weights == exact.weights
    for sizes, promised in zip(exact.outputs, rough.outputs, strict=True):
        assert len(sizes) == len(promised)
        pairs = zip(sizes, promised, strict=True)
        assert all(promise in (None, size) for size, promise in pairs)


WORDS = {"×": "*", "−": "-", ",": "", "⌈": "ceil(", "⌉": ")", "⌊": "floor(", "⌋": ")"}


def calculate(formula: str) -> float:
    for word, python in WORDS.items():
        formula = formula.replace(word, python)
    return float(eval(formula, {"ceil": math.ceil, "floor": math.floor}))


@pytest.mark.parametrize("block_type", TYPES, ids=ids)
@FEW
@given(data=st.data())
def test_explanations_add_up(block_type: BlockType, data: st.DataObject) -> None:
    arguments, shapes = data.draw(CALLS[block_type.name])
    try:
        inference = block_type.infer(arguments, shapes)
    except Refusal:
        return
    for step in block_type.explain(arguments, shapes, inference):
        assert step.label
        if not any(mark in step.formula + step.result for mark in ("?", "[", "units", "filters")):
            assert calculate(step.formula) == calculate(step.result), step


def refusal(block_type: str, values: dict[str, Value], *shapes: Shape) -> Refusal:
    with pytest.raises(Refusal) as caught:
        infer(block_types()[block_type], values, *shapes)
    return caught.value


def test_merging_names_the_two_that_disagree() -> None:
    caught = refusal("Add", {}, (1, 1, 1), (16, 16, 32), (1, 1, 32), (7, 7, 32))
    assert (caught.kind, caught.port, caught.other) == ("shapes_differ", 3, 1)
    assert (caught.expected, caught.got) == ((16, 16, 32), (7, 7, 32))


def test_window_that_does_not_fit_names_its_reach() -> None:
    values: dict[str, Value] = {"kernel_size": 3, "dilation_rate": (2, 1)}
    caught = refusal("Conv2D", values, (4, 8, 3))
    assert (caught.kind, caught.parameter) == ("too_small", "padding")
    assert (caught.expected, caught.got) == ((5, 3), (4, 8))


@pytest.mark.parametrize(
    ("block_type", "values", "shape", "multiply_adds"),
    [
        ("Dense", {"units": 10}, (784,), 784 * 10),
        ("Dense", {"units": 10}, (5, 7), 5 * 7 * 10),
        ("Conv2D", {"filters": 32, "padding": "same"}, (16, 16, 32), 16 * 16 * 9216),
        ("Conv2D", {"filters": 32, "groups": 4}, (16, 16, 32), 14 * 14 * 9 * 8 * 32),
        ("DepthwiseConv2D", {"depth_multiplier": 2}, (5, 5, 4), 3 * 3 * 9 * 4 * 2),
        ("SeparableConv2D", {"filters": 8}, (5, 5, 4), 3 * 3 * (9 * 4 + 4 * 8)),
        ("Conv2DTranspose", {"filters": 8, "strides": 2}, (4, 4, 3), 4 * 4 * 9 * 8 * 3),
        ("MaxPooling2D", {}, (8, 8, 3), 0),
        ("BatchNormalization", {}, (8, 8, 3), 0),
        ("Conv2D", {}, (None, 8, 3), None),
    ],
)
def test_multiply_adds(
    block_type: str, values: dict[str, Value], shape: Shape, multiply_adds: int | None
) -> None:
    assert infer(block_types()[block_type], values, shape).multiply_adds == multiply_adds


def test_every_parameter_says_what_it_can_be() -> None:
    """A sentence that ends in the middle says nothing: ``quantization_config must be a name such as``."""
    words = {
        f"{kind.name}.{parameter.name}": parameter.expects()
        for kind in block_types().values()
        for parameter in kind.parameters
    }
    broken_off = [key for key, text in words.items() if text.rstrip().endswith((",", " as", " of"))]
    assert broken_off == []


def test_large_limits_are_said_as_they_are() -> None:
    seed = next(each for each in TRAINING if each.name == "seed")
    assert seed.expects() == "a whole number from 0 to 2147483647"
