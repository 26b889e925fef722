"""Names of layers, as Keras itself would give them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import chain, count

from blocks.catalog.registry import block_type
from blocks.graph.graph import Block, Graph
from blocks.graph.shared_layers import maker_of
from blocks.types.block_type import Form


@cache
def keras_prefix(type_name: str) -> str:
    """Return the stem of Keras's automatic name: ``conv2d`` for Conv2D, ``re_lu`` for ReLU.

    Source: https://keras.io/api/layers/base_layer/ (the ``name`` argument); checked against Keras in the tests.
    """
    kind = block_type(type_name)
    if kind is not None and kind.form is Form.INPUT:
        return "input_layer"
    if kind is not None and kind.form is Form.SLICE:
        return "get_item"
    if kind is not None and kind.form is Form.OPERATION:
        return {"+": "add", "*": "multiply"}[kind.operator]
    if kind is None:
        return snake_case(type_name)
    word = re.sub(r"\W+", "", kind.wrapper.name if kind.wrapper else type_name)
    word = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", word)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", word).lower()


_SPELLINGS = {"ResNeXt": "Resnext", "ResNet": "Resnet", "GoogLeNet": "Googlenet"}
"""Names of networks that are one word, whatever their capitals."""


@cache
def snake_case(name: str) -> str:
    """Return a composite's name as functions are written: ``vgg_block``, ``inception_v3_stem``, ``resnext_block``."""
    for spelling, word in _SPELLINGS.items():
        name = name.replace(spelling, word)
    name = re.sub(r"(\d)D(?![a-z])", r"\1d", name)  # Conv2D is one word
    words = re.split(r"\W+|_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", name)
    return "_".join(filter(None, words)).lower()


@cache
def made_inside(type_name: str) -> tuple[str, ...]:
    """Return the stems of the layers that Keras makes inside a layer of a type, and counts as others of their class."""
    kind = block_type(type_name)
    return tuple(map(keras_prefix, kind.makes)) if kind is not None else ()


def can_be_named(block: Block) -> bool:
    """Tell whether Keras takes a name for the block: a slice or a sum is an operation, and has none."""
    kind = block_type(block.type)
    return kind is None or kind.form not in (Form.SLICE, Form.OPERATION)


Inner = Mapping[str, tuple[tuple[str, int], ...]]
"""For composites and repeated blocks, the types and numbers of the layers inside, by id."""


def layer_names(
    graph: Graph, order: Iterable[str] | None = None, inner: Inner | None = None
) -> dict[str, str]:
    """Return the layer name of every block: the user's, else the one that Keras will give.

    Args:
        graph: the graph.
        order: the order in which layers are made; the graph's own by default.
        inner: layers that are made inside blocks, and that Keras counts on the way.
    """
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for block_id in graph.order() if order is None else order:
        block = graph.blocks[block_id]
        if block.shares and (maker := maker_of(graph, block_id)) != block_id and maker in names:
            names[block_id] = names[maker]
            continue
        prefix, given = keras_prefix(block.type), block.name and can_be_named(block)
        count = counts[prefix]
        names[block_id] = block.name if given else f"{prefix}_{count}" if count else prefix
        if inner is None or block_id not in inner:
            counts[prefix] += not given
            counts.update(made_inside(block.type))
            continue
        for type_name, number in inner[block_id]:
            counts[keras_prefix(type_name)] += number
            for each in made_inside(type_name):
                counts[each] += number
        if block_type(block.type) is None:
            counts[prefix] += 1  # an instance is counted among its like, though Keras knows it not
    return names


def may_be_automatic(name: str, graphs: Iterable[Graph]) -> bool:
    """Tell whether Keras may give a name by itself to a layer of these graphs: ``dense`` or ``dense_2`` of three.

    A block that is given such a name may meet another one that gets it by itself.
    """
    stem, _, number = name.rpartition("_")
    stem, at = (stem, int(number)) if stem and number.isdecimal() else (name, 0)
    blocks = (block for graph in graphs for block in graph.blocks.values())
    return at < sum(stem == keras_prefix(block.type) for block in blocks)


def first_free(name: str, taken: Callable[[str], bool], gap: str = "_") -> str:
    """Return a name, or where it is taken, the first of ``name_2``, ``name_3`` ... that is not."""
    numbered = (f"{name}{gap}{number}" for number in count(2))
    return next(free for free in chain((name,), numbered) if not taken(free))


LONGEST = 60
"""Letters that a name of a layer, a composite, a port or a metaparameter may have."""


def nearest_name(text: str, fits: Callable[[str], bool], stem: str = "block") -> str:
    """Return the name nearest to what was typed that may be used: ``my_conv`` for ``my conv!``.

    Args:
        text: what was typed.
        fits: tells whether a name may be used.
        stem: what stands before a name that would begin with a digit.

    Returns:
        The name; empty where nothing is left of the text, or nothing near it may be used.
    """
    letters = unicodedata.normalize("NFKD", text[: 4 * LONGEST].replace("ß", "ss"))
    plain = letters.encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_]+", "_", plain).strip("_")[:LONGEST]
    if not name:
        return ""
    shorter = name[: LONGEST - 3]
    near = (name, f"{stem}_{name}"[:LONGEST], *(f"{shorter}_{number}" for number in range(2, 20)))
    return next((one for one in near if fits(one)), "")
