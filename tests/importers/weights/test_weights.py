"""Weights out of files: what Keras wrote is found, what a stranger made up is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from importers.reports.errors import UnreadableModel
from importers.weights.arrays import WeightsError
from importers.weights.weight_file import WeightFile

KERNEL = np.arange(6, dtype="float32").reshape(2, 3)


def written(folder: Path, make: Callable[[h5py.Group], None], name: str = "dense") -> Path:
    """Write a file with one layer, whose arrays ``make`` puts into its group ``vars``."""
    path = folder / "some.weights.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("layers/dense/vars")
        group.attrs["name"] = name
        make(group)
    return path


def kernel_of(path: Path, names: tuple[str, ...] = ("dense",)) -> np.ndarray:
    with WeightFile(path, path.parent) as file:
        layer = file.layer(names)
        assert layer is not None
        return layer.variables({"0": (2, 3)})["0"]


def test_a_layer_is_found_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, lambda group: group.create_dataset("0", data=KERNEL), "head")
    assert (kernel_of(path, ("head",)) == KERNEL).all()
    with WeightFile(path, tmp_path) as file:
        assert file.layer(("dense",)) is None


def test_layers_of_nested_models_have_its_name_before_theirs(tmp_path: Path) -> None:
    path = tmp_path / "nested.weights.h5"
    with h5py.File(path, "w") as file:
        file.create_group("layers/functional/vars").attrs["name"] = "base"
        inner = file.create_group("layers/functional/layers/dense/vars")
        inner.attrs["name"] = "head"
        inner["0"] = KERNEL
    assert (kernel_of(path, ("base", "head")) == KERNEL).all()


def test_the_layout_of_keras_2_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.h5"
    with h5py.File(path, "w") as file:
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = [b"base"]
        group = root.create_group("base")
        group.attrs["weight_names"] = [b"base/one/kernel:0", b"base/two/kernel:0"]
        group["base/one/kernel:0"] = KERNEL
        group["base/two/kernel:0"] = -KERNEL
    with WeightFile(path, tmp_path) as file:
        layer = file.layer(("base", "two"))
        assert layer is not None
        assert layer.flat
        assert (layer.in_order([(2, 3)])[0] == -KERNEL).all()
        whole = file.layer(("base",))
        assert whole is not None
        with pytest.raises(WeightsError, match="2 arrays for it and not 1"):
            whole.in_order([(2, 3)])


@pytest.mark.parametrize("before", ["", "base/", "base_1/", "base/inner/", "inner_12/"])
def test_arrays_of_nested_models_are_found_with_and_without_the_names_around_them(
    tmp_path: Path, before: str
) -> None:
    path = tmp_path / "nested.h5"
    names = [f"{before}{name}/kernel" for name in ("base", "one", "two/cell", "inner")]
    with h5py.File(path, "w") as file:
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = ["base"]
        group = root.create_group("base")
        group.attrs["weight_names"] = names
        for at, name in enumerate(names):
            group[name] = KERNEL + at
    with WeightFile(path, tmp_path) as file:
        for at, name in enumerate(("base", "one", "two", "inner")):
            layer = file.layer(("base", "inner", name))
            assert layer is not None
            assert (layer.in_order([(2, 3)])[0] == KERNEL + at).all()
        assert file.layer(("base", "inner", "cell")) is None


@pytest.mark.parametrize("packed", [False, True])
def test_groups_that_windows_named_with_backslashes_are_found(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "model.weights.h5"
    with h5py.File(path, "w") as file:
        for name, places in {
            "base": r"layers\functional",
            "head": r"layers\functional\layers\dense",
            "": r"layers\bidirectional\forward_layer\cell",
        }.items():
            group = file.create_group(f"{places}/vars")
            group.attrs["name"] = name
            group["0"] = KERNEL
        file.create_group(r"\odd\/vars")["0"] = KERNEL
    if packed:
        with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
            archive.write(path, path.name)
        path = tmp_path / "model.keras"
    before = path.read_bytes()
    assert (kernel_of(path, ("base", "head")) == KERNEL).all()
    with WeightFile(path, tmp_path) as opened:
        layer = opened.layer(("bidirectional",))
        assert layer is not None
        forward = layer.inside(["forward_layer"])
        assert forward is not None
        cell = forward.inside(["cell"])
        assert cell is not None
        assert (cell.variables({"0": (2, 3)})["0"] == KERNEL).all()
    assert path.read_bytes() == before
    assert not (tmp_path / "unpacked.weights.h5").exists()


def _external(folder: Path) -> Callable[[h5py.Group], None]:
    secret = folder / "secret.bin"
    secret.write_bytes(KERNEL.tobytes())

    def make(group: h5py.Group) -> None:
        group.create_dataset("0", (2, 3), "float32", external=[(str(secret), 0, 24)])

    return make


def _external_link(folder: Path) -> Callable[[h5py.Group], None]:
    with h5py.File(folder / "other.h5", "w") as file:
        file["kernel"] = KERNEL

    def make(group: h5py.Group) -> None:
        group["0"] = h5py.ExternalLink(str(folder / "other.h5"), "/kernel")

    return make


def _soft_link(folder: Path) -> Callable[[h5py.Group], None]:
    def make(group: h5py.Group) -> None:
        group["kernel"] = KERNEL
        group["0"] = h5py.SoftLink("kernel")

    return make


def _virtual(folder: Path) -> Callable[[h5py.Group], None]:
    with h5py.File(folder / "other.h5", "w") as file:
        file["kernel"] = KERNEL

    def make(group: h5py.Group) -> None:
        layout = h5py.VirtualLayout((2, 3), "float32")
        layout[:] = h5py.VirtualSource(str(folder / "other.h5"), "kernel", (2, 3))
        group.create_virtual_dataset("0", layout)

    return make


def _shape_bomb(folder: Path) -> Callable[[h5py.Group], None]:
    def make(group: h5py.Group) -> None:
        group.create_dataset("0", (2**20, 2**20), "float32", chunks=(1024, 1024))

    return make


def _chunk_bomb(folder: Path) -> Callable[[h5py.Group], None]:
    def make(group: h5py.Group) -> None:
        data = group.create_dataset(
            "0", (2, 3), "float32", maxshape=(None, None), chunks=(2**14, 2**12), compression="gzip"
        )
        del data

    return make


def _texts(folder: Path) -> Callable[[h5py.Group], None]:
    def make(group: h5py.Group) -> None:
        group.create_dataset("0", (2, 3), h5py.string_dtype())

    return make


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (_external, "outside of the file"),
        (_external_link, "no array"),
        (_soft_link, "no array"),
        (_virtual, "outside of the file"),
        (_shape_bomb, "has the shape"),
        (_chunk_bomb, "far larger when it is unpacked"),
        (_texts, "no numbers"),
    ],
)
def test_a_hostile_array_is_refused(
    tmp_path: Path, build: Callable[[Path], Callable[[h5py.Group], None]], words: str
) -> None:
    path = written(tmp_path, build(tmp_path))
    with pytest.raises(WeightsError, match=words):
        kernel_of(path)


def test_a_whole_layer_behind_a_link_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "linked.weights.h5"
    with h5py.File(path, "w") as file:
        file.create_group("real/vars")["0"] = KERNEL
        file.create_group("layers")["dense"] = h5py.SoftLink("/real")
    with WeightFile(path, tmp_path) as opened:
        assert opened.layer(("dense",)) is None


def test_what_is_no_file_with_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(200))
    (tmp_path / "c.pkl").write_bytes(b"\x80\x04cos\nsystem\n.")
    for name in ("a.json", "b.h5", "c.pkl", "none.h5"):
        with pytest.raises(UnreadableModel):
            WeightFile(tmp_path / name, tmp_path)
    assert not (tmp_path / "unpacked.weights.h5").exists()
