from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.forms.editors import ChoiceInput, StepInput, TextInput, WordsInput
from app.forms.field import MIXED
from app.forms.form import ParameterForm
from app.forms.text import choices_of, stepped, text_of, value_of
from blocks.catalog.registry import block_types
from blocks.errors import InvalidValue
from blocks.parameters import Integer, Integers, Number, Parameter, Sizes, same_value
from blocks.settings.declarations import DATA, TRAINING
from blocks.types.block_type import BlockType
from blocks.values.values import Configured, Expression, Value

pytestmark = pytest.mark.window

KINDS = list(block_types().values())


def _values_of(parameter: Parameter) -> list[Value]:
    values: list[Value] = [parameter.start]
    if not parameter.required:
        values.append(parameter.default)  # type: ignore[arg-type]
    values.append(Expression("int(64 * alpha)"))
    values += [word if word != "none" else None for word in choices_of(parameter)]
    return [value == "True" if value in ("True", "False") else value for value in values]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_forms_build_bind_and_keep_values(kind: BlockType, qtbot: Any) -> None:
    form = ParameterForm(kind.parameters)
    qtbot.addWidget(form)
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda name, value, _: told.append((name, value)))
    form.unfold()
    assert set(form.fields) == {parameter.name for parameter in kind.parameters}
    for key in ("one", "other"):
        form.bind(key, {parameter.name: parameter.start for parameter in kind.parameters})
        form.commit()
    assert told == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_value_reads_back_as_it_was_written(kind: BlockType) -> None:
    for parameter in kind.parameters:
        for value in _values_of(parameter):
            if value is None and not parameter.nullable:
                continue
            if type(parameter).__name__ in ("Text", "Words") and isinstance(value, Expression):
                continue
            assert same_value(value_of(parameter, text_of(parameter, value)), value), parameter


@pytest.mark.parametrize("parameter", [*DATA, *TRAINING], ids=lambda parameter: parameter.name)
def test_settings_read_back(parameter: Parameter) -> None:
    assert value_of(parameter, text_of(parameter, parameter.start)) == parameter.start


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("3 × 3", 3), ("3x1", (3, 1)), ("3, 1", (3, 1)), ("(3, 1)", (3, 1)), ("3 X 3", 3)],
)
def test_sizes_are_read_as_people_write_them(text: str, value: Value) -> None:
    assert value_of(Integers(name="kernel_size", rank=2), text) == value


def test_shapes_with_open_sizes() -> None:
    shape = Sizes(name="shape", open_sizes=True)
    assert value_of(shape, "28 × 28 × 1") == (28, 28, 1)
    assert value_of(shape, "? × ? × 3") == (None, None, 3)
    assert value_of(shape, "784") == (784,)
    assert text_of(shape, (None, None, 3)) == "? × ? × 3"
    assert value_of(shape, "(width, 3)") == (Expression("width"), 3)
    assert value_of(shape, "width × 3".replace("width", "28")) == (28, 3)


def test_expressions_and_objects_are_read_in_every_number() -> None:
    filters = Integer(name="filters", minimum=1)
    assert value_of(filters, "int(64 * alpha)") == Expression("int(64 * alpha)")
    assert value_of(filters, "width") == Expression("width")
    with pytest.raises(InvalidValue, match="of at least 1"):
        value_of(filters, "0")
    with pytest.raises(InvalidValue):
        value_of(filters, "int(64 * ")


@pytest.mark.parametrize(
    ("parameter", "text", "steps", "after"),
    [
        (Integer(name="n", minimum=1), "3", 1, "4"),
        (Integer(name="n", minimum=1), "1", -1, None),
        (Integer(name="n", minimum=1), "int(alpha)", 1, None),
        (Integers(name="n", rank=2), "3 × 3", 2, "5 × 5"),
        (Integers(name="n", rank=2), "3 × 1", 1, "4 × 2"),
        (Number(name="rate", minimum=0, maximum=1), "0.5", 1, "0.6"),
        (Number(name="rate"), "0.001", 1, "0.0011"),
        (Number(name="rate", minimum=0.0, maximum=1.0), "1.0", 1, None),
        (Integer(name="n", minimum=1, nullable=True), "", 1, "2"),
    ],
)
def test_arrows(parameter: Parameter, text: str, steps: int, after: str | None) -> None:
    assert stepped(parameter, text, steps) == after


