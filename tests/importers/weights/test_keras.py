"""Models of Keras come in with their weights, through folding, and predict as before."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.imports.importing import import_document
from app.project.project import Project
from app.training.worker.job import name_weights_whole
from app.training.worker.pretrained import Given, _leaves, give_weights
from blocks.check.checker import Checker
from blocks.commands.composites.unfolding import unfold_all
from blocks.commands.transfer import freeze_before, replace_head
from blocks.document.document import Document
from blocks.files.project_file import from_text, to_text
from blocks.settings.datasets import CLASSES, DataDescription
from exporters.plan.make import make_plan

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:.*HDF5.*legacy")]


def small_resnet() -> Any:
    import keras
    from keras import layers

    keras.utils.set_random_seed(1)
    inputs = keras.Input((16, 16, 3))
    x = layers.Conv2D(8, 3, padding="same", name="stem")(inputs)
    for stage, filters in enumerate((8, 16)):
        for number in range(3):
            short = layers.Conv2D(filters, 1, name=f"s{stage}_b{number}_short")(x)
            y = layers.Conv2D(filters, 3, padding="same", name=f"s{stage}_b{number}_conv")(x)
            y = layers.BatchNormalization(name=f"s{stage}_b{number}_bn")(y)
            x = layers.ReLU(name=f"s{stage}_b{number}_relu")(layers.Add()([short, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return scrambled(keras.Model(inputs, layers.Dense(5, activation="softmax", name="head")(x)))


def others() -> Any:
    """Layers with layers inside, and a nested model."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(2)
    inputs = keras.Input((8, 8, 3))
    inner = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3, name="same"), layers.BatchNormalization()],
        name="inner",
    )
    x = layers.SeparableConv2D(3, 3, padding="same", name="same")(inputs)
    x = layers.DepthwiseConv2D(3)(layers.Dropout(0.5)(inner(x)))
    return scrambled(keras.Model(inputs, layers.Dense(3)(layers.Flatten()(x))))


def mobilenet() -> Any:
    import keras

    keras.utils.set_random_seed(3)
    model = keras.applications.MobileNet((32, 32, 3), alpha=0.25, weights=None, classes=10)
    return scrambled(model)


def scrambled(model: Any) -> Any:
    """Give the model weights that no initializer would: none is 0 or 1."""
    generator = np.random.default_rng(0)
    model.set_weights(
        [generator.uniform(0.2, 0.4, each.shape).astype("float32") for each in model.get_weights()]
    )
    return model


def built(document: Document, base: Path) -> tuple[Any, Given]:
    from exporters.keras_model import build_with_layers

    document = from_text(to_text(document))
    name_weights_whole(document, str(base))
    model, made = build_with_layers(make_plan(document))
    given = give_weights(document, made, Path(), base)
    assert given is not None
    return model, given


def assert_same(left: Any, right: Any) -> None:
    x = np.random.default_rng(4).uniform(size=(3, *left.input_shape[1:])).astype("float32")
    np.testing.assert_allclose(left(x), right(x), rtol=1e-5, atol=1e-6)


