"""Data that mean something as they are, numbers of words or what a Normalization learns, are not scaled unasked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from blocks.document.document import Document
from exporters.data.inspect import describe_file
from exporters.data.make import make_data_plan
from exporters.plan.make import make_plan
from tests.exporters.documents import document_of


def scales(document: Document, folder: Path, **data: str) -> bool:
    np.savez(folder / "own.npz", x=np.arange(60).reshape(20, 3), y=np.arange(20) % 3)
    settings = document.settings.with_data(source="file", path=str(folder / "own.npz"), **data)
    document.settings = settings
    described = describe_file(settings, None)
    plan = make_plan(document, data=described)
    steps = make_data_plan(settings, described, None, plan.needs).steps
    return any(type(step).__name__ in ("Standardize", "DivideByMaximum") for step in steps)


def reading(type_name: str, **values: object) -> Document:
    return document_of(
        [
            ("x", "Input", (), {"shape": (3,)}),
            ("first", type_name, ("x",), values),  # type: ignore[list-item]
            ("flat", "Flatten", ("first",), {}),
            ("y", "Dense", ("flat",), {"units": 3, "activation": "softmax"}),
        ]
    )


@pytest.mark.parametrize("type_name", ["Embedding", "Normalization"])
def test_what_is_looked_up_or_learned_from_stays(type_name: str, tmp_path: Path) -> None:
    assert not scales(reading(type_name), tmp_path)
    assert scales(reading(type_name), tmp_path, scaling="standard")


def test_whole_numbers_stay(tmp_path: Path) -> None:
    document = document_of(
        [
            ("x", "Input", (), {"shape": (3,), "dtype": "int32"}),
            ("y", "Dense", ("x",), {"units": 3, "activation": "softmax"}),
        ]
    )
    assert not scales(document, tmp_path)


def test_all_else_is_scaled_as_before(tmp_path: Path) -> None:
    assert scales(reading("Dense"), tmp_path)
    assert scales(reading("Normalization", mean=(1.0,), variance=(1.0,)), tmp_path)
