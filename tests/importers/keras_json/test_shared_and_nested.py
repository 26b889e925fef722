"""Layers that are called twice, and models within models: Keras builds them again as they were, script and worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blocks.check.checker import Checker
from blocks.files.project_file import from_text, to_text
from blocks.graph.shared_layers import groups
from blocks.values import safe_json as json_safe
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.options import Style
from importers.folding import fold
from importers.keras_json.calls import Model
from importers.keras_json.comparing import same_structure
from importers.keras_json.read import read_model
from importers.model_file import import_model
from tests.importers.test_applications import by_script

pytestmark = pytest.mark.keras


def siamese() -> Any:
    """Two layers, each called twice."""
    import keras
    from keras import layers

    left, right = keras.Input((8,)), keras.Input((8,))
    dense, code = layers.Dense(4, activation="relu"), layers.Dense(3, name="code")
    ends = [code(dense(each)) for each in (left, right)]
    return keras.Model([left, right], layers.Dense(1)(layers.Subtract()(ends)))


def nested() -> Any:
    """A Sequential model and a functional one as layers; the second is called twice."""
    import keras
    from keras import layers

    inputs = keras.Input((12, 12, 3))
    parts = [layers.Conv2D(4, 3), layers.ReLU(), layers.BatchNormalization()]
    stem = keras.Sequential(parts, name="stem")
    x = keras.Input((10, 10, 4))
    sums = layers.Add()([x, layers.Conv2D(4, 3, padding="same")(x)])
    block = keras.Model(x, sums, name="block")
    x = layers.GlobalAveragePooling2D()(block(block(stem(inputs))))
    return keras.Model(inputs, layers.Dense(2)(x))


def pair() -> Any:
    """A model within a model with two inputs and two outputs, and another within that."""
    import keras
    from keras import layers

    left, right = keras.Input((8,), name="left"), keras.Input((8,), name="right")
    p, q, r = keras.Input((8,)), keras.Input((8,)), keras.Input((8,))
    inner = keras.Model(r, layers.Dense(5)(layers.ReLU()(r)), name="inner")
    both = keras.Model([p, q], [layers.Add()([p, q]), inner(q)], name="both")
    u, v = both([left, right])
    return keras.Model([left, right], [layers.Dense(2)(u), layers.Dense(3)(v)])


def _read(text: str) -> Model:
    return read_model(json_safe.parse(text.encode()))


@pytest.mark.parametrize("make", [siamese, nested, pair])
def test_they_come_back_as_they_were(make: Callable[[], Any], tmp_path: Path) -> None:
    import keras

    from exporters.keras_model import build_model

    keras.utils.clear_session()
    model = make()
    path = tmp_path / "model.json"
    path.write_text(model.to_json())
    original, found = _read(path.read_text()), import_model(path)
    for document in (found.document, fold(found.document, found.origins).document):
        document = from_text(to_text(document))
        plan = make_plan(document)
        assert Checker(document).totals().parameters == model.count_params()
        keras.utils.clear_session()
        built = build_model(plan)
        assert same_structure(original, _read(built.to_json())) == ""
        for style in (Style.FUNCTIONS, Style.INLINED):
            written = by_script(write_script(plan, model_only=True, style=style))
            assert same_structure(original, _read(written.to_json())) == ""
            assert [each.name for each in written.layers] == [each.name for each in built.layers]
        flat = by_script(write_script(plan, model_only=True, style=Style.FLAT))
        assert flat.count_params() == model.count_params()
        if make is siamese:
            assert same_structure(original, _read(flat.to_json())) == ""


def test_a_layer_that_is_called_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(siamese().to_json())
    found = import_model(path)
    (one, other) = [each for each in found.report.remarks if each.kind == "shared"]
    assert one.text == other.text == "is applied 2 times and has its weights once"
    assert len(groups(found.document.model)) == 2
