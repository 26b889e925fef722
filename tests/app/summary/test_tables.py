"""The summary as Markdown, CSV and LaTeX: its sums are the checker's, and no name means anything there."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main
from app.project.project import Project
from app.summary.tables import SUFFIXES, lines_of, table_text
from app.templates.catalog import FOLDER

NETWORKS = ("resnet50", "googlenet", "densenet121", "digits-cnn")


def project(name: str) -> Project:
    return Project.open(FOLDER / f"{name}.netwright")


def table(opened: Project, depth: int | None, flat: bool = False) -> list[dict[str, str]]:
    lines = lines_of(opened.checker, depth, flat)
    text = table_text(opened.checker, opened.title, ".csv", lines)
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_rows_of_a_table_sum_to_the_totals(name: str) -> None:
    opened = project(name)
    totals = opened.checker.totals()
    for depth, flat in ((0, False), (1, False), (None, False), (0, True)):
        *found, last = table(opened, depth, flat)
        top = [row for row in found if row["level"] == "0"]
        for column, expected in (
            ("parameters", totals.parameters),
            ("multiply_adds", totals.multiply_adds),
            ("activation_bytes", totals.activation_bytes),
        ):
            assert sum(int(row[column]) for row in top) == expected == int(last[column])


def test_rows_inside_sum_to_the_row_around_them() -> None:
    found = table(project("resnet50"), None)
    for at, row in enumerate(found[:-1]):
        inner, level = 0, int(row["level"])
        after = found[at + 1 : -1]
        end = next((i for i, each in enumerate(after) if int(each["level"]) <= level), len(after))
        children = [each for each in after[:end] if int(each["level"]) == level + 1]
        for each in children:
            inner += int(each["parameters"]) * int(each["count"])
        assert not children or inner == int(row["parameters"])


def test_latex_and_markdown_have_the_totals_and_a_row_for_each_line() -> None:
    opened = project("resnet50")
    for flat in (False, True):
        lines = lines_of(opened.checker, 0, flat)
        tex = table_text(opened.checker, opened.title, ".tex", lines)
        assert tex.count("\\\\\n") == len(lines) + 2
        assert "25,636,712" in tex.splitlines()[-3]
        assert ("longtable" in tex) == flat
        assert tex.count("\\begin{") == tex.count("\\end{") == 1
        markdown = table_text(opened.checker, opened.title, ".md", lines)
        assert sum(line.startswith("|") for line in markdown.splitlines()) == len(lines) + 2
        assert "- Parameters: 25,636,712" in markdown


@pytest.mark.parametrize(
    "name", ["=1+1", "@x", "-1", "a|b`<b>", "\\input{x} 100% & $x_1^2$ #~", "+\n-", "\t=1", "\r=1"]
)
def test_hostile_titles_and_names_are_only_text(name: str) -> None:
    checker = project("digits-cnn").checker
    lines = [
        (level, replace(row, name=name, type=name, sources=(name, name)))
        for level, row in lines_of(checker)
    ]
    texts = {suffix: table_text(checker, name, suffix, lines) for suffix in SUFFIXES}
    for row in csv.reader(io.StringIO(texts[".csv"])):
        assert len(row) == 11
        assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in row)
    assert len(texts[".csv"].split("\r\n")) == len(lines) + 3
    for line in texts[".tex"].splitlines():
        assert "\\input{" not in line
        bare = line.replace("\\%", "").replace("\\$", "").replace("$\\times$", "")
        assert "$" not in bare
        assert "%" not in bare[1:]
    assert "<b>" not in texts[".md"]
    assert all(line.count(" | ") == 6 for line in texts[".md"].splitlines() if line[:1] == "|")


def test_the_command_writes_each_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(FOLDER / "resnet50.netwright")
    for suffix in SUFFIXES:
        out = tmp_path / f"a{suffix}"
        assert main(["export", source, "-o", str(out), "--depth", "1"]) == 0
        folded = len(out.read_text("utf-8").splitlines())
        assert main(["export", source, "-o", str(out), "--flat", "--force"]) == 0
        assert folded < len(out.read_text("utf-8").splitlines())
    assert main(["export", source, "-o", str(tmp_path / "b.md"), "--depth", "-1"]) == 2
    assert "whole number" in capsys.readouterr().err
