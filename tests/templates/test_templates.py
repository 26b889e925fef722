"""What holds for every bundled file: definitions agree, nothing is wrong at either size, cards do not overlap."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from app.project.project import Project
from app.templates.catalog import FOLDER, open_template, small_of
from app.templates.start import begin
from blocks.check.checker import Checker
from blocks.commands.blocks import set_metaparameter
from blocks.document.definitions import used_in
from blocks.document.document import Document
from blocks.files.library import BUNDLED, items, parts_of
from blocks.files.project_file import SUFFIX, read_project
from blocks.graph.graph import MODEL
from blocks.parameters import Flag, Integer, Number, Parameter
from blocks.types.problems import Problem, Severity
from blocks.values.values import Value
from canvas.geometry.boxes import HEIGHT, Box
from canvas.items.card_content import ports_of
from tests.templates.figures import FIGURES

LIBRARY = sorted(BUNDLED.glob(f"*{SUFFIX}"))
FILES = [*LIBRARY, *sorted(FOLDER.glob(f"*{SUFFIX}"))]


def stems(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


def test_definitions_of_one_name_are_one_definition() -> None:
    known: dict[str, tuple[Path, Any]] = {}
    for path in FILES:
        data = json.loads(path.read_text(encoding="utf-8"))
        for name, definition in data.get("composites", {}).items():
            first, other = known.setdefault(name, (path, definition))
            assert definition == other, f"{name} differs between {first.name} and {path.name}"


@pytest.mark.parametrize("path", LIBRARY, ids=stems(LIBRARY))
def test_a_library_file_holds_its_composite_and_what_that_is_made_of(path: Path) -> None:
    document = read_project(path)
    assert document.graphs.keys() == {MODEL, *parts_of(document, [path.stem])}
    assert not document.model.blocks
    assert document.settings.title
    assert document.settings.description == document.graph(path.stem).description


@pytest.mark.parametrize("path", FILES, ids=stems(FILES))
def test_a_file_says_what_its_composites_and_their_metaparameters_are(path: Path) -> None:
    document = read_project(path)
    for name, graph in document.graphs.items():
        assert name == MODEL or graph.description.endswith("."), name
        for meta in graph.metaparameters:
            parameter = meta.parameter
            assert parameter.help.endswith("."), (name, meta.name)
            if isinstance(parameter, (Integer, Number)):
                assert None not in (parameter.minimum, parameter.maximum), (name, meta.name)


@pytest.mark.parametrize("name", FIGURES)
def test_a_network_is_made_of_the_librarys_composites(name: str) -> None:
    document = open_template(name)
    library = {item.name for item in items(BUNDLED)}
    used = parts_of(document, sorted(used_in(document.model)))

    assert set(used) == document.graphs.keys() - {MODEL}, "a definition is not used"
    assert set(used) <= library


@pytest.mark.parametrize("name", FIGURES)
def test_a_network_has_knobs_for_input_and_classes_and_opens_as_few_blocks(name: str) -> None:
    document = open_template(name)
    assert [meta.name for meta in document.model.metaparameters][:2] == ["input", "classes"]
    assert len(document.model.blocks) <= 24


@pytest.mark.parametrize("name", FIGURES)
def test_a_network_has_no_problem_as_it_is_and_fits_its_data_at_its_small_size(name: str) -> None:
    assert serious(open_template(name)) == []
    document = open_template(name)
    small = small_of(document)
    assert small is not None
    start = begin(document, small.set)

    assert (start.problems, start.misfit) == ((), "")
    assert start.data
    assert serious(start.document) == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_knob_turns_to_both_of_its_ends(name: str) -> None:
    sizes: list[dict[str, Any]] = [{}, dict(at_small(name))]
    for meta in open_template(name).model.metaparameters:
        limits = ends_of(meta.parameter)
        for size, limit in product(sizes, limits):
            document = open_template(name)
            for knob, value in {**size, meta.name: limit}.items():
                document.apply(set_metaparameter(document, knob, value))
            assert Checker(document).problems() == [], (size, meta.name, limit)


def ends_of(parameter: Parameter) -> list[Any]:
    """Return the least and the largest value, or all where there are few."""
    if isinstance(parameter, Flag):
        return [False, True]
    return [getattr(parameter, end, None) for end in ("minimum", "maximum")]


def at_small(name: str) -> Mapping[str, Value]:
    small = small_of(open_template(name))
    assert small is not None
    return small.set


def serious(document: Document) -> list[Problem]:
    """Return what keeps the model from being built; warnings stay, since some listings deserve them."""
    wrong = (Severity.ERROR, Severity.UNFINISHED)
    return [each for each in Project(document).problems() if each.severity in wrong]


@pytest.mark.parametrize("path", FILES, ids=stems(FILES))
def test_no_cards_overlap(path: Path) -> None:
    for graph in read_project(path).graphs.values():
        boxes = {
            key: Box(x, y, x + ports_of(graph, key).width, y + HEIGHT)
            for key, (x, y) in graph.positions.items()
        }
        for first, second in combinations(boxes, 2):
            assert not boxes[first].meets(boxes[second]), (graph.name, first, second)
