"""Maps the lines of a script to the blocks that they were written for.

The code is marked while it is written, the marks are taken out, and the formatter sees what it would have seen. A
formatter moves lines and changes brackets, commas and quotation marks, but never a letter: so a place is found again
by the number of letters before it. Where that does not hold, there is no map rather than a wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from exporters.plan.calls import Path
from exporters.python.pieces.marks import Mark, count_letters

Block = tuple[str, str]
"""Name of the graph, and id of the block in it."""

_NO_LETTERS = re.compile(r"\W+")
_ENDS = frozenset(")]},:")


@dataclass(frozen=True)
class SourceMap:
    """Lines, counted from 1, and the blocks that they were written for.

    Attributes:
        paths: for each line that has one, the instances that it is in and its block.
    """

    paths: dict[int, Path] = field(default_factory=dict)
    _lines: dict[Block, tuple[range, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Sort the lines by block."""
        lines: dict[Block, list[int]] = {}
        for line, path in sorted(self.paths.items()):
            for origin in path:
                lines.setdefault((origin.graph, origin.block), []).append(line)
        self._lines.update({block: _ranges(each) for block, each in lines.items()})

    def lines_of(
        self, graph: str, block: str, inside: Sequence[Block] | None = None
    ) -> tuple[range, ...]:
        """Return the stretches of lines of a block; of an instance that was written in place, those of its inside.

        Args:
            graph: name of the block's graph.
            block: its id.
            inside: the instances that lead to the block, from the model on; where the script has lines for each of
                several, those of others are left out.
        """
        found = self._lines.get((graph, block), ())
        if inside is None:
            return found
        lines = (line for each in found for line in each)
        return _ranges([line for line in lines if self._is_in(line, (graph, block), inside)])

    def _is_in(self, line: int, block: Block, inside: Sequence[Block]) -> bool:
        path = [(origin.graph, origin.block) for origin in self.paths[line]]
        outside = path[: path.index(block)]
        return not outside or outside == list(inside[-len(outside) :])

    def block_at(self, line: int) -> Block | None:
        """Return the graph and the block of a line."""
        path = self.paths.get(line)
        return (path[-1].graph, path[-1].block) if path else None


def map_of(raw: str, text: str, marks: Iterable[Mark]) -> SourceMap:
    """Return the map of a formatted script.

    Args:
        raw: the code as it was written, without its marks.
        text: the code as the formatter left it.
        marks: stretches of ``raw``.
    """
    if _NO_LETTERS.sub("", raw).lower() != _NO_LETTERS.sub("", text).lower():
        return SourceMap()
    lines = text.split("\n")
    ends = list(accumulate(map(count_letters, lines)))
    paths: dict[int, Path] = {}
    # What lies within another mark ends before it, so it comes first and keeps its lines.
    for mark in marks:
        if mark.start == mark.end:
            continue
        first = bisect_right(ends, mark.start)
        last = _closed(lines, first, bisect_left(ends, mark.end))
        for line in range(first, last + 1):
            paths.setdefault(line + 1, mark.path)
    return SourceMap(paths)


def _closed(lines: Sequence[str], first: int, last: int) -> int:
    """Return the last line of a stretch with the brackets that close it."""
    depth = _depth(lines[first])
    while first < last < len(lines) - 1:
        after = lines[last + 1]
        if not after.strip() or set(after.strip()) - _ENDS or _depth(after) < depth:
            break
        last += 1
    return last


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _ranges(lines: Sequence[int]) -> tuple[range, ...]:
    """Join numbers that follow each other."""
    found: list[range] = []
    for line in lines:
        if found and line == found[-1].stop:
            found[-1] = range(found[-1].start, line + 1)
        else:
            found.append(range(line, line + 1))
    return tuple(found)
