"""Layers in wrappers as block types: which there are, and putting another layer inside."""

from __future__ import annotations

import pytest

from blocks.catalog.registry import block_type, block_types
from blocks.check.checker import Checker
from blocks.check.outputs import last_activation, model_outputs, units_end
from blocks.check.tensorflow_limits import needs_plain_kernels
from blocks.commands.blocks import add_block, insert_on_wire
from blocks.commands.wrappers import change_layer, layer_choice
from blocks.document.document import Document
from blocks.document.history import History
from blocks.errors import InvalidValue
from blocks.files.project_file import from_text, to_text
from blocks.graph.freezing import can_freeze
from blocks.types.block_type import Form
from blocks.types.rules import Refusal
from tests.exporters.documents import document_of
from tests.exporters.sequences import SEQUENCES


def wrapped(name: str, **values: object) -> Document:
    return document_of(
        [
            ("x", "Input", (), {"shape": (4, 6, 6, 3) if "2D" in name else (4, 6)}),
            ("one!", name, ("x",), values),  # type: ignore[list-item]
        ]
    )


def only(document: Document, name: str) -> str:
    return next(key for key, block in document.model.blocks.items() if block.type == name)


def test_every_layer_of_one_input_can_be_at_every_step() -> None:
    for name, kind in block_types().items():
        found = block_type(f"TimeDistributed({name})")
        one = kind.form is Form.LAYER and kind.inputs.names == ("input",) and not kind.wrapper
        assert (found is not None) == one, name


@pytest.mark.parametrize(
    "name",
    [
        "Bidirectional(Dense)",
        "Bidirectional(LSTM",
        "Bidirectional()",
        "TimeDistributed(TimeDistributed(Dense))",
        "TimeDistributed(Lambda)",
        "Wrapper(Dense)",
        "(Dense)",
        ")",
        "TimeDistributed(Dense))",
        "TimeDistributed((Dense)",
    ],
)
def test_there_are_no_others(name: str) -> None:
    assert block_type(name) is None


def test_what_both_layers_have_is_kept() -> None:
    document = wrapped("Bidirectional(LSTM)", units=5, dropout=0.5, unit_forget_bias=False)
    history, block_id = History(document), only(document, "Bidirectional(LSTM)")
    before, checker = to_text(document), Checker(document)
    history.do("Change layer", change_layer(document, block_id, "GRU"))
    block = document.model.blocks[block_id]
    assert block.type == "Bidirectional(GRU)"
    assert dict(block.values) == {"units": 5, "dropout": 0.5}
    assert checker.results[block_id].output == (10,)
    history.do("Change layer", change_layer(document, block_id, "LSTM"))
    history.undo()
    history.undo()
    assert to_text(document) == before
    assert checker.names[block_id] == "one"


def test_names_follow_the_layer_inside() -> None:
    document = document_of(
        [
            ("x", "Input", (), {"shape": (4, 6)}),
            ("both", "Bidirectional(LSTM)", ("x",), {"return_sequences": True}),
            ("gru", "GRU", ("both",), {}),
        ]
    )
    checker = Checker(document)
    gru, both = only(document, "GRU"), only(document, "Bidirectional(LSTM)")
    assert checker.names[gru] == "gru"
    History(document).do("", change_layer(document, both, "GRU"))
    assert checker.names[gru] == "gru_1"


def test_values_that_do_not_fit_and_missing_ones_are_mended() -> None:
    document = wrapped("TimeDistributed(Dense)", units=5)
    block_id = only(document, "TimeDistributed(Dense)")
    document.apply(change_layer(document, block_id, "Conv1D"))
    values = document.model.blocks[block_id].values
    assert set(values) == {"filters", "kernel_size"}


def test_another_layer_is_refused_in_words() -> None:
    document = wrapped("Bidirectional(LSTM)")
    with pytest.raises(InvalidValue, match="cannot have a Dense inside"):
        change_layer(document, only(document, "Bidirectional(LSTM)"), "Dense")


def test_the_choice_names_the_palette_and_what_is_there() -> None:
    kind = block_type("TimeDistributed(PReLU)")
    assert kind is not None
    assert kind.wrapper is not None
    choice = layer_choice(kind.wrapper)
    assert choice.choices[0] == "Dense"
    assert choice.choices[-1] == "PReLU"
    with pytest.raises(InvalidValue):
        choice.parse("n + 1")


def test_attention_behind_one_block_asks_itself() -> None:
    document = document_of([("x", "Input", (), {"shape": (4, 6)}), ("y", "Dense", ("x",), {})])
    graph, (source, dense) = document.model, document.model.order()
    first, edits = add_block(document, "MultiHeadAttention", (0.0, 0.0), source)
    document.apply(edits)
    assert [wire.target_port for wire in graph.incoming(first)] == ["query", "value"]
    (wire,) = graph.incoming(dense)
    second, edits = insert_on_wire(document, "Attention", wire, (0.0, 0.0))
    document.apply(edits)
    assert [each[:2] for each in graph.incoming(second)] == [(source, "output")] * 2
    assert list(Checker(document).problems()) == []


def test_files_keep_them() -> None:
    for make in SEQUENCES.values():
        text = to_text(make())
        assert to_text(from_text(text)) == text


def test_readers_see_the_layer_inside() -> None:
    document = wrapped("TimeDistributed(Dense)", units=3, activation="softmax")
    checker = Checker(document)
    (output,) = model_outputs(document.model)
    assert last_activation(checker, output.block) == "softmax"
    assert units_end(checker, output) == (output.block, "units")
    assert can_freeze(block_type("TimeDistributed(Dense)"))
    assert not can_freeze(block_type("TimeDistributed(Flatten)"))


def test_the_limit_of_a_convolution_holds_inside() -> None:
    values = {"filters": 4, "kernel_size": 1, "strides": 2}
    document = wrapped("TimeDistributed(Conv2D)", **values)
    assert needs_plain_kernels(document.model, Checker(document).results)


def test_what_the_layer_inside_refuses_is_said_of_the_whole() -> None:
    kind = block_type("TimeDistributed(Conv2D)")
    assert kind is not None
    arguments = {each.name: each.start for each in kind.parameters}
    with pytest.raises(Refusal) as caught:
        kind.infer(arguments, ((8, 8, 3),))
    assert caught.value.expected == "4 axes (time, height, width, channels)"
    assert caught.value.got == (8, 8, 3)


@pytest.mark.parametrize(
    ("name", "function"),
    [("ELU", "elu"), ("ReLU", "relu"), ("TimeDistributed(Softmax)", "softmax")],
)
def test_a_layer_that_is_a_function_is_what_a_model_ends_in(name: str, function: str) -> None:
    """Each as the catalog says, also in a wrapper."""
    document = document_of(
        [
            ("x", "Input", (), {"shape": (4, 6)}),
            ("dense", "Dense", ("x",), {"activation": "tanh"}),
            ("end", name, ("dense",), {}),
        ]
    )
    (output,) = model_outputs(document.model)
    assert last_activation(Checker(document), output.block) == function
