"""The catalogue has every layer that was promised, and of Keras's all but those that carry code."""

from __future__ import annotations

import pytest

from blocks.catalog.registry import block_types
from blocks.types.block_type import Form

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


CARRY_CODE = frozenset(
    ("Layer", "Wrapper", "Lambda", "JaxLayer", "FlaxLayer", "TFSMLayer", "TorchModuleWrapper")
)
"""Layers whose work is code of a program or a file: they open as named grey blocks."""

STILL_MISSING = frozenset(
    (
        "AdditiveAttention",
        "AugMix",
        "AutoContrast",
        "CategoryEncoding",
        "CenterCrop",
        "ContrastLimitedAdaptiveHistogramEqualization",
        "ConvLSTM1D",
        "ConvLSTM2D",
        "ConvLSTM3D",
        "CutMix",
        "Discretization",
        "EinsumDense",
        "Equalization",
        "GRUCell",
        "GroupedQueryAttention",
        "HashedCrossing",
        "Hashing",
        "IntegerLookup",
        "LSTMCell",
        "MaxNumBoundingBoxes",
        "MelSpectrogram",
        "MixUp",
        "Pipeline",
        "RNN",
        "RandAugment",
        "RandomColorDegeneration",
        "RandomColorJitter",
        "RandomCrop",
        "RandomElasticTransform",
        "RandomErasing",
        "RandomGaussianBlur",
        "RandomGrayscale",
        "RandomHue",
        "RandomInvert",
        "RandomPerspective",
        "RandomPosterization",
        "RandomSaturation",
        "RandomSharpness",
        "RandomShear",
        "ReversibleEmbedding",
        "STFTSpectrogram",
        "SimpleRNNCell",
        "Solarization",
        "SpectralNormalization",
        "StackedRNNCells",
        "StringLookup",
        "TextVectorization",
    )
)
"""What is not declared yet. This list only shrinks."""


def layers_of_keras() -> set[str]:
    """Return the names of the classes in ``keras.layers``, each once, whatever its aliases."""
    import keras

    found = {each for each in vars(keras.layers).values() if isinstance(each, type)}
    names = {each.__name__ for each in found if issubclass(each, keras.layers.Layer)}
    return (names - {"InputLayer"}) | {"Input"}  # one block for both


@pytest.mark.keras
def test_every_layer_of_keras_is_declared_but_for_those_that_carry_code() -> None:
    assert layers_of_keras() - NAMES == CARRY_CODE | STILL_MISSING


@pytest.mark.keras
def test_every_declared_layer_is_one_of_keras() -> None:
    layers = {kind.name for kind in KINDS if kind.form is Form.LAYER and not kind.wrapper}
    assert layers - layers_of_keras() == set()
