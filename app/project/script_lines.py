"""The blocks that lines of the script in the window are about: blocks on screen, blocks elsewhere. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.project.navigator import PathStep
from app.project.project import Project
from blocks.graph.graph import MODEL
from exporters.plan.calls import Origin
from exporters.python.source_map import SourceMap


class ScriptLines:
    """The map of a script, read with the project that it was written from.

    Attributes:
        map: which line is for which block.
    """

    def __init__(self, project: Project) -> None:
        """Begin with no line."""
        self._project = project
        self.map = SourceMap()
        self._heads: dict[int, str] = {}

    def show(self, text: str, found: SourceMap) -> None:
        """Take over another script and its map."""
        self.map = found
        self._heads = dict(_heads(text.split("\n"), found))

    def of_blocks(self, ids: list[str]) -> list[range]:
        """Return the lines of blocks of the graph on screen, from 1.

        Where the script writes every instance out, these are the lines of the instance that was stepped into.
        """
        place = self._project.place
        names = [MODEL, *(step.graph for step in place.path)]
        inside = [(name, step.block) for name, step in zip(names, place.path, strict=False)]
        whole = any(
            not block for _, block in inside
        )  # a definition by itself: all of its instances
        found = [
            each
            for block_id in ids
            for each in self.map.lines_of(place.graph_name, block_id, None if whole else inside)
        ]
        return sorted(found, key=lambda each: each.start)

    def beside(self, line: int) -> range:
        """Return the lines around one that are for the same block in the same place; none where it is for no block."""
        paths = self.map.paths
        mine = paths.get(line)
        if not mine:
            return range(0)
        first = last = line
        while paths.get(first - 1) == mine:
            first -= 1
        while paths.get(last + 1) == mine:
            last += 1
        return range(first, last + 1)

    def path_to(self, line: int) -> tuple[tuple[PathStep, ...], str] | None:
        """Return the path to the block of a line and its id; ``None`` where the line is for no block that is there.

        The first line of a function leads into its composite; the id is empty then.
        """
        if line in self._heads:
            head = self._project.place.find(self._heads[line])
            return None if head is None else (head, "")
        path = self.map.paths.get(line)
        if not path or not self._is_there(path):
            return None
        start = self._project.place.find(path[0].graph)
        if start is None:
            return None
        steps = [
            PathStep(origin.block, inner.graph, origin.iteration)
            for origin, inner in pairwise(path)
        ]
        return (*start, *steps), path[-1].block

    def words(self, line: int) -> str:
        """Say in a few words which block a line is for; empty where it is for none."""
        if self._heads.get(line) in self._project.document.graphs:
            return self._heads[line] or "The model"
        path = self.map.paths.get(line)
        if not path or not self._is_there(path):
            return ""
        return " in ".join([*map(self._named, reversed(path)), *self._around(path[0])])

    def _is_there(self, path: tuple[Origin, ...]) -> bool:
        graphs = self._project.document.graphs
        return all(each.graph in graphs and each.block in graphs[each.graph] for each in path)

    def _named(self, origin: Origin) -> str:
        """Name a block: the type, and in the model the layer's name."""
        block = self._project.document.graph(origin.graph).blocks[origin.block]
        name = block.name if origin.graph else self._project.checker.names.get(block.id, block.name)
        iteration = f", turn {origin.iteration + 1}" if origin.iteration else ""
        return (f"{block.type} {name}" if name else block.type) + iteration

    def _around(self, first: Origin) -> list[str]:
        return [first.graph] if first.graph else []


def _heads(lines: Sequence[str], found: SourceMap) -> Iterator[tuple[int, str]]:
    """Yield the first line of each function or class that builds a graph, from 1, and the name of the graph."""
    head = 0
    for number, line in enumerate(lines, 1):
        if line.startswith(("def ", "class ")):
            head = number
        elif head and number in found.paths:
            yield head, found.paths[number][0].graph
            head = 0
