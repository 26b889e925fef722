"""Scripts with layers in layers, and calls with several tensors, are read without being run."""

from __future__ import annotations

import pytest

from blocks.document.document import Document
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.apply import styles_of
from importers.source.reader import read_model
from importers.source.text.source import read_script
from tests.exporters.sequences import SEQUENCES

START = "import keras\nfrom keras import layers\na = keras.Input((5, 8))\nb = keras.Input((6, 8))\n"


def body(text: str) -> str:
    return text.partition("import keras")[2]


def read(code: str) -> Document:
    script = read_model(read_script(code.encode()), "script")
    assert {remark.text[:16] for remark in script.report.remarks} <= {"no model is made"}
    return script.document


@pytest.mark.parametrize("name", SEQUENCES)
def test_our_own_scripts_come_back(name: str) -> None:
    plan = make_plan(SEQUENCES[name]())
    usual = write_script(plan, model_only=True)
    for style in styles_of(plan):
        code = write_script(plan, model_only=True, style=style)
        found = write_script(make_plan(read(code)), model_only=True)
        assert body(found) == body(usual)


@pytest.mark.parametrize(
    "call",
    [
        "(a, b, use_causal_mask=True)",
        "(a, value=b, use_causal_mask=True)",
        "(value=b, query=a, use_causal_mask=True, training=False)",
    ],
)
def test_tensors_by_name_find_their_ports(call: str) -> None:
    document = read(f"{START}y = layers.MultiHeadAttention(2, key_dim=4){call}\n")
    block = next(each for each in document.model.blocks.values() if "Multi" in each.type)
    assert block.values["use_causal_mask"] is True
    wires = document.model.incoming(block.id)
    assert [wire.target_port for wire in wires] == ["query", "value"]
    shapes = [document.model.blocks[wire.source].values["shape"] for wire in wires]
    assert shapes == [(5, 8), (6, 8)]


def test_a_wrapper_takes_its_layer_by_place_or_name() -> None:
    for given in ('layers.GRU(3), "sum"', 'merge_mode="sum", layer=layers.GRU(3)'):
        document = read(f"{START}y = layers.Bidirectional({given}, name='both')(a)\n")
        block = next(each for each in document.model.blocks.values() if each.type != "Input")
        assert (block.type, block.name) == ("Bidirectional(GRU)", "both")
        assert dict(block.values) == {"units": 3, "merge_mode": "sum"}


def test_what_cannot_be_inside_is_kept_grey() -> None:
    code = f"{START}y = layers.TimeDistributed(Mine(3))(a)\n"
    script = read_model(read_script(code.encode()), "script")
    assert script.report.remarks
    assert any(each.type.startswith("TimeDistributed") for each in script.document.model.blocks.values())  # fmt: skip