def test_each_kind_has_its_input(qtbot: Any) -> None:
    form = ParameterForm(KINDS[[kind.name for kind in KINDS].index("Conv2D")].parameters)
    qtbot.addWidget(form)
    form.unfold()
    inputs = {name: type(field.input) for name, field in form.fields.items()}
    assert inputs["filters"] is StepInput
    assert inputs["kernel_size"] is StepInput
    assert inputs["padding"] is ChoiceInput
    assert inputs["use_bias"] is ChoiceInput
    assert inputs["kernel_regularizer"] is ChoiceInput
    training = ParameterForm(TRAINING)
    qtbot.addWidget(training)
    assert isinstance(training.fields["metrics"].input, WordsInput)
    data = ParameterForm(DATA)
    qtbot.addWidget(data)
    assert isinstance(data.fields["path"].input, TextInput)


def test_wrong_text_stays_with_its_words(qtbot: Any) -> None:
    form = ParameterForm([Integer(name="filters", minimum=1), Integer(name="groups", minimum=1)])
    qtbot.addWidget(form)
    form.show()
    told: list[tuple[str, object, bool]] = []
    form.changed.connect(lambda *what: told.append(what))
    form.bind("one", {"filters": 32, "groups": 1})
    field = form.fields["filters"]
    field.input.lineEdit().selectAll()  # type: ignore[union-attr]
    QTest.keyClicks(field.input, "int(64 *")
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    assert told == []
    assert field.input.property("wrong")
    assert "cannot be read" in field.error.text()
    form.bind("two", {"filters": 8, "groups": 1})
    assert field.input.text() == "8"
    assert not field.input.property("wrong")
    form.bind("one", {"filters": 32, "groups": 1})
    assert field.input.text() == "int(64 *"
    assert field.input.property("wrong")
    QTest.keyClick(field.input, Qt.Key.Key_End)
    QTest.keyClicks(field.input, " alpha)")
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    assert told == [("filters", Expression("int(64 * alpha)"), False)]
    assert not field.input.property("wrong")


def test_several_blocks_that_differ_show_no_value(qtbot: Any) -> None:
    form = ParameterForm([Integer(name="filters", minimum=1)])
    qtbot.addWidget(form)
    told: list[object] = []
    form.changed.connect(lambda *what: told.append(what))
    form.bind(("a", "b"), {"filters": MIXED})
    assert form.fields["filters"].input.text() == ""
    form.commit()
    assert told == []


def test_words_are_ticked(qtbot: Any) -> None:
    form = ParameterForm(TRAINING)
    qtbot.addWidget(form)
    told: list[tuple[str, object, bool]] = []
    form.changed.connect(lambda *what: told.append(what))
    form.bind("x", {parameter.name: parameter.start for parameter in TRAINING})
    words = form.fields["metrics"].input
    assert isinstance(words, WordsInput)
    assert words.text() == "auto"
    for action in words.menu().actions():
        if action.text() in ("auto", "mae"):
            action.trigger()
    assert told[-1] == ("metrics", ("mae",), True)


def test_an_object_with_arguments_can_be_typed() -> None:
    conv = block_types()["Conv2D"].parameter("kernel_regularizer")
    assert conv is not None
    value = value_of(conv, "L2(l2=0.01)")
    assert value == Configured("L2", (("l2", 0.01),))
    assert text_of(conv, value) == "L2(l2=0.01)"
    assert value_of(conv, "none") is None
