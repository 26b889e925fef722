"""Names for composites that were found: after what is in them, as people name such blocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from blocks.catalog.applications import LAYER_SCALE
from blocks.catalog.attention.multi_head import MULTI_HEAD_ATTENTION
from blocks.catalog.registry import block_type, role_of
from blocks.graph.naming import first_free
from blocks.types.roles import Role
from blocks.values.values import Value
from importers.folding.sheet import Item, ItemOutput, Sheet

_SENTENCES = {
    "ConvNorm": "Convolution and normalization.",
    "SeparableConvNorm": "Separable convolution and normalization.",
    "ResidualBlock": "What its layers make of the input is added to a shortcut.",
    "InceptionResidual": "Branches side by side; what they make is added to the input.",
    "InceptionBlock": "Branches side by side, joined as channels.",
    "DenseLayer": "What its layers make is joined to the input as more channels.",
    "InvertedResidual": "Expanded, filtered channel by channel, projected, and added to the input.",
    "MBConv": "Filtered channel by channel, weighted by a gate for each channel, and projected.",
    "MBConvResidual": "Expanded, filtered channel by channel, gated, projected, and added to the input.",
    "ConvNextBlock": "Filtered channel by channel with a large window, expanded, and added to the input.",
    "GatedConvBlock": "A gate for each channel, made from the mean of all channels, then a convolution.",
    "SeparableBlock": "Separable convolutions with normalization and activation between them.",
    "SqueezeExcite": "A gate for each channel, made from the mean of all channels.",
    "TransformerBlock": "Every place looks at all others, then layers work on each place by itself.",
    "AttentionBlock": "Every place looks at all others.",
    "Stage": "A block that changes the size or the channels, and its repeats.",
    "NormalCell": "A cell that keeps the size; it takes in the last two tensors.",
    "ReductionCell": "A cell that halves the size; it takes in the last two tensors.",
    "UpBlock": "Brings a tensor to the size of an older one and joins the two.",
}
NORMALIZATION = "Normalization"
"""Word that ends the names of layers which normalize."""

_JOINS = {Role.SUM, Role.JOIN}
_MERGES = {*_JOINS, Role.PRODUCT}


def name_for(
    items: Sequence[Item],
    entries: Sequence[ItemOutput],
    within: Mapping[str, frozenset[str]],
    taken: Collection[str],
) -> str:
    """Return a name that is not taken, for a composite.

    Args:
        items: what is in it, in order.
        entries: as in `Stretch`, the main one first.
        within: by composite, the types of layers in it however deep.
        taken: names that others have.
    """
    base = _cell(items, entries[0]) if len(entries) > 1 else _base(items, within)
    return free_name(base, taken)


def free_name(base: str, taken: Collection[str]) -> str:
    """Return a name that neither others nor a block type has."""
    return first_free(base, lambda name: name in taken or block_type(name) is not None, gap="")


def sentence(sheet: Sheet) -> str:
    """Say in a sentence what a composite does."""
    known = _SENTENCES.get(sheet.name.rstrip("0123456789"))
    types = listed(item.type for item in sheet.inner)
    return known or f"{types} as the imported model repeats them."


def listed(types: Iterable[str]) -> str:
    """Return up to four different types in words: ``Conv2D, ReLU and Dense``."""
    *shown, last = list(dict.fromkeys(types))[:4]
    return f"{', '.join(shown)} and {last}" if shown else last


def is_convolution(type_name: str) -> bool:
    """Tell whether a layer, known or not, is called a convolution, or a composite is called after one."""
    return "Conv" in type_name


def is_normalization(type_name: str) -> bool:
    """Tell whether a layer, known or not, is called a normalization, or a composite is called after one."""
    return NORMALIZATION in type_name


def own_role(type_name: str) -> Role | None:
    """Return what a block is for: a layer in a wrapper is a wrapper here; ``None`` for a type that is not built in."""
    kind = block_type(type_name)
    return None if kind is None else kind.role


def types_within(items: Sequence[Item], within: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the types of layers in a composite; joining ones only where they join several tensors."""
    found: set[str] = set()
    for item in items:
        if len(item.sources) > 1 or role_of(item.type) not in _MERGES:
            found |= within.get(item.type, {item.type})
    return frozenset(found)


