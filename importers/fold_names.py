"""Names for composites that were found: after what is in them, as people name such blocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from blocks.registry import block_type
from blocks.values import Value
from importers.fold_items import Item, Source

_ACTIVATIONS = ("ReLU", "Activation", "LeakyReLU", "PReLU", "ELU", "Softmax")
_NORMS = ("BatchNormalization", "LayerNormalization", "GroupNormalization")


def name_for(
    items: Sequence[Item],
    entries: Sequence[Source],
    composites: Collection[str],
    taken: Collection[str],
) -> str:
    """Return a name that is not taken, for a composite of these items; ``entries`` as in `Stretch`, the main one first."""
    base = _cell(items, entries[0]) if len(entries) > 1 else _base(items, composites)
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
    return f"{_before(types)}{_main(types, inside)}"


def _main(types: Sequence[str], inside: Sequence[str]) -> str:
    """Name a chain after what has weights in it."""
    convolutions = [each for each in types if "Conv" in each and each not in inside]
    normed = any(each in _NORMS for each in types)
    if convolutions:
        kind = "SeparableConv" if convolutions[0].startswith("Separable") else "Conv"
        return f"{kind}Norm" if normed and len(types) < 5 else f"{kind}Block"
    within = next((each for each in inside if "Conv" in each), "")
    if within:
        return within.rstrip("0123456789")
    return "DenseBlock" if "Dense" in types else "Block"


def _before(types: Sequence[str]) -> str:
    """Return a word for what comes before the first layer with weights, where it says more than that layer."""
    first = next((at for at, each in enumerate(types) if "Conv" in each), 0)
    before = types[:first]
    if any("Pooling" in each for each in before):
        return "Pooled"
    return "Padded" if "ZeroPadding2D" in before and len(types) > 2 else ""


def _cell(items: Sequence[Item], entry: Source) -> str:
    """Name what two tensors enter, after what becomes of the size of the main one."""
    if any("UpSampling" in item.type or "Transpose" in item.type for item in items):
        return "UpBlock"
    reached = {entry[0]}
    for item in items:
        if any(source in reached for _, (source, _) in item.sources):
            reached.add(item.key)
            if any(_is_stride(name, value) for name, value in item.values.items()):
                return "ReductionCell"
    return "NormalCell" if len(items) > 9 else "MergeBlock"


def _is_stride(name: str, value: Value) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return name.startswith("strides") and any(type(part) is int and part > 1 for part in parts)
