"""Models of sequences as Keras writes them: structure and weights come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.imports.importing import import_document
from blocks.values import safe_json as json_safe
from exporters.plan.make import make_plan
from importers.folding import fold
from importers.keras_json.calls import Model
from importers.keras_json.read import read_model
from importers.model_file import import_model
from tests.exporters.sequences import SEQUENCES

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:.*HDF5.*legacy")]


def _read(text: str) -> Model:
    return read_model(json_safe.parse(text.encode()))


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_model_of_sequences_comes_back(name: str, tmp_path: Path) -> None:
    from exporters.keras_model import build_model
    from tests.exporters.running import built_by_plan
    from tests.importers.structure import same_structure

    text = built_by_plan(make_plan(SEQUENCES[name]())).to_json()
    path = tmp_path / "model.json"
    path.write_text(text)
    found = import_model(path)
    assert found.report.remarks == []
    for form in (found.document, fold(found.document, found.origins).document):
        assert same_structure(_read(text), _read(build_model(make_plan(form)).to_json())) == ""


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", SEQUENCES)
def test_weights_within_layers_come_back(name: str, suffix: str, tmp_path: Path) -> None:
    from tests.exporters.running import assert_same_outputs, built_by_plan
    from tests.importers.weights.test_keras import built, saved, scrambled

    model = scrambled(built_by_plan(make_plan(SEQUENCES[name]())))
    path = saved(model, tmp_path / f"model{suffix}")
    document, _ = import_document(path, weights=True, beside=tmp_path)
    found, given = built(document, tmp_path)
    assert given.missing == []
    assert_same_outputs(model, found)
