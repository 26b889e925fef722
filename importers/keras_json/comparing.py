"""Comparing the structure of two Keras models by their JSON: classes, configurations, connections, shapes."""

from __future__ import annotations

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
    if len(left.outputs) != len(right.outputs) or len(left.inputs) != len(right.inputs):
        return "they have another number of inputs or outputs"
    if left.count() != right.count():
        return f"they have {left.count()} and {right.count()} layers"
    return _Matching(left, right, by_value).difference()


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
        return self._match({}, list(self.outputs[0]), list(self.outputs[1]))

    def _match(
        self, partner: dict[str, str], left: list[KerasTensor], right: list[KerasTensor]
    ) -> str:
        if not left:
            return ""
        words = ""
        for at, other in enumerate(right):
            found = dict(partner)
            words = self._walk(found, left[0], other)
            if not words:
                words = self._match(found, left[1:], right[:at] + right[at + 1 :])
            if not words:
                return ""
        return words

    def _walk(self, partner: dict[str, str], one: KerasTensor, other: KerasTensor) -> str:
        """Walk back from a pair of outputs, pair by pair."""
        waiting = [(one, other)]
        while waiting:
            one, other = waiting.pop()
            known = partner.get(one.layer)
            if known is not None:
                if known != other.layer:
                    return f"{one.layer} is {known} here and {other.layer} there"
                continue
            partner[one.layer] = other.layer
            a, b = self.left[one.layer], self.right[other.layer]
            words = self._layers(a, b)
            if words:
                return f"{a.name} and {b.name}: {words}"
            for x, y in zip(a.nodes, b.nodes, strict=True):
                waiting += zip(x.inputs, y.inputs, strict=True)
        if len(set(partner.values())) < len(partner):
            return "two layers of one are one layer of the other"
        return ""

    def _layers(self, one: LayerConfig, other: LayerConfig) -> str:
        if one.class_name != other.class_name:
            return f"{one.class_name} is not {other.class_name}"
        if one.name in self.inputs and self.inputs[one.name] != other.name:
            return "they are different inputs"
        if len(one.nodes) != len(other.nodes):
            return f"called {len(one.nodes)} and {len(other.nodes)} times"
        for x, y in zip(one.nodes, other.nodes, strict=True):
            if len(x.inputs) != len(y.inputs) or _said(x) != _said(y):
                return "called with other things"
            for a, b in zip(x.inputs, y.inputs, strict=True):
                if a.shape and b.shape and a.shape != b.shape:
                    return f"gets {list(a.shape)} here and {list(b.shape)} there"
        if one.model is not None and other.model is not None:
            return same_structure(one.model, other.model, self.by_value)
        if self.by_value and _values(one) == _values(other):
            return ""
        keys = (one.config.keys() | other.config.keys()) - _NAMES
        for key in sorted(keys):
            if _normal(one.config.get(key)) != _normal(other.config.get(key)):
                return f"{key} is {one.config.get(key)} and {other.config.get(key)}"
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
