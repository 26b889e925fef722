"""What Keras says of itself is known: neither Theano nor channels first is ever taken to hold."""

from __future__ import annotations

import pytest

from importers.source.reader import Script
from tests.importers.source.scripts import script, told

HEAD = "from keras import layers, Model, Input, Sequential, backend as K\nimport keras\n"

FIRST = [
    "K.backend() == 'theano'", "K.image_dim_ordering() == 'th'", "K.image_dim_ordering() != 'tf'",
    "K.image_data_format() != 'channels_last'", "K.image_data_format() == 'channels_first'",
    "keras.config.backend() == 'torch'", "keras.config.image_data_format() == 'channels_first'",
    "keras.backend.common.image_dim_ordering() == 'th'", "K.floatx() == 'float16'",
    "K.backend() in ('theano', 'cntk')",
]  # fmt: skip
"""Conditions that never hold."""


def _types(found: Script) -> list[str]:
    return [block.type for block in found.document.model.blocks.values()]


@pytest.mark.parametrize("test", FIRST)
def test_statement(test: str) -> None:
    text = f"i = x = Input((8, 8, 3))\nif {test}:\n    x = layers.ReLU()(x)\n"
    found = script(f"{text}m = Model(i, layers.Flatten()(x))\n", HEAD)
    assert (_types(found), told(found)) == (["Input", "Flatten"], [])


@pytest.mark.parametrize("test", FIRST)
@pytest.mark.parametrize("looped", [False, True])
def test_axis_in_a_function(test: str, looped: bool) -> None:
    text = f"""
def part(t):
    axis = 1 if {test} else -1
    return layers.BatchNormalization(axis=axis)(t)
i = x = Input((8, 9, 3))
{"for k in range(3):" if looped else "if True:"}
    x = part(x)
m = Model(i, x)
"""
    found = script(text, HEAD)
    assert told(found) == []
    norms = [
        block
        for graph in (found.document, found.flat or found.document)
        for each in graph.graphs.values()
        for block in each.blocks.values()
        if block.type == "BatchNormalization"
    ]
    assert norms
    assert all(block.values.get("axis", -1) == -1 for block in norms)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("K.set_image_dim_ordering('th')", "image_dim_ordering is tf here"),
        ("K.set_image_data_format(data_format='channels_first')", "image_data_format is channels_last here"),
        ("keras.config.set_floatx('float16')", "floatx is float32 here"),
        ("K.set_image_dim_ordering('tf')", ""),
        ("keras.config.set_image_data_format('channels_last')", ""),
    ],
)  # fmt: skip
def test_changes_are_told(line: str, words: str) -> None:
    found = script(f"{line}\ni = Input((8,))\nm = Model(i, layers.Dense(2)(i))\n", HEAD)
    texts = [text for _, text in told(found)]
    assert len(texts) == bool(words)
    assert all(text.startswith(words) for text in texts)
