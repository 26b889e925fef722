"""The exported notebook: the cells of the script, each step under a heading of its own, run from top to bottom.

nbformat is imported inside the function: nobody needs it before the first notebook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from exporters.data.steps import DataPlan
from exporters.plan.tree import Plan
from exporters.python.parts import Parts, parts_of
from exporters.python.training import training_steps
from exporters.styles.options import DEFAULTS, ExportOptions
from exporters.text.formatting import format_code

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_ORIGIN = "Exported from Netwright: a Keras model that is built, trained and evaluated from top to bottom."
_TO_DO = "**To do:** `load_data()` is yours to write; the cells below need what it returns."
_ANYWHERE = re.compile(r"([\\`*_\[\]<>#|~$&])")
_AT_START = re.compile(r"^(\d*)([-+=.):])")

Cell = tuple[str, str]
"""``markdown`` or ``code``, and what is in it."""


def write_notebook(
    plan: Plan, data: DataPlan | None = None, options: ExportOptions = DEFAULTS
) -> str:
    """Write a notebook as the text of an ``.ipynb`` file.

    Args:
        plan: the model and its training.
        data: how the data are loaded; worked out from the settings where it is not given.
        options: how it is written.

    Raises:
        EmitError: a value in the plan has no form in Python, or the model none in this style.
        DataFileError: the chosen file of data cannot be read.
    """
    import nbformat

    parts = parts_of(plan, data, options)
    raw = json.dumps(_notebook(list(_cells(parts, options))))
    made = nbformat.reads(format_code(raw, notebook=True), as_version=4)
    nbformat.validate(made)
    return f"{nbformat.writes(made)}\n"


def as_script(notebook: str) -> str:
    """Return a notebook as Python with its markdown in comments, to be looked at."""
    shown = []
    for cell in json.loads(notebook)["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            lines = [f"# {line}".rstrip() for line in text.split("\n")]
            shown.append("\n".join(["# %% [markdown]", *lines]))
        else:
            shown.append(f"# %%\n{text}")
    return "\n\n".join(shown) + "\n"


def _cells(parts: Parts, options: ExportOptions) -> Iterator[Cell]:
    plan = parts.plan
    title = markdown_text(plan.title.strip() or "A Keras model")
    words = [markdown_text(plan.description.strip()), _ORIGIN]
    yield "markdown", "\n\n".join([f"# {' '.join(title.split())}", *filter(None, words)])
    yield "markdown", "## Imports and settings"
    yield "code", _text([*parts.first, *parts.imports, *parts.constants])
    yield from _model_cells(parts)
    load, *others = training_steps(plan, parts.data, options)
    about = [f"## {load.title}", load.why, *([] if parts.data else [_TO_DO])]
    yield "markdown", "\n\n".join(about)
    yield "code", _text(parts.load)
    yield "code", _text(load.lines)
    for step in others:
        yield "markdown", f"## {step.title}\n\n{step.why}"
        yield "code", _text([_shown(line) for line in step.lines])


def _model_cells(parts: Parts) -> Iterator[Cell]:
    *composites, build = parts.functions
    if composites:
        many = "Each part that the model is made of, the inner ones first."
        yield "markdown", f"## Parts of the model\n\n{many}"
    for lines in composites:
        yield "code", _text(lines)
    yield "markdown", "## The model"
    yield "code", _text(build)


def _notebook(cells: Sequence[Cell]) -> dict[str, Any]:
    return {
        "cells": [_cell(number, *cell) for number, cell in enumerate(cells, 1)],
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    # Ids by number and not by chance: the same project gives the same file.
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": text}


def _shown(line: str) -> str:
    """Keep what training gives: a notebook would print it, which says nothing."""
    return f"history = {line}" if line.startswith("model.fit(") else line


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n")


def markdown_text(text: str) -> str:
    """Return user text as markdown that shows it letter by letter: no links, images, formulas or HTML."""
    plain = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    lines = (" ".join(_ANYWHERE.sub(r"\\\1", line).split()) for line in plain.splitlines())
    return "\n".join(_AT_START.sub(r"\1\\\2", line) for line in lines)
