"""The place in words: the steps that led there, what the instance is given, who else follows. No Qt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.project.navigator import Navigator
from blocks.document.document import Document
from blocks.graph.freezing import NAME as FREEZING
from blocks.graph.graph import MODEL
from blocks.parameters import show
from blocks.values.shapes import shape_text


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step.

    Attributes:
        title: the composite's name; ``Model`` for the first.
        name: the instance's layer name, where there are several instances beside it.
        index: the iteration of its loop that is looked at, from 0.
        count: number of iterations; 0 for an instance without a loop.
        sideways: the iterations are branches beside one another.
    """

    title: str
    name: str = ""
    index: int = 0
    count: int = 0
    sideways: bool = False

    @property
    def iteration(self) -> str:
        """The iteration in words: ``3 of 6``."""
        return f"{self.index + 1} of {self.count}" if self.count else ""

    @property
    def words(self) -> str:
        """All of it: ``Group group_1``, ``BottleneckBlock 3 of 6``."""
        return " ".join(part for part in (self.title, self.name, self.iteration) if part)


def crumbs(place: Navigator) -> list[Crumb]:
    """Return the steps that led to a place, the model first."""
    return [Crumb("Model"), *(_crumb(place, at) for at in range(place.depth))]


def _crumb(place: Navigator, at: int) -> Crumb:
    level = place.levels[at]
    block_id, iteration = level.step.block, level.iteration
    if not block_id or iteration is None:
        return Crumb(level.step.graph)
    outside = place.checker_at(at)
    block = outside.graph.blocks[block_id]
    alike = Counter(each.type for each in outside.graph.blocks.values())[block.type]
    name = block.name or (outside.names[block_id] if alike > 1 else "")
    structure = block.structure
    looped = structure is not None and (structure.series or structure.parallel) is not None
    sideways = structure is not None and structure.parallel is not None
    count = iteration.count if looped and iteration.count is not None else 0
    return Crumb(level.step.graph, name, iteration.index, count, sideways)


def given(place: Navigator) -> str:
    """Say what the instance on screen is given: ``28×28×512 comes in · filters = 128``."""
    if not place.depth:
        return ""
    iteration = place.iteration
    if iteration is None:
        return "No instance: shapes are known where it is used"
    shapes = [shape_text(shape) for shape in iteration.instance.shapes if shape is not None]
    comes = f"{' and '.join(shapes)} come{'' if len(shapes) > 1 else 's'} in" if shapes else ""
    values = [
        f"{name} = {show(value)}"
        for name, value in iteration.instance.arguments.items()
        # Every composite can be frozen: that is worth a word only where it is.
        if not (name == FREEZING and value is True)
    ]
    return "  ·  ".join(part for part in (comes, *values) if part)


def absence(place: Navigator) -> str:
    """Say why the instance on screen is not built; empty where it is."""
    iteration = place.iteration
    if iteration is None or not iteration.absent:
        return ""
    step, outside = place.path[-1], place.checker_at(place.depth - 1)
    structure = outside.graph.blocks[step.block].structure
    if iteration.count == 0:
        return "Not built here: it is repeated 0 times"
    test = show(structure.when) if structure is not None else ""
    return f"Not built here: {test} does not hold"


def sharing(place: Navigator) -> str:
    """Say which others an edit of the graph on screen changes."""
    if place.graph_name == MODEL:
        return ""
    count = uses(place.document, place.graph_name)
    if count > 1:
        return f"Edits change all {count} instances"
    return "The only instance" if count else "Not used in the model"


def uses(document: Document, name: str) -> int:
    """Count the instances of a composite in the model, those inside other composites too; loops count once."""
    known: dict[str, int] = {MODEL: 1}

    def count(wanted: str) -> int:
        if wanted not in known:
            known[wanted] = sum(
                number * count(graph.name)
                for graph in document.graphs.values()
                if (number := sum(block.type == wanted for block in graph.blocks.values()))
            )
        return known[wanted]

    return count(name)
