"""What the data panel shows, and the sentences for files that cannot be used."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.data.preview import bilinear, preview
from app.project.data_files import DataFileError, describe_file
from blocks.settings.datasets import BINARY, BUNDLED, CLASSES, REGRESSION, describe_bundled
from blocks.settings.declarations import Settings

LABELS = np.arange(40) % 3


def chosen(path: Path | str, **data: Any) -> Settings:
    return Settings().with_data(source="file", path=str(path), **data)


def saved(folder: Path, **arrays: Any) -> Path:
    path = folder / "flowers.npz"
    np.savez(path, **arrays)
    return path


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_an_npz_of_images_is_described_as_the_model_meets_it(tmp_path: Path) -> None:
    path = saved(tmp_path, x=np.zeros((40, 20, 20), np.uint8), y=LABELS)
    found = describe_file(chosen("flowers.npz", size=28, channels=3), tmp_path)
    assert (found.title, found.task, found.shape) == ("flowers 28×28×3", CLASSES, (28, 28, 3))
    assert (found.classes, found.count, found.class_names) == (3, 40, ("0", "1", "2"))
    assert describe_file(chosen(path), None).shape == (20, 20, 1)


def test_a_table_is_described(tmp_path: Path) -> None:
    path = written(tmp_path, "age,height,sick\n1,2,yes\n3,4,no\n5,6,yes\n7,8,no\n")
    found = describe_file(chosen(path), None)
    assert (found.task, found.shape, found.classes) == (BINARY, (2,), 1)
    assert (found.class_names, found.feature_names) == (("no", "yes"), ("age", "height"))
    with pytest.raises(DataFileError, match="Column sick has words"):
        describe_file(chosen(path, target="age"), None)


def test_whole_numbers_are_classes_only_where_they_come_again(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i * 7 % 40}\n" for i in range(40))
    assert describe_file(chosen(written(tmp_path, f"a,y\n{rows}")), None).task == REGRESSION
    rows = "".join(f"{i},{i % 4}.0\n" for i in range(40))
    path = written(tmp_path, f"a,y\n{rows}")
    assert describe_file(chosen(path), None).class_names == ("0", "1", "2", "3")
    assert describe_file(chosen(path, task="regression"), None).task == REGRESSION


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = saved(tmp_path, x=np.zeros((40, 2)), y=LABELS)
    assert describe_file(chosen(path), None).shape == (2,)
    saved(tmp_path, x=np.zeros((40, 3)), y=LABELS)
    os.utime(path, (1, 1))
    assert describe_file(chosen(path), None).shape == (3,)


NPZ_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "objects": ({"x": np.zeros((4, 2)), "y": np.array([{}, {}, {}, {}])}, "Python objects"),
    "counts differ": ({"x": np.zeros((4, 2)), "y": np.arange(5)}, "there are 5 answers"),
    "unknown names": ({"a": np.zeros((4, 2)), "b": np.zeros((4, 2))}, "Name the examples x"),
    "one axis": ({"x": np.zeros(4), "y": np.arange(4)}, "at least two"),
    "words in x": ({"x": np.array([["a"], ["b"]]), "y": np.arange(2)}, "must be numbers"),
    "gaps in y": ({"x": np.zeros((4, 2)), "y": np.array([1, np.nan, 2, 3])}, "missing"),
    "one class": ({"x": np.zeros((4, 2)), "y": np.zeros(4, int)}, "nothing to learn"),
    "several answers": ({"x": np.zeros((4, 2)), "y": np.ones((4, 3))}, "3 values for each"),
    "no examples": ({"x": np.zeros((0, 2)), "y": np.zeros(0)}, "too few"),
    "two shapes": (
        {
            "x_train": np.zeros((4, 2)),
            "y_train": np.arange(4),
            "x_test": np.zeros((4, 3)),
            "y_test": np.arange(4),
        },
        "different shapes",
    ),
}


@pytest.mark.parametrize("name", NPZ_FAULTS)
def test_unusable_arrays(tmp_path: Path, name: str) -> None:
    arrays, sentence = NPZ_FAULTS[name]
    with pytest.raises(DataFileError, match=sentence):
        describe_file(chosen(saved(tmp_path, **arrays)), None)


CSV_FAULTS = {
    "empty": ("", "empty"),
    "one column": ("a\n1\n2\n", "one column"),
    "gap": ("a,y\n1,0\n,1\n3,0\n4,1\n", "Column a has no value in row 3"),
    "gap in target": ("a,y\n1,0\n2,\n3,0\n4,1\n", "Column y has no value in row 3"),
    "pandas' gap": ("a,y\n1,0\nN/A,1\n3,0\n4,1\n", "no value in row 3"),
    "words": ("a,y\n1,0\nred,1\n3,0\n4,1\n", "Column a has words .'red' in row 3"),
    "ragged": ("a,y\n1,0\n2,1,5\n3,0\n4,1\n", "Row 3 has 3 cells"),
    "twins": ("a,a,y\n1,2,0\n1,2,1\n", "Two columns are called a"),
    "nameless": ("a,,y\n1,2,0\n1,2,1\n", "Column 2 has no name"),
    "few": ("a,y\n1,0\n2,1\n", "too few"),
    "latin": ("gr\xf6\xdfe,y\n1,0\n".encode("latin-1"), "UTF-8"),
    "no bytes of text": (b"\xff\xfe\x00\x01" * 50, "UTF-8"),
    "ids": ("a,y\n" + "".join(f"{i},name{i}\n" for i in range(20)), "too many for classes"),
}


@pytest.mark.parametrize("name", CSV_FAULTS)
def test_unusable_tables(tmp_path: Path, name: str) -> None:
    text, sentence = CSV_FAULTS[name]
    with pytest.raises(DataFileError, match=sentence):
        describe_file(chosen(written(tmp_path, text)), None)


def test_other_faults_of_files(tmp_path: Path) -> None:
    for path, sentence in (
        (tmp_path / "none.npz", "There is no file"),
        (tmp_path, "is not a file"),
        ("/dev/zero", "is not a file"),
        ("a\0b.npz", "cannot be read"),
        (tmp_path / "x.npz", "not a sound"),
        (tmp_path / "x.xlsx", "neither .npz nor .csv"),
    ):
        for name in ("x.npz", "x.xlsx"):
            (tmp_path / name).write_bytes(b"PK\x03\x04 nonsense")
        with pytest.raises(DataFileError, match=sentence):
            describe_file(chosen(path), None)
    with pytest.raises(DataFileError, match="No file is chosen"):
        describe_file(Settings().with_data(source="file"), None)
    path = saved(tmp_path, x=np.zeros((40, 2)), y=LABELS)
    with pytest.raises(DataFileError, match="no array answer"):
        describe_file(chosen(path, target="answer"), None)


def test_a_header_that_lies_about_its_size_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    lie = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        lie, {"shape": (2**40, 2), "fortran_order": False, "descr": "<f8"}
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", lie.getvalue())
        archive.writestr("y.npy", lie.getvalue())
    with pytest.raises(DataFileError, match="claims"):
        describe_file(chosen(path), None)


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets_are_shown_in_a_moment(name: str) -> None:
    settings = Settings().with_data(source=name)
    start = time.perf_counter()
    shown = preview(settings)
    assert time.perf_counter() - start < 0.3
    data = describe_bundled(settings)
    assert shown is not None
    assert data is not None
    assert (shown.title, shown.shape, shown.count) == (data.title, data.shape, data.count)
    assert len(shown.class_counts) == len(shown.classes)
    assert not shown.classes or sum(shown.class_counts) == data.count
    if name == "digits":
        assert shown.images is not None
        assert (shown.images.shape, shown.images.dtype) == ((20, 8, 8), np.uint8)
        assert shown.labels[:10] == tuple("0123456789")
    else:
        assert len(shown.columns) == 1 + len(data.feature_names)
        assert all(len(row) == len(shown.columns) for row in shown.rows)


def test_digits_are_shown_at_the_size_that_is_asked_for() -> None:
    shown = preview(Settings().with_data(source="digits", size=28))
    assert shown is not None
    assert shown.images is not None
    assert shown.images.shape == (20, 28, 28)
    large = preview(Settings().with_data(source="digits", size=500, channels=3))
    assert large is not None
    assert large.images is not None
    assert large.images.shape == (20, 64, 64)


def test_files_are_shown(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (40, 200, 100, 3), np.uint8)
    shown = preview(chosen(saved(tmp_path, x=noise, y=LABELS)))
    assert shown is not None
    assert shown.images is not None
    assert shown.images.shape[0] == 20
    assert shown.images.shape[3] == 3
    assert (shown.labels[:4], shown.class_counts) == (("0", "1", "2", "0"), (14, 13, 13))
    fortran = np.asfortranarray(np.arange(80.0).reshape(40, 2))
    shown = preview(chosen(saved(tmp_path, x=fortran, y=LABELS)))
    assert shown is not None
    assert shown.rows[1] == ("2", "3", "1")
    path = written(tmp_path, "age,sick\n1,yes\n3,no\n5,yes\n7,no\n")
    shown = preview(chosen(path))
    assert shown is not None
    assert (shown.columns, shown.rows[1]) == (("age", "sick"), ("3", "no"))
    assert preview(Settings()) is None


def test_scaling_for_the_eye_keeps_flat_images_flat() -> None:
    flat = np.full((1, 8, 8, 3), 77, np.uint8)
    assert (bilinear(flat, 13, 30) == 77).all()


def test_looking_at_data_loads_nothing_heavy() -> None:
    code = (
        "import sys; from blocks.settings.declarations import Settings; from app.data.preview import preview;"
        "preview(Settings().with_data(source='digits', size=28));"
        "preview(Settings().with_data(source='diabetes'));"
        "print(sorted({'keras', 'sklearn', 'pandas', 'tensorflow', 'PySide6'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_arrays_with_names_of_their_own_are_described_and_listed(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0)
    path = saved(
        tmp_path,
        image=numbers.integers(0, 255, (40, 12, 12)).astype("uint8"),
        x_table=numbers.normal(size=(40, 3)),
        kind=numbers.choice(["cat", "dog", "owl"], 40),
        y_size=numbers.normal(size=(40, 1)),
        notes=np.zeros(3),
    )
    found = describe_file(chosen(path, size=24), None)
    assert found.only_named
    assert [(each.key, each.shape, each.task) for each in found.arrays] == [
        ("image", (24, 24, 1), ""),
        ("x_table", (3,), ""),
        ("kind", None, CLASSES),
        ("y_size", (1,), REGRESSION),
    ]
    table = found.for_input("table")
    kind, size = found.for_output("kind"), found.for_output("size")
    assert table is not None
    assert kind is not None
    assert size is not None
    assert table.shape == (3,)
    assert (kind.task, kind.class_names) == (CLASSES, ("cat", "dog", "owl"))
    assert size.task == REGRESSION
    assert found.for_input("other") is None is found.for_output("image")
    shown = preview(chosen(path, size=24), None)
    assert shown is not None
    assert [row[0] for row in shown.rows] == ["image", "x_table", "kind", "y_size"]
    assert shown.rows[2] == ("kind", "", "3 classes")


def test_arrays_beside_x_and_y_are_for_outputs_that_are_called_like_them(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0)
    answers = {"y": numbers.integers(0, 3, 40), "y_other": numbers.normal(size=40)}
    found = describe_file(chosen(saved(tmp_path, x=numbers.normal(size=(40, 4)), **answers)), None)
    main, other = found.for_output("main"), found.for_output("other")
    assert main is not None
    assert other is not None
    assert (found.only_named, main.task, other.task) == (False, CLASSES, REGRESSION)


HEADERS = (
    "{'descr': '",
    "(" * 3_000,
    "'''",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (40L, 2L), }",
    "lambda: 0",
    "{'descr': ['<f8'], 'fortran_order': False, 'shape': (40, 2), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (40, None), }",
    "{'descr': '<U99999999', 'fortran_order': False, 'shape': (40,), }",
    "\x00" * 40,
)


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_a_damaged_header_is_a_sentence_and_the_project_opens(header: str, tmp_path: Path) -> None:
    from app.project.project import Project
    from blocks.document.document import Document

    raw = header.encode().ljust(117) + b"\n"
    whole = b"\x93NUMPY\x01\x00" + len(raw).to_bytes(2, "little") + raw + bytes(640)
    path = tmp_path / "flowers.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", whole)
        archive.writestr("y.npy", whole)
    document = Document()
    document.settings = chosen(path)
    project = Project(document)
    assert "Save it again" in project.data_error or "cannot" in project.data_error
    assert project.data is None
    # Choosing it is a step like any other: it can be undone.
    other = Project()
    other.change_settings("Choose data", chosen(path))
    assert other.history.undo_label == "Choose data"
    assert other.data_error
    other.history.undo()
    assert (other.data_error, other.history.clean) == ("", True)


LENGTHS = ("(40, -2, -3)", "(-40, -6)", "(40, True, 6)")


@pytest.mark.parametrize("shape", LENGTHS)
@pytest.mark.parametrize("more", [{}, {"other": LABELS}], ids=["two", "three"])
def test_lengths_that_no_array_has_are_a_broken_header(
    shape: str, more: dict[str, Any], tmp_path: Path
) -> None:
    path = saved(tmp_path, y=LABELS, **more)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x.npy", array_file(shape, bytes(40 * 6 * 8)))
    with pytest.raises(DataFileError, match="x has a broken header"):
        describe_file(chosen(path), None)


@pytest.mark.parametrize("version", [(2, 1), (4, 0), (9, 9)])
def test_a_version_that_nobody_knows_is_a_broken_header(
    version: tuple[int, int], tmp_path: Path
) -> None:
    path = saved(tmp_path, x=np.zeros((40, 2)))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("y.npy", array_file("(40,)", bytes(320), version))
    with pytest.raises(DataFileError, match="y has a broken header"):
        describe_file(chosen(path), None)


def array_file(shape: str, values: bytes, version: tuple[int, int] = (1, 0)) -> bytes:
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return (
        b"\x93NUMPY"
        + bytes(version)
        + len(head).to_bytes(2 * min(version[0], 2), "little")
        + head
        + values
    )


def test_examples_that_are_damaged_inside_are_a_sentence_in_the_panel(tmp_path: Path) -> None:
    path = tmp_path / "flowers.npz"
    noise = np.random.default_rng(0).integers(0, 4, (40, 40, 40), np.uint8)
    np.savez_compressed(path, x=noise, y=LABELS)
    whole = bytearray(path.read_bytes())
    whole[3000:3600] = bytes(range(256)) * 2 + bytes(88)
    path.write_bytes(whole)
    with pytest.raises(DataFileError, match=r"flowers.npz cannot be read: .*\."):
        preview(chosen(path))


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 1e308, -1e308])
def test_images_with_numbers_that_are_none_are_shown(odd: float, tmp_path: Path) -> None:
    images = np.zeros((40, 20, 20))
    images[:, 0, 0], images[:, 0, 1], images[:, 0, 2] = odd, 1.0, -1e308
    shown = preview(chosen(saved(tmp_path, x=images, y=LABELS)))
    assert shown is not None
    assert shown.images is not None
    assert shown.images.shape == (20, 20, 20)


def test_a_small_file_with_giant_images_is_not_read_for_a_look(tmp_path: Path) -> None:
    path = tmp_path / "flowers.npz"
    np.savez_compressed(path, x=np.zeros((3, 6000, 12000), np.uint8), y=np.arange(3) % 2)
    shown = preview(chosen(path))
    assert shown is not None
    assert (shown.images, shown.count, shown.shape) == (None, 3, (6000, 12000, 1))
    found = describe_file(chosen(path, size=28), None)
    assert found.shape == (28, 28, 1)
    assert found.reading == 5 * 3 * 6000 * 12000


def test_a_long_header_that_can_be_read_is_shown_as_well(tmp_path: Path) -> None:
    head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (40, 2), }".ljust(20_000) + b"\n"
    long = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + bytes(640)
    path = saved(tmp_path, y=LABELS)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x.npy", long)
    shown = preview(chosen(path))
    assert shown is not None
    assert len(shown.rows) == 8


def test_whatever_a_library_says_of_a_file_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, x=np.zeros((40, 2)), y=LABELS)

    def broken(*_: Any) -> None:
        raise KeyError("nobody thought of this")

    monkeypatch.setattr("exporters.data.inspect.inspect_npz", broken)
    with pytest.raises(DataFileError, match=r"flowers.npz cannot be read: it is damaged\."):
        describe_file(chosen(path), None)


def test_names_with_orders_to_a_terminal_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    with pytest.raises(DataFileError) as caught:
        describe_file(chosen("a\x1b[2Jb" * 100 + ".npz"), tmp_path)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 300
