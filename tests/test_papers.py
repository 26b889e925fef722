"""Whatever a page names is there: files, modules, functions, pages. The site is built of them without a warning."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import run
from app.cli import COMMANDS
from blocks.catalog.registry import block_types
from tests.sources import files_in, python_files

ROOT = run.ROOT
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?<![\w./*-])(?:[\w.-]+/)*[\w-]+\.py\b")
FOLDER = re.compile(rf"(?<![\w./-])(?:{'|'.join(run.PACKAGES)}|tests|docs|examples)(?:/[\w.-]+)+/?")
DOTTED = re.compile(rf"(?<![\w./-])(?:{'|'.join(run.PACKAGES)}|tests)(?:\.\w+)+")
MEMBER = re.compile(r"(?<![\w./-])([A-Z][a-z]\w+)\.([a-z]\w*)\b")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)")
PLACED = re.compile(r"`(\w+)` (?:of|in) `([\w/]+\.py)`")
KERAS = {"Model"}
MADE_BY_PEOPLE = {"script.py", "model.py"}
"""Files that a page speaks of and that are no part of the program."""


def is_there(dotted: str) -> bool:
    """Tell whether a dotted name is a module, or a name that a module defines."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        found = [
            path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()
        ]
        if not found and not (length == len(parts) and place.is_dir()):
            continue
        text = found[0].read_text("utf-8") if found else ""
        return all(defines(text, name) for name in parts[length:])
    return False


def defines(text: str, name: str) -> bool:
    """Tell whether a module makes or imports a name, or one of its classes has it."""
    made = rf"\b(class|def)\s+{name}\b|^\s*(self\.)?{name}\s*[:=,]|\bimport\b.*\b{name}\b"
    return re.search(made, text, re.MULTILINE) is not None


@cache
def owners() -> dict[str, list[str]]:
    """Return the texts of the modules that define a class, by the name of the class."""
    found: dict[str, list[str]] = {}
    for package in (*run.PACKAGES, "tests"):
        for path in python_files(package):
            text = path.read_text("utf-8")
            for name in re.findall(r"^class (\w+)", text, re.MULTILINE):
                found.setdefault(name, []).append(text)
    return found


def missing(page: Path) -> list[str]:
    """Return what a page names that is not there."""
    text = page.read_text("utf-8")
    words = " ".join(CODE.findall(text)) + " " + " ".join(re.findall(r"(?m)^    .*$", text))
    paths = {*PATH.findall(words), *(each.rstrip("./") for each in FOLDER.findall(words))}
    own = {path.name for path in python_files(*run.PACKAGES, "tests")}
    gone = [
        each
        for each in sorted(paths - MADE_BY_PEOPLE)
        if not (ROOT / each).exists() and ("/" in each or each not in {*own, "run.py"})
    ]
    dotted = {name for name in DOTTED.findall(words) if not name.endswith(".py")}
    members = {each for each in MEMBER.findall(words) if each[0] not in KERAS}
    lost = [
        f"{name}.{member}"
        for name, member in sorted(members)
        if not any(defines(text, member) for text in owners().get(name, ()))
    ]
    return gone + [name for name in sorted(dotted) if not is_there(name)] + lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_and_names_are_there(page: Path) -> None:
    assert missing(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_says_of_a_file_is_in_that_file(page: Path) -> None:
    told = PLACED.findall(" ".join(page.read_text("utf-8").split()))
    texts = [(name, path, (ROOT / path).read_text("utf-8")) for name, path in told]
    assert [(name, path) for name, path, text in texts if not defines(text, name)] == []
    if page.name == "CONTRIBUTING.md":
        assert len(told) >= 8


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    found = [target for target, _ in LINK.findall(page.read_text("utf-8")) if target]
    assert [target for target in found if not (page.parent / target).exists()] == []


def test_the_readme_has_every_folder_and_every_command() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    folders = [path.parent.name for path in ROOT.glob("*/*.py")] + ["docs"]
    assert [name for name in folders if f"\n| `{name}` |" not in text] == []
    assert [name for name in COMMANDS if f"\n| `netwright {name}" not in text] == []


def test_the_site_has_every_page() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert [
        page.name for page in files_in(ROOT / "docs", "*.md") if f" {page.name}\n" not in text
    ] == []


def test_a_name_that_is_gone_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    gone = "`blocks/gone.py` `gone_too.py` `blocks.gone` `app.cli.nothing_like_it` `tests/none/`"
    there = (
        "`blocks/errors.py` `run.py` `blocks.errors.FileError` `app.cli` `python -m tests.bench`"
    )
    page.write_text(f"{gone} {there}\n", "utf-8")
    expected = [
        "blocks/gone.py",
        "gone_too.py",
        "tests/none",
        "app.cli.nothing_like_it",
        "blocks.gone",
    ]
    assert missing(page) == expected


def test_messages_and_runs_alone_are_read_with_msgspec() -> None:
    """As the pages about architecture and dependencies say; project files have a reader of their own."""
    users = [
        path.relative_to(ROOT).as_posix()
        for path in python_files(*run.PACKAGES)
        if re.search(r"^\s*(import|from) msgspec\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert users
    assert [path for path in users if not path.startswith("app/training/")] == [
        "app/imports/answers.py",  # the child that reads models of others is asked and answers
        "app/imports/child.py",
        "app/imports/importing.py",
        "app/system/limited_child.py",
    ]
    for name in ("architecture.md", "dependencies.md"):
        text = " ".join((ROOT / "docs" / name).read_text("utf-8").split())
        assert "messages between our processes and files of a run" in text, name


def test_the_documentation_is_no_part_of_the_set_up() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    assert any(name.startswith("mkdocs") for name in groups["docs"])
    assert not any(name.startswith("mkdocs") for name in groups["dev"])


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("mkdocs") is None, reason="python3 run.py docs installs mkdocs"
)
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert "WARNING" not in told
    for page in (
        "index",
        "file-format",
        "examples",
        "block-types",
        "contributing",
        "packages/blocks.files",
    ):
        assert (tmp_path / f"{page}.html").is_file(), page
    types = (tmp_path / "block-types.html").read_text("utf-8")
    assert [name for name in block_types() if name not in types] == []
    assert "build_network" in (tmp_path / "examples.html").read_text("utf-8")
    assert "read_project" in (tmp_path / "packages/blocks.files.html").read_text("utf-8")