def _base(items: Sequence[Item], within: Mapping[str, frozenset[str]]) -> str:
    types = [item.type for item in items]
    deep = types_within(items, within)
    roles = set(map(own_role, deep))
    merges = {role_of(item.type) for item in items if len(item.sources) > 1}
    inside = [each for each in types if each in within]
    repeated = [within.get(item.type, deep) for item in items if item.series is not None]
    if any(role_of(each) in _JOINS for inner in repeated for each in inner):
        return "Stage"
    if MULTI_HEAD_ATTENTION.name in deep:
        return "TransformerBlock" if Role.DENSE in roles else "AttentionBlock"
    if LAYER_SCALE.name in deep:
        return "ConvNextBlock"
    if Role.SUM in merges or Role.SCALED_SUM in map(role_of, types):
        return _residual(roles)
    if Role.JOIN in merges:
        return _joined(items)
    if Role.DEPTHWISE in roles:
        return "MBConv" if Role.PRODUCT in roles else "DepthwiseBlock"
    if Role.PRODUCT in merges:
        return "SqueezeExcite" if len(items) < 9 else "GatedConvBlock"
    if inside and len(set(inside)) == len(types):
        return f"{inside[0]}Pair"
    return f"{_before(types)}{_main(types, inside)}"


def _joined(items: Sequence[Item]) -> str:
    """Name branches that become channels side by side; in a dense layer the input is one of them."""
    made = {item.key for item in items}
    joins = [item.sources for item in items if role_of(item.type) is Role.JOIN]
    if any(len(sources) > 2 for sources in joins):
        return "InceptionBlock"
    plain = any(source not in made for sources in joins for _, (source, _) in sources)
    return "DenseLayer" if plain else "Branches"


def _residual(roles: Collection[Role | None]) -> str:
    if Role.DEPTHWISE in roles:
        return "MBConvResidual" if Role.PRODUCT in roles else "InvertedResidual"
    return "InceptionResidual" if Role.JOIN in roles else "ResidualBlock"


def _main(types: Sequence[str], inside: Sequence[str]) -> str:
    """Name a chain after what has weights in it."""
    convolutions = [each for each in types if is_convolution(each) and each not in inside]
    roles = set(map(own_role, types))
    if convolutions:
        kind = "SeparableConv" if convolutions[0].startswith("Separable") else "Conv"
        if Role.NORMALIZATION in roles and len(types) < 5:
            return f"{kind}Norm"
        return "SeparableBlock" if kind == "SeparableConv" else f"{kind}Block"
    within = next(filter(_convolves, inside), "")
    if within:
        return within.rstrip("0123456789")
    if Role.RECURRENT in map(role_of, types):
        return "RecurrentBlock"
    return "DenseBlock" if Role.DENSE in roles else "Block"


def _convolves(type_name: str) -> bool:
    """Tell whether it is a convolution, or a composite that is called after some."""
    return is_convolution(type_name) or "Separable" in type_name


def _before(types: Sequence[str]) -> str:
    """Return a word for what comes before the first layer with weights, where it says more than that layer."""
    first = next((at for at, each in enumerate(types) if _convolves(each)), 0)
    before = types[:first]
    if any("Pooling" in each for each in before):
        return "Pooled"
    return "Padded" if Role.PADDING in map(own_role, before) and len(types) > 2 else ""


def _cell(items: Sequence[Item], entry: ItemOutput) -> str:
    """Name what two tensors enter, after what becomes of the size of the main one."""
    if any(_enlarges(item.type) for item in items):
        return "UpBlock"
    reached = {entry[0]}
    for item in items:
        if any(source in reached for _, (source, _) in item.sources):
            reached.add(item.key)
            if any(_is_stride(name, value) for name, value in item.values.items()):
                return "ReductionCell"
    return "NormalCell" if len(items) > 9 else "MergeBlock"


def _enlarges(type_name: str) -> bool:
    return "UpSampling" in type_name or "Transpose" in type_name


def _is_stride(name: str, value: Value) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return name.startswith("strides") and any(type(part) is int and part > 1 for part in parts)
