"""The layers that a block of the model makes, in the order of making: so names of a file's layers come in order.

A project file lists names in that order; in a document they are kept by the layers' paths, which no edit elsewhere
changes (`blocks.document.layer_names`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from blocks.check.checker import Checker
from blocks.check.instance import Instance, is_composite
from blocks.check.iterations import iterations_of
from blocks.document.document import Document
from blocks.document.weights_source import KEY, names_from
from blocks.graph.cache import Cache
from blocks.graph.composite_ports import live_order
from blocks.graph.shared_layers import is_again
from blocks.graph.structure import MERGE, LayerPath
from blocks.inference.limits import TooMuchError, metered, one_pass, spend

_INSTANCE = 20
"""Steps of the limit to work that a look into an instance counts as."""


def layer_paths(checker: Checker, block_id: str) -> Iterator[LayerPath]:
    """Yield the path of every layer that a block of the model makes, in the order of making.

    Operations count as layers. Where it is not known yet whether a layer is there, it counts as well.

    Raises:
        TooMuchError: that takes more work than anybody would wait for.
    """
    if not is_again(checker.graph, block_id):
        yield from _paths(checker, block_id)


def _paths(checker: Checker, block_id: str) -> Iterator[LayerPath]:
    graph = checker.graph
    block, iterations = graph.blocks[block_id], iterations_of(checker, block_id)
    finished = checker.results[block_id].inference is not None
    for iteration in iterations:
        step = ("", iteration.index)
        if is_composite(graph, block_id):
            inner = _inside(checker.document, block.type, iteration.instance, finished)
            spend(len(inner))  # repeats within repeats multiply, and a file may say anything
            yield from ((step, *path) for path in inner)
        else:
            yield (step,)
    if iterations and block.structure is not None and block.structure.parallel is not None:
        yield (("", MERGE),)


_INSIDE: Cache[tuple[object, ...], tuple[LayerPath, ...]] = Cache()


def _inside(
    document: Document, name: str, instance: Instance, finished: bool
) -> tuple[LayerPath, ...]:
    """Return the paths inside an instance; of one that cannot be built yet, with what leads nowhere so far."""
    kept = _INSIDE.of(document.graph(name))
    key = (instance.typed, instance.shapes, finished)
    if key not in kept:
        spend(_INSTANCE)
        checker = Checker(document, name, instance, follows=False)
        kept[key] = tuple(_made(checker, finished))
    return kept[key]


def _made(checker: Checker, finished: bool) -> Iterator[LayerPath]:
    graph = checker.graph
    made: set[str] = set()
    for key in live_order(graph) if finished else graph.order():
        block = graph.blocks[key]
        if block.is_port or block.shares in made:
            continue
        made |= {block.shares} - {""}
        for (_, iteration), *inner in _paths(checker, key):
            yield ((key, iteration), *inner)


def names_in_order(document: Document) -> dict[str, list[str]]:
    """Return the names of a file's layers by block of the model, in the order of making; empty where there is none.

    Returns:
        names by id, only of blocks that have some; those that a file gave and that mean nothing here are as they were.
    """
    blocks = document.model.blocks
    found = {key: list(names_from(block.extra.get(KEY))) for key, block in blocks.items()}
    if any(block.layers for block in blocks.values()):
        checker = Checker(document, follows=False)
        with one_pass():
            for key, block in blocks.items():
                if block.layers:
                    found[key] = [block.layers.get(p, "") for p in first_paths(checker, key)]
    return {key: names for key, names in found.items() if any(names)}


def take_names(document: Document, names: Mapping[str, Sequence[str]]) -> None:
    """Keep names of a file's layers with the blocks of a fresh document, which nobody follows yet.

    Args:
        document: the project.
        names: by block of the model, in the order of making; more than a block has layers are left as they are.
    """
    if not names:
        return
    checker = Checker(document, follows=False)
    graph = document.model
    with one_pass():
        for key, given in names.items():
            paths = first_paths(checker, key, len(given) + 1)
            if len(given) > len(paths):
                continue
            block = graph.blocks[key]
            extra = {name: value for name, value in block.extra.items() if name != KEY}
            layers = {path: name for path, name in zip(paths, given, strict=False) if name}
            graph.put(replace(block, extra=extra, layers=layers))


def take_names_of_file(document: Document) -> None:
    """Keep the names that the blocks of a project had in its file by the paths of their layers."""
    blocks = document.model.blocks.values()
    found = {block.id: names_from(block.extra.get(KEY)) for block in blocks if block.extra}
    take_names(document, {key: names for key, names in found.items() if any(names)})


def note_source(
    document: Document, file: str, sha256: str, blocks: Mapping[str, Sequence[str]]
) -> None:
    """Note in a fresh document where its weights come from.

    Args:
        document: nobody follows it yet.
        file: path of the file.
        sha256: of its content.
        blocks: names of layers by block of the model, in the order of making.
    """
    layers = [name for names in blocks.values() for name in names]
    document.extra[KEY] = {"file": file, "sha256": sha256, "layers": layers}
    take_names(document, {key: names for key, names in blocks.items() if any(names)})


def first_paths(checker: Checker, block_id: str, most: int | None = None) -> list[LayerPath]:
    """Return the paths of a block's layers, at most so many; none where that takes too much work."""
    try:
        with metered():
            return list(islice(layer_paths(checker, block_id), most))
    except TooMuchError:
        return []
