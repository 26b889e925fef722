"""Places the pieces of a diagram: the longest path is a straight line, branches run above and below it. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import networkx as nx

from canvas.diagram.shapes import Connector, Piece, Shape, moved
from canvas.geometry.boxes import Box

GAP = 24.0
"""Space between a piece and the next."""
_BUS = 9.0
"""How far from a piece lines turn off."""
_LANE = 12.0
"""Space between a line of pieces and a branch beside it."""
Edge = tuple[str, str]


@dataclass(slots=True)
class _Lane:
    """A path with all branches at it, around its own axis.

    Attributes:
        axes: height of the axis of each piece.
        rects: the room that is taken.
        arcs: lines past other pieces, by the height at which they run.
    """

    axes: dict[str, float] = field(default_factory=dict)
    rects: list[Box] = field(default_factory=list)
    arcs: dict[Edge, float] = field(default_factory=dict)


class Lanes:
    """Places pieces.

    Attributes:
        x: left end of each piece.
        axes: height of the axis of each piece; the main path's is 0.
        path: what stands on the axis.
    """

    def __init__(
        self, pieces: dict[str, Piece], edges: Iterable[Edge], path: list[str] | None = None
    ) -> None:
        """Place pieces.

        Args:
            pieces: in an order in which sources stand before what they lead to.
            edges: what leads from one to another.
            path: what stands on the axis; the longest path where it is not told.
        """
        self.pieces = pieces
        self.edges = list(dict.fromkeys(edges))
        self.after: dict[str, list[str]] = {key: [] for key in pieces}
        self.before: dict[str, list[str]] = {key: [] for key in pieces}
        for source, target in self.edges:
            self.after[source].append(target)
            self.before[target].append(source)
        self.x: dict[str, float] = {}
        for key in pieces:
            self.x[key] = max((self._right(each) + GAP for each in self.before[key]), default=0.0)
        self._joins: set[Edge] = set()
        self.path = path or self.spine(pieces)
        lane = self._lane(list(pieces), self.path)
        self.axes, self._arcs = lane.axes, lane.arcs
        self.rects = lane.rects

    def spine(self, keys: Iterable[str]) -> list[str]:
        """Return the longest path through some of the pieces."""
        kept = dict.fromkeys(keys)
        length: dict[str, tuple[float, str]] = {}
        for key in kept:
            paths = [(length[each][0], each) for each in self.before[key] if each in length]
            best = max(paths, key=lambda path: path[0], default=(0.0, ""))
            length[key] = best[0] + self.pieces[key].width + GAP, best[1]
        key = max(kept, key=lambda each: length[each][0], default="")
        found = []
        while key:
            found.append(key)
            key = length[key][1]
        return found[::-1]

    def lines(self) -> list[Connector]:
        """Return what leads from piece to piece."""
        return [self._route(source, target) for source, target in self.edges]

    def shapes(self) -> list[Shape]:
        """Return lines, then everything else, from left to right."""
        found: list[Shape] = [*self.lines()]
        for key in sorted(self.pieces, key=lambda each: self.x[each]):
            found += [moved(s, self.x[key], self.axes[key]) for s in self.pieces[key].shapes]
        return found

    # ------------------------------------------------------------ lanes

    def _right(self, key: str) -> float:
        return self.x[key] + self.pieces[key].width

    def _lane(self, keys: list[str], spine: list[str]) -> _Lane:
        """Put a path on the axis, and what is left beside it, the shortest nearest."""
        lane = _Lane(dict.fromkeys(spine, 0.0))
        lane.rects = [self._rect(key) for key in spine]
        items: list[tuple[float, float, Edge | list[str]]] = []
        for source, target in self._past(spine):
            items.append((self._right(source), self.x[target], (source, target)))
        for group in self._groups(keys, set(spine)):
            self._centre(group, set(spine))
            items.append((*self._span(group), group))
        for left, right, item in sorted(items, key=lambda item: item[1] - item[0]):
            if isinstance(item, tuple):
                top = min(r.top for r in _over(lane.rects, left, right)) - _LANE
                lane.arcs[item] = top
                lane.rects.append(Box(left, top - 3, right, top + 3))
            else:
                branch = self._lane(item, self.spine(item))
                self._attach(lane, branch, left, right, item)
        return lane

    def _rect(self, key: str) -> Box:
        piece = self.pieces[key]
        return Box(self.x[key], -piece.up, self._right(key), piece.down)

    def _past(self, spine: list[str]) -> list[Edge]:
        """Return what leads past pieces of a path to a later one."""
        at = {key: index for index, key in enumerate(spine)}
        return [
            (source, target)
            for source, target in self.edges
            if source in at and target in at and at[target] - at[source] > 1
        ]

    def _groups(self, keys: list[str], spine: set[str]) -> list[list[str]]:
        """Return what is left beside a path, sorted into what hangs together."""
        rest = nx.Graph()
        rest.add_nodes_from(key for key in keys if key not in spine)
        rest.add_edges_from(
            edge for edge in self.edges if rest.has_node(edge[0]) and rest.has_node(edge[1])
        )
        return [[key for key in keys if key in found] for found in nx.connected_components(rest)]

    def _centre(self, group: list[str], spine: set[str]) -> None:
        """Move a branch into the middle of its room; one that begins by itself to where it is needed."""
        inside = set(group)
        rooms = [
            self.x[target] - GAP - self._right(key)
            for key in group
            for target in self.after[key]
            if target not in inside
        ]
        if not rooms:
            return
        begins = not any(each not in inside for key in group for each in self.before[key])
        shift = max(0.0, min(rooms)) / (1 if begins else 2)
        for key in group:
            self.x[key] += shift

    def _span(self, group: list[str]) -> tuple[float, float]:
        """Return from where to where a branch and the lines to it reach."""
        lefts = [self._right(each) for key in group for each in self.before[key]]
        rights = [self.x[each] for key in group for each in self.after[key]]
        left = min([*lefts, *(self.x[key] for key in group)])
        return left, max([*rights, *(self._right(key) for key in group)])

    def _attach(
        self, lane: _Lane, branch: _Lane, left: float, right: float, group: list[str]
    ) -> None:
        """Put a branch above or below, whichever is nearer; what does not come back goes below."""
        rects = [*branch.rects, Box(left, -3, right, 3)]
        above = min((_above(lane.rects, rect) for rect in rects), default=0.0)
        below = max((_below(lane.rects, rect) for rect in rects), default=0.0)
        inside = set(group)
        returns = any(each not in inside for key in group for each in self.after[key])
        by = above if returns and -above <= below else below
        lane.axes.update({key: axis + by for key, axis in branch.axes.items()})
        lane.arcs.update({edge: top + by for edge, top in branch.arcs.items()})
        lane.rects += [rect.moved(0, by) for rect in rects]
        for key in group:
            self._joins.update((key, each) for each in self.after[key] if each not in inside)

    # ------------------------------------------------------------ lines

    def _route(self, source: str, target: str) -> Connector:
        start, end = self.pieces[source], self.pieces[target]
        x, y = self.x[source] + start.exit, self.axes[source]
        to, level = self.x[target] + end.entry, self.axes[target]
        out, back = self._right(source) + _BUS, self.x[target] - _BUS
        points: tuple[tuple[float, float], ...] = (x, y), (out, y), (out, level), (to, level)
        if (source, target) in self._arcs:
            top = self._arcs[source, target]
            points = (x, y), (out, y), (out, top), *_down(end, to, back, top, level)
        elif y == level:
            points = (x, y), (to, level)
        elif (source, target) in self._joins:
            points = (x, y), *_down(end, to, back, y, level)
        return Connector(points, end.arrow)


def _down(
    end: Piece, to: float, back: float, height: float, level: float
) -> tuple[tuple[float, float], ...]:
    """Return how a line from another height ends: in a circle from above or below, in a box from the left."""
    if end.circle:
        middle = to + end.circle
        tip = level - end.circle if height < level else level + end.circle
        return (middle, height), (middle, tip)
    return (back, height), (back, level), (to, level)


def _over(rects: list[Box], left: float, right: float) -> list[Box]:
    return [rect for rect in rects if rect.left < right and left < rect.right] or rects[:1]


def _above(rects: list[Box], rect: Box) -> float:
    """Return how far something must go up to stand above everything."""
    near = _over(rects, rect.left, rect.right)
    return min(other.top for other in near) - _LANE - rect.bottom


def _below(rects: list[Box], rect: Box) -> float:
    near = _over(rects, rect.left, rect.right)
    return max(other.bottom for other in near) + _LANE - rect.top