def saved(model: Any, path: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("absl.logging.warning", lambda *words, **named: None)
        model.save(path)
    return path


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("make", [small_resnet, others, mobilenet])
def test_a_model_with_its_weights_predicts_as_before(
    make: Any, suffix: str, tmp_path: Path
) -> None:
    model = make()
    path = saved(model, tmp_path / f"model{suffix}")
    for flat in (False, True):
        document, _ = import_document(path, flat, weights=True, beside=tmp_path)
        found, given = built(document, tmp_path)
        with_weights = [each for _, each in _leaves(found, ()) if each.weights]
        assert (given.missing, given.loaded) == ([], len(with_weights))
        assert_same(model, found)
    assert document.extra["weights"]["file"] == path.name


def test_a_new_head_starts_anew_and_the_rest_is_kept(tmp_path: Path) -> None:
    model = small_resnet()
    path = saved(model, tmp_path / "model.keras")
    document, _ = import_document(path, weights=True, beside=tmp_path)
    checker = Checker(document)
    data = DataDescription("two", CLASSES, (16, 16, 3), 2, 10)
    ids, edits = replace_head(document, checker, data)
    document.apply(edits)
    document.apply(freeze_before(document, ids[0]))
    found, given = built(document, tmp_path)
    assert given.loaded == given.wanted - 1
    assert [reason for _, reason in given.missing] == ["it is new"]
    assert "it is new" in given.words
    assert sum(int(np.prod(each.shape)) for each in found.trainable_weights) == (
        checker.totals().trainable
    )

    before = [np.array(each) for each in found.non_trainable_weights]
    head = [np.array(each) for each in found.trainable_weights]
    found.compile("adam", "sparse_categorical_crossentropy")
    x = np.random.default_rng(5).uniform(size=(8, 16, 16, 3)).astype("float32")
    found.fit(x, np.arange(8) % 2, epochs=2, verbose=0)
    for one, other in zip(before, found.non_trainable_weights, strict=True):
        np.testing.assert_array_equal(one, other)
    trained = [np.array(each) for each in found.trainable_weights]
    assert all((one != other).any() for one, other in zip(head, trained, strict=True))


def test_a_layer_of_another_shape_is_told(tmp_path: Path) -> None:
    from blocks.commands.blocks import set_values

    path = saved(small_resnet(), tmp_path / "model.keras")
    document, _ = import_document(path, weights=True, beside=tmp_path)
    head = document.model.order()[-1]
    document.apply(set_values(document, head, units=7))
    _, given = built(document, tmp_path)
    assert given.missing == [("head", "an array has the shape (16, 5) in the file and not (16, 7)")]
    path.write_bytes(path.read_bytes() + b"\0")
    assert "has changed since" in built(document, tmp_path)[1].words


def without_names(path: Path) -> None:
    """Make an archive look as early versions of Keras 3 wrote it."""
    import h5py

    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    stream = io.BytesIO(content["model.weights.h5"])
    with h5py.File(stream, "r+") as file:
        named: list[Any] = []
        file.visititems(lambda _, each: named.append(each) if "name" in each.attrs else None)
        for each in named:
            del each.attrs["name"]
        assert named
    content["model.weights.h5"] = stream.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("make", [small_resnet, others])
def test_a_file_without_names_is_read_by_the_order_of_its_description(
    make: Any, tmp_path: Path
) -> None:
    model = make()
    path = saved(model, tmp_path / "model.keras")
    without_names(path)
    document, _ = import_document(path, weights=True, beside=tmp_path)
    found, given = built(document, tmp_path)
    assert given.missing == []
    assert_same(model, found)


def test_weights_beside_a_description_fit_it(tmp_path: Path) -> None:
    model = small_resnet()
    (tmp_path / "net.json").write_text(model.to_json())
    model.save_weights(tmp_path / "net.weights.h5")
    document, _ = import_document(tmp_path / "net.json", weights=True, beside=tmp_path)
    found, given = built(document, tmp_path)
    assert given.missing == []
    assert_same(model, found)


def test_weights_stay_with_their_layers_when_composites_are_unfolded(tmp_path: Path) -> None:
    model = small_resnet()
    path = saved(model, tmp_path / "model.keras")
    document, _ = import_document(path, weights=True, beside=tmp_path)
    project = Project(document)
    project.do("Unfold", unfold_all(document))
    assert len(document.graphs) == 1
    found, given = built(document, tmp_path)
    assert given.missing == []
    assert_same(model, found)


def test_branches_that_begin_alike_keep_their_own_weights(tmp_path: Path) -> None:
    import keras

    keras.utils.clear_session()
    model = keras.applications.InceptionV3(weights=None, input_shape=(80, 80, 3), classes=3)
    path = saved(model, tmp_path / "model.keras")
    document, _ = import_document(path, weights=True, beside=tmp_path)
    found, given = built(document, tmp_path)
    assert (given.missing, given.loaded) == ([], 189)
    for one, other in zip(model.get_weights(), found.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
