"""Layers of Keras 1: rows and columns of a kernel in their places, and the words of that time."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from tests.importers.source.scripts import script, told

HEAD = "from keras.layers import *\nfrom keras.models import Model, Sequential\nfrom keras.regularizers import l2\n"


@pytest.mark.parametrize(
    ("line", "type_name", "values"),
    [
        ("Convolution2D(4, 3, 3)", "Conv2D", {"filters": 4, "kernel_size": 3}),
        ("Convolution2D(4, 3, 5, border_mode='same')", "Conv2D",
         {"filters": 4, "kernel_size": (3, 5), "padding": "same"}),
        ("Convolution2D(4, 3, 2, 'he_normal', 'relu', subsample=(2, 2))", "Conv2D",
         {"filters": 4, "kernel_size": (3, 2), "kernel_initializer": "he_normal", "activation": "relu", "strides": 2}),
        ("Convolution2D(nb_filter=4, nb_row=1, nb_col=7, dim_ordering='tf', bias=False)", "Conv2D",
         {"filters": 4, "kernel_size": (1, 7), "use_bias": False}),
        ("Conv2D(4, 3, 3, border_mode='same')", "Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same"}),
        ("Conv2D(4, 3, 2)", "Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2}),
        ("Conv2D(4, 3, 2, 'same')", "Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}),
        ("Convolution2D(4, 3)", "Conv2D", {"filters": 4, "kernel_size": 3}),
        ("Convolution2D(4, (3, 3), (2, 2))", "Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2}),
        ("AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2))", "Conv2D",
         {"filters": 4, "kernel_size": 3, "dilation_rate": 2}),
        ("Deconvolution2D(4, 3, 2, subsample=(2, 2))", "Conv2DTranspose",
         {"filters": 4, "kernel_size": (3, 2), "strides": 2}),
        ("SeparableConvolution2D(4, 3, 3)", "SeparableConv2D", {"filters": 4, "kernel_size": 3}),
        ("Convolution2D(4, 3, 3, W_regularizer='l2', init='uniform')", "Conv2D",
         {"filters": 4, "kernel_size": 3, "kernel_regularizer": "l2", "kernel_initializer": "uniform"}),
        ("MaxPooling2D((2, 2), border_mode='same', dim_ordering='default')", "MaxPooling2D", {"padding": "same"}),
        ("BatchNormalization(mode=0, axis=3)", "BatchNormalization", {"axis": 3}),
        ("Dense(output_dim=3, init='he_normal', b_regularizer='l2')", "Dense",
         {"units": 3, "kernel_initializer": "he_normal", "bias_regularizer": "l2"}),
    ],
)  # fmt: skip
def test_layer(line: str, type_name: str, values: dict[str, object]) -> None:
    found = script(f"i = Input((12, 12, 3))\nm = Model(i, {line}(i))\n", HEAD)
    (block,) = (each for each in found.document.model.blocks.values() if each.type != "Input")
    # A value that is the default may be written or not.
    given = {key: value for key, value in block.values.items() if value != "channels_last"}
    assert (block.type, given) == (type_name, values)
    assert told(found) == []


def test_shapes_of_a_network_of_keras_1() -> None:
    text = """
m = Sequential()
m.add(Convolution2D(32, 3, 3, border_mode='same', input_shape=(32, 32, 3)))
m.add(Convolution2D(32, 3, 3))
m.add(MaxPooling2D(pool_size=(2, 2)))
m.add(Flatten())
m.add(Dense(10))
"""
    found = script(text, HEAD)
    assert Checker(found.document).totals().parameters == 896 + 9_248 + 72_010


def test_rows_and_columns_of_a_function() -> None:
    text = """
def part(x, filters, rows, columns):
    return Convolution2D(filters, rows, columns, border_mode='same')(x)
i = Input((8, 8, 3))
m = Model(i, part(part(i, 4, 1, 3), 5, 3, 1))
"""
    found = script(text, HEAD)
    assert Checker(found.document).totals().parameters == 4 * 9 + 4 + 5 * 12 + 5
    assert found.flat is not None
    assert Checker(found.flat).totals().parameters == 4 * 9 + 4 + 5 * 12 + 5


def test_keras_of_tensorflow_has_strides_there() -> None:
    head = "import tensorflow as tf\nfrom tensorflow.keras.layers import *\nfrom tensorflow.keras import Model\n"
    found = script("i = Input((12, 12, 3))\nm = Model(i, Convolution2D(4, 3, 2)(i))\n", head)
    block = next(each for each in found.document.model.blocks.values() if each.type == "Conv2D")
    assert block.values == {"filters": 4, "kernel_size": 3, "strides": 2}


def test_what_has_no_place_today_is_told() -> None:
    text = "i = Input((12, 12, 3))\nm = Model(i, BatchNormalization(mode=2)(Convolution2D(4, 3, 3)(i)))\n"
    assert told(script(text, HEAD)) == [("line", "the argument mode is not known here: left out")]
