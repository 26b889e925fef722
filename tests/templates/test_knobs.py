"""Sliders of templates, several at once: nothing goes wrong at their corners, and between them there is a remedy."""

from __future__ import annotations

from itertools import product

import pytest

from app.templates.catalog import names, open_template, small_of
from blocks.check.checker import Checker
from blocks.commands.blocks import set_metaparameter
from blocks.document.document import Document
from blocks.files.project_file import from_text, to_text
from blocks.fixes.finder import fixes
from blocks.inference.wording import describe
from blocks.values.values import Value


def small(name: str) -> Document:
    """A template at its small size, where it has one."""
    document = open_template(name)
    found = small_of(document)
    for knob, value in (found.set if found else {}).items():
        document.apply(set_metaparameter(document, knob, value))
    return document


@pytest.mark.parametrize("name", names())
def test_all_sliders_at_their_ends_at_once(name: str) -> None:
    document = small(name)
    checker = Checker(document)
    ends: dict[str, list[Value]] = {}
    for meta in document.model.metaparameters:
        low, high = (getattr(meta.parameter, end, None) for end in ("minimum", "maximum"))
        if None not in (low, high) and meta.name not in ("input", "classes"):
            ends[meta.name] = [low, high]
    for corner in product(*ends.values()):
        for knob, value in zip(ends, corner, strict=True):
            document.apply(set_metaparameter(document, knob, value))
        assert not checker.problems(), dict(zip(ends, corner, strict=True))


@pytest.mark.parametrize("name", ["resnext50", "resnext50-grouped", "resnext50-factored"])
@pytest.mark.parametrize(("filters", "cardinality"), [(22, 32), (64, 31), (65, 2), (127, 1)])
def test_where_filters_do_not_divide_another_value_is_offered(
    name: str, filters: int, cardinality: int
) -> None:
    document = small(name)
    document.apply(set_metaparameter(document, "filters", filters))
    document.apply(set_metaparameter(document, "cardinality", cardinality))
    checker = Checker(document)
    for problem in checker.problems():
        assert "must" in describe(problem, checker)
        offered = [fix for fix in fixes(checker, problem) if fix.title.startswith("set ")]
        assert offered
        copy = from_text(to_text(document))
        copy.apply(offered[0].edits)
        assert not Checker(copy).problems()
