"""Layers with several inputs, arguments of their call, or another layer inside."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from blocks.graph.naming import layer_names
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.apply import styles_of
from tests.exporters.sequences import SEQUENCES


def script(name: str) -> str:
    return write_script(make_plan(SEQUENCES[name]()), model_only=True)


def test_code_is_what_an_expert_writes() -> None:
    assert "layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)" in script("transformer")
    both = script("both_ways")
    assert "layers.Bidirectional(layers.LSTM(3, return_sequences=True))" in both
    assert 'layers.Bidirectional(layers.GRU(3), merge_mode="sum", name="more")' in both
    assert 'layers.TimeDistributed(layers.Dense(5, activation="softmax"))' in both
    assert "layers.TimeDistributed(layers.MaxPooling2D(4))" in script("video")


def test_inputs_come_in_the_order_of_their_ports() -> None:
    code = script("translator")
    assert "layers.Attention(use_scale=True)([asks, knows, branch])" in code
    assert "layers.MultiHeadAttention(2, 3, dropout=0.1)(x, knows, branch)" in code
    assert "layers.Attention()([branch, knows], use_causal_mask=True)" in code


def test_sequences_have_no_problems() -> None:
    for make in SEQUENCES.values():
        checker = Checker(make())
        assert list(checker.problems()) == []
        checker.close()


@pytest.mark.keras
@pytest.mark.parametrize("name", SEQUENCES)
def test_script_worker_and_check_agree(name: str) -> None:
    from tests.exporters.running import assert_same_in_style, built_by_plan, built_by_script

    document = SEQUENCES[name]()
    plan = make_plan(document)
    model = built_by_plan(plan)
    for style in styles_of(plan):
        code = write_script(plan, model_only=True, style=style)
        assert_same_in_style(model, built_by_script(code), style)
    names = layer_names(document.model)
    made = {each.name for each in getattr(model, "operations", model.layers)}
    assert made <= set(names.values())
    checker = Checker(document)
    assert sum(result.parameters for result in checker.results.values()) == model.count_params()
