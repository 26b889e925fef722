"""Models that Keras itself wrote are read again: the same structure, nothing refused, nothing unknown."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from blocks.document.document import Document
from blocks.values import safe_json as json_safe
from exporters.plan.make import make_plan
from importers.folding import fold
from importers.keras_json.calls import Model
from importers.keras_json.read import read_model
from importers.model_file import ImportedModel, import_model
from tests.exporters.documents import documents
from tests.importers.structure import same_structure

FULL = settings.default.max_examples > 100

pytestmark = [
    pytest.mark.keras,
    pytest.mark.timeout(1800 if FULL else 300),
    pytest.mark.filterwarnings("ignore:.*softmax over axis.*size 1"),  # random models are silly
]

CAREFUL = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def _read(text: str) -> Model:
    return read_model(json_safe.parse(text.encode()))


def _imported(data: bytes, suffix: str) -> ImportedModel:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"model{suffix}"
        path.write_bytes(data)
        return import_model(path)


@settings(CAREFUL, max_examples=300 if FULL else 25)
@given(documents())
def test_a_model_that_keras_wrote_comes_back(document: Document) -> None:
    from exporters.keras_model import build_model
    from tests.exporters.running import built_by_plan

    text = built_by_plan(make_plan(document)).to_json()
    found = _imported(text.encode(), ".json")
    assert {each.kind for each in found.report.remarks} <= {"order"}
    for form in (found.document, fold(found.document, found.origins).document):
        assert same_structure(_read(text), _read(build_model(make_plan(form)).to_json())) == ""


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_saved_files_of_both_kinds_are_read(suffix: str, tmp_path: Path) -> None:
    import keras
    from keras import layers

    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 3, activation="relu")(inputs)
    left, right = layers.Dense(3)(x), layers.Dense(3)(x)
    x = layers.Flatten()(layers.Add()([left, right]))
    model = keras.Model(inputs, layers.Dense(2, activation="softmax")(x))
    path = tmp_path / f"model{suffix}"
    with pytest.MonkeyPatch.context() as patch:
        # Keras warns through absl that .h5 is legacy: that is what is asked for here.
        patch.setattr("absl.logging.warning", lambda *words, **named: None)
        model.save(path)
    found = import_model(path)
    assert found.report.remarks == []
    assert [block.type for block in found.document.model.blocks.values()] == [
        "Input", "Conv2D", "Dense", "Dense", "Add", "Flatten", "Dense",
    ]  # fmt: skip


def test_a_damaged_hdf5_file_ends_the_child_and_not_us(tmp_path: Path) -> None:
    import h5py

    from importers.reports.errors import UnreadableModel

    whole = tmp_path / "whole.h5"
    with h5py.File(whole, "w") as file:
        file.attrs["model_config"] = '{"class_name": "Sequential"}' + " " * 5000
        file["x"] = list(range(1000))
    data = whole.read_bytes()
    for at, cut in enumerate((9, 100, 600, 2000, len(data) - 10)):
        path = tmp_path / f"{at}.h5"
        path.write_bytes(data[:cut])
        with pytest.raises(UnreadableModel):
            import_model(path)
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file["x"] = [1.0]
    with pytest.raises(UnreadableModel, match="weights without a model"):
        import_model(tmp_path / "weights.h5")
