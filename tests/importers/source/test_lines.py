"""Single lines of source: spellings, arguments, what is reported and what comes in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.imports.importing import import_document, report_lines
from blocks.graph.unknown_layers import unknown_layer_of
from blocks.values.values import Configured
from importers.model_file import import_model
from importers.reports.errors import UnreadableModel
from importers.source.reader import read_model
from importers.source.text.source import read_script
from tests.importers.source.scripts import script, told


@pytest.mark.parametrize(
    "imports",
    [
        "from keras.layers import Dense, Input\nfrom keras.models import Model",
        "from tensorflow.keras.layers import *\nfrom tensorflow.keras.models import *",
        "from tensorflow.python.keras.layers import Dense, Input\nfrom tensorflow.keras import Model",
        "import tensorflow as tf\nDense, Input, Model = tf.keras.layers.Dense, tf.keras.Input, tf.keras.Model",
        "import keras.layers as L, keras as k\nDense, Input = L.Dense, k.layers.Input\nModel = k.models.Model",
        "import tf_keras\nfrom tf_keras.layers import Dense, Input\nfrom tf_keras import Model",
        "",
    ],
)
def test_ways_to_import(imports: str) -> None:
    text = f"{imports}\ni = Input((4,))\nm = Model(inputs=i, outputs=Dense(2)(i))\n"
    found = script(text, head="")
    assert [block.type for block in found.document.model.blocks.values()] == ["Input", "Dense"]
    assert found.report.remarks == []


@pytest.mark.parametrize(
    ("line", "type_name", "values"),
    [
        ("layers.Conv2D(4, (3, 3), (2, 2), 'same')(x)", "Conv2D",
         {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}),
        ("layers.Conv2D(4, 3, padding='SAME')(x)", "Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same"}),
        ("layers.Convolution2D(4, 3)(x)", "Conv2D", {"filters": 4, "kernel_size": 3}),
        ("layers.MaxPool2D((3, 3), strides=(2, 2))(x)", "MaxPooling2D", {"pool_size": 3, "strides": 2}),
        ("layers.GlobalAvgPool2D()(x)", "GlobalAveragePooling2D", {}),
        ("layers.ZeroPadding2D(padding=((1, 1), (1, 1)))(x)", "ZeroPadding2D", {}),
        ("layers.Activation(tf.nn.relu)(x)", "Activation", {"activation": "relu"}),
        ("layers.Dense(3, activation=keras.activations.tanh)(x)", "Dense", {"units": 3, "activation": "tanh"}),
        ("layers.Dense(3, activation=K.tanh)(x)", "Dense", {"units": 3, "activation": "tanh"}),
        ("layers.Dense(3, activation=layers.ReLU())(x)", "Dense", {"units": 3, "activation": "relu"}),
        ("layers.Dense(2 * 3 + 2 ** 2)(x)", "Dense", {"units": 10}),
        ("layers.Dense(3, kernel_initializer='he_normal')(x)", "Dense",
         {"units": 3, "kernel_initializer": "he_normal"}),
        ("layers.Dense(3, kernel_initializer=keras.initializers.HeNormal())(x)", "Dense",
         {"units": 3, "kernel_initializer": "he_normal"}),
        ("layers.Dense(3, kernel_regularizer=keras.regularizers.l2(l=0.5))(x)", "Dense",
         {"units": 3, "kernel_regularizer": Configured("L2", (("l2", 0.5),))}),
        ("keras.activations.relu(x)", "Activation", {"activation": "relu"}),
        ("tf.nn.softmax(x)", "Activation", {"activation": "softmax"}),
        ("x + x", "OpsAdd", {}),
        ("0.5 * x", "OpsMultiply", {"value": 0.5}),
        ("x - 1", "OpsAdd", {"value": -1.0}),
        ("layers.concatenate([x, x], axis=1)", "Concatenate", {"axis": 1}),
        ("tf.concat([x, x], -1)", "Concatenate", {}),
        ("x[..., 1:]", "Slice", {"start": 1}),
        ("layers.Lambda(lambda z: z[:, :, :, :2])(x)", "Slice", {"stop": 2}),
        ("layers.Dense(x.shape[-1] * 2)(x)", "Dense", {"units": 6}),
        ("layers.Dense(int(int(x.shape[3]) * 0.5))(x)", "Dense", {"units": 1}),
        ("layers.Dense(K.int_shape(x)[-1])(x)", "Dense", {"units": 3}),
        ("layers.Dense(x.get_shape().as_list()[-1])(x)", "Dense", {"units": 3}),
    ],
)  # fmt: skip
def test_spellings(line: str, type_name: str, values: dict[str, object]) -> None:
    head = "import keras\nimport tensorflow as tf\nfrom keras import layers, Input, Model, backend as K\n"
    found = script(f"x = i = Input((4, 4, 3))\ny = {line}\nmodel = Model(i, y)\n", head)
    assert found.flat is not None
    block = list(found.flat.model.blocks.values())[-1]
    assert (block.type, dict(block.values)) == (type_name, values)
    assert {kind for kind, _ in told(found)} <= {"read"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("layers.Dense(unheard_of)(x)", "units is the name unheard_of, which is not known: left out"),
        ("layers.Dense(3, sparkle=2)(x)", "the argument sparkle is not known here: left out"),
        ("layers.Dense(3, activation=lambda v: v)(x)", "activation is something that is not read here: left out"),
        ("layers.Sparkle(3)(x)", "Sparkle is not known here"),
        ("layers.Lambda(lambda v: open(v))(x)", "contains code - not loaded"),
        ("enchant(x)", "the name enchant() is not known: a block that does nothing stands for it"),
        ("x[:, 0]", "it cuts along other axes than the last: kept as a block that is not known"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_line(line: str, words: str) -> None:
    found = script(f"i = x = Input((4,))\ny = {line}\nmodel = Model(i, layers.Dense(2)(y))\n")
    remark = next(each for each in found.report.remarks if each.text == words)
    assert remark.line == 4
    assert line.split("(")[0] in remark.name


def test_a_name_that_is_not_there_is_an_input() -> None:
    found = script("y = layers.Conv2D(4, 3)(x)\ny = layers.add([x, y])\n")
    assert [block.type for block in found.document.model.blocks.values()] == [
        "Input",
        "Conv2D",
        "Add",
    ]
    assert told(found)[0] == (
        "added", "x is not there before this line: an Input without a shape stands for it",
    )  # fmt: skip


def test_a_class_that_cannot_be_read_is_a_block_that_keeps_its_arguments() -> None:
    found = script("""
