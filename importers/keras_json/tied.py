"""Layers that lie in several models at once: such models are opened in place, so that one layer stays one.

Keras writes such a layer into each model that uses it, with a number by which it knows the object again. A composite
cannot share a layer with what is around it, so the nested model gives up its frame and keeps its layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from blocks.values.safe_json import Json, fields
from importers.keras_json.calls import (
    NESTED,
    Argument,
    KerasTensor,
    LayerConfig,
    Model,
    Node,
)
from importers.reports.errors import UnreadableModel

MOST_CALLS = 100_000
"""Calls that there may be after opening: models in models that are called twice each would double them again."""

_Key = tuple[str, str]


def opened_where_tied(model: Model) -> Model:
    """Return a model in which no layer lies in two models.

    ``opened`` names the models that gave up their frame, ``cut`` the wrappers whose layer is used elsewhere, too.

    Raises:
        UnreadableModel: there would be too many calls.
    """
    tied = _tied([*_layers(model)])
    model = replace(
        model, cut=tuple(sorted({name for key, name in _wrapped(model) if key in tied}))
    )
    return _opened(model, tied)


def _layers(model: Model) -> Iterator[LayerConfig]:
    for layer in model.layers:
        yield layer
        if layer.model is not None:
            yield from _layers(layer.model)


def _key(layer: LayerConfig) -> _Key:
    return layer.class_name, layer.name


def _tied(layers: list[LayerConfig]) -> set[_Key]:
    """Return class and name of the layers that stand in several places and are one object.

    Keras 3 gives a number to all but the first place, Keras 2 to all.
    """
    numbers: dict[_Key, list[int | None]] = {}
    for layer in layers:
        numbers.setdefault(_key(layer), []).append(layer.number)
        for key, number in _inside(layer):
            numbers.setdefault(key, []).append(number)
    found = set()
    for key, each in numbers.items():
        known = [number for number in each if number is not None]
        if len(each) > 1 and known and len({*known}) == 1 and len(each) - len(known) <= 1:
            found.add(key)
    return found


def _inside(layer: LayerConfig) -> Iterator[tuple[_Key, int | None]]:
    """Yield the layer that a wrapper holds, with its number."""
    told = fields(layer.config.get("layer"))
    kind, name = told.get("class_name"), fields(told.get("config")).get("name")
    if isinstance(kind, str) and isinstance(name, str):
        yield (kind, name), number_of(told)


def number_of(data: Mapping[str, Json]) -> int | None:
    """Return the number by which Keras knows an object that is written twice."""
    found = data.get("shared_object_id")
    return found if type(found) is int else None


def _wrapped(model: Model) -> Iterator[tuple[_Key, str]]:
    for layer in _layers(model):
        for key, _ in _inside(layer):
            yield key, layer.name


def _opened(model: Model, tied: set[_Key]) -> Model:
    while crossing := _crossing(model, tied):
        model = _Opening(model, crossing, tied).model()
    layers = tuple(
        replace(layer, model=_opened(layer.model, tied)) if layer.model is not None else layer
        for layer in model.layers
    )
    return replace(model, layers=layers)


def _crossing(model: Model, tied: set[_Key]) -> set[str]:
    """Return the nested models in which a layer lies that lies elsewhere, too."""
    where: dict[_Key, set[str]] = {}
    for layer in model.layers:
        inside = () if layer.model is None else _layers(layer.model)
        for each in (layer, *inside):
            if _key(each) in tied:
                where.setdefault(_key(each), set()).add(layer.name)
    names = {name for places in where.values() if len(places) > 1 for name in places}
    return {layer.name for layer in model.layers if layer.model is not None and layer.name in names}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a layer is after opening: its name, its first call there, and its calls in each call of its model."""

    name: str
    first: int
    calls: int


