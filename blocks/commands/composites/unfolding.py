"""The flat graph of a model: every composite expanded, every repeat unrolled, as one list of edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from blocks.check.checker import Checker
from blocks.commands.composites.definitions import free_composite_name
from blocks.commands.composites.expanding import expansion_of
from blocks.commands.composites.grouping import make_composite
from blocks.commands.definition_edits import instances, removal
from blocks.commands.substitution import free_names
from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.document.edits import Edit, Place, ReplaceBlock
from blocks.errors import EditError, ExpressionError
from blocks.graph.graph import MODEL, Block, Graph, Position
from blocks.graph.ids import id_key
from blocks.graph.shared_layers import group_of
from blocks.graph.structure import INDEX, MERGE
from blocks.values.expressions import evaluate, names_of
from blocks.values.values import Expression, Value

MAX_BLOCKS = 5_000
"""Blocks that a flat graph may have: more than anybody looks at."""

Arrange = Callable[[Graph], Mapping[str, Position]]


def unfold_all(document: Document, arrange: Arrange | None = None) -> list[Edit]:
    """Expand every composite of the model, those inside others too, and unroll every repeat.

    Args:
        document: the project; it is left alone.
        arrange: gives the blocks of the flat graph their places.

    Raises:
        EditError: there is nothing to unfold, or a part of the model is not known yet.
    """
    trial, edits = copy_document(document), []
    used = {block.type for block in document.model.blocks.values()}
    checker = Checker(trial)
    while (found := _next(trial.model)) is not None:
        for step in _steps(trial, found, checker):
            edits += step
        if len(trial.model.blocks) > MAX_BLOCKS:
            raise EditError(f"the flat model would have more than {MAX_BLOCKS:,} blocks")
    if not edits:
        raise EditError("there is nothing to unfold: the model has no composites and no repeats")
    edits += _unused(trial, used)
    if arrange is not None:
        old = trial.model.positions
        moved = sorted(arrange(trial.model).items(), key=lambda place: id_key(place[0]))
        edits += [Place(MODEL, key, old[key], new) for key, new in moved if old[key] != new]
    return edits


def _next(graph: Graph) -> Block | None:
    """Return a block that stands for more than one layer."""
    for key in graph.order():
        block = graph.blocks[key]
        if len(group_of(graph, key)) > 1:
            continue  # a model of its own that is applied more than once stays one
        if graph.inside(block) is not None:
            return block
        if (
            block.structure is not None
            and graph.kind(key) is not None
            and INDEX not in free_names(block)
        ):
            return block
    return None


def _steps(trial: Document, block: Block, checker: Checker) -> list[list[Edit]]:
    """Expand a block on the copy; returns what was done."""
    steps: list[list[Edit]] = []

    def do(step: list[Edit]) -> None:
        trial.apply(step)
        steps.append(step)

    if trial.model.inside(block) is None:
        # A repeated layer is unrolled as a composite with nothing else in it. What follows from the round is passed
        # on to that: inside, nobody knows which round it is.
        turning = {key: each for key, each in block.values.items() if INDEX in names_of(each)}
        first = {key: _in_first_round(trial.model, each) for key, each in turning.items()}
        do(
            [
                ReplaceBlock(
                    MODEL, block, replace(block, structure=None, values={**block.values, **first})
                )
            ]
        )
        name = free_composite_name(trial, "Repeated")
        do(make_composite(trial, [block.id], name, MODEL, [(block.id, key) for key in turning]))
        made = next(each for each in trial.model.blocks.values() if each.type == name)
        names = [meta.name for meta in trial.graph(name).metaparameters][-len(turning) :]
        passed = dict(zip(names, turning.values(), strict=True)) if turning else {}
        layers = {
            path if path == (("", MERGE),) else (*path, (block.id, 0)): name
            for path, name in block.layers.items()
        }
        values = {**made.values, **passed}
        new = replace(made, structure=block.structure, values=values, layers=layers)
        do([ReplaceBlock(MODEL, made, new)])
        block = trial.model.blocks[made.id]
    expansion = expansion_of(trial, block.id)
    steps.append(expansion.edits(checker))
    expansion.apply(steps[-1], trial)
    return steps


def _in_first_round(graph: Graph, value: Value) -> Value:
    """Return what a value is when the first round comes; raises `EditError` where it needs a shape for that."""
    if not isinstance(value, Expression):
        raise EditError("a part of a value follows from the round: write it as a composite's first")
    try:
        return evaluate(value.text, {**graph.environment(), INDEX: 0})
    except ExpressionError:
        raise EditError(f"{value.text} cannot be written without a repeat") from None


def _unused(trial: Document, used: set[str]) -> list[Edit]:
    """Take away the definitions that the model used and that nothing uses any more, outer ones first."""
    edits: list[Edit] = []
    waiting = used & trial.graphs.keys()
    while waiting:
        name = min(waiting)
        waiting.discard(name)
        if name == MODEL or instances(trial, name):
            continue
        inner = {block.type for block in trial.graph(name).blocks.values()}
        step = removal(trial, name)
        trial.apply(step)
        edits += step
        waiting |= inner & trial.graphs.keys()
    return edits
