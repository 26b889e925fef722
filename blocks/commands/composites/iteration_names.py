"""Names of imported weights when a block is repeated in another way: iterations that come have those of some that go.

Three times without the second, and twice, are the same layers, although their numbers are not the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from blocks.check.checker import Checker
from blocks.check.layer_paths import first_paths
from blocks.commands.substitution import free_names
from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.document.edits import Edit, ReplaceBlock
from blocks.graph.graph import MODEL
from blocks.graph.structure import INDEX, MERGE, LayerPath
from blocks.inference.limits import one_pass

Places = dict[LayerPath, list[int]]
"""Iterations of a block in order, by the path to the graph that it is in."""


def renamed_iterations(
    document: Document, graph: str, block_id: str, edits: Sequence[Edit]
) -> list[Edit]:
    """Return the edits that give the names of iterations that go to those that come, in their order.

    Args:
        document: as it is before.
        graph: the graph of the block that is repeated in another way.
        block_id: the block. Where its values depend on the iteration, no layer stands for another one.
        edits: they change its structure.
    """
    named = [key for key, block in document.model.blocks.items() if block.layers]
    values = replace(document.graph(graph).blocks[block_id], structure=None)
    if not named or not edits or INDEX in free_names(values):
        return []
    trial = copy_document(document)
    trial.apply(edits)
    before, after = Checker(document, follows=False), Checker(trial, follows=False)
    found: list[Edit] = []
    with one_pass():
        for key in named:
            old = _iterations(before, key, graph, block_id)
            moves = _moves(old, _iterations(after, key, graph, block_id))
            block = trial.model.blocks[key]
            layers = {_moved(path, moves): name for path, name in block.layers.items()}
            if layers != block.layers:
                found.append(ReplaceBlock(MODEL, block, replace(block, layers=layers)))
    return found


def _iterations(checker: Checker, key: str, graph: str, block_id: str) -> Places:
    """Return how often a block is applied wherever a block of the model makes it."""
    found: Places = {}
    for path in first_paths(checker, key):
        current = MODEL
        for depth, (inner, iteration) in enumerate(path):
            inner = inner or key
            if (current, inner) == (graph, block_id):
                known = found.setdefault((*path[:depth], (path[depth][0], 0)), [])
                if iteration != MERGE and iteration not in known:
                    known.append(iteration)
                break
            current = checker.document.graphs[current].blocks[inner].type
            if current not in checker.document.graphs:
                break
    return found


def _moves(before: Places, after: Places) -> dict[LayerPath, LayerPath]:
    """Return the beginning of the path of each iteration that goes, with that of the one that comes for it.

    And the other way round: a name of an iteration that was not there is not lost.
    """
    found: dict[LayerPath, LayerPath] = {}
    for place in before.keys() & after.keys():
        gone = [each for each in before[place] if each not in after[place]]
        come = [each for each in after[place] if each not in before[place]]
        *way, (inner, _) = place
        for old, new in zip(gone, come, strict=False):
            found[*way, (inner, old)] = (*way, (inner, new))
            found[*way, (inner, new)] = (*way, (inner, old))
    return found


def _moved(path: LayerPath, moves: dict[LayerPath, LayerPath]) -> LayerPath:
    for end in range(1, len(path) + 1):
        if path[:end] in moves:
            return (*moves[path[:end]], *path[end:])
    return path
