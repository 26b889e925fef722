"""The catalogue has every layer that was promised."""

from __future__ import annotations

import pytest

from blocks.catalog.registry import block_types

KINDS = block_types().values()
NAMES = {kind.wrapper.name if kind.wrapper else kind.name for kind in KINDS}
PROMISED = (
    "Normalization, Rescaling, LayerNormalization, GroupNormalization, Cropping2D, UpSampling2D, Permute, "
    "RepeatVector, GaussianNoise, SpatialDropout2D, LeakyReLU, PReLU, ELU, Conv1D, Conv3D, Embedding, LSTM, GRU, "
    "SimpleRNN, Bidirectional, TimeDistributed, MultiHeadAttention, Attention, Dot, Minimum, Resizing, OpsAdd, "
    "OpsMultiply, MaxPooling1D, AveragePooling1D, GlobalMaxPooling1D, GlobalAveragePooling1D, MaxPooling3D, "
    "AveragePooling3D, GlobalMaxPooling3D, GlobalAveragePooling3D"
)


@pytest.mark.parametrize("name", PROMISED.split(", "))
def test_there_is_such_a_layer(name: str) -> None:
    assert name in NAMES


@pytest.mark.parametrize("layer", ["LSTM", "GRU", "SimpleRNN"])
def test_every_recurrent_layer_reads_both_ways(layer: str) -> None:
    assert f"Bidirectional({layer})" in block_types()


@pytest.mark.parametrize("layer", ["Dense", "Conv2D", "Flatten", "MaxPooling2D"])
def test_what_is_usual_for_every_step_is_in_the_palette(layer: str) -> None:
    assert f"TimeDistributed({layer})" in block_types()
