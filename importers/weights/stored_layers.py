"""Finds the arrays of each layer in a file, in the layouts of Keras 2, of early Keras 3 and of Keras 3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING

from blocks.graph.naming import keras_prefix
from importers.weights.arrays import NestedName, WeightsError, group_in, member, read_array

if TYPE_CHECKING:
    import h5py
    import numpy as np

    from importers.keras_json.calls import LayerConfig, Model

MAX_DEPTH = 20
MAX_GROUPS = 20_000
MAX_NAMES = 2**20
"""Bytes of a list of names."""

_CONTAINERS = ("layers", "_layer_checkpoint_dependencies")


class StoredLayer:
    """The place of a layer's arrays in the file."""

    def __init__(self, group: h5py.Group, order: NestedName | None = None) -> None:
        """Look into a group; ``order`` are the names of the arrays in it where the layout is Keras 2's."""
        self._group, self._order = group, order

    @property
    def flat(self) -> bool:
        """Whether the arrays of all that is in the layer are one list, read by `in_order`."""
        return self._order is not None

    @property
    def has_name(self) -> bool:
        """Whether the file says what the layer is called."""
        return bool(name_of(self._group))

    def part(self, names: NestedName) -> StoredLayer | None:
        """Return the arrays of a layer in a nested model, where the file has them in one list; ``None`` for none."""
        inside = tuple(name for name in self._order or () if _lies_in(name, names))
        return StoredLayer(self._group, inside) if inside else None

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


def groups_in(model: h5py.Group) -> Iterator[tuple[str, h5py.Group]]:
    """Yield the groups of a model's layers by key."""
    container = next((found for name in _CONTAINERS if (found := group_in(model, name))), None)
    if container is None or len(container) > MAX_GROUPS:
        return
    for key in container:
        inner = group_in(container, key)
        if inner is not None:
            yield key, inner


def named_layers(
    group: h5py.Group, before: NestedName, depth: int
) -> Iterator[tuple[NestedName, StoredLayer]]:
    """Yield the layers of a model, those of nested models too."""
    if depth > MAX_DEPTH:
        return
    for key, inner in groups_in(group):
        names = (*before, name_of(inner) or key)
        yield names, StoredLayer(inner)
        yield from named_layers(inner, names, depth + 1)


def layers_by_order(
    group: h5py.Group, before: NestedName, model: Model | None
) -> Iterator[tuple[NestedName, StoredLayer]]:
    """Yield the layers of a file of early Keras 3, which has no names: by class, in the order of the description.

    Of a class that has another number of layers with arrays in the file, none is given.
    """
    if model is None:
        return
    stored: dict[str, list[tuple[int, h5py.Group]]] = {}
    for key, inner in groups_in(group):
        prefix, number = _counted_key(key)
        if _holds(inner, 0):
            stored.setdefault(prefix, []).append((number, inner))
    wanted: dict[str, list[LayerConfig]] = {}
    for layer in model.layers:
        wanted.setdefault(keras_prefix(layer.class_name), []).append(layer)
    for prefix, layers in wanted.items():
        found = sorted(stored.get(prefix, ()), key=lambda each: each[0])
        if len(found) != len(layers):
            continue
        for layer, (_, inner) in zip(layers, found, strict=True):
            names = (*before, layer.name)
            yield names, StoredLayer(inner)
            yield from layers_by_order(inner, names, layer.model)


def _counted_key(key: str) -> tuple[str, int]:
    """Split what Keras counts out: ``conv2d_12`` gives ``conv2d`` and 12, ``conv2d`` gives 0."""
    head, _, tail = key.rpartition("_")
    return (head, int(tail)) if head and tail.isdecimal() and len(tail) < 9 else (key, 0)


def _holds(group: h5py.Group, depth: int) -> bool:
    """Tell whether there is an array anywhere in a group."""
    import h5py

    if depth > MAX_DEPTH or len(group) > MAX_GROUPS:
        return False
    members = [member(group, name) for name in group]
    if any(isinstance(each, h5py.Dataset) for each in members):
        return True
    return any(isinstance(each, h5py.Group) and _holds(each, depth + 1) for each in members)


def name_of(group: h5py.Group) -> str:
    """Return the name that Keras wrote beside a layer's arrays; empty where it did not."""
    own = group_in(group, "vars")
    found = own.attrs.get("name") if own is not None and "name" in own.attrs else ""
    return found if isinstance(found, str) else ""


def flat_layers(root: h5py.Group) -> Iterator[tuple[NestedName, StoredLayer]]:
    """Yield the layers of a file of Keras 2, each with the names of all arrays in it."""
    for key in root:
        group = group_in(root, key)
        if group is not None:
            yield (key,), StoredLayer(group, _weight_names(group))


def _weight_names(group: h5py.Group) -> NestedName:
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


def _lies_in(name: str, layer: NestedName) -> bool:
    """Tell whether an array of a nested model is one of a layer in it.

    Keras 2 and 3 put the names of the nested models before that of the layer, or leave them out.
    """
    *path, _ = name.split("/")
    for outer in layer[:-1]:
        # TensorFlow may have numbered the scope: base_1/one/kernel:0
        if len(path) > 1 and re.fullmatch(rf"{re.escape(outer)}(_\d+)?", path[0]):
            del path[0]
    return path[:1] == [layer[-1]]
