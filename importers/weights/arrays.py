"""Groups and arrays of an HDF5 file, in this very file alone: no link, no data from elsewhere, no giant."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import h5py
    import numpy as np

NestedName = tuple[str, ...]
"""Names that lead from a group inwards, the outermost first."""

_PLAIN_FILTERS = {1, 2, 3}
"""Deflate, shuffle, checksum; any other filter would load code from somewhere."""


class WeightsError(Exception):
    """Weights are not there, have another shape, or may not be read; the text says which."""


def group_in(group: h5py.Group, name: str) -> h5py.Group | None:
    """Return a group that lies in another one itself; never one that a link leads to elsewhere."""
    import h5py

    found = member(group, name)
    return found if isinstance(found, h5py.Group) else None


def read_array(group: h5py.Group, names: NestedName, shape: tuple[int, ...]) -> np.ndarray:
    """Return an array of a shape; raises `WeightsError` where it is not there or not as expected."""
    import h5py

    found: object = group
    for name in names:
        found = member(found, name) if isinstance(found, h5py.Group) else None
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


def member(group: h5py.Group, name: str) -> object:
    """Return what lies in a group itself; ``None`` for a link to elsewhere and for what cannot be read."""
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
        raise WeightsError("an array is far larger when it is unpacked")
