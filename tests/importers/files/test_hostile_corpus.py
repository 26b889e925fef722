"""The corpus of hostile files: no marker, nothing written, imported or opened; refused for the right reason."""

from __future__ import annotations

import builtins
import io
import os
import socket
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from blocks.errors import FileError
from blocks.files.project_file import from_text, to_text
from blocks.graph.unknown_layers import unknown_layer_of
from blocks.values import safe_json as json_safe
from importers.files import hdf5, hdf5_reader
from importers.model_file import import_model
from importers.reports.errors import UnreadableModel
from tests.importers.files import hostile_files as files
from tests.importers.keras_json.configs import entry, functional, layer, text


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(autouse=True)
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load what reading needs, so that whatever a file loads is seen."""
    folder = tmp_path_factory.mktemp("good")
    import_model(files.described(folder, files.GOOD))
    import_model(files.archive(folder / "good.keras", files.GOOD))


@pytest.mark.parametrize("name", files.KEPT)
def test_what_carries_code_is_kept_and_nothing_happens(name: str, tmp_path: Path) -> None:
    path = files.KEPT[name](tmp_path)
    before, modules = contents(tmp_path), set(sys.modules)
    found = import_model(path)
    strangers = [
        stranger
        for graph in found.document.graphs.values()
        for block in graph.blocks.values()
        if (stranger := unknown_layer_of(block)) is not None
    ]
    assert len(strangers) == 1
    assert {each.kind for each in found.report.remarks} <= {"code", "unknown"}
    assert contents(tmp_path) == before
    assert not {each.partition(".")[0] for each in set(sys.modules) - modules} & {
        "keras",
        "os",
        "evil",
    }
    # Our own file carries it on, and is as harmless.
    assert from_text(to_text(found.document)).graphs.keys() == found.document.graphs.keys()
    assert contents(tmp_path) == before


def test_no_address_is_ever_called(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        import_model(files.remote_vocabulary(server.getsockname()[1])(tmp_path))
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_second_file_that_is_named_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    path = files.second_file(tmp_path)
    for module, name in ((os, "open"), (builtins, "open"), (io, "open")):
        plain = getattr(module, name)

        def noted(file: Any, *more: Any, plain: Any = plain, **other: Any) -> Any:
            opened.append(str(file))
            return plain(file, *more, **other)

        monkeypatch.setattr(module, name, noted)
    import_model(path)
    assert [Path(each).name for each in opened if not each.isdecimal()] == ["model.json"]


@pytest.mark.parametrize("name", files.REFUSED)
def test_what_is_built_to_do_harm_is_refused_for_the_right_reason(
    name: str, tmp_path: Path
) -> None:
    build, words = files.REFUSED[name]
    path = build(tmp_path)
    before = contents(tmp_path)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableModel, match=words):
            import_model(path)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()
    assert contents(tmp_path) == before


@pytest.mark.slow
def test_a_gigabyte_of_blanks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModel, match="far larger when"):
        import_model(files.bomb(2**30)(tmp_path))


def test_an_archive_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    path = files.archive(tmp_path / "model.keras", files.GOOD)
    whole = path.read_bytes()
    for end in range(0, len(whole) - 1, 64):
        path.write_bytes(whole[:end])
        with pytest.raises(UnreadableModel):
            import_model(path)


@pytest.mark.parametrize("value", [True, 0.5, -1, "2", [2], None, 10**17])
def test_values_of_another_kind_are_kept_and_not_believed(value: object, tmp_path: Path) -> None:
    model = functional(entry(4), layer("Dense", "d", "input_layer", units=value))
    found = import_model(files.described(tmp_path, model))
    (block,) = [block for block in found.document.model.blocks.values() if block.type != "Input"]
    known = block.type == "Dense"
    assert known == (value == 10**17 and type(value) is int) or unknown_layer_of(block) is not None


@pytest.mark.parametrize("name", files.HARMLESS_HDF5)
def test_what_else_is_in_an_hdf5_file_is_never_looked_at(name: str, tmp_path: Path) -> None:
    path = files.HARMLESS_HDF5[name](tmp_path)
    assert hdf5.read_hdf5(path) == (text(files.GOOD), "")


@pytest.mark.parametrize("name", files.REFUSED_HDF5)
def test_an_hdf5_file_without_a_description_is_refused(name: str, tmp_path: Path) -> None:
    build, words = files.REFUSED_HDF5[name]
    with pytest.raises(UnreadableModel, match=words):
        import_model(build(tmp_path))


def test_damaged_hdf5_files_end_the_child_and_not_us(tmp_path: Path) -> None:
    path = files.hdf5(tmp_path, files.GOOD)
    whole, right = path.read_bytes(), to_text(import_model(path).document)
    for at in (9, 60, 100, 400, 900):
        path.write_bytes(whole[:at] + b"\xff\x07\x80" * 9 + whole[at + 27 :])
        try:
            found = import_model(path)
        except UnreadableModel:
            continue
        assert to_text(found.document) == right


def test_a_child_that_crashes_is_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(hdf5_reader, "__file__", str(crash))
    with pytest.raises(UnreadableModel, match="damaged"):
        hdf5.read_hdf5(files.hdf5(tmp_path, files.GOOD))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is Linux's")
def test_the_child_can_open_nothing_but_its_file(tmp_path: Path) -> None:
    import subprocess

    mine, other = tmp_path / "mine", tmp_path / "other"
    mine.write_text("mine")
    other.write_text("other")
    code = f"""