class _Opening:
    """Puts the layers of nested models in place of these."""

    def __init__(self, outer: Model, names: set[str], tied: set[_Key]) -> None:
        self.outer, self.tied = outer, tied
        self.opened = {each.name: each for each in outer.layers if each.name in names}
        self.places: dict[tuple[str, str], _Place] = {}
        self.made: dict[str, LayerConfig] = {}
        self.counts: dict[str, int] = {}
        self.ones: dict[_Key, str] = {}

    def model(self) -> Model:
        """Return the model with its layers, calls and outputs."""
        for around, layer in self._parts():
            self._place(around, layer)
        if sum(self.counts.values()) > MOST_CALLS:
            raise UnreadableModel("Its models share layers in more places than can be read here.")
        nodes: dict[str, list[Node]] = {name: [] for name in self.made}
        for around, layer in self._parts():
            nodes[self.places[around, layer.name].name] += self._nodes(around, layer)
        layers = tuple(replace(each, nodes=tuple(nodes[name])) for name, each in self.made.items())
        outputs = tuple(self._moved("", 0, each) for each in self.outer.outputs)
        opened = (*self.outer.opened, *map(_origin, self.opened.values()))
        return replace(self.outer, layers=layers, outputs=outputs, opened=opened)

    def _parts(self) -> Iterator[tuple[str, LayerConfig]]:
        """Yield every layer that will be there, with the name of the model that it comes from."""
        for layer in self.outer.layers:
            if layer.name not in self.opened:
                yield "", layer
            elif layer.model is not None:
                entries = {each.layer for each in layer.model.inputs}
                for each in layer.model.layers:
                    if each.name not in entries:
                        yield layer.name, each

    def _times(self, around: str) -> int:
        return len(self.opened[around].nodes) if around else 1

    def _place(self, around: str, layer: LayerConfig) -> None:
        key, count = _key(layer), self._times(around) * len(layer.nodes)
        name = self.ones.get(key, "") if key in self.tied else ""
        if not name:
            name = self._free(around, layer)
            self.ones[key] = name
            origin = f"{_origin(self.opened[around])}{NESTED}{_origin(layer)}" if around else ""
            self.made[name] = replace(layer, name=name, origin=origin or layer.origin)
        first = self.counts.get(name, 0)
        self.places[around, layer.name] = _Place(name, first, len(layer.nodes))
        self.counts[name] = first + count

    def _free(self, around: str, layer: LayerConfig) -> str:
        """Return a name that no other layer has: its own, else with that of the model before it."""
        others = {
            each.name
            for each in self.outer.layers
            if each.name not in self.opened and not (_key(each) == _key(layer) in self.tied)
        }
        name = layer.name
        while around and (name in others or name in self.made):
            name = f"{around}_{name}"
        return name

    def _nodes(self, around: str, layer: LayerConfig) -> Iterator[Node]:
        for call in range(self._times(around)):
            for node in layer.nodes:
                yield self._node(around, call, node)

    def _node(self, around: str, call: int, node: Node) -> Node:
        def move(each: Argument) -> Argument:
            return self._moved(around, call, each) if isinstance(each, KerasTensor) else each

        return replace(
            node,
            inputs=tuple(self._moved(around, call, each) for each in node.inputs),
            constants={key: move(each) for key, each in node.constants.items()},
            places=tuple(map(move, node.places)),
        )

    def _moved(self, around: str, call: int, tensor: KerasTensor) -> KerasTensor:
        """Return where a tensor of a model is after opening, for one call of that model."""
        for _ in range(MOST_CALLS):
            found = self._step(around, call, tensor)
            if isinstance(found, KerasTensor):
                return found
            if found is None:
                break
            around, call, tensor = found
        raise UnreadableModel(f"The calls of the layer {tensor.layer[:60]} do not fit together.")

    def _step(
        self, around: str, call: int, tensor: KerasTensor
    ) -> KerasTensor | tuple[str, int, KerasTensor] | None:
        """Return where a tensor is, or which one to look for instead; ``None`` where there is none."""
        frame = self.opened.get(around)
        if frame is None and tensor.layer in self.opened:
            inner = self.opened[tensor.layer].model
            known = inner is not None and tensor.index < len(inner.outputs)
            return (
                (tensor.layer, tensor.node, inner.outputs[tensor.index])
                if inner and known
                else None
            )
        if frame is not None and frame.model is not None:
            entries = [each.layer for each in frame.model.inputs]
            if tensor.layer in entries:
                given = frame.nodes[call].inputs if call < len(frame.nodes) else ()
                at = entries.index(tensor.layer)
                return ("", 0, given[at]) if at < len(given) else None
        place = self.places.get((around, tensor.layer))
        if place is None or call >= self._times(around):
            return None
        node = place.first + call * place.calls + tensor.node
        return replace(tensor, layer=place.name, node=node)


def _origin(layer: LayerConfig) -> str:
    return layer.origin or layer.name
