"""Model files of Keras and scripts, changed: read as an import reads them, written as projects that open again."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path

from app.imports.importing import import_both, report_lines
from app.system.errors import UserError
from blocks.files.project_file import from_text, to_text
from tests.fuzz.mutate import bytes_changed, changed
from tests.importers.keras_json.configs import (
    conv,
    entry,
    functional,
    layer,
    residual_network,
    text,
)
from tests.importers.source import fuzz as fuzz_python

NESTED = layer("Functional", "inner", "conv") | {
    "config": functional(entry(8, 8, 4), layer("ReLU", "r", "input_layer"))["config"]
}
SEEDS = (
    text(residual_network({4: 2, 8: 1})),
    text(
        functional(
            entry(8, 8, 3),
            conv("conv", "input_layer"),
            layer("BatchNormalization", "norm", "conv"),
            layer("Lambda", "code", "norm", function={"class_name": "__lambda__", "config": {}}),
            layer("Stranger", "odd", "code", module="somewhere", units=[1, {"a": None}]),
            layer("Dense", "d", "odd", units=2, kernel_regularizer={"class_name": "L2"}),
        )
    ),
    text(functional(entry(8, 8, 4), conv("conv", "input_layer"), NESTED)),
)


def mutant(chance: random.Random) -> bytes:
    """Return a changed description, as it is or in an archive."""
    data = changed(chance.choice(SEEDS), chance)
    if chance.random() < 0.6:
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", chance.choice((0, 8))) as archive:
        archive.writestr("config.json", data)
        archive.writestr(
            "metadata.json", json.dumps({"keras_version": chance.choice(("3.15.1", 3, "\x1b"))})
        )
    whole = stream.getvalue()
    return bytes_changed(whole, chance) if chance.random() < 0.3 else whole


def read(data: bytes, folder: Path) -> bool:
    """Import a model file in both ways; returns whether it could be read."""
    return _read(data, folder / ("a.keras" if data.startswith(b"PK") else "a.json"))


def script(chance: random.Random) -> bytes:
    """Return a changed script, now and then as a notebook."""
    made = fuzz_python.mutant(chance.choice(fuzz_python.SEEDS), chance)
    if chance.random() < 0.2:
        cell = {"cell_type": "code", "source": made.splitlines(keepends=True)}
        return changed(json.dumps({"cells": [cell, cell], "nbformat": 4}).encode(), chance)
    data = made.encode("utf-8", "replace")
    return bytes_changed(data, chance) if chance.random() < 0.2 else data


def read_script(data: bytes, folder: Path) -> bool:
    """Import a script in both ways; returns whether it could be read."""
    return _read(data, folder / ("a.ipynb" if data.startswith(b"{") else "a.py"))


def _read(data: bytes, path: Path) -> bool:
    path.write_bytes(data)
    try:
        found = import_both(path)
    except UserError:
        return False
    assert all(len(line) < 3_000 for line in report_lines(found.report))
    json.dumps(found.report.to_json()).encode("ascii")
    for way in (found.folded, found.flat):
        words = to_text(way.document)
        assert to_text(from_text(words.encode("utf-8"))) == words, (
            "it is not written as it was read"
        )
    return True
