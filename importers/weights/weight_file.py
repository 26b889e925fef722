"""Weights out of a file of somebody else: of ``.keras``, ``.weights.h5`` and the ``.h5`` of Keras 2 and 3.

Only what is asked for is read: arrays of expected names and shapes. Links to elsewhere, data outside of the file and
virtual data are refused, so that no file can make another one be read. HDF5's library can crash on a damaged file:
this is for a process that may end, the worker.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING, BinaryIO

from importers.files.archive import copy_weights
from importers.files.opening import FileKind, kind_of, open_regular
from importers.reports.errors import UnreadableModel
from importers.weights.arrays import NestedName, group_in
from importers.weights.stored_layers import (
    StoredLayer,
    flat_layers,
    groups_in,
    layers_by_order,
    named_layers,
)

if TYPE_CHECKING:
    import h5py

    from importers.keras_json.calls import Model


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

    def layer(self, names: NestedName) -> StoredLayer | None:
        """Return where a layer's arrays are, or ``None``."""
        if not self._flat:
            return self._layers.get(names)
        whole = self._layers.get(names[:1])
        if whole is None or len(names) == 1:
            return whole
        return whole.part(names)

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
            {} if self._flat else {key: StoredLayer(each) for key, each in groups_in(root)}
        )
        self._layers = dict(flat_layers(root) if self._flat else named_layers(root, (), 0))
        if packed and not self._flat and not any(each.has_name for each in self._layers.values()):
            self._layers = dict(layers_by_order(root, (), _model_in(path)))

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


def _model_in(path: Path) -> Model | None:
    """Return the layers that an archive describes; ``None`` where that cannot be read."""
    from importers.model_file import model_of

    try:
        return model_of(path)
    except UnreadableModel:
        return None
