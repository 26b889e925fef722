"""Writing files whole: links, disks that cannot do everything, and what killed processes leave behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from blocks.document.document import Document
from blocks.files.project_file import read_project, write_project
from blocks.files.saving import (
    A_DAY,
    copy_file,
    draft_folder,
    same_file,
    sweep,
    write_atomically,
)

LONG_AGO = time.time() - A_DAY - 60


def _names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


@pytest.mark.parametrize("chain", [1, 3])
def test_saving_through_a_link_writes_what_it_leads_to(tmp_path: Path, chain: int) -> None:
    (tmp_path / "far").mkdir()
    target = tmp_path / "far" / "model.netwright"
    target.write_bytes(b"old")
    link = tmp_path / "link0"
    link.symlink_to(Path("far") / "model.netwright")
    for number in range(1, chain):
        link = tmp_path / f"link{number}"
        link.symlink_to(f"link{number - 1}")
    write_project(Document(), link)
    assert link.is_symlink()
    assert not target.is_symlink()
    assert read_project(target).graphs
    assert _names(tmp_path / "far") == ["model.netwright"]


def test_a_link_that_leads_nowhere_yet_makes_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"new"
    assert (tmp_path / "link").is_symlink()


def test_links_in_a_circle_are_refused_and_stay(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match=r"\[Errno") as caught:
        write_atomically(tmp_path / "a", b"new")
    assert caught.value.errno == errno.ELOOP
    assert (tmp_path / "a").is_symlink()
    assert _names(tmp_path) == ["a", "b"]


def test_two_paths_are_compared_behind_links_whatever_these_lead_to(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to("file")
    assert same_file(tmp_path / "link", tmp_path / "file")
    assert not same_file(tmp_path / "link", tmp_path / "a")
    assert not same_file(None, None)


def test_folders_on_the_way_may_be_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "folder").symlink_to("real")
    write_atomically(tmp_path / "folder" / "x", b"new")
    assert (tmp_path / "real" / "x").read_bytes() == b"new"
    assert (tmp_path / "folder").is_symlink()


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_atomically(Path(os.devnull), b"new")
    assert Path(os.devnull).is_char_device()


def _refused(code: int) -> OSError:
    return OSError(code, os.strerror(code))


@pytest.mark.parametrize("code", [errno.EIO, errno.EINVAL, errno.EPERM, errno.ENOSYS])
@pytest.mark.parametrize("name", ["chmod", "chown", "folder fsync", "open folder"])
def test_after_the_file_is_in_place_it_is_saved(
    name: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    fsync, opened = os.fsync, os.open

    def refuse(*_: object, **__: object) -> None:
        raise _refused(code)

    def sync_files_only(descriptor: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            raise _refused(code)
        fsync(descriptor)

    def no_folders(what: object, flags: int, *rest: object, **named: object) -> int:
        if isinstance(what, Path) and what.is_dir():
            raise _refused(code)
        return opened(what, flags, *rest, **named)  # type: ignore[arg-type]

    if name == "chmod":
        monkeypatch.setattr(os, "chmod", refuse)
        monkeypatch.setattr(Path, "chmod", refuse)
    elif name == "chown":
        monkeypatch.setattr(os, "chown", refuse)
    elif name == "open folder":
        monkeypatch.setattr(os, "open", no_folders)
    else:
        monkeypatch.setattr(os, "fsync", sync_files_only)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert _names(tmp_path) == ["x"]


def test_disks_without_fsync_are_no_error_but_broken_ones_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    codes = iter([errno.EIO, errno.EINVAL, errno.EINVAL])

    def refuse(_: int) -> None:
        raise _refused(next(codes))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match=r"\[Errno"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_failure_names_the_file_that_people_know(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "x.netwright"
    with pytest.raises(OSError, match=r"\[Errno") as caught:
        write_atomically(path, b"new")
    assert caught.value.filename == str(path)


@pytest.mark.parametrize("length", [200, 236, 255])
def test_long_names_can_be_saved(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("x" * length)
    write_atomically(path, b"new")
    write_atomically(path, b"newer")
    assert path.read_bytes() == b"newer"


KILLED = """
import os, sys, signal
from pathlib import Path
from blocks.files.saving import write_atomically, draft_folder
(draft_folder(Path(sys.argv[1])) / "part").write_bytes(b"half")
os.replace = Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(Path(sys.argv[1]) / "x", b"new")
"""


def test_what_a_killed_process_leaves_is_swept_after_a_day(tmp_path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)]).returncode == -(
        signal.SIGKILL
    )
    left = _names(tmp_path)
    assert len(left) == 2
    assert sweep([tmp_path]) == 0
    assert _names(tmp_path) == left
    for item in tmp_path.iterdir():
        os.utime(item, (LONG_AGO, LONG_AGO))
    assert sweep([tmp_path, tmp_path, tmp_path / "gone"]) == 2
    assert _names(tmp_path) == []


def test_only_what_is_ours_by_name_is_swept(tmp_path: Path) -> None:
    ours = [".netwright-ab3_XY9z.tmp", ".model.netwright.abcd1234.tmp", ".0123.json.abcd1234.tmp"]
    others = [
        ".netwright-notes.tmp",
        ".netwright-ab3_XY9z.txt",
        ".netwright-backup-of-monday",
        "netwright-ab3_XY9z.tmp",
        ".model.py.abcd1234.tmp",
        "model.netwright",
    ]
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    for name in (*ours, *others):
        (tmp_path / name).touch()
    (tmp_path / ".netwright-linklink").symlink_to("kept")
    for item in tmp_path.iterdir():
        os.utime(item, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    assert sweep([tmp_path]) == len(ours)
    assert set(_names(tmp_path)) == {*others, "kept", ".netwright-linklink"}
    assert (tmp_path / "kept" / "file").exists()


def test_a_draft_folder_that_is_in_use_is_left(tmp_path: Path) -> None:
    made = draft_folder(tmp_path)
    assert sweep([tmp_path]) == 0
    assert made.is_dir()


def test_a_copy_replaces_all_or_nothing_and_follows_links(tmp_path: Path) -> None:
    source, target, link = tmp_path / "source", tmp_path / "target", tmp_path / "link"
    source.write_bytes(b"new")
    target.write_bytes(b"old")
    link.symlink_to(target)
    copy_file(source, link)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    with pytest.raises(OSError, match="gone"):
        copy_file(tmp_path / "gone", target)
    assert target.read_bytes() == b"new"
    assert {each.name for each in tmp_path.iterdir()} == {"source", "target", "link"}
