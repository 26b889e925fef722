"""What can be applied to tensors, among the values of the source."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from importers.source.values.values import (
    LayerValue,
    Maker,
    ModelValue,
    Repeat,
    SequentialValue,
    When,
)


def is_layer_like(value: Any) -> bool:
    """Tell whether something can be applied to tensors."""
    return isinstance(value, (LayerValue, Maker, Repeat, When, SequentialValue, ModelValue))


def at_depth(layer: Any, depth: int) -> Any:
    """Return a template as if it were made where it is applied."""
    if isinstance(layer, (LayerValue, Maker)):
        return replace(layer, depth=depth)
    return layer
