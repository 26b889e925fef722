from __future__ import annotations

import re

import pytest

from app.palette.palette import matches
from blocks.catalog.registry import block_types
from blocks.values.values import Value
from canvas.search.match import find

KINDS = list(block_types().values())


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("dense", "Dense"),
        ("conv", "Conv2D"),
        ("gap", "GlobalAveragePooling2D"),
        ("bn", "BatchNormalization"),
        ("maxpool", "MaxPooling2D"),
        ("pooling", "MaxPooling2D"),
        ("global max", "GlobalMaxPooling2D"),
        ("cnct", "Concatenate"),
        ("sep", "SeparableConv2D"),
        ("transpose", "Conv2DTranspose"),
        ("deconvolution", "Conv2DTranspose"),
        ("normalization", "Normalization"),
        ("batch norm", "BatchNormalization"),
        ("bidir", "Bidirectional(LSTM)"),
        ("bi gru", "Bidirectional(GRU)"),
        ("timedistributed", "TimeDistributed(Dense)"),
        ("self-att", "MultiHeadAttention"),
        ("DROP", "Dropout"),
        ("max-pooling", "MaxPooling2D"),
        ("batch_norm", "BatchNormalization"),
        ("conv-2d", "Conv2D"),
        ("global_average-pooling", "GlobalAveragePooling2D"),
    ],
)
def test_the_first_match_is_what_was_meant(typed: str, name: str) -> None:
    assert find(typed, KINDS)[0].kind.name == name


@pytest.mark.parametrize(
    ("typed", "name", "values"),
    [
        ("Dense 64", "Dense", {"units": 64}),
        ("dense 10 softmax", "Dense", {"units": 10, "activation": "softmax"}),
        ("conv2d 32 3x3 same", "Conv2D", {"filters": 32, "kernel_size": 3, "padding": "same"}),
        ("conv2d 32 5x3", "Conv2D", {"filters": 32, "kernel_size": (5, 3)}),
        ("dense 10 softm", "Dense", {"units": 10, "activation": "softmax"}),
        ("dropout 0.25", "Dropout", {"rate": 0.25}),
        ("conv 2d 64", "Conv2D", {"filters": 64}),
        ("conv 2 d 64 3x3", "Conv2D", {"filters": 64, "kernel_size": 3}),
        ("max pooling 2d 3", "MaxPooling2D", {"pool_size": 3}),
        ("conv 2d transpose 8", "Conv2DTranspose", {"filters": 8}),
        ("input 28x28x1", "Input", {"shape": (28, 28, 1)}),
    ],
)
def test_values_behind_the_name_go_to_the_parameters(
    typed: str, name: str, values: dict[str, Value]
) -> None:
    best = find(typed, KINDS)[0]
    assert (best.kind.name, best.values) == (name, values)


@pytest.mark.parametrize("sign", ["", " ", "-", "_"])
def test_block_list_and_canvas_find_a_name_however_it_is_joined(sign: str) -> None:
    for kind in KINDS:
        typed = sign.join(re.findall(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|\d\w*", kind.name))
        assert kind in [match.kind for match in find(typed, KINDS)], typed
        assert matches(kind, typed), typed


def test_nothing_typed_offers_everything() -> None:
    assert [match.kind for match in find("", KINDS)] == KINDS


@pytest.mark.parametrize("typed", ["qqq", "dense banana", "64", "relu)(", "dense 1e999", "\x00"])
def test_nonsense_finds_nothing_or_something_but_never_fails(typed: str) -> None:
    find(typed, KINDS)
    assert not find("qqq", KINDS)
