from __future__ import annotations

import json
import os
import pickle
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from blocks.document.document import Document
from blocks.files.project_file import from_text, to_text
from importers.model_file import import_model
from importers.reports.errors import UnreadableModel
from tests.importers.keras_json.configs import entry, functional, layer, text

GOOD = text(functional(entry(4), layer("Dense", "d", "input_layer", units=2)))


def archive(path: Path, members: dict[str, bytes], **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", **options) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def linked(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("config.json", GOOD)
        link = zipfile.ZipInfo("weights")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return path


def twice(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("config.json", GOOD)
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("config.json", b"{}")
    return path


def bomb(path: Path) -> Path:
    members = {"config.json": b" " * (64 * 2**20) + GOOD}
    return archive(path, members, compression=zipfile.ZIP_DEFLATED)


def broken(path: Path, change: Callable[[bytearray], object]) -> Path:
    archive(path, {"config.json": GOOD})
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(bytes(data))
    return path


def wrong_sum(data: bytearray) -> None:
    data[60] ^= 0xFF


ARCHIVES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no config": (lambda path: archive(path, {"other": b""}), "no config.json"),
    "parent": (lambda path: archive(path, {"config.json": GOOD, "../../m": b""}), "outside"),
    "absolute": (lambda path: archive(path, {"config.json": GOOD, "/abs/m": b""}), "outside"),
    "drive": (lambda path: archive(path, {"config.json": GOOD, "C:m": b""}), "outside"),
    "backslash": (lambda path: archive(path, {"config.json": GOOD, "a\\..\\m": b""}), "outside"),
    "link": (linked, "link"),
    "twice": (twice, "same name"),
    "bomb": (bomb, "far larger when"),
    "damaged": (lambda path: broken(path, wrong_sum), "damaged|cannot be read"),
    "cut off": (
        lambda path: broken(path, lambda data: data.__delitem__(slice(90, None))),
        "damaged",
    ),
    "members": (
        lambda path: archive(path, {"config.json": GOOD} | {str(at): b"" for at in range(4100)}),
        "members",
    ),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_is_built_to_do_harm_is_refused(name: str, tmp_path: Path) -> None:
    make, words = ARCHIVES[name]
    path = make(tmp_path / "model.keras")
    before = set(tmp_path.parent.rglob("*"))
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableModel, match=words):
            import_model(path)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()
    assert set(tmp_path.parent.rglob("*")) == before


JSON: dict[str, tuple[bytes, str]] = {
    "deep": (b'{"a":' * 100_000, "nested too deeply"),
    "long number": (GOOD.replace(b'"units": 2', b'"units": ' + b"9" * 5000), "too large"),
    "not a number": (GOOD.replace(b'"units": 2', b'"units": NaN'), "NaN"),
    "infinity": (GOOD.replace(b'"units": 2', b'"units": -Infinity'), "Infinity"),
    "infinite": (GOOD.replace(b'"units": 2', b'"units": 1e400'), "too large"),
    "surrogate": (GOOD.replace(b'"d"', b'"\\ud800"', 1), "broken character"),
    "utf-16": (b"{" + GOOD.decode().encode("utf-16"), "UTF-8|not JSON"),
    "key twice": (b'{"class_name": "Sequential", "class_name": "Functional"}', "same key twice"),
}


@pytest.mark.parametrize("name", JSON)
def test_json_that_is_not_strict_is_refused(name: str, tmp_path: Path) -> None:
    data, words = JSON[name]
    path = tmp_path / "model.json"
    path.write_bytes(data)
    with pytest.raises(UnreadableModel, match=words):
        import_model(path)


def test_models_in_models_in_models_are_refused(tmp_path: Path) -> None:
    model = functional(entry(4), layer("Dense", "d", "input_layer", units=2))
    for _ in range(30):
        nested = layer("Functional", "m", "input_layer") | {"config": model["config"]}
        model = functional(entry(4), nested)
    path = tmp_path / "model.json"
    path.write_bytes(text(model))
    with pytest.raises(UnreadableModel, match="deep"):
        import_model(path)


def test_giants_are_blocks_with_numbers_and_nothing_is_allocated(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    model = functional(entry(2**31, 2**31), layer("Dense", "d", "input_layer", units=3 * 10**9))
    path.write_bytes(text(model))
    tracemalloc.start()
    try:
        import_model(path)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()


class Marker:
    """Would write a file if it were ever unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (str(self.path), "w"))


def test_a_pickle_under_another_name_is_not_opened(tmp_path: Path) -> None:
    marker, path = tmp_path / "MARKER", tmp_path / "model.keras"
    path.write_bytes(pickle.dumps(Marker(marker)))
    with pytest.raises(UnreadableModel, match="pickle"):
        import_model(path)
    assert not marker.exists()


def test_a_class_of_a_package_beside_it_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "MARKER"
    (tmp_path / "evilpkg.py").write_text(f"open({str(marker)!r}, 'w')")
    monkeypatch.syspath_prepend(str(tmp_path))
    path = tmp_path / "model.json"
    for known in (GOOD, GOOD.replace(b"Dense", b"Nothing")):
        path.write_bytes(known)
        import_model(path)  # loads what reading needs
    for name in ("evilpkg", "keras.src.backend.torch.core", "os"):
        path.write_bytes(
            text(functional(entry(4), layer("system", "d", "input_layer", module=name)))
        )
        before = set(sys.modules)
        import_model(path)
        assert "evilpkg" not in sys.modules
        assert set(sys.modules) == before
    assert not marker.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_or_a_folder_is_no_model(tmp_path: Path) -> None:
    pipe = tmp_path / "model.keras"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "not there"):
        with pytest.raises(UnreadableModel):
            import_model(path)


def is_a_project(document: Document) -> None:
    """Fail unless what was imported can be saved and read again."""
    assert to_text(from_text(to_text(document))) == to_text(document)


@given(st.data())
def test_whatever_bytes_change_there_is_one_kind_of_error(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = archive(Path(folder) / "model.keras", {"config.json": GOOD, "metadata.json": b"{}"})
        mutant = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 6))):
            mutant[data.draw(st.integers(0, len(mutant) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(bytes(mutant[: data.draw(st.integers(1, len(mutant)))]))
        with suppress(UnreadableModel):
            is_a_project(import_model(path).document)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.data())
def test_whatever_stands_in_the_json_there_is_one_kind_of_error(data: st.DataObject) -> None:
    import tempfile

    model = json.loads(GOOD)
    here: Any = model
    for _ in range(data.draw(st.integers(1, 8))):
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(here[key], (dict, list)) or data.draw(st.booleans()):
            here[key] = data.draw(VALUES)
            break
        here = here[key]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        path.write_text(json.dumps(model))
        with suppress(UnreadableModel):
            is_a_project(import_model(path).document)
