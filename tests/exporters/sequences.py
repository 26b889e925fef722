"""Small models of sequences: words, a reader of both ways, videos, a translator that attends."""

from __future__ import annotations

from blocks.document import Document
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


SEQUENCES = {each.__name__: each for each in (transformer, both_ways, video, translator)}
