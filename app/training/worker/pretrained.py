"""Gives a model that was just built the weights of a file, layer by layer. For the worker alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.training.explain import Cause, RunError
from blocks.check.layer_paths import names_in_order
from blocks.document.document import Document
from blocks.document.weights_source import WeightsSource, source_of
from blocks.graph.naming import keras_prefix
from importers.files.opening import sha256_of
from importers.keras_json.calls import NESTED
from importers.reports.errors import UnreadableModel
from importers.weights.arrays import NestedName, WeightsError
from importers.weights.stored_layers import StoredLayer
from importers.weights.weight_file import WeightFile

if TYPE_CHECKING:
    import keras
    import numpy as np
    from keras import Variable
    from keras.layers import Layer

    Made = Mapping[str, Sequence[Layer | None]]
    """By block of the model the layers that it made, in order; ``None`` for what is no layer."""

    Arrays = Mapping[str, np.ndarray]
    """By the name of a variable in the file."""


@dataclass
class Given:
    """The result of giving weights to a model.

    Attributes:
        file: name of the file.
        loaded: number of layers that got their weights.
        wanted: number of layers with weights.
        missing: names of layers in the model that got none, with the reason.
        changed: the file is not the one that was imported.
    """

    file: str
    loaded: int = 0
    wanted: int = 0
    missing: list[tuple[str, str]] = field(default_factory=list)
    changed: bool = False

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        text = f"{self.loaded} of {self.wanted} layers have their weights from {self.file}"
        if self.missing:
            shown = [f"{name}: {reason}" for name, reason in self.missing[:3]]
            more = len(self.missing) - len(shown)
            text += f" ({'; '.join(shown)}{f'; and {more} more' if more else ''})"
        return text + (". The file has changed since it was imported." if self.changed else ".")


def give_weights(document: Document, made: Made, base: Path, scratch: Path) -> Given | None:
    """Load the weights that a project names; ``None`` where it names none.

    Args:
        document: the project.
        made: the layers of the model.
        base: folder that the path of the file starts from.
        scratch: a folder for what must be unpacked.

    Raises:
        RunError: the file is not there or cannot be read.
    """
    source = source_of(document)
    if source is None:
        return None
    path = base / source.file
    given = Given(path.name, changed=_has_changed(path, source))
    names = names_in_order(document)
    try:
        with WeightFile(path, scratch) as file:
            for layer, name in _pairs(made, names):
                found = file.layer(tuple(name.split(NESTED))) if name else None
                why = f"the file has no layer {name}" if name else "it is new"
                _give(layer, found, why, given)
    except UnreadableModel as error:
        raise RunError(Cause("weights", str(error), "Import the model again.")) from error
    return given


def give_by_name(model: keras.Model, path: Path, scratch: Path) -> Given:
    """Load the weights of a file that Keras wrote of the same model: by name, else by Keras's counting.

    Raises:
        RunError: the file cannot be read.
    """
    given = Given(path.name)
    try:
        with WeightFile(path, scratch) as file:
            leaves = [(names, layer) for names, layer in _leaves(model, ()) if layer.weights]
            named = all(file.layer(names) is not None for names, _ in leaves)
            keys = dict(zip(map(id, model.layers), _counted(model.layers), strict=True))
            for names, layer in leaves:
                key = keys.get(id(layer), "")
                found = file.layer(names) if named else file.counted(key)
                _give(layer, found, f"the file has no layer {NESTED.join(names)}", given)
    except UnreadableModel as error:
        raise RunError(Cause("weights", str(error), "Choose another file.")) from error
    return given


def _has_changed(path: Path, source: WeightsSource) -> bool:
    try:
        with path.open("rb") as file:
            return sha256_of(file) != source.sha256
    except OSError as error:
        sentence = f"The weights of the imported model are not there: {path}."
        remedy = "Put the file back, or import the model again."
        raise RunError(Cause("weights", sentence, remedy)) from error


def _pairs(made: Made, names: Mapping[str, Sequence[str]]) -> Iterator[tuple[Layer, str]]:
    """Yield every layer with the name that it has in the file; empty for layers that are new."""
    for key, layers in made.items():
        known = names.get(key, ())
        for at, layer in enumerate(layers):
            if layer is not None:
                yield layer, known[at] if at < len(known) else ""


def _leaves(model: keras.Model, before: NestedName) -> Iterator[tuple[NestedName, Layer]]:
    """Yield the layers of a model with their names, those of models within it too, each once."""
    seen: set[int] = set()
    for layer in model.layers:
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        names = (*before, layer.name)
        if hasattr(layer, "layers"):
            yield from _leaves(layer, names)
        else:
            yield names, layer


def _counted(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield the keys under which Keras files layers in a file of weights."""
    counts: Counter[str] = Counter()
    for layer in layers:
        prefix = keras_prefix(type(layer).__name__)
        count = counts[prefix]
        counts[prefix] += 1
        yield f"{prefix}_{count}" if count else prefix


def _give(layer: Layer, stored: StoredLayer | None, why: str, given: Given) -> None:
    if not layer.weights:
        return
    given.wanted += 1
    try:
        if stored is None:
            raise WeightsError(why)
        for target, arrays in _found(layer, stored):
            target.load_own_variables(arrays)
    except WeightsError as error:
        given.missing.append((layer.name, str(error)))
    else:
        given.loaded += 1


def _found(layer: Layer, stored: StoredLayer) -> list[tuple[Layer | _InOrder, Arrays]]:
    """Read all arrays of a layer before any is used, so that it gets all of them or none."""
    if stored.flat:
        weights = list(layer.weights)
        arrays = stored.in_order([tuple(each.shape) for each in weights])
        return [(_InOrder(weights), dict(zip(map(str, range(len(arrays))), arrays, strict=True)))]
    return list(_by_part(layer, stored, set()))


def _by_part(layer: Layer, stored: StoredLayer, seen: set[int]) -> Iterator[tuple[Layer, Arrays]]:
    """Yield a layer, and those within it, each with its arrays."""
    seen.add(id(layer))
    own: dict[str, Variable] = {}
    layer.save_own_variables(own)
    if own:
        shapes = {key: tuple(value.shape) for key, value in own.items()}
        yield layer, stored.variables(shapes)
    for inner, names in _parts(layer):
        if id(inner) in seen or not inner.weights:
            continue
        found = stored.inside(names)
        if found is None:
            raise WeightsError(f"the file has nothing for {inner.name} within it")
        yield from _by_part(inner, found, seen)


def _parts(layer: Layer) -> Iterator[tuple[Layer, list[str]]]:
    """Yield the layers within a layer, with the names under which it knows them."""
    import keras

    known: dict[int, tuple[Layer, list[str]]] = {}
    for name in sorted(vars(layer)):
        value = vars(layer)[name]
        if isinstance(value, keras.layers.Layer):
            # A private name may have a public one beside it, and then Keras files it under that.
            known.setdefault(id(value), (value, []))[1].extend((name.lstrip("_"), name))
    yield from known.values()


class _InOrder:
    """Variables that are filled one after the other."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self._variables = variables

    def load_own_variables(self, store: Arrays) -> None:
        """Fill them."""
        for at, variable in enumerate(self._variables):
            variable.assign(store[str(at)])
