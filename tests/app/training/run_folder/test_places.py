"""Where runs are: beside their project and with it only, whatever becomes of its file."""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path

import pytest

from app.training.run_folder import folder as runs, places, presence
from app.training.run_folder.moves import sweep_drafts
from app.training.run_folder.places import StillRunning

KEY = "0123456789ab"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return places.state_folder()


def fill(folder: Path) -> Path:
    (folder / runs.PROJECT).write_text("{}")
    return folder


def run_of(project: Path | None, key: str = "") -> Path:
    return fill(places.new_run_folder(project, "Flowers", key))


def alive(folder: Path) -> None:
    sign = {"process": os.getpid(), "host": socket.gethostname()}
    (folder / presence.ALIVE).write_text(json.dumps(sign))


def names(project: Path | None, key: str = "") -> list[str]:
    return [run.folder.name for run in places.list_runs(project, key)]


def read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so making folders there is refused by hand."""
    whole = Path.mkdir

    def mkdir(self: Path, *args: object, **options: object) -> None:
        if self.is_relative_to(folder):
            raise PermissionError(13, "Permission denied", str(self))
        whole(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)


def test_two_projects_that_were_never_saved_do_not_share_runs() -> None:
    one, two = run_of(None, KEY), run_of(None, "ba9876543210")
    assert names(None, KEY) == [one.name]
    assert names(None, "ba9876543210") == [two.name]
    assert names(None) == []
    places.discard_unsaved(KEY)
    assert not one.exists()
    assert two.exists()
    places.discard_unsaved("../..")  # a key from a stranger's note
    assert two.exists()


def test_runs_go_beside_a_project_when_it_is_saved(tmp_path: Path) -> None:
    project = tmp_path / "flowers.netwright"
    over, going = run_of(None, KEY), run_of(None, KEY)
    alive(going)
    places.give_file(KEY, project)
    assert set(names(project)) == {over.name, going.name}  # at once, wherever they are
    assert places.gather(project) == 1
    assert (tmp_path / "flowers.runs" / over.name).is_dir()
    assert going.is_dir()  # a worker writes there
    (going / presence.ALIVE).unlink()
    assert places.gather(project) == 1
    assert not places.kept_elsewhere(project)
    assert set(names(project)) == {over.name, going.name}
    assert list(places.state_folder().iterdir()) == []


def test_a_folder_that_cannot_be_written_to_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, other = tmp_path / "a" / "flowers.netwright", tmp_path / "b" / "flowers.netwright"
    project.parent.mkdir()
    with monkeypatch.context() as patch:
        read_only(project.parent, patch)
        first, second = run_of(project), run_of(project)
        assert first.parent == second.parent
        assert first.is_relative_to(places.state_folder())
        assert set(names(project)) == {first.name, second.name}
        assert names(other) == []  # of the same name, elsewhere
        with pytest.raises(OSError, match="Permission"):
            places.gather(project)
        assert set(names(project)) == {first.name, second.name}
    assert places.gather(project) == 2
    assert set(names(project)) == {first.name, second.name}


def test_runs_move_and_are_copied_with_the_folder_of_their_project(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    project = tmp_path / "a" / "flowers.netwright"
    name = run_of(project).name
    shutil.copytree(tmp_path / "a", tmp_path / "copy")
    (tmp_path / "a").rename(tmp_path / "moved")
    assert names(tmp_path / "moved" / "flowers.netwright") == [name]
    assert names(tmp_path / "copy" / "flowers.netwright") == [name]
    assert names(project) == []
    assert names(tmp_path / "moved" / "other.netwright") == []


def test_a_link_has_the_runs_of_the_file_behind_it(tmp_path: Path) -> None:
    project = tmp_path / "flowers.netwright"
    project.write_text("{}")
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "mine.netwright"
    link.symlink_to(project)
    name = run_of(link).name
    assert names(project) == names(link) == [name]


def test_files_of_one_name_and_another_suffix_are_two_projects(tmp_path: Path) -> None:
    name = run_of(tmp_path / "flowers.json").name
    assert names(tmp_path / "flowers.netwright") == []
    assert names(tmp_path / "flowers.json") == [name]


def test_runs_of_another_project_make_way(tmp_path: Path) -> None:
    project = tmp_path / "flowers.netwright"
    assert places.set_aside(project) is None
    name = run_of(project).name
    aside = places.set_aside(project)
    assert aside == tmp_path / "flowers (earlier).runs"
    assert (aside / name).is_dir()
    assert names(project) == []
    own = run_of(project)
    assert places.set_aside(project, {own.name}) is None  # moved or copied: its own
    assert places.set_aside(project) == tmp_path / "flowers (earlier 2).runs"
    waiting = run_of(None, KEY)
    places.give_file(KEY, project)
    aside = places.set_aside(project)  # those that were not brought to it yet stay with the others
    assert aside is not None
    assert (aside / waiting.name).is_dir()
    going = run_of(project)
    alive(going)
    with pytest.raises(StillRunning):
        places.set_aside(project)
    assert going.is_dir()


def test_copies_are_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a.netwright", tmp_path / "b.netwright"
    one, two = run_of(source), run_of(source)
    assert places.copy_runs(source, target) == 2
    assert set(names(target)) == set(names(source)) == {one.name, two.name}
    third = tmp_path / "c.netwright"

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(OSError, match="No space"):
        places.copy_runs(source, third)
    assert names(third) == []
    assert list((tmp_path / "c.runs").iterdir()) == []


def test_half_copies_of_killed_sessions_are_swept_after_a_day(tmp_path: Path) -> None:
    project = tmp_path / "flowers.netwright"
    whole = run_of(project)
    old, fresh = (whole.with_name(f"draft.{name}") for name in ("old", "fresh"))
    for draft in (old, fresh):
        draft.mkdir()
        fill(draft)
    long_ago = 1_000_000.0
    os.utime(old, (long_ago, long_ago))
    os.utime(whole, (long_ago, long_ago))
    assert sweep_drafts([tmp_path, tmp_path / "none"], 86_400) == 1
    assert sorted(each.name for each in whole.parent.iterdir()) == [whole.name, fresh.name]


def test_moving_to_another_disk_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "flowers.netwright"
    folder = run_of(None, KEY)
    (folder / "big.h5").write_bytes(b"x" * 1000)
    whole = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self == folder:
            raise OSError(18, "Invalid cross-device link")
        return whole(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    places.give_file(KEY, project)
    assert places.gather(project) == 1
    assert (tmp_path / "flowers.runs" / folder.name / "big.h5").stat().st_size == 1000
    assert not folder.exists()


def test_old_runs_of_the_title_are_found_for_export_alone(tmp_path: Path, state: Path) -> None:
    old = state / "Flowers" / "2025-01-01_00-00-00"
    old.mkdir(parents=True)
    fill(old)
    project = tmp_path / "flowers.netwright"
    assert names(project) == []
    assert [run.folder for run in places.old_runs(project, "Flowers")] == [old]


def test_what_is_no_run_is_left_alone(tmp_path: Path, state: Path) -> None:
    project = tmp_path / "flowers.netwright"
    home = tmp_path / "flowers.runs"
    (home / "notes").mkdir(parents=True)
    (home / "draft.half").mkdir()
    fill(home / "draft.half")
    (home / "file.txt").write_text("x")
    state.mkdir(parents=True)
    (state / "odd").mkdir()
    (state / "odd" / places.OWNER).write_text('{"project": 3}')
    (state / "deep").mkdir()
    (state / "deep" / places.OWNER).write_text("[" * 100_000)
    assert names(project) == []
    assert places.set_aside(project) is None


def test_numbers_go_on_after_the_highest(tmp_path: Path) -> None:
    project = tmp_path / "flowers.netwright"
    assert places.next_number(project) == 1
    folder = run_of(project)
    info = {"title": "", "started": "2026-01-01T00:00:00+00:00", "seed": 1, "backend": "jax"}
    info |= {"device": "", "versions": {}, "data": {}, "training": {}, "number": 7}
    (folder / runs.RUN).write_text(json.dumps(info))
    assert places.next_number(project) == 8


def test_a_command_that_replaces_a_project_sets_its_runs_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.cli import main

    project = tmp_path / "flowers.netwright"
    assert main(["new", "iris-multiclass", "--out", str(project)]) == 0
    name = run_of(project).name
    alive(tmp_path / "flowers.runs" / name)
    assert main(["new", "iris-multiclass", "--out", str(project), "--force"]) == 2
    assert "being trained" in capsys.readouterr().err
    (tmp_path / "flowers.runs" / name / presence.ALIVE).unlink()
    assert main(["new", "iris-multiclass", "--out", str(project), "--force"]) == 0
    assert "flowers (earlier).runs" in capsys.readouterr().err
    assert names(project) == []
