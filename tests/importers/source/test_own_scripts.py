"""Scripts that Netwright has written, read again: the same model; of functions and loops the same structure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.templates.catalog import FOLDER
from blocks.check.checker import Checker
from blocks.document.document import Document
from blocks.files.project_file import read_project
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from exporters.styles.apply import style_reason
from exporters.styles.options import LONG, SHORT, ExportOptions, Style
from importers.source.reader import read_model
from importers.source.text.source import read_script
from tests.importers.source.scripts import layers_of

TEMPLATES = sorted(FOLDER.glob("*.netwright"))
LARGE = ("resnext50", "resnext50-factored", "densenet121", "resnet50", "googlenet")
KEPT = (Style.FUNCTIONS, Style.INLINED, Style.LIST, Style.ADD, Style.CLASSES)
"""Styles in which a model has the structure that it has on the canvas."""


@cache
def template(path: Path) -> tuple[Document, Any]:
    document = read_project(path)
    return document, layers_of(document)


def written(document: Document, options: ExportOptions) -> str:
    return write_script(make_plan(document), options=options)


def parameters_of(document: Document) -> int:
    checker = Checker(document)
    checker.close()
    return checker.totals().parameters


def body(text: str) -> str:
    return text.partition("import keras")[2]


def cases() -> Iterator[Any]:
    for path in TEMPLATES:
        for style in Style:
            heavy = path.stem in LARGE and style in (Style.FLAT, Style.CLASSES)
            marks = [pytest.mark.slow] if heavy else []
            yield pytest.param(path, style, marks=marks, id=f"{path.stem}-{style.value}")


@pytest.mark.parametrize(("path", "style"), list(cases()))
def test_a_script_of_ours_is_the_same_model(path: Path, style: Style) -> None:
    document, layers = template(path)
    if style_reason(make_plan(document), style):
        pytest.skip("the style does not fit")
    options = ExportOptions(style=style, scope="model")
    text = written(document, options)

    found = read_model(read_script(text.encode()), "Test")

    assert found.report.remarks == []
    assert found.flat is not None
    assert layers_of(found.flat) == layers
    assert layers_of(found.document) == layers
    if style in KEPT:  # every function, loop, condition, constant and docstring
        assert body(written(found.document, options)) == body(text)


@pytest.mark.parametrize(
    "path", [each for each in TEMPLATES if each.stem not in LARGE], ids=lambda each: each.stem
)
@pytest.mark.parametrize("form", [LONG, SHORT])
def test_long_and_short_forms(path: Path, form: str) -> None:
    document, _ = template(path)
    options = ExportOptions(form=form, comments=True, type_hints=True, backend="jax")
    text = written(document, options)

    found = read_model(read_script(text.encode()), "Test")

    assert found.report.remarks == []
    assert found.flat is not None
    assert layers_of(found.document) == layers_of(found.flat)
    assert parameters_of(found.document) == parameters_of(document)
    if (
        "range(" not in text and "\n    if " not in text
    ):  # there a layer and its activation are a composite
        again = ExportOptions(form=form, scope="model")
        assert body(written(found.document, again)) == body(written(document, again))


def test_training_is_taken_over() -> None:
    document, _ = template(FOLDER / "digits-cnn.netwright")
    document.settings = document.settings.with_training(
        loss="categorical_crossentropy", epochs=3, batch_size=16, patience=2, validation_split=0.1
    )
    text = written(document, ExportOptions())
    found = read_model(read_script(text.encode()), "Test").document.settings
    assert found.training == {
        **document.settings.training,
        "metrics": ("accuracy",),
    }