import sys
sys.path.insert(0, {str(Path(hdf5_reader.__file__).parents[2])!r})
from importers.files import hdf5_reader
print(hdf5_reader.lock_in({str(mine)!r}))
print(open({str(mine)!r}).read())
for path in ({str(other)!r}, "/etc/passwd"):
    try:
        open(path).read()
        print("opened")
    except PermissionError:
        print("refused")
"""
    child = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    lines = child.stdout.split()
    if lines[0] == "False":
        pytest.skip("this kernel has no Landlock")
    assert lines == ["True", "mine", "refused", "refused"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is Linux's")
def test_the_windows_child_can_write_nothing_and_reads_all_kinds(tmp_path: Path) -> None:
    import subprocess

    paths = files.archive(tmp_path / "a.keras", files.GOOD), files.hdf5(tmp_path, files.GOOD)
    code = f"""
import sys
sys.path.insert(0, {str(Path(hdf5_reader.__file__).parents[2])!r})
from pathlib import Path
from app.imports import child
child.limit()
for path in {[str(path) for path in paths]!r}:
    print(child.read(Path(path)).report.layers)
try:
    file = open({str(tmp_path / "new")!r}, "wb", buffering=0)
    file.write(b"x")
    print("written")
except OSError:
    print("refused")
"""
    child = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert child.stdout.split() == ["2", "2", "refused"]
    assert not (tmp_path / "new").exists() or (tmp_path / "new").read_bytes() == b""


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device here")
def test_a_device_is_no_model() -> None:
    with pytest.raises(UnreadableModel, match="not a file"):
        import_model(Path("/dev/zero"))


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=y>", "\u202egnp.exe", "../../etc/x", "a\0b", "n" * 500]
)
def test_names_become_names_that_code_can_have(name: str, tmp_path: Path) -> None:
    model = functional(entry(4), layer("Dense", name, "input_layer", units=2))
    found = import_model(files.described(tmp_path, model))
    (block,) = [block for block in found.document.model.blocks.values() if block.type == "Dense"]
    assert block.name.isascii()
    assert block.name.replace("_", "a").isalnum()
    assert len(block.name) <= 60
    assert "renamed" in {each.kind for each in found.report.remarks}


PROJECT = '{"format": "netwright project", "version": 1, "min_reader": 1, "title": "t", "description": "", "data": {}, '


@pytest.mark.parametrize(
    "rest",
    [
        '"composites": {"../../x": {"blocks": []}}, "model": {"blocks": []}}',
        '"model": {"blocks": ' + "[" * 100_000,
        '"model": {"blocks": [{"id": "../x", "type": "Dense"}]}}',
        '"model": {"blocks": [{"id": "a-1", "type": "os.system"}]}}',
    ],
)
def test_a_project_file_is_no_better_than_a_strangers(rest: str) -> None:
    with pytest.raises((FileError, ValueError)):
        from_text(PROJECT + rest)


def test_the_strict_reader_of_json_is_the_only_one() -> None:
    with pytest.raises(FileError):
        json_safe.parse(b'{"a": 1, "a": 2}')
