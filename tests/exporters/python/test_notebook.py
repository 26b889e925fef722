"""The exported notebook: valid, with headings, the same cells as the script, run from top to bottom."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, strategies as st

from app.templates.catalog import names, open_template
from exporters.plan.make import make_plan
from exporters.python.notebook import as_script, markdown_text, write_notebook
from exporters.python.script import write_script
from exporters.styles.apply import styles_of
from exporters.styles.options import ExportOptions
from tests.exporters.styles.__main__ import document, run_one_notebook


def cells_of(text: str, kind: str) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(text)["cells"] if c["cell_type"] == kind]


@pytest.mark.parametrize("name", names())
def test_a_notebook_is_valid_and_has_headings(name: str) -> None:
    plan = make_plan(document(name))
    text = write_notebook(plan)

    nbformat.validate(nbformat.reads(text, as_version=4))
    headings = [cell.split("\n")[0] for cell in cells_of(text, "markdown")]
    assert headings[0].startswith("# ")
    assert all(heading.startswith("## ") for heading in headings[1:])
    assert "## The model" in headings
    assert headings[-1] == "## Save"
    assert all(ast.parse(cell).body for cell in cells_of(text, "code"))
    ast.parse(as_script(text))
    assert text == write_notebook(make_plan(document(name)))


def test_the_functions_are_those_of_the_script() -> None:
    plan = make_plan(open_template("resnet50"))
    for style in styles_of(plan):
        options = ExportOptions(style=style, type_hints=True)
        script = write_script(plan, options=options)
        code = cells_of(write_notebook(plan, options=options), "code")
        for cell in code:
            if cell.startswith(("def ", "@keras")):
                assert cell in script


@given(st.text())
def test_markdown_shows_what_was_written(text: str) -> None:
    shown = markdown_text(text)
    for at, letter in enumerate(shown):
        if letter in "<>[]`*_#|~$&":
            assert shown[at - 1] == "\\"
    assert markdown_text("<b>a</b> [x](y) 1. z") == r"\<b\>a\</b\> \[x\](y) 1. z"
    assert markdown_text("1. z\n- a") == "1\\. z\n\\- a"


def test_without_the_formatter_there_is_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError("ruff")

    monkeypatch.setattr("ruff.find_ruff_bin", missing)
    text = write_notebook(make_plan(document("iris-multiclass")))
    nbformat.validate(nbformat.reads(text, as_version=4))


@pytest.mark.keras
def test_a_notebook_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = document("digits-residual")
    found.settings = found.settings.with_training(epochs=1)

    assert run_one_notebook(make_plan(found)) == "ran to its end"


@pytest.mark.keras
def test_without_data_a_notebook_runs_up_to_where_its_reader_writes_on() -> None:
    plan = make_plan(open_template("vgg16"))

    assert "**To do:**" in write_notebook(plan)
    assert run_one_notebook(plan) == "ran to load_data(), which is the reader's"


@pytest.mark.keras
def test_a_notebook_gives_the_numbers_of_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from tests.exporters.running import run_notebook

    monkeypatch.chdir(tmp_path)
    found = document("wine-multiclass")
    found.settings = found.settings.with_training(epochs=2)
    plan = make_plan(found)
    keras.utils.clear_session()
    notebook = run_notebook(write_notebook(plan), 10**6)
    script: dict[str, Any] = {"__name__": "exported"}
    exec(compile(write_script(plan), "exported.py", "exec"), script)
    keras.utils.clear_session()
    script["main"]()
    mine, other = notebook["model"], keras.models.load_model("model.keras")

    for left, right in zip(mine.get_weights(), other.get_weights(), strict=True):
        assert (left == right).all()
