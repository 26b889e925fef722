"""The exported script of a large graph."""

from __future__ import annotations

from collections.abc import Iterator

from app.project.project import Project
from app.project.scripts import script_of, snapshot
from exporters.plan.make import make_plan
from tests.bench.clock import repeated
from tests.bench.effort import Effort
from tests.bench.graphs import residual
from tests.bench.rows import Row, at_most, report

AREA = "export"


def script(effort: Effort) -> Iterator[Row]:
    """the script of the large graph"""
    project = Project(residual(effort.blocks))
    source = snapshot(project)
    length = len(script_of(source).splitlines())
    spent = repeated(lambda: script_of(source), effort.times(7))
    name = f"script of {effort.blocks:,} blocks"
    yield at_most(AREA, f"{name}, wall", spent.wall / 1000, "s", 0.5, f"{length:,} lines")
    yield report(AREA, f"{name}, cpu without the formatter's process", spent.cpu / 1000, "s")


def plan(effort: Effort) -> Iterator[Row]:
    """the plan alone"""
    project = Project(residual(effort.blocks))
    spent = repeated(lambda: make_plan(project.document, project.checker), effort.times(7))
    yield report(AREA, f"plan of {effort.blocks:,} blocks, wall", spent.wall / 1000, "s")


PARTS = (script, plan)
