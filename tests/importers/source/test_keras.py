"""The reader of source against Keras: the order of arguments, names of layers, and what scripts build when they run."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from blocks.catalog.registry import block_type, block_types
from blocks.document.document import Document
from blocks.types.block_type import Form
from blocks.values import safe_json as json_safe
from exporters.plan.make import make_plan
from importers.keras_json.calls import Model
from importers.keras_json.comparing import same_structure
from importers.keras_json.read import read_model
from importers.source.graph.layers import MOST_IN_PLACE
from importers.source.values.keras_names import MERGING, SPELLINGS, usual_name
from tests.importers.source.scripts import script

pytestmark = pytest.mark.keras


def test_arguments_without_a_name_come_in_the_order_of_the_declaration() -> None:
    from keras import layers

    wrong = {}
    for name, kind in block_types().items():
        if kind.form is not Form.LAYER or kind.module or not hasattr(layers, name):
            continue  # the last are layers in a wrapper
        signature = inspect.signature(getattr(layers, name).__init__).parameters.values()
        theirs = [each.name for each in signature if each.kind is each.POSITIONAL_OR_KEYWORD][1:]
        ours = [parameter.name for parameter in kind.parameters]
        pairs = list(zip(theirs, ours, strict=False))[:MOST_IN_PLACE]
        if any(one != other for one, other in pairs if one != "name"):
            wrong[name] = pairs
    assert not wrong


def test_every_other_name_of_a_layer_is_known() -> None:
    from keras import layers

    for name in dir(layers):
        found = getattr(layers, name)
        if inspect.isclass(found) and block_type(found.__name__) is not None:
            assert usual_name(name) == found.__name__
    assert {usual for _, usual in SPELLINGS} == {"Conv", "MaxPooling", "AveragePooling"}
    functions = [name for name in dir(layers) if name.islower() and callable(getattr(layers, name))]
    assert set(MERGING) == {name for name in functions if hasattr(layers, name.capitalize())}


SCRIPTS = {
    "residual network": """
def residual(x, n_filters, strides=(1, 1)):
    shortcut = x
    if strides == (2, 2):
        shortcut = layers.Conv2D(n_filters, (1, 1), strides=strides)(shortcut)
        shortcut = layers.BatchNormalization()(shortcut)
    x = layers.Conv2D(n_filters, (3, 3), strides, "same", activation="relu")(x)
    x = layers.Conv2D(n_filters, (3, 3), padding="same")(x)
    x = layers.add([shortcut, x])
    return layers.ReLU()(x)
def group(x, n_blocks, n_filters, strides=(2, 2)):
    x = residual(x, n_filters, strides)
    for _ in range(n_blocks - 1):
        x = residual(x, n_filters)
    return x
inputs = Input(shape=(32, 32, 3))
x = layers.Conv2D(8, 7, strides=(2, 2), padding="same")(inputs)
blocks = [(2, 8), (3, 16), (1, 32)]
first = blocks.pop(0)
x = group(x, *first, strides=(1, 1))
for n, filters in blocks:
    x = group(x, n, filters)
x = layers.GlobalAveragePooling2D()(x)
model = Model(inputs, layers.Dense(10, activation="softmax")(x))
""",
    "branches with slices": """
def block(shortcut, filters_in, filters_out, cardinality=4):
    x = layers.Conv2D(filters_in, 1)(shortcut)
    card = filters_in // cardinality
    groups = []
    for i in range(cardinality):
        group = x[:, :, :, i * card:i * card + card]
        groups.append(layers.Conv2D(card, 3, padding="same")(group))
    x = layers.concatenate(groups)
    x = layers.Conv2D(filters_out, 1)(x)
    if shortcut.shape[-1] != filters_out:
        shortcut = layers.Conv2D(filters_out, 1)(shortcut)
        shortcut = layers.BatchNormalization()(shortcut)
    return layers.Add()([shortcut, x])
i = Input((8, 8, 3))
x = i
for _ in range(2):
    x = block(x, 8, 16)
model = Model(i, x)
""",
    "depthwise with a width": """
