"""Names for composites that were found: after what is in them, as people name such blocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from blocks.registry import block_type
from importers.fold_items import Item

_ACTIVATIONS = ("ReLU", "Activation", "LeakyReLU", "PReLU", "ELU", "Softmax")
_NORMS = ("BatchNormalization", "LayerNormalization", "GroupNormalization")


def name_for(items: Sequence[Item], composites: Collection[str], taken: Collection[str]) -> str:
    """Return a name that is not taken, for a composite of these items."""
    base = _base(items, composites)
    name, number = base, 2
    while name in taken or block_type(name) is not None:
        name, number = f"{base}{number}", number + 1
    return name


def _base(items: Sequence[Item], composites: Collection[str]) -> str:
    types = [item.type for item in items]
    merges = [each for each in types if each in ("Add", "OpsAdd", "Concatenate", "Multiply")]
    inside = [each for each in types if each in composites]
    if any(item.series is not None and item.type in composites for item in items) and not merges:
        return "Stage"
    if "Add" in merges or "OpsAdd" in merges:
        return "ResidualBlock"
    if "Concatenate" in merges:
        sources = max(len(item.sources) for item in items if item.type == "Concatenate")
        return "InceptionBlock" if sources > 2 else "DenseLayer"
    if "Multiply" in merges:
        return "SqueezeExcite" if len(items) < 9 else "ConvBlock"
    if "DepthwiseConv2D" in types:
        return "DepthwiseBlock"
    if inside and len(set(inside)) == len(types):
        return f"{inside[0]}Pair"
    convolutions = [each for each in types if "Conv" in each]
    if convolutions and any(each in _NORMS for each in types) and len(types) < 5:
        return "SeparableConvNorm" if convolutions[0].startswith("Separable") else "ConvNorm"
    if convolutions or any("Conv" in each for each in inside):
        return "ConvBlock"
    return "DenseBlock" if "Dense" in types else "Block"
