"""No command replaces in silence what is there: the same words, and --force, everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from app.templates.catalog import FOLDER

DIGITS = str(FOLDER / "digits-cnn.netwright")
MODEL = '{"class_name": "Sequential", "config": {"name": "s", "layers": []}}'
COMMANDS = {
    "new": ["new", "digits-cnn", "-o", "a.netwright"],
    "script": ["export", DIGITS, "-o", "a.py"],
    "table": ["export", DIGITS, "-o", "a.csv"],
    "model": ["export", DIGITS, "-o", "a.keras"],
    "import": ["import", "model.json", "-o", "b.netwright"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_is_there_stays(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.json").write_text(MODEL)
    out = tmp_path / COMMANDS[name][-1]
    out.write_text("mine")
    assert main(COMMANDS[name]) == 2
    told = capsys.readouterr().err
    assert f"There is a file {out.name} already." in told
    assert "Choose another name, or add --force." in told
    assert out.read_text() == "mine"


@pytest.mark.parametrize("name", ["new", "script", "table"])
def test_force_replaces_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / COMMANDS[name][-1]
    out.write_text("mine")
    assert main([*COMMANDS[name], "--force"]) == 0
    assert out.read_text() != "mine"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_is_not_there_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.json").write_text(MODEL)
    *words, out = COMMANDS[name]
    assert main([*words, f"none/{out}"]) == 2
    assert "There is no folder none." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["new", "script", "table"])
def test_links_in_a_circle_are_a_sentence_and_stay(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / COMMANDS[name][-1]
    out.symlink_to("other")
    (tmp_path / "other").symlink_to(out.name)
    assert main([*COMMANDS[name], "--force"]) == 2
    told = capsys.readouterr().err
    assert f"work with {out.name}: Too many levels of symbolic links." in told
    assert out.is_symlink()
