"""Weights out of a stranger's file: of ``.keras``, ``.weights.h5`` and the ``.h5`` of Keras 2 and 3.

Only what is asked for is read: arrays of expected names and shapes. Links to elsewhere, data outside of the file and
virtual data are refused, so that no file can make another one be read. HDF5's library can crash on a damaged file:
this is for a process that may end, the worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from math import prod
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING, BinaryIO

from blocks.graph.naming import keras_prefix
from importers.files.archive import copy_weights
from importers.files.opening import FileKind, kind_of, open_regular
from importers.reports.errors import UnreadableModel

if TYPE_CHECKING:
    import h5py
    import numpy as np

    from importers.keras_json.calls import Layer, Model

Names = tuple[str, ...]
"""Name of a layer, those of the nested models around it before it."""

MAX_DEPTH = 20
MAX_GROUPS = 20_000
MAX_NAMES = 2**20
"""Bytes of a list of names."""

_CONTAINERS = ("layers", "_layer_checkpoint_dependencies")
_PLAIN_FILTERS = {1, 2, 3}
"""Deflate, shuffle, checksum; any other filter would load code from somewhere."""


class WeightsError(Exception):
    """What is asked for is not there, has another shape, or may not be read; the text says which."""


class StoredLayer:
    """Where a layer's arrays are in the file."""

    def __init__(self, group: h5py.Group, order: Names | None = None) -> None:
        """Look into a group; ``order`` are the names of the arrays in it where the layout is Keras 2's."""
        self._group, self._order = group, order

    @property
    def flat(self) -> bool:
        """Whether the arrays of all that is in the layer are one list, read by `in_order`."""
        return self._order is not None

    def in_order(self, shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
        """Return all arrays; raises `WeightsError` where they are not of these shapes."""
        names = self._order or ()
        if len(names) != len(shapes):
            raise WeightsError(f"the file has {len(names)} arrays for it and not {len(shapes)}")
        return [
            read_array(self._group, tuple(name.split("/")), shape)
            for name, shape in zip(names, shapes, strict=True)
        ]

    def variables(self, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
        """Return arrays by key; raises `WeightsError` where they are not of these shapes."""
        return {key: read_array(self._group, ("vars", key), shape) for key, shape in shapes.items()}

    def inside(self, names: Sequence[str]) -> StoredLayer | None:
        """Return what is kept for a layer within this one, under the first of the names that is there."""
        found = (group_in(self._group, name) for name in names)
        return next((StoredLayer(each) for each in found if each is not None), None)


class WeightFile:
    """A file with weights, open for reading; use it in a ``with`` statement."""

    def __init__(self, path: Path, scratch: Path) -> None:
        """Open a file.

        Args:
            path: the file.
            scratch: a folder for the weights of an archive, which are unpacked there for the time being.

        Raises:
            UnreadableModel: it has no weights that can be read; says why.
        """
        self._scratch = scratch / "unpacked.weights.h5"
        with open_regular(path) as file:
            kind = kind_of(file)
            if kind is FileKind.ARCHIVE:
                with self._scratch.open("wb") as target:
                    copy_weights(file, target)
        if kind not in (FileKind.ARCHIVE, FileKind.HDF5):
            raise UnreadableModel(f"{path.name} holds no weights.")
        try:
            self._open(path, packed=kind is FileKind.ARCHIVE)
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            self.close()
            raise UnreadableModel(f"The weights in {path.name} are damaged.") from error

    def __enter__(self) -> WeightFile:
        """Return the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file, and remove what was unpacked."""
        for opened in ("_file", "_stream"):
            with suppress(AttributeError):
                getattr(self, opened).close()
        self._scratch.unlink(missing_ok=True)

    def layer(self, names: Names) -> StoredLayer | None:
        """Return where a layer's arrays are, or ``None``."""
        if not self._flat:
            return self._layers.get(names)
        whole = self._layers.get(names[:1])
        if whole is None or len(names) == 1:
            return whole
        inside = tuple(name for name in whole._order or () if _lies_in(name, names))
        return StoredLayer(whole._group, inside) if inside else None

    def counted(self, key: str) -> StoredLayer | None:
        """Return the arrays of a layer of the outermost model by the key that Keras counts out: ``conv2d_2``."""
        return self._counted.get(key)

    def _open(self, path: Path, *, packed: bool) -> None:
        import h5py

        self._stream: BinaryIO = open_regular(self._scratch if packed else path)
        self._file = h5py.File(self._stream, "r")
        if any("\\" in key for key in self._file):
            self._use_copy_with_places(packed)
        root = group_in(self._file, "model_weights") or self._file
        self._flat = "layer_names" in root.attrs
        self._counted = (
            {} if self._flat else {key: StoredLayer(each) for key, each in _groups_in(root)}
        )
        self._layers = dict(_flat_layers(root) if self._flat else _layers(root, (), 0))
        if packed and not self._flat and not any(map(_has_name, self._layers.values())):
            self._layers = dict(_by_order(root, (), _model_in(path)))

    def _use_copy_with_places(self, packed: bool) -> None:
        """Give the groups that Windows has named with backslashes their places, in a copy of the file."""
        import h5py

        self._file.close()
        if not packed:
            self._stream.seek(0)
            with self._scratch.open("wb") as target:
                copyfileobj(self._stream, target)
        self._stream.close()
        self._file = h5py.File(self._scratch, "r+")
        _place_groups_of_windows(self._file)


def _place_groups_of_windows(file: h5py.File) -> None:
    r"""Give groups such as ``layers\dense``, as Keras of 2023 wrote them on Windows, the places they are meant for."""
    for key in sorted(name for name in file if "\\" in name):
        *parents, name = key.split("\\")
        group = group_in(file, key)
        if group is not None and all(parents) and name:
            place = file.require_group("/".join(parents))
            if name not in place:
                place[name] = group


def _lies_in(name: str, layer: Names) -> bool:
    """Tell whether an array of a nested model is one of a layer in it.

    Keras 2 and 3 put the names of the nested models before that of the layer, or leave them out.
    """
    *path, _ = name.split("/")
    for outer in layer[:-1]:
        # TensorFlow may have numbered the scope: base_1/one/kernel:0
        if len(path) > 1 and re.fullmatch(rf"{re.escape(outer)}(_\d+)?", path[0]):
            del path[0]
    return path[:1] == [layer[-1]]


def _layers(group: h5py.Group, before: Names, depth: int) -> Iterator[tuple[Names, StoredLayer]]:
    """Yield the layers of a model, those of nested models too."""
    if depth > MAX_DEPTH:
        return
    for key, inner in _groups_in(group):
        names = (*before, _name_of(inner) or key)
        yield names, StoredLayer(inner)
        yield from _layers(inner, names, depth + 1)


def _has_name(stored: StoredLayer) -> bool:
    return bool(_name_of(stored._group))


def _model_in(path: Path) -> Model | None:
    """Return the layers that an archive describes; ``None`` where that cannot be read."""
    from importers.model_file import model_of

    try:
        return model_of(path)
    except UnreadableModel:
        return None


def _by_order(
    group: h5py.Group, before: Names, model: Model | None
) -> Iterator[tuple[Names, StoredLayer]]:
    """Yield the layers of a file of early Keras 3, which has no names: by class, in the order of the description.

    Of a class that has another number of layers with arrays in the file, none is given.
    """
    if model is None:
        return
    stored: dict[str, list[tuple[int, h5py.Group]]] = {}
    for key, inner in _groups_in(group):
        prefix, number = _counted_key(key)
        if _holds(inner, 0):
            stored.setdefault(prefix, []).append((number, inner))
    wanted: dict[str, list[Layer]] = {}
    for layer in model.layers:
        wanted.setdefault(keras_prefix(layer.class_name), []).append(layer)
    for prefix, layers in wanted.items():
        found = sorted(stored.get(prefix, ()), key=lambda each: each[0])
        if len(found) != len(layers):
            continue
        for layer, (_, inner) in zip(layers, found, strict=True):
            names = (*before, layer.name)
            yield names, StoredLayer(inner)
            yield from _by_order(inner, names, layer.model)


def _counted_key(key: str) -> tuple[str, int]:
    """Split what Keras counts out: ``conv2d_12`` gives ``conv2d`` and 12, ``conv2d`` gives 0."""
    head, _, tail = key.rpartition("_")
    return (head, int(tail)) if head and tail.isdecimal() and len(tail) < 9 else (key, 0)


def _holds(group: h5py.Group, depth: int) -> bool:
    """Tell whether there is an array anywhere in a group."""
    import h5py

    if depth > MAX_DEPTH or len(group) > MAX_GROUPS:
        return False
    members = [_member(group, name) for name in group]
    if any(isinstance(each, h5py.Dataset) for each in members):
        return True
    return any(isinstance(each, h5py.Group) and _holds(each, depth + 1) for each in members)


def _groups_in(model: h5py.Group) -> Iterator[tuple[str, h5py.Group]]:
    """Yield the groups of a model's layers by key."""
    container = next((found for name in _CONTAINERS if (found := group_in(model, name))), None)
    if container is None or len(container) > MAX_GROUPS:
        return
    for key in container:
        inner = group_in(container, key)
        if inner is not None:
            yield key, inner


def _name_of(group: h5py.Group) -> str:
    """Return the name that Keras wrote beside a layer's arrays; empty where it did not."""
    own = group_in(group, "vars")
    found = own.attrs.get("name") if own is not None and "name" in own.attrs else ""
    return found if isinstance(found, str) else ""


def _flat_layers(root: h5py.Group) -> Iterator[tuple[Names, StoredLayer]]:
    for key in root:
        group = group_in(root, key)
        if group is not None:
            yield (key,), StoredLayer(group, _weight_names(group))


def _weight_names(group: h5py.Group) -> Names:
    """Return the names of a layer's arrays in their order; long lists are in parts."""
    found: list[str] = []
    parts = ["weight_names", *(f"weight_names{number}" for number in range(1000))]
    for part in parts:
        if part not in group.attrs:
            if part == parts[0]:
                continue
            break
        attribute = group.attrs.get_id(part)
        count = prod(attribute.shape or ())
        if count and max(count, attribute.get_storage_size()) > MAX_NAMES:
            raise ValueError("a list of names is too long")
        for name in group.attrs[part]:
            found.append(name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name))
    return tuple(found)


def group_in(group: h5py.Group, name: str) -> h5py.Group | None:
    """Return a group that lies in another one itself; never one that a link leads to elsewhere."""
    import h5py

    found = _member(group, name)
    return found if isinstance(found, h5py.Group) else None


def read_array(group: h5py.Group, names: Names, shape: tuple[int, ...]) -> np.ndarray:
    """Return an array of a shape; raises `WeightsError` where it is not there or not as expected."""
    import h5py

    found: object = group
    for name in names:
        found = _member(found, name) if isinstance(found, h5py.Group) else None
    if not isinstance(found, h5py.Dataset):
        raise WeightsError(f"the file has no array {names[-1]} for it")
    if tuple(found.shape or ()) != tuple(shape):
        raise WeightsError(f"an array has the shape {found.shape} in the file and not {shape}")
    _refuse_odd(found)
    try:
        array: np.ndarray = found[()]
    except (OSError, RuntimeError, ValueError) as error:
        raise WeightsError("an array in the file is damaged") from error
    return array


def _member(group: h5py.Group, name: str) -> object:
    import h5py

    # A name with a slash would be a path, which may lead anywhere.
    if not name or "/" in name or name == ".":
        return None
    try:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            return None
        return group[name]
    except (KeyError, OSError, RuntimeError, ValueError):
        return None


def _refuse_odd(found: h5py.Dataset) -> None:
    """Refuse arrays that are not plain numbers in this very file, or that unpack to a giant."""
    if found.external or found.is_virtual:
        raise WeightsError("an array lies outside of the file")
    if found.dtype.kind not in "fiu" or found.dtype.itemsize > 8:
        raise WeightsError("an array in the file holds no numbers")
    settings = found.id.get_create_plist()
    filters = {settings.get_filter(at)[0] for at in range(settings.get_nfilters())}
    if not filters <= _PLAIN_FILTERS:
        raise WeightsError("an array is packed in a way that is not known here")
    if found.chunks is not None and prod(found.chunks) > found.size + 2**20:
        raise WeightsError("an array would unpack to a giant")


__all__ = ["Names", "StoredLayer", "WeightFile", "WeightsError"]
