"""Strangers' words in a terminal: shown, never obeyed, and no longer than a sentence may be."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from app.cli import main
from app.commands.terminal_bar import TerminalBar
from app.commands.train_telling import TextTeller
from app.project.project import Project
from app.system.errors import UserError
from app.system.terminal_text import complain, say
from app.training.messages import RunStarted
from blocks.check.checker import Checker
from blocks.commands.blocks import fresh_block
from blocks.document.document import Document
from blocks.document.edits import AddBlock
from blocks.errors import LONGEST, FileError
from blocks.files.project_file import SUFFIX, from_text, read_project, to_text, write_project
from blocks.graph.graph import MODEL
from blocks.inference.wording import describe
from blocks.quoting import counted, named, shortened, visible, whole
from tests.sources import python_files

APP = Path(__file__).parents[3] / "app"
OWN = {"system/terminal_text.py", "system/qt_libraries.py", "templates/thumbnails.py"}
"""Modules that print: the one for all, and two that only say what we wrote."""

ORDER = "\x1b[2J\x1b]0;x\x07\u202egnp.exe\u2028\x9b31m"
TITLE = f"{ORDER}x\nNo problems.\r\t"


def raw(text: str) -> set[str]:
    """Return what a terminal would obey, ends of lines left out."""
    return {letter for letter in text if letter != "\n" and visible(letter) != letter}


def test_nothing_else_prints() -> None:
    found = set()
    for path in python_files("app"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            printed = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "print"
            )
            if printed:
                found.add(path.relative_to(APP).as_posix())
    assert found == OWN


@pytest.mark.parametrize("title", [TITLE, "x" * 90_000, "\x00", "\u200f\u2066"])
def test_a_title_is_shown_and_not_obeyed(
    title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.netwright"
    data = json.loads((APP / "templates" / "digits-cnn.netwright").read_text(encoding="utf-8"))
    data["title"] = title
    data["model"]["metaparameters"].append(
        {"name": "w", "kind": "text", "value": ORDER, "help": ORDER}
    )
    data["model"]["blocks"][-1]["values"]["activation"] = ORDER
    path.write_text(json.dumps(data))
    for words in (["check"], ["summary"], ["export", "-o", str(tmp_path / "a.py")]):
        main([words[0], str(path), *words[1:]])
        told = capsys.readouterr()
        assert raw(told.out + told.err) == set(), words
        assert max(map(len, (told.out + told.err).splitlines())) < 5_000
        assert "No problems." not in (told.out + told.err).splitlines()
    main(["check", str(path), "--json"])
    assert json.loads(capsys.readouterr().out)["problems"]
    project = Project.open(path)
    assert len(project.title) <= 200
    assert raw(project.title) == set()


def test_a_composite_of_somebody_is_listed_and_not_obeyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = {
        "description": ORDER,
        "metaparameters": [{"name": "w", "kind": "text", "value": TITLE}],
        "blocks": [{"id": "in-1", "type": "In"}, {"id": "out-2", "type": "Out"}],
        "wires": [["in-1", "output", "out-2", "input"]],
    }
    data = {"format": "netwright project", "version": 1, "title": TITLE, "composites": {"A": graph}}
    (tmp_path / "A.netwright").write_text(json.dumps(data))
    (tmp_path / "B\x1b[2J.netwright").write_text("[")
    monkeypatch.setattr("app.composites.library_folders.own_folder", lambda: tmp_path)
    assert main(["composites"]) == 0
    told = capsys.readouterr().out
    assert raw(told) == set()
    assert "A(w=" in told
    assert "It cannot be used" in told


def test_names_of_files_and_arguments_are_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for words in (
        ["check", f"{ORDER}.netwright"],
        [ORDER],
        ["summary", f"{tmp_path}/{'y' * 3_000}"],
        ["new", ORDER, "-o", "x"],
    ):
        assert main(words) == 2
        told = capsys.readouterr()
        assert raw(told.out + told.err) == set()
        assert len(told.err) < 2_000


def test_lines_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\nb", "c" * 9_000)
    complain("\ud800")
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "a\\nb"
    assert len(told.out.splitlines()[1]) < 5_000
    assert told.err == "\\ud800\n"
    assert visible("Größe × ≥ 3 · 数 ✓ e\u0301") == "Größe × ≥ 3 · 数 ✓ e\u0301"


def test_the_bar_shows_words_and_obeys_none(capsys: pytest.CaptureFixture[str]) -> None:
    TerminalBar().line(f"{ORDER}\nb")
    assert raw(capsys.readouterr().out) == set()


def test_sentences_have_an_end() -> None:
    assert len(str(FileError("x" * 10**6))) == LONGEST
    assert len(str(UserError("x" * 10**6, "y" * 10**6))) <= 2 * LONGEST + 1
    assert shortened("abc", 3) == "abc"
    assert len(named("x" * 999)) == 60
    block = '{"id": "dense-1", "type": "Dense", "values": {"units": "WORD"}}'
    text = f'{{"format": "netwright project", "version": 1, "model": {{"blocks": [{block}]}}}}'
    checker = Checker(from_text(text.replace("WORD", "x" * 9_000)))
    assert all(len(describe(problem, checker)) <= LONGEST for problem in checker.problems())


@pytest.mark.parametrize("length", [236, 245])
def test_what_opens_can_be_saved(length: int, tmp_path: Path) -> None:
    path = tmp_path / f"{'n' * length}{SUFFIX}"
    path.write_bytes((APP / "templates" / "digits-cnn.netwright").read_bytes())
    project = Project.open(path)
    project.change_settings("Name", project.settings.with_training(epochs=3))
    project.save()
    assert read_project(path).settings.of_training("epochs") == 3


def test_halves_of_letters_are_written_as_question_marks() -> None:
    document = from_text('{"format": "netwright project", "version": 1}')
    document.settings = type(document.settings)(title="a\ud800b", description="\udfff")
    document.extra = {"x": ["\udc00"]}
    assert from_text(to_text(document).encode("utf-8")).settings.title == "a\ufffdb"
    assert whole("a\U0001f600\ud83d") == "a\U0001f600\ufffd"


def test_one_thing_is_not_called_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [counted(count, "block") for count in (0, 1, 2, 2500)] == [
        "0 blocks", "1 block", "2 blocks", "2,500 blocks"
    ]  # fmt: skip
    monkeypatch.chdir(tmp_path)
    document = Document()
    document.apply([AddBlock(MODEL, fresh_block(document.model, "Input"), (0, 0))])
    write_project(document, tmp_path / "one.netwright")
    main(["check", "one.netwright"])
    assert ": 1 block, " in capsys.readouterr().out
    TextTeller().tell(RunStarted("", 1, 1, 2, 64, 1, ("loss",), "loss", "cpu:0"))
    assert "64 examples, 1 parameter, 1 epoch\n" in capsys.readouterr().out
