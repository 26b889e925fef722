from __future__ import annotations

from typing import Any

import pytest

from blocks.commands.blocks import rename_block, set_metaparameters
from blocks.document.edits import AddBlock
from blocks.graph.graph import Block, Metaparameter, Wire
from blocks.inference.card_words import count_text
from blocks.parameters import Integer, Number
from blocks.types.problems import Problem, Severity
from blocks.values.values import Expression
from canvas.items.card_content import CardContent, content_of, ports_of
from canvas.items.marks import Marks
from tests.canvas.graphs import Model, chain


def content(type_name: str, **values: Any) -> CardContent:
    model = Model()
    numbers = (
        Metaparameter(Number(name="dropout", default=0.5), 0.5),
        Metaparameter(Integer(name="classes", default=10), 10),
    )
    model.document.apply(set_metaparameters(model.document, numbers))
    return content_of(model.checker, model.add(type_name, **values))


@pytest.mark.parametrize(
    ("type_name", "values", "words"),
    [
        ("Conv2D", {"filters": 32, "padding": "same", "activation": "relu"}, "32 · 3×3 · same · relu"),
        ("Conv2D", {"filters": 32, "kernel_size": (3, 1), "strides": 2}, "32 · 3×1 · stride 2 · same · relu"),
        ("Dense", {"units": 9, "activation": "linear"}, "9"),
        ("Dropout", {"rate": 0.25}, "rate 0.25"),
        ("Dropout", {"rate": Expression("dropout")}, "rate = dropout (0.5)"),
        ("Dense", {"units": Expression("classes"), "activation": "softmax"}, "classes (10) · softmax"),
        ("Dense", {"units": Expression("nothing"), "activation": None}, "nothing"),
        ("Dense", {"units": None, "activation": None}, "units ?"),
        ("Input", {"shape": (28, None, 1)}, "28×?×1"),
        ("BatchNormalization", {}, "axis −1"),
        ("Flatten", {}, ""),
        ("Slice", {"start": 4, "stop": 8}, "channels 4:8"),
        ("ReLU", {"max_value": 6.0}, "max_value 6"),
    ],
)  # fmt: skip
def test_a_card_says_what_matters(type_name: str, values: dict[str, Any], words: str) -> None:
    assert content(type_name, **values).words == words


def test_a_long_expression_has_a_short_form_with_its_result_and_names() -> None:
    shown = content("Dense", units=Expression("int(64 * dropout)"), activation="relu")
    assert shown.words == "int(64 * dropout) (32) · relu"
    assert shown.brief == "32 (dropout) · relu"
    assert content("Dense", units=Expression("classes")).brief == "classes (10) · relu"


def test_a_card_shows_the_number_of_parameters_once_it_is_known() -> None:
    model, (_, dense) = chain("Input", "Dense")
    assert content_of(model.checker, dense).count == "128"
    assert content("Dense").count == ""


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (9248, "9,248"), (9_999_999, "9,999,999"), (25_600_000, "25.6 M"), (4_303_355_904, "4.3 G")],
)  # fmt: skip
def test_counts_fit_on_a_card(count: int, text: str) -> None:
    assert count_text(count) == text


def test_the_users_name_is_on_the_card() -> None:
    model, (_, dense) = chain("Input", "Dense")
    assert content_of(model.checker, dense).name == ""
    model.history.do("rename", rename_block(model.document, dense, "head"))
    assert content_of(model.checker, dense).name == "head"


def test_marks_for_what_is_wrong() -> None:
    assert content("Dense").unfinished
    assert not content("Dense").error
    model, (start,) = chain("Input")
    warning = Problem("loss", start, severity=Severity.WARNING)
    assert content_of(model.checker, start, [warning]).warning


def test_merging_blocks_number_their_ports_and_offer_a_spare_one() -> None:
    model = Model()
    first, second, add = model.add("Input"), model.add("Input"), model.add("Add")
    assert [mark.spare for mark in ports_of(model.document.model, add).inputs] == [False, False]
    model.wire(first, add, "input_1")
    model.wire(second, add, "input_2")
    marks = ports_of(model.document.model, add).inputs
    assert [mark.number for mark in marks] == [1, 2, 3]
    assert [mark.spare for mark in marks] == [False, False, True]
    assert marks[0].offset == -marks[1].offset
    assert not any(mark.missing for mark in marks)


def test_a_port_that_may_stay_open_is_not_missing() -> None:
    model = Model()
    source, attention = model.add("Input"), model.add("Attention")
    marks = ports_of(model.document.model, attention).inputs
    assert [(mark.name, mark.missing) for mark in marks] == [
        ("query", True),
        ("value", True),
        ("key", False),
    ]
    assert [mark.optional for mark in marks] == [False, False, True]
    model.wire(source, attention, "key")
    assert not any(mark.optional for mark in ports_of(model.document.model, attention).inputs)


def test_a_layer_in_a_wrapper_stands_below_its_name() -> None:
    shown = content("TimeDistributed(Dense)", units=9, activation=None)
    assert (shown.title, shown.words) == ("TimeDistributed", "Dense · 9")


def test_a_card_grows_with_its_ports() -> None:
    model = Model()
    add = model.add("Add")
    for index in range(1, 15):
        model.wire(model.add("Input"), add, f"input_{index}")
    ports = ports_of(model.document.model, add)
    assert ports.width > 300
    assert all(abs(mark.offset) < ports.width / 2 for mark in ports.inputs)


def test_a_block_of_a_newer_version_has_a_face() -> None:
    model = Model()
    model.document.apply([AddBlock("", Block("x-1", "Quantum", {"a": 1}), (0, 0))])
    shown = content_of(model.checker, "x-1")
    assert (shown.title, shown.words, shown.category) == (
        "Quantum",
        "unknown to this version",
        None,
    )
    assert shown.error


@pytest.mark.parametrize(("kind", "again"), [("MultiHeadAttention", ""), ("Add", "4×6")])
def test_a_sequence_that_asks_itself_says_its_shape_once(kind: str, again: str) -> None:
    model = Model()
    source, target = model.add("Input", shape=(4, 6)), model.add(kind)
    marks = Marks(model.checker)
    texts = []
    for port in ("query", "value") if again == "" else ("input_1", "input_2"):
        model.wire(source, target, port)
        texts.append(marks.label(Wire(source, "output", target, port)).text)
    assert texts == ["4×6", again]
