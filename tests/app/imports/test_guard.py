"""An import whose structure computes something else than its layers is opened flat, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.imports.importing import import_both
from blocks.check.checker import Checker
from blocks.document.copying import copy_document
from blocks.document.document import Document
from importers import model_file
from tests.importers.keras_json.configs import residual_network, text

SCRIPT = """
from keras import Input, Model, layers
def part(x, units):
    x = layers.Dense(units)(x)
    return layers.ReLU()(x)
inputs = Input((8,))
model = Model(inputs, part(part(inputs, 4), 5))
"""


def _without_a_layer(document: Document) -> Document:
    wrong = copy_document(document)
    graph = wrong.graphs[max(wrong.graphs)]
    block = next(each for each in graph.blocks.values() if each.type in ("Dense", "Conv2D"))
    graph.put(type(block)(block.id, block.type, {**block.values, "use_bias": False}))
    return wrong


@pytest.mark.parametrize("script", [True, False])
def test_what_differs_from_its_layers_is_opened_flat(
    script: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("model.py" if script else "model.json")
    path.write_bytes(SCRIPT.encode() if script else text(residual_network({8: 3})))
    right = import_both(path)
    assert len(right.folded.document.graphs) > 1
    assert not [each for each in right.report.remarks if each.kind == "flat"]
    wrong = _without_a_layer(right.folded.document)
    if script:
        told = model_file.import_model(path)
        changed = model_file.ImportedModel(wrong, told.report, {}, told.flat)
        monkeypatch.setattr(model_file, "import_model", lambda _: changed)
    else:
        from importers import folding

        monkeypatch.setattr(folding, "fold", lambda *_: folding.Folded(wrong, {}, {}))
    found = import_both(path)
    flat, folded = (Checker(each.document).totals() for each in (found.flat, found.folded))
    assert flat.parameters == folded.parameters
    assert [each.kind for each in found.report.remarks if each.kind == "flat"] == ["flat"]