def stem(inputs, alpha):
    x = layers.ZeroPadding2D(padding=((0, 1), (0, 1)))(inputs)
    x = layers.Conv2D(int(32 * alpha), (3, 3), strides=(2, 2), padding="valid")(x)
    return depthwise(x, 64, alpha, (1, 1))
def depthwise(x, n, alpha, strides):
    filters = int(n * alpha)
    if strides == (2, 2):
        x = layers.ZeroPadding2D(padding=((0, 1), (0, 1)))(x)
        padding = "valid"
    else:
        padding = "same"
    x = layers.DepthwiseConv2D((3, 3), strides, padding=padding)(x)
    return layers.Conv2D(filters, (1, 1), padding="same")(x)
alpha = 0.5
inputs = Input((32, 32, 3))
x = stem(inputs, alpha)
x = depthwise(x, 128, alpha, strides=(2, 2))
for _ in range(3):
    x = depthwise(x, 128, alpha, strides=(1, 1))
x = layers.Reshape((8 * 8, int(128 * alpha)))(x)
model = Model(inputs, x)
""",
    "dense connections": """
def dense_block(x, n, growth):
    for _ in range(n):
        y = layers.BatchNormalization()(x)
        y = layers.Conv2D(growth, 3, padding="same")(layers.ReLU()(y))
        x = layers.concatenate([x, y])
    return x
def transition(x, reduce_by):
    x = layers.Conv2D(int(int(x.shape[3]) * reduce_by), 1)(x)
    return layers.AveragePooling2D((2, 2), strides=(2, 2))(x)
i = Input((16, 16, 3))
x = layers.Conv2D(8, 3)(i)
for n in [2, 3]:
    x = transition(dense_block(x, n, 4), 0.5)
model = Model(i, dense_block(x, 2, 4))
""",
    "gates": """
def gate(x, ratio=4):
    n = x.shape[-1]
    g = layers.GlobalAveragePooling2D()(x)
    g = layers.Reshape((1, 1, n))(g)
    g = layers.Dense(n // ratio, activation="relu", use_bias=False)(g)
    return layers.multiply([x, layers.Dense(n, activation="sigmoid")(g)])
i = Input((8, 8, 16))
x = gate(layers.Conv2D(32, 3)(gate(i))) * 0.5 + 1.0
model = Model(i, x)
""",
    "sequential": """
def block(n_layers, n_filters):
    for n in range(n_layers):
        model.add(layers.Conv2D(n_filters, (3, 3), padding="same", activation="relu"))
    model.add(layers.MaxPooling2D(2, strides=2))
model = Sequential([Input((32, 32, 3)), layers.Rescaling(1 / 255)])
block(1, 8)
block(2, 16)
for units in (32, 16):
    model.add(layers.Dense(units))
    model.add(layers.Dropout(0.5))
""",
    "models in a model": """
i = Input((12,), name="words")
encoder = Model(i, layers.Dense(4, activation="relu")(i), name="encoder")
j = Input((4,))
decoder = Sequential([j, layers.Dense(12)], name="decoder")
a, b = Input((12,)), Input((12,))
x = layers.Add()([encoder(a), encoder(b)])
model = Model([a, b], [decoder(x), layers.Dense(1, name="score")(x)])
""",
}  # fmt: skip


def built(document: Document) -> tuple[Model, int]:
    from exporters.keras_model import build_model

    model = build_model(make_plan(document))
    return json_of(model), model.count_params()


def json_of(model: Any) -> Model:
    return read_model(json_safe.parse(model.to_json().encode()))


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_read_is_what_runs(name: str) -> None:
    import keras
    from keras import Input, Model, Sequential, layers

    names: dict[str, Any] = {
        "layers": layers,
        "Input": Input,
        "Model": Model,
        "Sequential": Sequential,
    }
    exec(SCRIPTS[name], names)
    model = names["model"]
    assert isinstance(model, keras.Model)

    found = script(SCRIPTS[name])

    assert found.report.remarks == []
    made, parameters = built(found.document)
    assert same_structure(json_of(model), made, by_value=True) == ""
    assert parameters == model.count_params()
