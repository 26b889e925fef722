"""Comparing the structure of two Keras models by their JSON: classes, configurations, connections, shapes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from blocks.catalog.activation import ACTIVATION
from blocks.values.safe_json import Json
from importers.keras_json.calls import KerasTensor, LayerConfig, Model, Node
from importers.keras_json.layers import read_layer
from importers.keras_json.values import without

_NAMES = frozenset(("name", "build_config", "shared_object_id"))


def same_structure(left: Model, right: Model, by_value: bool = False) -> str:
    """Return where two models differ; empty where they do not. Names of layers say nothing.

    Args:
        left: one model.
        right: the other.
        by_value: what versions of Keras write differently, or leave out, is the same where it means the same.
    """
    if by_value:
        left, right = _without_identities(left), _without_identities(right)
    if len(left.outputs) != len(right.outputs) or len(left.inputs) != len(right.inputs):
        return "they have another number of inputs or outputs"
    if left.count() != right.count():
        return f"they have {left.count()} and {right.count()} layers"
    return _Matching(left, right, by_value).difference()


def _without_identities(model: Model) -> Model:
    """Leave out linear Activations, which show a tensor that is used further on as an output."""
    passed = {
        (layer.name, at): node.inputs[0]
        for layer in model.layers
        if layer.class_name == ACTIVATION.name and layer.config.get("activation") == "linear"
        for at, node in enumerate(layer.nodes)
        if len(node.inputs) == 1
    }
    if not passed:
        return model

    def moved(tensor: KerasTensor) -> KerasTensor:
        while (tensor.layer, tensor.node) in passed:
            tensor = passed[tensor.layer, tensor.node]
        return tensor

    gone = {name for name, _ in passed}
    layers = tuple(
        replace(
            layer,
            nodes=tuple(
                replace(node, inputs=tuple(map(moved, node.inputs))) for node in layer.nodes
            ),
        )
        for layer in model.layers
        if layer.name not in gone
    )
    return replace(model, layers=layers, outputs=tuple(map(moved, model.outputs)))


@dataclass
class _Pairs:
    """Which layer, and which call, of one model is which of the other."""

    layers: dict[str, str] = field(default_factory=dict)
    calls: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)


class _Matching:
    """Two models side by side, walked from their outputs."""

    def __init__(self, left: Model, right: Model, by_value: bool) -> None:
        self.by_value = by_value
        self.left = {layer.name: layer for layer in left.layers}
        self.right = {layer.name: layer for layer in right.layers}
        self.outputs = left.outputs, right.outputs
        self.inputs = {
            one.layer: other.layer for one, other in zip(left.inputs, right.inputs, strict=True)
        }

    def difference(self) -> str:
        """Match output with output: they come in the order of the graph, which need not be the file's."""
        return self._match(_Pairs(), list(self.outputs[0]), list(self.outputs[1]))

    def _match(self, pairs: _Pairs, left: list[KerasTensor], right: list[KerasTensor]) -> str:
        if not left:
            return ""
        words = ""
        for at, other in enumerate(right):
            found = _Pairs(dict(pairs.layers), dict(pairs.calls))
            words = self._walk(found, left[0], other)
            if not words:
                words = self._match(found, left[1:], right[:at] + right[at + 1 :])
            if not words:
                return ""
        return words

    def _walk(self, pairs: _Pairs, one: KerasTensor, other: KerasTensor) -> str:
        """Walk back from a pair of outputs, pair by pair; calls of one layer may come in another order."""
        waiting = [(one, other)]
        while waiting:
            one, other = waiting.pop()
            if one.index != other.index:
                return f"another output of {one.layer} is used"
            call, partner = (one.layer, one.node), (other.layer, other.node)
            if call in pairs.calls:
                if pairs.calls[call] != partner:
                    return f"{one.layer} is {pairs.calls[call][0]} here and {other.layer} there"
                continue
            if pairs.layers.get(one.layer, other.layer) != other.layer:
                return f"{one.layer} is {pairs.layers[one.layer]} here and {other.layer} there"
            a, b = self.left[one.layer], self.right[other.layer]
            words = "" if one.layer in pairs.layers else self._layers(a, b)
            pairs.layers[one.layer], pairs.calls[call] = other.layer, partner
            if not words and a.nodes:
                x, y = a.nodes[one.node], b.nodes[other.node]
                words = _call(x, y)
                waiting += zip(x.inputs, y.inputs, strict=False)
            if words:
                return f"{a.name} and {b.name}: {words}"
        for partners in (pairs.layers, pairs.calls):
            if len({*partners.values()}) < len(partners):
                return "two layers of one are one layer of the other"
        return ""

    def _layers(self, one: LayerConfig, other: LayerConfig) -> str:
        if one.class_name != other.class_name:
            return f"{one.class_name} is not {other.class_name}"
        if one.name in self.inputs and self.inputs[one.name] != other.name:
            return "they are different inputs"
        if len(one.nodes) != len(other.nodes):
            return f"called {len(one.nodes)} and {len(other.nodes)} times"
        if one.model is not None and other.model is not None:
            return same_structure(one.model, other.model, self.by_value)
        if self.by_value and _values(one) == _values(other):
            return ""
        keys = (one.config.keys() | other.config.keys()) - _NAMES
        for key in sorted(keys):
            if _normal(one.config.get(key)) != _normal(other.config.get(key)):
                return f"{key} is {one.config.get(key)} and {other.config.get(key)}"
        return ""


def _call(one: Node, other: Node) -> str:
    """Return how two calls differ; empty where they do not."""
    if len(one.inputs) != len(other.inputs) or _said(one) != _said(other):
        return "called with other things"
    for a, b in zip(one.inputs, other.inputs, strict=True):
        if a.shape and b.shape and a.shape != b.shape:
            return f"gets {list(a.shape)} here and {list(b.shape)} there"
    return ""


def _values(layer: LayerConfig) -> object:
    """Return what a layer of a known class is with all its values; for others a thing that equals nothing."""
    read = read_layer(layer, layer.nodes[0] if layer.nodes else Node(()))
    return object() if read.reason else (read.type, read.values)


def _said(node: Node) -> tuple[object, object]:
    """Return what a call says besides its tensors."""
    places = [place for place in node.places if isinstance(place, (int, float))]
    return places, {key: each for key, each in node.constants.items() if type(each) is bool}


def _normal(data: Json) -> Json:
    """Leave out what says nothing: names inside."""
    return without(data, _NAMES)
