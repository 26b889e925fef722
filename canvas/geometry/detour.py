"""A route for a wire where no simple one is free: level and upright pieces around all cards. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

from canvas.geometry.boxes import Box
from canvas.geometry.route import Point, Route

_BEND = 60.0
"""The cost of a corner, in pixels of length: few corners are easier to follow than a short route."""
_MOST = 12_000
"""Steps after which the search is given up."""
_ROUND = 14.0
"""Radius of a corner where there is room, in scene pixels."""
_KAPPA = 0.55
"""How far the handles of a quarter of a circle reach, in radii."""

Node = tuple[int, int]
State = tuple[int, int, bool]
"""Column, row, and whether the wire comes along its row."""


def detour(start: Point, end: Point, boxes: Sequence[Box], margin: float) -> Route | None:
    """Return a route from an output to an input that keeps away from boxes; ``None`` where none is found.

    Source: Wybrow, Marriott, Stuckey, Orthogonal connector routing (Graph Drawing 2009): the shortest route with the
    fewest bends is found on the lines along the sides of what is in the way.

    Args:
        start: the output port.
        end: the input port.
        boxes: all cards around, the two that are wired as well.
        margin: distance from all of them, in scene pixels.
    """
    solid = [box.grown(margin) for box in boxes]
    first, last = (start[0], start[1] + margin), (end[0], end[1] - margin)
    if any(_inside(box, *point) for box in solid for point in (first, last)):
        return None
    grid = _Grid(first, last, solid)
    path = grid.search()
    return _rounded([start, *path, end], min(_ROUND, margin)) if path else None


def _inside(box: Box, x: float, y: float) -> bool:
    return box.left < x < box.right and box.top < y < box.bottom


class _Grid:
    """The lines that a route may take, and which of their pieces are free."""

    def __init__(self, first: Point, last: Point, solid: Sequence[Box]) -> None:
        sides = [side for box in solid for side in (box.left, box.right)]
        levels = [level for box in solid for level in (box.top, box.bottom)]
        self.xs = sorted({first[0], last[0], *sides})
        self.ys = sorted({first[1], last[1], *levels})
        self.column = {x: index for index, x in enumerate(self.xs)}
        self.row = {y: index for index, y in enumerate(self.ys)}
        self.first = self.column[first[0]], self.row[first[1]]
        self.last = self.column[last[0]], self.row[last[1]]
        self.level: set[Node] = set()  # pieces to the right of a node that are not free
        self.upright: set[Node] = set()  # pieces below a node
        for box in solid:
            self._block(box)

    def _block(self, box: Box) -> None:
        left, right = self.column[box.left], self.column[box.right]
        top, bottom = self.row[box.top], self.row[box.bottom]
        self.level.update((i, j) for i in range(left, right) for j in range(top + 1, bottom))
        self.upright.update((i, j) for i in range(left + 1, right) for j in range(top, bottom))

    def search(self) -> list[Point]:
        """Return the corners of the best route; empty where there is none."""
        start = (*self.first, False)
        best: dict[State, float] = {start: 0.0}
        before: dict[State, State] = {}
        waiting: list[tuple[float, State]] = [(self._left(start), start)]
        for _ in range(_MOST):
            if not waiting:
                break
            _, state = heappop(waiting)
            if state[:2] == self.last and not state[2]:
                return self._path(state, before)
            for after, cost in self._steps(state):
                total = best[state] + cost
                if total < best.get(after, float("inf")):
                    best[after], before[after] = total, state
                    heappush(waiting, (total + self._left(after), after))
        return []

    def _left(self, state: State) -> float:
        """Return the least that is still to be paid."""
        x, y = self.xs[self.last[0]], self.ys[self.last[1]]
        return abs(self.xs[state[0]] - x) + abs(self.ys[state[1]] - y)

    def _steps(self, state: State) -> list[tuple[State, float]]:
        i, j, level = state
        found: list[tuple[State, float]] = [((i, j, not level), _BEND)]
        if level:
            if i + 1 < len(self.xs) and (i, j) not in self.level:
                found.append(((i + 1, j, True), self.xs[i + 1] - self.xs[i]))
            if i and (i - 1, j) not in self.level:
                found.append(((i - 1, j, True), self.xs[i] - self.xs[i - 1]))
        else:
            if j + 1 < len(self.ys) and (i, j) not in self.upright:
                found.append(((i, j + 1, False), self.ys[j + 1] - self.ys[j]))
            if j and (i, j - 1) not in self.upright:
                found.append(((i, j - 1, False), self.ys[j] - self.ys[j - 1]))
        return found

    def _path(self, state: State, before: dict[State, State]) -> list[Point]:
        states = [state]
        while states[-1] in before:
            states.append(before[states[-1]])
        return [(self.xs[i], self.ys[j]) for i, j, _ in reversed(states)]


def _rounded(path: Sequence[Point], radius: float) -> Route:
    """Return a route along level and upright lines as curves, its corners rounded."""
    corners = _corners(path)
    points: list[Point] = [corners[0]]
    for at in range(1, len(corners) - 1):
        before, corner, after = corners[at - 1 : at + 2]
        turn = min(radius, _length(before, corner) / 2, _length(corner, after) / 2)
        begin, end = _toward(corner, before, turn), _toward(corner, after, turn)
        _straight(points, begin)
        handle = turn * (1 - _KAPPA)
        points += [_toward(corner, before, handle), _toward(corner, after, handle), end]
    _straight(points, corners[-1])
    return Route(tuple(points))


def _corners(path: Sequence[Point]) -> list[Point]:
    """Leave out points on a straight line, and those that come twice."""
    found: list[Point] = []
    for point in path:
        if found and found[-1] == point:
            continue
        while len(found) > 1 and (
            found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]
        ):
            found.pop()
        found.append(point)
    return found


def _straight(points: list[Point], end: Point) -> None:
    (x0, y0), (x1, y1) = points[-1], end
    dx, dy = (x1 - x0) / 3, (y1 - y0) / 3
    # The very same numbers where a line is level or upright: it is known by that.
    points += [(x0 + dx if dx else x0, y0 + dy if dy else y0)]
    points += [(x1 - dx if dx else x1, y1 - dy if dy else y1), end]


def _length(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _toward(start: Point, end: Point, length: float) -> Point:
    """Return a point of a level or upright line, so far from its start."""
    (x0, y0), (x1, y1) = start, end
    if x0 == x1:
        return x0, y0 + (length if y1 > y0 else -length)
    return x0 + (length if x1 > x0 else -length), y0
