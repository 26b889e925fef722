"""The shapes of the known data sets, and of what NumPy makes of them, go into the model."""

from __future__ import annotations

import pytest

from tests.importers.source.scripts import script, told

HEAD = """
import numpy as np
import keras
from keras import layers, Input, Model
from keras.datasets import mnist, cifar10, cifar100, reuters, boston_housing
from keras.utils import to_categorical, np_utils
from sklearn.model_selection import train_test_split
(x, y), (x2, y2) = mnist.load_data()
(c, l), _ = keras.datasets.cifar10.load_data()
"""

SHAPES = [
    ("x.shape", (60000, 28, 28)),
    ("y.shape", (60000,)),
    ("x2.shape[1:]", (28, 28)),
    ("c.shape", (50000, 32, 32, 3)),
    ("l.shape", (50000, 1)),
    ("x.reshape(-1, 784).shape", (60000, 784)),
    ("x.reshape((-1, 28 * 28)).shape[1:]", (784,)),
    ("x.reshape((len(x), np.prod(x.shape[1:]))).shape", (60000, 784)),
    ("np.reshape(x, (60000, -1)).shape", (60000, 784)),
    ("np.expand_dims(x, -1).shape", (60000, 28, 28, 1)),
    ("np.expand_dims(x, axis=1).shape", (60000, 1, 28, 28)),
    ("x[..., np.newaxis].shape[1:]", (28, 28, 1)),
    ("x[..., None].shape[1:]", (28, 28, 1)),
    ("x[:100].shape", (100, 28, 28)),
    ("x[0].shape", (28, 28)),
    ("x[:, 2:10, ::2].shape", (60000, 8, 14)),
    ("(x.astype('float32') / 255).shape[1:]", (28, 28)),
    ("(1 - x).shape[1:]", (28, 28)),
    ("to_categorical(y, 10).shape", (60000, 10)),
    ("to_categorical(y).shape", (60000, 10)),
    ("np_utils.to_categorical(l, num_classes=12).shape", (50000, 12)),
    ("(np.max(y) + 1,)", (10,)),
    ("(y.max() + 1,)", (10,)),
    ("(int(max(y)) + 1,)", (10,)),
    ("(len(np.unique(l)),)", (10,)),
    ("(len(set(y)),)", (10,)),
    ("(np.unique(y).shape[0],)", (10,)),
    ("np.concatenate((x, x2)).shape", (70000, 28, 28)),
    ("np.concatenate([x, x2], axis=0).shape", (70000, 28, 28)),
    ("np.transpose(c, (0, 3, 1, 2)).shape", (50000, 3, 32, 32)),
    ("x.T.shape", (28, 28, 60000)),
    ("np.zeros((3, 4)).shape", (3, 4)),
    ("np.random.rand(5, 6).shape", (5, 6)),
    ("train_test_split(x, y)[0].shape[1:]", (28, 28)),
    ("boston_housing.load_data()[0][0].shape[1:]", (13,)),
    ("(np.max(reuters.load_data()[0][1]) + 1,)", (46,)),
    ("(cifar100.load_data(label_mode='coarse')[0][1].max() + 1,)", (20,)),
    ("x.flatten().shape", (60000 * 784,)),
    ("l.squeeze().shape", (50000,)),
    ("(x.ndim, x.size)", (3, 60000 * 784)),
    ("__import__('keras').datasets.mnist.load_data()[0][0].shape[1:]", (28, 28)),
]


@pytest.mark.parametrize(("value", "shape"), SHAPES)
def test_shape(value: str, shape: tuple[int, ...]) -> None:
    text = f"shape = {value}\ni = Input(shape=shape)\nm = Model(i, layers.Dense(2)(i))\n"
    found = script(text, HEAD)
    assert found.flat is not None
    (given,) = (
        b.values.get("shape") for b in found.flat.model.blocks.values() if b.type == "Input"
    )
    assert given == shape
    assert told(found) == []


@pytest.mark.parametrize(
    "value",
    [
        "train_test_split(x, y)[0].shape", "x[y == 3].shape", "reuters.load_data(test_split=0.5)[0][0].shape",
        "to_categorical(x[:, 0, 0]).shape", "(len(set(x[:, 0, 0])),)", "np.resize(x, (3, 4)).shape",
    ],
)  # fmt: skip
def test_what_is_not_known_is_told(value: str) -> None:
    text = f"i = Input(shape={value})\nm = Model(i, layers.Dense(2)(i))\n"
    found = script(text, HEAD)
    assert told(found)


def test_data_is_never_applied_to_a_layer_in_silence() -> None:
    found = script("m = Model(i := Input((4,)), layers.Dense(2)(i))\nlayers.Dense(3)(x)\n", HEAD)
    assert [b.type for b in found.document.model.blocks.values()] == ["Input", "Dense"]
