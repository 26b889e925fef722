"""Networks made of composites: an edit inside a definition, a slider's step, the script."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from itertools import count

from ruff import find_ruff_bin

from app.project.project import Project
from app.project.scripts import script_of, snapshot
from app.templates.catalog import open_template
from blocks.commands.blocks import set_metaparameter, set_values
from blocks.document.edits import Edit
from blocks.values.values import Expression
from exporters.text.formatting import LINE_LENGTH
from tests.bench.clock import repeated
from tests.bench.effort import Effort
from tests.bench.rows import Row, at_most, report

AREA = "networks"
REPEATS = 41


def densenet(effort: Effort) -> Iterator[Row]:
    """an edit inside the dense layer of DenseNet121"""
    yield from _inside(effort, "densenet121", "DenseLayer", "growth", 30)


def resnext(effort: Effort) -> Iterator[Row]:
    """an edit inside a branch of ResNeXt50"""
    yield from _inside(effort, "resnext50", "SplitBranch", "filters", 60)


def scripts(effort: Effort) -> Iterator[Row]:
    """scripts of both"""
    for name in ("densenet121", "resnext50"):
        source = snapshot(Project(open_template(name)))
        text = script_of(source)
        spent = repeated(lambda source=source: script_of(source), effort.times(15))  # type: ignore[misc]
        laid = repeated(lambda text=text: lay_out(text), effort.times(15))  # type: ignore[misc]
        words = f"{len(text.splitlines())} lines; the formatter's process alone {laid.wall:.3g} ms"
        yield at_most(AREA, f"script of {name}, wall", spent.wall, "ms", 100, words)
        words = "without the formatter's process"
        yield report(AREA, f"script of {name}, cpu", spent.cpu, "ms", words)


def slider(effort: Effort) -> Iterator[Row]:
    """a step of MobileNet's alpha"""
    project = Project(open_template("mobilenet"))
    numbers = count()

    def change() -> list[Edit]:
        value = (
            0.25 + next(numbers) % 150 / 100
        )  # a new value at every step: nothing is known of it
        return set_metaparameter(project.document, "alpha", value)

    spent = repeated(_editing(project, change), effort.times(REPEATS))
    name = "MobileNet's alpha moved by a step: shapes, parameters and multiply-adds"
    yield at_most(AREA, f"{name}, wall", spent.wall, "ms", 16, "without a window")
    yield report(AREA, f"{name}, cpu", spent.cpu, "ms")


PARTS = (densenet, resnext, scripts, slider)


def _inside(
    effort: Effort, template: str, composite: str, name: str, limit: float
) -> Iterator[Row]:
    """Change the filters of a convolution in a definition, each time to what they never were."""
    project = Project(open_template(template))
    graph = project.document.graph(composite)
    block = next(
        key for key, each in graph.blocks.items() if each.values.get("filters") == Expression(name)
    )
    numbers = count(1)

    def change() -> list[Edit]:
        value = Expression(f"{name} + {next(numbers)}")
        return set_values(project.document, block, composite, filters=value)

    layers = sum(
        sum(number for _, number in result.layers) or 1
        for result in project.checker.results.values()
    )
    spent = repeated(_editing(project, change), effort.times(REPEATS))
    words = f"{template}: {name} changed inside {composite} to all shapes and sums"
    yield at_most(AREA, f"{words}, wall", spent.wall, "ms", limit, f"{layers:,} layers in blocks")
    yield report(AREA, f"{words}, cpu", spent.cpu, "ms")


def _editing(project: Project, change: Callable[[], list[Edit]]) -> Callable[[], None]:
    """Return an action that does an edit and reads what the window would show."""

    def edit() -> None:
        project.do("change", change())
        assert not project.checker.problems()
        project.problems()
        project.checker.totals()

    return edit


def lay_out(text: str) -> None:
    words = [
        find_ruff_bin(),
        "format",
        "--isolated",
        "--quiet",
        f"--line-length={LINE_LENGTH}",
        "-",
    ]
    subprocess.run(words, input=text.encode(), capture_output=True, check=True)
