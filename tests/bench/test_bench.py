"""The benchmark runs and prints what it promises. No time is asserted: that is what the benchmark is for."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest

from tests.bench.effort import Effort
from tests.bench.graphs import residual
from tests.bench.home import ROOT
from tests.bench.rows import Row, at_least, at_most, report, table, unmeasured
from tests.bench.runner import run_here

KEYS = {"area", "name", "figure", "unit", "limit", "ok", "reference"}


@pytest.mark.parametrize("area", ["check", "networks", "export", "files", "canvas", "code"])
def test_a_quick_run_prints_one_json_line_for_each_row(area: str) -> None:
    words = [sys.executable, "-m", "tests.bench", "--only", area, "--json", "--quick"]
    child = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert child.returncode == 0, child.stdout + child.stderr
    rows = [json.loads(line) for line in child.stdout.splitlines()]
    assert rows
    for row in rows:
        assert row.keys() == KEYS
        assert row["area"] == area
        assert math.isfinite(row["figure"])
        assert row["ok"] is True


def test_what_cannot_be_measured_is_a_row_that_says_why() -> None:
    rows = list(run_here("no_such_area", Effort(quick=True)))
    assert [row.ok for row in rows] == [False]
    found = json.loads(rows[0].as_json())
    assert found["figure"] is None
    assert "no_such_area" in found["reason"]


@pytest.mark.parametrize(
    ("row", "ok"),
    [
        (at_most("a", "n", 5.0, "ms", 5), True),
        (at_most("a", "n", 5.01, "ms", 5), False),
        (at_least("a", "n", 0.98, "x", 0.98), True),
        (at_least("a", "n", 0.97, "x", 0.98), False),
        (report("a", "n", 1e9, "ms"), True),
        (unmeasured("a", "n", "because"), False),
    ],
)
def test_a_figure_is_judged_by_its_limit(row: Row, ok: bool) -> None:
    assert row.ok is ok
    assert ("MISSED" in table([row]) or "NOT MEASURED" in table([row])) is not ok


@pytest.mark.parametrize("blocks", [40, 80, 1000])
def test_the_large_graph_has_the_size_asked_for_and_no_problem(blocks: int) -> None:
    from app.project.project import Project

    project = Project(residual(blocks))
    assert len(project.document.model.blocks) == blocks
    assert project.problems() == []
    assert len(project.document.model.sinks()) == 1
