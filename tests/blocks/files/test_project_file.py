"""Project files: what is written is read again, what is newer survives, what is hostile is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from app.templates.catalog import names, open_template
from blocks.document.document import Document
from blocks.errors import FileError
from blocks.files.project_file import (
    from_text,
    read_project,
    readable_text,
    to_text,
    write_project,
)
from blocks.values import safe_json

GOOD = to_text(open_template("digits-residual"))


def changed(**fields: Any) -> str:
    return json.dumps({**json.loads(GOOD), **fields})


def with_model(**fields: Any) -> str:
    data = json.loads(GOOD)
    data["model"] |= fields
    return json.dumps(data)


@pytest.mark.parametrize("name", names())
def test_templates_are_written_as_they_are_read(name: str) -> None:
    document = open_template(name)
    assert to_text(from_text(to_text(document))) == to_text(document)


def test_fields_and_blocks_of_newer_versions_survive() -> None:
    data = json.loads(GOOD)
    data |= {"version": 7, "theme": {"deep": [1, {"er": None}]}}
    data["data"]["future"] = 3
    data["model"]["frames"] = [{"title": "stem"}]
    data["model"]["blocks"][1]["repeat"] = {"series": {"=": "n"}}
    data["model"]["blocks"].append(
        {
            "id": "warp-99",
            "type": "WarpDrive",
            "values": {"factor": {"nested": {"odd": [True]}}},
            "note": "x",
        }
    )
    data["model"]["wires"].append(["dense-12", "output", "warp-99", "anything"])
    data["model"]["positions"]["warp-99"] = [1, 2]

    again = json.loads(to_text(from_text(json.dumps(data))))

    again["version"] = 7
    assert again == data


HOSTILE = {
    "empty": "",
    "not json": "{",
    "other json": "[]",
    "other format": '{"format": "zip"}',
    "no version": '{"format": "netwright project"}',
    "newer": changed(version=9, min_reader=9),
    "true as version": changed(version=True),
    "NaN": GOOD.replace("28, 28, 1", "NaN, 28, 1"),
    "Infinity": GOOD.replace("28, 28, 1", "Infinity, 28, 1"),
    "1e400": GOOD.replace('"value": 1.0', '"value": 1e400'),
    "giant number": GOOD.replace("28, 28, 1", "9" * 5000),
    "key twice": GOOD.replace('"version": 1,', '"version": 1, "version": 1,'),
    "deep": '{"format": "netwright project", "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "deep enough": changed(deep=json.loads("[" * 70 + "]" * 70)),
    "lone surrogate": changed(title="\ud800"),
    "BOM": "\ufeff" + GOOD,
    "long text": changed(title="x" * 200_000),
    "block twice": with_model(blocks=[{"id": "a", "type": "Dense"}, {"id": "a", "type": "Dense"}]),
    "id with path": with_model(blocks=[{"id": "../x", "type": "Dense"}]),
    "id with html": with_model(blocks=[{"id": "<b>", "type": "Dense"}]),
    "type with dots": with_model(blocks=[{"id": "a", "type": "os.system"}]),
    "name with code": with_model(blocks=[{"id": "a", "type": "Dense", "name": "x'); print('"}]),
    "wire to nowhere": with_model(wires=[["input-1", "output", "gone", "input"]]),
    "wire twice": with_model(wires=[["input-1", "output", "conv2d-2", "input"]] * 2),
    "wire to itself": with_model(wires=[["conv2d-2", "output", "conv2d-2", "input"]]),
    "circle": with_model(
        wires=[
            ["conv2d-2", "output", "conv2d-3", "input"],
            ["conv2d-3", "output", "conv2d-2", "input"],
        ]
    ),
    "unknown port": with_model(wires=[["input-1", "back door", "conv2d-2", "input"]]),
    "blocks as object": with_model(blocks={}),
    "bad setting": changed(training={"epochs": "many"}),
    "setting with expression": changed(training={"epochs": {"=": "2"}}),
    "metaparameter with code": with_model(
        metaparameters=[{"name": "a;b", "kind": "number", "value": 1}]
    ),
    "metaparameter out of limits": with_model(
        metaparameters=[{"name": "a", "kind": "number", "value": 9, "maximum": 1}]
    ),
    "too many blocks": with_model(blocks=[{}] * 60_000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_in_words_and_left_alone(case: str, tmp_path: Path) -> None:
    path = tmp_path / "x.netwright"
    data = HOSTILE[case].encode("utf-8", "surrogatepass")
    path.write_bytes(data)

    with pytest.raises(FileError) as refusal:
        read_project(path)

    assert str(refusal.value)
    assert path.read_bytes() == data


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    with pytest.raises(FileError):
        from_text(data)


@given(st.data())
def test_damaged_projects_are_refused_or_read(data: st.DataObject) -> None:
    text = GOOD.encode()
    at = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 20))
    damaged = text[:at] + data.draw(st.binary(max_size=20)) + text[at + length :]
    try:
        document = from_text(damaged)
    except FileError:
        return
    assert to_text(from_text(to_text(document))) == to_text(document)


def test_folders_pipes_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "gone", Path("/dev/zero")):
        with pytest.raises(FileError):
            read_project(path)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.netwright"
    write_project(open_template("digits-cnn"), path)
    before = path.read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_project(Document(), path)

    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_saving_keeps_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x.netwright"
    write_project(Document(), path)
    path.chmod(0o600)
    write_project(open_template("digits-cnn"), path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_project_near_the_largest_size_is_written_so_that_it_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, path = from_text(GOOD), tmp_path / "large.netwright"
    monkeypatch.setattr(safe_json, "MAX_BYTES", len(GOOD.encode()) - 1)
    write_project(document, path)
    assert to_text(read_project(path)) == GOOD
    assert len(path.read_text().splitlines()) == 1


def _too_long(document: Document) -> None:
    document.model.description = "x" * (safe_json.MAX_TEXT + 1)


def _too_large_a_number(document: Document) -> None:
    document.extra = {"more": 10**30}


def _too_deep(document: Document) -> None:
    deep: list[Any] = []
    for _ in range(safe_json.MAX_DEPTH + 1):
        deep = [deep]
    document.extra = {"more": deep}


def _too_many_bytes(document: Document) -> None:
    document.extra = {"more": ["x" * 90_000] * 5}


@pytest.mark.parametrize("spoil", [_too_long, _too_large_a_number, _too_deep, _too_many_bytes])
def test_what_could_not_be_opened_again_is_not_written(
    spoil: Callable[[Document], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_json, "MAX_BYTES", 400_000 if spoil is _too_many_bytes else 2**24)
    document, path = from_text(GOOD), tmp_path / "large.netwright"
    write_project(document, path)
    spoil(document)
    with pytest.raises(FileError):
        write_project(document, path)
    with pytest.raises(FileError):
        readable_text(document)
    assert path.read_text() == GOOD
    assert list(tmp_path.iterdir()) == [path]
