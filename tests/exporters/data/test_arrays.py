"""The worker's arrays and the exported script's are equal, bit for bit; and they are what was asked for."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from blocks.settings.datasets import DataDescription, describe_bundled
from blocks.settings.declarations import Settings
from exporters.data.arrays import load
from exporters.data.base import AnswerStep, DataStep, EachPartStep, ExampleStep
from exporters.data.bundled import read_bundled
from exporters.data.code import data_code
from exporters.data.inspect import describe_file
from exporters.data.loading import LoadFile
from exporters.data.make import make_data_plan
from exporters.data.steps import DataPlan

pytestmark = pytest.mark.keras
BUNDLED = ("digits", "iris", "wine", "breast_cancer", "diabetes")


def plan_of(folder: Path | None = None, **data: Any) -> tuple[DataPlan, DataDescription, Settings]:
    loss = data.pop("loss", "auto")
    settings = Settings().with_data(**data).with_training(loss=loss)
    found = describe_file(settings, folder) if "path" in data else describe_bundled(settings)
    assert found is not None
    return make_data_plan(settings, found, folder), found, settings


def run_code(plan: DataPlan, settings: Settings) -> Any:
    """Runs the exported lines as a script would."""
    code = data_code(plan)
    constants = [f"{name} = {value}" for name, value in code.constants]
    seed = f"SEED = {settings.of_training('seed')}"
    source = "\n".join([*code.imports, seed, *constants, *code.lines])
    assert source.isascii()
    names: dict[str, Any] = {}
    exec(source, names)  # our own output is what this test is about
    return names["load_data"]()


def assert_equal_arrays(plan: DataPlan, found: DataDescription, settings: Settings) -> Any:
    ours, theirs = load(plan), run_code(plan, settings)
    for one, other in zip(itertools.chain(*ours), itertools.chain(*theirs), strict=True):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        assert one.tobytes() == other.tobytes()
    (x_train, y_train), (x_test, y_test) = ours
    assert x_train.dtype == x_test.dtype == np.float32
    assert x_train.shape[1:] == x_test.shape[1:] == found.shape == plan.shape
    assert len(x_train) + len(x_test) == len(y_train) + len(y_test) == found.count
    assert plan.has_test == bool(len(x_test))
    assert np.isfinite(x_train).all()
    return ours


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_files_are_read_as_scikit_learn_reads_them(name: str) -> None:
    from sklearn import datasets

    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    own_x, own_y = read_bundled(name)
    assert own_x.tobytes() == np.ascontiguousarray(x).tobytes()
    assert own_y.dtype == y.dtype
    assert np.array_equal(own_y, y)


@pytest.mark.parametrize("scaling", ["auto", "none", "unit", "standard"])
@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets(name: str, scaling: str) -> None:
    assert_equal_arrays(*plan_of(source=name, scaling=scaling))


@pytest.mark.parametrize("share", [0.0, 0.001, 0.25])
def test_test_shares(share: float) -> None:
    (x_train, _), _ = assert_equal_arrays(*plan_of(source="iris", test_split=share))
    assert len(x_train) == 150 - round(share * 150)


IMAGES = [
    {},
    {"channel_axis": False},
    {"size": 28},
    {"size": 28, "channel_axis": False},
    {"size": 32, "channels": 3},
    {"channels": 3, "scaling": "standard"},
    {"size": 8, "loss": "categorical_crossentropy"},
]


@pytest.mark.parametrize("wishes", IMAGES, ids=str)
def test_digits_in_every_form(wishes: dict[str, Any]) -> None:
    (x_train, y_train), _ = assert_equal_arrays(*plan_of(source="digits", **wishes))
    if "scaling" not in wishes:
        assert 0.0 <= x_train.min() < x_train.max() <= 1.0
    if "loss" in wishes:
        assert y_train.shape[1:] == (10,)
        assert np.array_equal(y_train.sum(axis=1), np.ones(len(y_train)))


def test_tables_are_standardized_with_the_training_part_alone() -> None:
    (x_train, _), (x_test, _) = load(plan_of(source="wine")[0])
    assert np.allclose(x_train.mean(axis=0), 0, atol=1e-4)
    assert np.allclose(x_train.std(axis=0), 1, atol=1e-3)
    assert not np.allclose(x_test.mean(axis=0), 0, atol=1e-4)


random = np.random.default_rng(0)
LABELS = random.integers(0, 3, 40)
NPZ: dict[str, dict[str, Any]] = {
    "table": {"x": random.normal(size=(40, 5)), "y": LABELS},
    "column of answers": {"x": random.normal(size=(40, 5)), "y": LABELS[:, None]},
    "numbers": {"data": random.normal(size=(40, 5)), "target": random.normal(size=40)},
    "words": {"X": random.normal(size=(40, 5)), "labels": np.array(["b", "a"] * 20)},
    "bytes": {"x": random.integers(0, 256, (40, 6, 6), np.uint8), "y": LABELS.astype(np.uint8)},
    "sixteen bits": {"x": random.integers(0, 999, (40, 6, 6), np.uint16), "y": LABELS + 1},
    "yes or no images": {"x": random.integers(0, 2, (40, 6, 6)).astype(bool), "y": LABELS > 0},
    "colour": {"images": random.random((40, 6, 5, 3)), "labels": LABELS},
    "transparent": {"x": random.integers(0, 256, (40, 6, 6, 4), np.uint8), "y": LABELS},
    "one-hot": {"x": random.normal(size=(40, 4)), "y": np.eye(3)[LABELS]},
    "volumes": {"x": random.normal(size=(40, 3, 3, 3, 2)), "y": LABELS},
    "parts": {
        "x_train": random.integers(0, 256, (30, 6, 6), np.uint8),
        "y_train": LABELS[:30] * 2,
        "x_test": random.integers(0, 256, (10, 6, 6), np.uint8),
        "y_test": LABELS[30:] * 2,
    },
    "hostile names": {"x'];import os#": random.normal(size=(40, 5)), "y": LABELS},
}
WISHES = [{}, {"size": 9, "channels": 1}, {"channel_axis": False}, {"labels": "one_hot"}]


@pytest.mark.parametrize("wishes", WISHES, ids=str)
@pytest.mark.parametrize("name", NPZ)
def test_npz_files(tmp_path: Path, name: str, wishes: dict[str, Any]) -> None:
    path = tmp_path / "ünser 'file'.npz"
    np.savez(path, **NPZ[name])
    assert_equal_arrays(*plan_of(None, source="file", path=str(path), **wishes))


CSV = {
    "classes": ("a,b,kind\n" + "1,2.5,cat\n3,4,dog\n5,6,cat\n7,8e-1,dog\n", {}),
    "numbers": ("a;b;c\n" + "".join(f"{i};{i / 3};{i * 0.37}\n" for i in range(9)), {}),
    "target in front": ("y,a\n" + "0,1\n1,2\n0,3\n1,4\n2,5\n2,6\n", {"target": "y"}),
    "no header": ("1,2,0\n3,4,1\n5,6,0\n7,8,1\n", {}),
    "numbered rows": (",a,b,y\n" + "".join(f"{i},{i * i},{-i},{i % 2}\n" for i in range(8)), {}),
    "byte order mark": ("\ufeffgröße,y\n" + "1,ja\n2,nein\n3,ja\n4,nein\n", {}),
    "empty lines": ("a,y\n\n1,0\n2,1\n\n3,0\n4,1\n", {}),
    "hostile name": ("a,__import__('os')\n" + "1,0\n2,1\n3,0\n4,1\n", {}),
}


@pytest.mark.parametrize("name", CSV)
def test_csv_files(tmp_path: Path, name: str) -> None:
    text, wishes = CSV[name]
    path = tmp_path / "table.csv"
    path.write_text(text, "utf-8")
    assert_equal_arrays(*plan_of(None, source="file", path=str(path), **wishes))


BASES = {each.__name__ for each in (EachPartStep, ExampleStep, AnswerStep, LoadFile)}
"""By name: the class that a data class with slots took the place of may be there still."""


def test_every_step_is_carried_out_and_written() -> None:
    """A step inherits neither half of itself from a class that only refuses."""

    def kinds(base: type[DataStep]) -> list[type[DataStep]]:
        return [each for kind in base.__subclasses__() for each in (kind, *kinds(kind))]

    steps = [kind for kind in kinds(DataStep) if kind.__name__ not in BASES]
    assert len(steps) >= 19
    for kind in steps:
        halves = ("change", "source") if issubclass(kind, EachPartStep) else ("apply", "lines")
        assert [name for name in halves if name not in vars(kind)] == [], kind


def test_a_script_is_written_without_numpy() -> None:
    code = "import sys, exporters.data.code; print(sorted({'numpy', 'pandas', 'keras'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
