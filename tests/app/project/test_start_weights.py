"""Where a project's weights come from: how the file is named, what moves with it, and what is said where it is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.cli import main
from app.project.project import Project
from app.project.start_weights import missing_words, other_file, path_of, state_words, without
from app.system.errors import UserError
from blocks.check.layer_paths import note_source
from blocks.document.weights_source import WeightsSource, source_of, start_file
from blocks.errors import FileError
from blocks.files.project_file import from_text, read_project, to_text
from tests.app.commands.test_model_files import opened

SHA = "0" * 64


def with_weights(folder: Path) -> Project:
    """A saved project that starts from a file beside it, which an import has named by its whole path."""
    project = opened(folder)
    file = folder / "net.h5"
    file.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(40))
    blocks = project.document.model.order()
    note_source(project.document, str(file), SHA, {blocks[1]: ["one"], blocks[3]: ["two"]})
    project.save()
    return project


def test_a_file_beside_the_project_is_named_from_there_and_both_may_move(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    project = with_weights(here)
    assert '"file": "net.h5"' in (here / "mine.netwright").read_text()
    shutil.move(here, there)
    moved = Project.open(there / "mine.netwright")
    assert path_of(moved.document, moved.path) == there / "net.h5"
    assert missing_words(moved.document, moved.path) == ""
    assert "for 2 layers." in state_words(moved.document, moved.path)

    other = tmp_path / "other"
    other.mkdir()
    moved.save(other / "mine.netwright")
    assert source_of(moved.document) == WeightsSource(str(there / "net.h5"), SHA, ("one", "two"))
    assert missing_words(moved.document, moved.path) == ""
    moved.save(there / "again.netwright")
    assert source_of(moved.document) == WeightsSource("net.h5", SHA, ("one", "two"))
    assert project.history.clean


def test_a_save_that_fails_leaves_the_name_of_the_file(tmp_path: Path) -> None:
    project = with_weights(tmp_path)
    project.document.extra |= {"more": 10**30}  # no reader takes such a number
    before = source_of(project.document)
    (tmp_path / "other").mkdir()
    with pytest.raises(FileError):
        project.save(tmp_path / "other" / "mine.netwright")
    project.document.extra.pop("more")
    with pytest.raises(OSError, match="No such file"):
        project.save(tmp_path / "none" / "mine.netwright")
    assert source_of(project.document) == before
    assert missing_words(project.document, project.path) == ""


def test_a_file_that_is_gone_is_told_by_check_and_training(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = with_weights(tmp_path)
    (tmp_path / "net.h5").unlink()
    assert "are not there" in missing_words(project.document, project.path)
    assert "Choose the file again" in state_words(project.document, project.path)
    assert main(["check", str(tmp_path / "mine.netwright")]) == 1
    assert f"weights: The weights of the imported model are not there: {tmp_path}" in (
        capsys.readouterr().out
    )
    assert main(["check", "--json", str(tmp_path / "mine.netwright")]) == 1
    assert '"weights_file"' in capsys.readouterr().out


def test_another_file_and_none_are_one_step_of_undo_each(tmp_path: Path) -> None:
    project = with_weights(tmp_path)
    before = to_text(project.document)
    with pytest.raises(UserError, match="holds no weights"):
        other_file(project.document, project.path, tmp_path / "mine.netwright")
    with pytest.raises(UserError):
        other_file(project.document, project.path, tmp_path / "none.h5")
    (tmp_path / "sub").mkdir()
    shutil.copy(tmp_path / "net.h5", tmp_path / "sub" / "new.h5")
    project.do("x", other_file(project.document, project.path, tmp_path / "sub" / "new.h5"))
    source = source_of(project.document)
    assert source is not None
    assert (source.file, source.layers) == ("sub/new.h5", ("one", "two"))
    assert source.sha256 != SHA
    project.do("x", without(project.document))
    assert source_of(project.document) is None
    assert "random weights" in state_words(project.document, project.path)
    with pytest.raises(UserError, match="no imported layers"):
        other_file(project.document, project.path, tmp_path / "net.h5")
    assert source_of(from_text(to_text(project.document))) is None
    project.history.undo()
    project.history.undo()
    assert to_text(project.document) == before
    assert to_text(read_project(tmp_path / "mine.netwright")) == before


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a/b/res net.v2.keras", "res-net_start.weights.h5"),
        ("C:\\nets\\vgg.h5", "vgg_start.weights.h5"),
        ("x.weights.h5", "x_start.weights.h5"),
        ("Netz-Größe.keras", "Netz-Gr-e_start.weights.h5"),
        (".keras", "model_start.weights.h5"),
    ],
)
def test_a_script_has_a_file_of_its_own(file: str, name: str) -> None:
    assert start_file(WeightsSource(file, SHA)) == name