class Scale(layers.Layer):
    def __init__(self, by, offset=0):
        super().__init__()
        self.by = by
    def build(self, shape):
        self.w = self.add_weight(shape=(1,))
    def call(self, x):
        return keras.ops.cumsum(x) * self.w
i = Input((4,))
model = Model(i, Scale(3, offset=1)(i))
""")
    block = list(found.document.model.blocks.values())[1]
    kept = unknown_layer_of(block)
    assert kept is not None
    assert (kept.class_name, kept.config) == ("Scale", {"by": 3, "offset": 1})


def test_a_model_that_is_a_class_says_so() -> None:
    text = "import keras\nclass Net(keras.Model):\n    def call(self, x):\n        return x\nNet().fit()\n"
    with pytest.raises(
        UnreadableModel, match="Net is a model, and what its call does could not be read"
    ):
        read_model(read_script(text.encode()), "")


def test_lines_that_are_no_python_are_left_out() -> None:
    found = script("""
i = Input((4,))
# a comment that the page has broken
in two
model = Model(i, layers.Dense(2)(i))
""")
    assert told(found) == [("line", "is no Python (invalid syntax): left out")]
    assert found.report.remarks[0].line == 6


def test_a_function_that_a_page_has_broken() -> None:
    found = script("""
def block(x, filters):
    x = layers.Conv2D(filters, 3)(x)

x = layers.ReLU()(x)
return x

i = Input((8, 8, 3))
model = Model(i, block(i, 4))
""")
    assert [block.type for block in found.document.model.blocks.values()] == ["Input", "Block"]
    assert told(found) == [("line", "it has lost its indentation, and what follows: mended")]


def test_names() -> None:
    found = script("""
i = Input((4,), name="table")
x = i
for n in (8, 4):
    x = layers.Dense(n, name=f"dense_of_{n}")(x)
