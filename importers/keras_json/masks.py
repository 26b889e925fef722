"""Masks that a layer makes for those behind it: Keras writes them down as operations, though nobody called any.

An Embedding with ``mask_zero``, or a Masking, gives what follows a mask. Built again it does the same, so the
operations and the arguments ``mask`` that come from it are left out. A mask from elsewhere stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from blocks.catalog.registry import role_of
from blocks.types.roles import Role
from importers.keras_json.calls import (
    KerasTensor,
    LayerConfig,
    Model,
    Node,
    is_operation,
    tensor_of_3,
)

_MASK = "mask"
_OPERATIONS = frozenset(("NotEqual", "Any", "LogicalAnd", "LogicalOr", "ConvertToTensor"))


def without_implied_masks(model: Model) -> Model:
    """Return a model without the masks that its layers give each other by themselves."""
    implied = _implied(model.layers)
    if not implied:
        return model
    layers = tuple(
        replace(layer, nodes=tuple(_without(node, implied) for node in layer.nodes))
        for layer in model.layers
    )
    return replace(model, layers=_without_unused(layers, implied, model.outputs))


def _implied(layers: Iterable[LayerConfig]) -> frozenset[str]:
    """Return the operations that make the masks of layers, and those that go on from them."""
    layers = tuple(layers)
    sources = {
        (node.inputs[0].layer, node.inputs[0].node, _masked(layer))
        for layer in layers
        for node in layer.nodes
        if node.inputs and _masked(layer) is not None
    }
    found: set[str] = set()
    for layer in layers:
        if layer.class_name not in _OPERATIONS or not is_operation(layer):
            continue
        if all(_is_implied(node, sources, found) for node in layer.nodes) and layer.nodes:
            found.add(layer.name)
    return frozenset(found)


def _masked(layer: LayerConfig) -> float | None:
    """Return which value a layer masks; ``None`` where it makes no mask."""
    if role_of(layer.class_name) is Role.EMBEDDING and layer.config.get("mask_zero") is True:
        return 0.0
    masks = role_of(layer.class_name) is Role.MASK
    value = layer.config.get("mask_value") if masks else None
    return float(value) if isinstance(value, (int, float)) else None


def _is_implied(node: Node, sources: set[tuple[str, int, float | None]], found: set[str]) -> bool:
    numbers = [float(place) for place in node.places if isinstance(place, (int, float))]
    if len(node.inputs) == 1 and len(numbers) == 1:
        return (node.inputs[0].layer, node.inputs[0].node, numbers[0]) in sources
    return bool(node.inputs) and all(each.layer in found for each in node.inputs)


def _without(node: Node, implied: frozenset[str]) -> Node:
    mask = node.constants.get(_MASK)
    inputs = list(node.inputs)
    if isinstance(mask, list):  # as Attention takes them, one for each tensor; they are no inputs
        masks = [tensor_of_3(each) for each in mask if each is not None]
        if not all(each is not None and each.layer in implied for each in masks):
            return node
    elif isinstance(mask, KerasTensor) and mask.layer in implied:
        inputs.remove(mask)
    else:
        return node
    constants = {key: each for key, each in node.constants.items() if key != _MASK}
    return replace(node, inputs=tuple(inputs), constants=constants)


def _without_unused(
    layers: tuple[LayerConfig, ...], implied: frozenset[str], outputs: Iterable[KerasTensor]
) -> tuple[LayerConfig, ...]:
    """Leave out what made masks and is used by nothing else."""
    ends = {each.layer for each in outputs}
    while True:
        used = {each.layer for layer in layers for node in layer.nodes for each in node.inputs}
        kept = tuple(
            each for each in layers if each.name in used | ends or each.name not in implied
        )
        if len(kept) == len(layers):
            return kept
        layers = kept
