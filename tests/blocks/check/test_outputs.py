"""Models with several outputs and inputs: what the outputs are, what they say for themselves, and what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from blocks.check.checker import Checker
from blocks.check.model_problems import model_problems
from blocks.check.outputs import (
    last_activation,
    model_outputs,
    output_names,
    units_end,
    wired_outputs,
)
from blocks.commands.blocks import remove_blocks
from blocks.commands.training_outputs import for_use
from blocks.document.document import Document
from blocks.document.edits import AddBlock, AddGraph, AddWire, SetMetaparameters, SetSettings
from blocks.document.history import History
from blocks.errors import FileError, InvalidValue
from blocks.files.project_file import from_text, to_text
from blocks.fixes.finder import fixes
from blocks.graph.graph import MODEL, Block, Metaparameter, Wire
from blocks.inference.wording import describe
from blocks.parameters import Integer
from blocks.settings.datasets import BUNDLED, CLASSES, REGRESSION, DataDescription, NamedArray
from blocks.settings.declarations import OUTPUT, Settings
from blocks.types.problems import Problem, Severity
from blocks.values.values import Expression, Value
from tests.blocks.catalog.generated import value_of
from tests.exporters.documents import ORIGIN, document_of

DIGITS = BUNDLED["digits"]


def two_heads(units: int = 10, **values: Value) -> Document:
    """A classifier of digits with an auxiliary output."""
    return document_of(
        (
            ("in", "Input", (), {"shape": (8, 8)}),
            ("flat", "Flatten", ("in",), {}),
            ("hidden", "Dense", ("flat",), {"units": 16, "activation": "relu"}),
            ("main!", "Dense", ("hidden",), {"units": 10, "activation": "softmax"}),
            ("aux!", "Dense", ("flat",), {"units": units, "activation": "softmax", **values}),
        )
    )


def key_of(document: Document, name: str) -> str:
    checker = Checker(document)
    outputs = model_outputs(document.model)
    names = output_names(document.model, checker.names, outputs)
    return outputs[names.index(name)].key


def problems(document: Document, data: DataDescription) -> list[Problem]:
    return model_problems(Checker(document), data)


def flat_digits() -> DataDescription:
    return replace(DIGITS, shape=(8, 8))


def with_composite(body: str = "softmax") -> Document:
    """A model that ends in a composite with two outputs, ``first`` and ``second``; the first goes on to Softmax."""
    document = document_of((("in", "Input", (), {"shape": (4,)}),))
    classes = Metaparameter(Integer(name="classes", minimum=1), 3)
    document.apply(
        [
            AddGraph("Heads"),
            SetMetaparameters("Heads", (), (classes,)),
            *(
                AddBlock("Heads", block, ORIGIN)
                for block in (
                    Block("in-1", "In"),
                    Block("dense-2", "Dense", {"units": Expression("classes")}),
                    Block("activation-3", "Activation", {"activation": body}),
                    Block("out-4", "Out", {}, "first"),
                    Block("out-5", "Out", {}, "second"),
                )
            ),
            AddWire("Heads", Wire("in-1", "output", "dense-2", "input")),
            AddWire("Heads", Wire("dense-2", "output", "activation-3", "input")),
            AddWire("Heads", Wire("dense-2", "output", "out-4", "input")),
            AddWire("Heads", Wire("activation-3", "output", "out-5", "input")),
            AddBlock(MODEL, Block("heads-2", "Heads", {}, "heads"), ORIGIN),
            AddWire(MODEL, Wire("input-1", "output", "heads-2", "in-1")),
        ]
    )
    return document


def test_outputs_are_the_ports_that_nothing_follows() -> None:
    document = with_composite()
    checker = Checker(document)
    assert [each.key for each in model_outputs(document.model)] == [
        "heads-2.first",
        "heads-2.second",
    ]
    document.apply(
        [
            AddBlock(MODEL, Block("softmax-3", "Softmax"), ORIGIN),
            AddWire(MODEL, Wire("heads-2", "first", "softmax-3", "input")),
        ]
    )
    outputs = model_outputs(document.model)
    names = output_names(document.model, checker.names, outputs)
    assert set(names) == {"heads_second", "softmax"}
    by_name = dict(zip(names, outputs, strict=True))
    second, softmax = by_name["heads_second"], by_name["softmax"]
    assert last_activation(checker, "heads-2", "second") == "softmax"
    assert last_activation(checker, "heads-2", "first") == "linear"
    assert units_end(checker, softmax) == units_end(checker, second) == ("heads-2", "classes")


def test_the_metaparameter_of_a_composite_is_set_to_the_number_of_classes() -> None:
    document = with_composite()
    checker = Checker(document)
    data = replace(BUNDLED["iris"], classes=5)
    found = [each for each in model_problems(checker, data) if each.kind == "classes"]
    assert {each.parameter for each in found} == {"classes"}
    assert "the output of it" not in describe(found[0], checker)
    offered = fixes(checker, found[0], data)
    document.apply(offered[0].edits)
    assert not [each for each in model_problems(checker, data) if each.kind == "classes"]


@pytest.mark.parametrize("name", ["softmax", "sigmoid"])
def test_the_activation_inside_a_composite_is_known(name: str) -> None:
    checker = Checker(with_composite(name))
    assert last_activation(checker, "heads-2", "second") == name


def test_two_outputs_of_one_task_learn_the_same_answers() -> None:
    assert problems(two_heads(), flat_digits()) == []


def test_a_wrong_output_is_named() -> None:
    document = two_heads(units=7)
    (found,) = problems(document, flat_digits())
    checker = Checker(document)
    assert found.severity is Severity.TRAINING
    assert describe(found, checker) == (
        "Dense aux: its output gives 7 values, but the data digits need 10"
    )
    assert [fix.title for fix in fixes(checker, found, flat_digits())] == [
        "use units = 10 on Dense aux",
        "add Dense 10 softmax behind Dense aux",
    ]


def test_each_output_has_its_own_loss() -> None:
    document = two_heads()
    key = key_of(document, "aux")
    document.settings = document.settings.with_output(key, loss="mae")
    (found,) = problems(document, flat_digits())
    assert (found.kind, found.severity) == ("loss", Severity.WARNING)
    checker = Checker(document)
    document.apply(fixes(checker, found, flat_digits())[0].edits)
    assert document.settings.outputs == {}


def test_an_output_must_be_left() -> None:
    document = two_heads()
    for name in ("main", "aux"):
        key = key_of(document, name)
        document.settings = document.settings.with_output(key, training_only=True)
    (found,) = problems(document, flat_digits())
    checker = Checker(document)
    assert found.kind == "training_only"
    assert "every output" in describe(found, checker)
    document.apply(fixes(checker, found, flat_digits())[0].edits)
    assert not problems(document, flat_digits())


def arrays(*names: str) -> DataDescription:
    """A file with arrays of its own names: left and right are examples, the others answers."""
    known = {
        "left": NamedArray("left", (4,)),
        "x_right": NamedArray("x_right", (3,)),
        "kind": NamedArray("kind", None, CLASSES, 3, ("a", "b", "c")),
        "y_size": NamedArray("y_size", (1,), REGRESSION),
    }
    found = tuple(known[name] for name in names)
    return DataDescription("file", CLASSES, (4,), 3, 60, arrays=found, only_named=True)


def two_by_two() -> Document:
    return document_of(
        (
            ("left!", "Input", (), {"shape": (4,)}),
            ("right!", "Input", (), {"shape": (3,)}),
            ("both", "Concatenate", ("left!", "right!"), {}),
            ("kind!", "Dense", ("both",), {"units": 3, "activation": "softmax"}),
            ("size!", "Dense", ("both",), {"units": 1}),
        )
    )


def test_inputs_and_outputs_take_the_arrays_that_are_called_like_them() -> None:
    assert problems(two_by_two(), arrays("left", "x_right", "kind", "y_size")) == []


def test_a_missing_array_is_named_and_the_block_can_be_called_after_another() -> None:
    document = two_by_two()
    data = arrays("left", "x_right", "kind")
    (found,) = problems(document, data)
    assert describe(found, Checker(document)) == (
        "Dense size: file has no array size or y_size for it; there are left, x_right, kind"
    )
    other = document_of(
        (
            ("a!", "Input", (), {"shape": (4,)}),
            ("kind!", "Dense", ("a!",), {"units": 3, "activation": "softmax"}),
        )
    )
    checker = Checker(other)
    (found,) = model_problems(checker, data)
    titles = [fix.title for fix in fixes(checker, found, data)]
    assert "call it left, like an array of the data" in titles


def test_every_input_takes_the_data_where_its_shape_fits() -> None:
    document = two_by_two()
    found = problems(document, BUNDLED["iris"])
    assert {(each.kind, each.block) for each in found if each.severity is Severity.TRAINING} == {
        ("data_shape", "input-2"),
        ("classes", "dense-5"),
    }


@st.composite
def output_settings(draw: st.DrawFn) -> Settings:
    """Random settings of some outputs."""
    settings = Settings()
    for key in draw(st.sets(st.sampled_from(("dense-4.output", "dense-5.output", "a-1.out-2")))):
        for parameter in OUTPUT:
            if draw(st.booleans()):
                settings = settings.with_output(key, **{parameter.name: draw(value_of(parameter))})
    return settings


@given(output_settings(), output_settings())
def test_settings_of_outputs_survive_the_file_and_undo(first: Settings, second: Settings) -> None:
    document = two_heads()
    document.settings = first
    text = to_text(document)
    again = from_text(text)
    assert again.settings == first
    assert to_text(again) == text
    history = History(document)
    history.do("change", [SetSettings(first, second)])
    history.undo()
    assert to_text(document) == text


@given(output_settings())
def test_only_what_differs_from_the_default_is_kept(settings: Settings) -> None:
    for key, values in settings.outputs.items():
        assert values
        back = settings.with_output(key, **{each.name: each.start for each in OUTPUT})
        assert key not in back.outputs


def test_without_settings_of_outputs_a_file_is_as_it_was() -> None:
    assert '"outputs"' not in to_text(two_heads())


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        {"dense": {}},
        {"a b.output": {}},
        {"dense-4.output": []},
        {"dense-4.output": {"loss": 1}},
        {"dense-4.output": {"loss_weight": {"=": "1"}}},
        {f"dense-{n}.output": {} for n in range(1001)},
    ],
)
def test_broken_settings_of_outputs_are_refused(outputs: Any) -> None:
    import json

    content = json.loads(to_text(two_heads())) | {"outputs": outputs}
    with pytest.raises(FileError):
        from_text(json.dumps(content))


def test_a_weight_is_not_negative() -> None:
    with pytest.raises(InvalidValue, match="loss_weight"):
        Settings().with_output("dense-4.output", loss_weight=-1.0)


def test_a_deleted_output_takes_its_settings_along_and_undo_brings_them_back() -> None:
    document = two_heads()
    key = key_of(document, "aux")
    document.settings = document.settings.with_output(key, loss_weight=0.3)
    before, history = to_text(document), History(document)
    history.do("delete", remove_blocks(document, [key.partition(".")[0]]))
    assert document.settings.outputs == {}
    history.undo()
    assert to_text(document) == before


def test_the_model_for_use_has_nothing_that_only_training_needs() -> None:
    document = two_heads()
    document.settings = document.settings.with_output(key_of(document, "main"), training_only=True)
    left = for_use(document)
    assert {block.type for block in left.model.blocks.values()} == {"Input", "Flatten", "Dense"}
    assert [block.name for block in left.model.blocks.values() if block.name] == ["aux"]
    assert len(document.model.blocks) == 5
    assert [each.block for each in wired_outputs(left.model)] == ["dense-5"]