model = Model(i, layers.Dense(2, name="dense_7")(x), name="my_net")
""")
    names = [block.name for block in found.document.model.blocks.values()]
    assert names == ["table", "dense_of_8", "dense_of_4", ""]
    assert found.document.settings.title == "My net"


@pytest.mark.parametrize(
    ("call", "training"),
    [
        ("compile(loss='mean_squared_error', optimizer='RMSprop', metrics=['mae'])",
         {"loss": "mse", "optimizer": "rmsprop", "metrics": ("mae",)}),
        ("compile(keras.optimizers.SGD(learning_rate=0.1, momentum=0.9), keras.losses.CategoricalCrossentropy())",
         {"optimizer": Configured("SGD", (("learning_rate", 0.1), ("momentum", 0.9))),
          "loss": "categorical_crossentropy"}),
        ("compile(optimizer=keras.optimizers.Adam(lr=1e-4), loss='mse')",
         {"optimizer": Configured("Adam", (("learning_rate", 0.0001),)), "loss": "mse"}),
        ("fit(x, y, epochs=4, validation_split=0.1, callbacks=[keras.callbacks.EarlyStopping(patience=5)])",
         {"epochs": 4, "validation_split": 0.1, "patience": 5}),
    ],
)  # fmt: skip
def test_training(call: str, training: dict[str, object]) -> None:
    found = script(f"model = Sequential([Input((4,)), layers.Dense(2)])\nmodel.{call}\n")
    assert found.document.settings.training == training
    assert found.report.remarks == []


def test_a_loss_that_there_is_not() -> None:
    found = script("model = Sequential([Input((4,)), layers.Dense(2)])\nmodel.compile(loss=mine)\n")
    assert found.document.settings.training == {}


def test_a_notebook(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# A model\n"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import keras\n", "!pip list"]},
        {"cell_type": "code", "source": "from keras import layers\ni = keras.Input((4,))\n",
         "outputs": [{"data": {"image/png": "A" * 300_000}}]},
        {"cell_type": "code", "source": "m = keras.Model(i, layers.Dense(2, sparkle=1)(i))"},
    ]  # fmt: skip
    path = tmp_path / "net.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")
    found = import_model(path)
    assert [block.type for block in found.document.model.blocks.values()] == ["Input", "Dense"]
    (remark,) = found.report.remarks
    assert remark.name.startswith("cell 4, line 1: m = ")


def test_the_command_says_lines(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(
        "from keras import *\nm = Sequential([layers.Dense(2, sparkle=1, input_shape=(4,))])\n"
    )
    document, report = import_document(path)
    assert len(document.model.blocks) == 2
    assert report_lines(report) == [
        "Read 2 layers from a Python script as 2 blocks.",
        "  line 2: m = Sequential([layers.Dense(2, sparkle=1, input_shape=(4,))]): "
        "the argument sparkle is not known here: left out",
    ]
    flat, _ = import_document(path, flat=True)
    assert len(flat.model.blocks) == 2


def test_a_line_that_ends_in_a_colon_has_one_in_the_report(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(
        "from keras import *\nm = Sequential([Input((4,)), layers.Dense(2)])\nwhile True:\n    i = 1\n"
    )
    _, report = import_document(path)
    assert [line for line in report_lines(report) if "line 3" in line] == [
        "  line 3: while True: the loop runs too often: left after 2,000 turns"
    ]


def test_helpers_that_published_models_share() -> None:
    found = script("""
from keras.src.applications import imagenet_utils
def block(x, filters, strides):
    if strides == 2:
        x = layers.ZeroPadding2D(padding=imagenet_utils.correct_pad(x, 3))(x)
    return layers.Conv2D(filters, 3, strides, "valid" if strides == 2 else "same")(x)
shape = imagenet_utils.obtain_input_shape(None, default_size=224, min_size=32, require_flatten=True)
i = Input(shape)
model = Model(i, block(block(i, 8, 2), 16, 1))
""")
    assert found.flat is not None
    blocks = list(found.flat.model.blocks.values())
    assert blocks[0].values["shape"] == (224, 224, 3)
    assert blocks[1].values["padding"] == ((0, 1), (0, 1))
    assert found.report.remarks == []


def test_what_is_frozen() -> None:
    found = script("""
i = Input((4,))
inner = Model(i, layers.Dense(3)(i), name="inner")
inner.trainable = False
dense, early = layers.Dense(5), layers.Dense(6)
early.trainable = False
j = Input((4,))
x = early(dense(inner(j)))
dense.trainable = False
model = Model(j, layers.Dense(2)(x))
""")
    frozen = {
        block.type
        for block in found.document.model.blocks.values()
        if block.values.get("trainable") is False
    }
    assert frozen == {"Inner", "Dense"}
    values = [block.values.get("trainable") for block in found.document.model.blocks.values()]
    assert values == [None, False, False, False, None]
    assert found.report.remarks == []


def test_functions_that_call_themselves_and_long_loops_over_data_are_left_out() -> None:
    found = script("""
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
total = fib(30)
for k in range(100_000):
    total += k
i = Input((4,))
model = Model(i, layers.Dense(2)(i))
""")
    assert len(found.document.model.blocks) == 2
    assert [kind for kind, _ in told(found)] == ["line", "line"]
