"""Small models of sequences and more: words, a reader of both ways, videos, a translator, all else with pictures."""

from __future__ import annotations

from blocks.document.document import Document
from tests.exporters.documents import document_of


def transformer() -> Document:
    """Self-attention with a mask, beside a shortcut."""
    return document_of(
        [
            ("words", "Input", (), {"shape": (6,), "dtype": "int32"}),
            ("table", "Embedding", ("words",), {"input_dim": 20, "output_dim": 8}),
            (
                "attention",
                "MultiHeadAttention",
                ("table", "table"),
                {"num_heads": 2, "key_dim": 4, "use_causal_mask": True},
            ),
            ("sum", "Add", ("table", "attention"), {}),
            ("norm", "LayerNormalization", ("sum",), {}),
            ("drop", "Dropout", ("norm",), {"rate": 0.1}),
            ("mean", "GlobalAveragePooling1D", ("drop",), {}),
            ("class", "Dense", ("mean",), {"units": 3, "activation": "softmax"}),
        ]
    )


def both_ways() -> Document:
    """Words read both ways; a plain LSTM and a Dense follow, so that names are counted."""
    return document_of(
        [
            ("words", "Input", (), {"shape": (6,), "dtype": "int32"}),
            ("table", "Embedding", ("words",), {"input_dim": 20, "output_dim": 4}),
            ("both", "Bidirectional(LSTM)", ("table",), {"units": 3, "return_sequences": True}),
            ("more!", "Bidirectional(GRU)", ("both",), {"units": 3, "merge_mode": "sum"}),
            ("again", "RepeatVector", ("more!",), {"n": 6}),
            ("lstm", "LSTM", ("again",), {"units": 4, "return_sequences": True}),
            ("each", "TimeDistributed(Dense)", ("lstm",), {"units": 5, "activation": "softmax"}),
            ("mean", "GlobalAveragePooling1D", ("each",), {}),
            ("dense", "Dense", ("mean",), {"units": 3, "activation": "softmax"}),
        ]
    )


def video() -> Document:
    """Every picture of a film by itself, then their sequence."""
    return document_of(
        [
            ("film", "Input", (), {"shape": (3, 8, 8, 1)}),
            (
                "conv",
                "TimeDistributed(Conv2D)",
                ("film",),
                {"filters": 2, "kernel_size": 3, "activation": "relu", "padding": "same"},
            ),
            ("pool", "TimeDistributed(MaxPooling2D)", ("conv",), {"pool_size": 4}),
            ("flat", "TimeDistributed(Flatten)", ("pool",), {}),
            ("slope", "TimeDistributed(PReLU)", ("flat",), {}),
            ("rnn", "SimpleRNN", ("slope",), {"units": 4}),
            ("class", "Dense", ("rnn",), {"units": 3, "activation": "softmax"}),
        ]
    )


def translator() -> Document:
    """Two sequences: one asks the other, by keys of its own and without."""
    return document_of(
        [
            ("asks!", "Input", (), {"shape": (4, 6)}),
            ("knows!", "Input", (), {"shape": (5, 6)}),
            ("key", "Conv1D", ("knows!",), {"filters": 6, "kernel_size": 1}),
            ("luong", "Attention", ("asks!", "knows!", "key"), {"use_scale": True}),
            (
                "cross",
                "MultiHeadAttention",
                ("luong", "knows!", "key"),
                {"num_heads": 2, "key_dim": 3, "dropout": 0.1},
            ),
            ("plain", "Attention", ("cross", "knows!"), {"use_causal_mask": True}),
            ("mean", "GlobalMaxPooling1D", ("plain",), {}),
            ("class", "Dense", ("mean",), {"units": 3, "activation": "softmax"}),
        ]
    )


def pictures() -> Document:
    """What else there is, in one model: pictures, then volumes, then two vectors."""
    return document_of(
        [
            ("x", "Input", (), {"shape": (8, 8, 1)}),
            ("scaled", "Rescaling", ("x",), {"scale": 1 / 255, "offset": 0.5}),
            ("large", "Resizing", ("scaled",), {"height": 12, "width": 12}),
            ("small", "Cropping2D", ("large",), {"cropping": 4}),
            ("up", "UpSampling2D", ("small",), {"size": 2}),
            ("conv", "Conv2D", ("up",), {"filters": 4, "kernel_size": 3, "padding": "same"}),
            ("groups", "GroupNormalization", ("conv",), {"groups": 2}),
            ("leaky", "LeakyReLU", ("groups",), {"negative_slope": 0.1}),
            ("gone", "SpatialDropout2D", ("leaky",), {"rate": 0.1}),
            ("noise", "GaussianNoise", ("gone",), {"stddev": 0.1}),
            ("turned", "Permute", ("noise",), {"dims": (2, 1, 3)}),
            ("slopes", "PReLU", ("turned",), {"shared_axes": (1, 2)}),
            ("elu", "ELU", ("slopes",), {"alpha": 0.5}),
            ("least", "Minimum", ("slopes", "elu"), {}),
            ("half", "OpsMultiply", ("least",), {"value": 0.5}),
            ("both", "OpsAdd", ("half", "elu"), {}),
            ("volume", "Reshape", ("both",), {"target_shape": (8, 8, 4, 1)}),
            ("conv3", "Conv3D", ("volume",), {"filters": 3, "kernel_size": 2, "padding": "same"}),
            ("max3", "MaxPooling3D", ("conv3",), {}),
            ("mean3", "AveragePooling3D", ("max3",), {}),
            ("largest", "GlobalMaxPooling3D", ("mean3",), {}),
            ("mean", "GlobalAveragePooling3D", ("mean3",), {}),
            ("angle", "Dot", ("largest", "mean"), {"axes": 1, "normalize": True}),
            ("again", "RepeatVector", ("mean",), {"n": 4}),
            ("pairs", "MaxPooling1D", ("again",), {}),
            ("pair", "AveragePooling1D", ("pairs",), {}),
            ("line", "GlobalMaxPooling1D", ("pair",), {}),
            ("all", "Concatenate", ("angle", "line"), {}),
            ("class", "Dense", ("all",), {"units": 3, "activation": "softmax"}),
        ]
    )


SEQUENCES = {each.__name__: each for each in (transformer, both_ways, video, translator, pictures)}
