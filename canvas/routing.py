"""The way a wire takes: a smooth curve from an output down to an input, around the cards in between. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from canvas.geometry import WIDTH, Box

Point = tuple[float, float]
Obstacles = Callable[[Box], list[Box]]
"""Gives the cards that share area with a box, without the two that are wired."""

_BEND = 44.0
"""Height in which a wire turns into its lane, in scene pixels: less than the space between two ranks."""
_CLEAR = 5.0
"""Distance that a wire keeps from foreign cards, in scene pixels."""
_TURN = 60.0
"""How far a wire swings out that turns back up, in scene pixels."""
_PILL_ROOM = 48.0
"""Distance of a lane from the cards beside it, in scene pixels: half a pill, and some."""


@dataclass(frozen=True, slots=True)
class Route:
    """Cubic curves, one after the other.

    Attributes:
        points: the start, then two handles and an end for every curve, in scene pixels.
    """

    points: tuple[Point, ...]

    def at(self, curve: int, t: float) -> Point:
        """Return a point on one of the curves; ``t`` runs from 0 to 1."""
        a, b, c, d = self.points[curve * 3 : curve * 3 + 4]
        u = 1 - t
        k0, k1, k2, k3 = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        return (
            k0 * a[0] + k1 * b[0] + k2 * c[0] + k3 * d[0],
            k0 * a[1] + k1 * b[1] + k2 * c[1] + k3 * d[1],
        )

    @property
    def curves(self) -> int:
        """Number of curves."""
        return (len(self.points) - 1) // 3

    @property
    def middle(self) -> Point:
        """The point where a label stands."""
        return self.at(self.curves // 2, 0.5)

    @property
    def bounds(self) -> Box:
        """A box around everything."""
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def moved(self, dx: float, dy: float) -> Route:
        """Return the route at another place."""
        return Route(tuple((x + dx, y + dy) for x, y in self.points))


def plain(start: Point, end: Point) -> Route:
    """Return one curve that leaves downwards and arrives from above."""
    rise = end[1] - start[1]
    handle = max(rise * 0.5, 24.0) if rise >= 0 else min(60.0 - rise * 0.3, 180.0)
    return Route(
        (start, (start[0], start[1] + handle), (end[0], end[1] - handle), end),
    )


def route(start: Point, end: Point, obstacles: Obstacles) -> Route:
    """Return the way from an output to an input.

    Args:
        start: the output port.
        end: the input port.
        obstacles: gives the cards in a box.
    """
    if end[1] < start[1] and abs(end[0] - start[0]) < WIDTH:
        return _back_up(start, end)
    direct = plain(start, end)
    if end[1] - start[1] < 2 * _BEND:
        return direct
    hit = [box for box in obstacles(direct.bounds.grown(_CLEAR)) if _crosses(direct, box)]
    if not hit:
        return direct
    return _around(start, end, _lane(start, end, hit, obstacles))


def _crosses(direct: Route, box: Box) -> bool:
    grown = box.grown(_CLEAR)
    steps = max(8, min(64, int((direct.points[-1][1] - direct.points[0][1]) / 20)))
    return any(grown.holds(*direct.at(0, step / steps)) for step in range(1, steps))


def _lane(start: Point, end: Point, hit: Sequence[Box], obstacles: Obstacles) -> float:
    """Return the x of the vertical lane that a wire takes past the cards in its way.

    Its own column is best, or that of its target; else the nearest free one beside what is in the way.
    """
    bend = min(_BEND, (end[1] - start[1]) / 3)
    for lane, turn in ((start[0], end[1] - bend), (end[0], start[1])):
        upright = Box(lane - _CLEAR, start[1] + 1, lane + _CLEAR, end[1] - 1)
        level = Box(min(start[0], end[0]), turn + 4, max(start[0], end[0]), turn + bend - 4)
        if not obstacles(upright) and not obstacles(level):
            return lane
    middle = (start[0] + end[0]) / 2
    between = _between(start, end, hit, obstacles)
    if between:
        return min(between, key=lambda lane: (abs(lane - middle), lane))
    right, left = _beside(start, end, hit, obstacles, 1), _beside(start, end, hit, obstacles, -1)
    lean = 8.0 if end[0] >= start[0] else -8.0
    return right if right - middle <= middle - left + lean else left


def _between(start: Point, end: Point, hit: Sequence[Box], obstacles: Obstacles) -> list[float]:
    """Return the free lanes between two cards in the way that leave room for a pill."""
    top, bottom = start[1] + _BEND / 2, end[1] - _BEND / 2
    row = sorted(hit)
    middles = [
        (left.right + right.left) / 2
        for left, right in pairwise(row)
        if right.left - left.right >= 2 * _PILL_ROOM
    ]
    return [
        lane
        for lane in middles
        if not obstacles(Box(lane - _PILL_ROOM, top, lane + _PILL_ROOM, bottom))
    ]


def _beside(start: Point, end: Point, hit: Sequence[Box], obstacles: Obstacles, side: int) -> float:
    """Return the nearest free lane on one side; long wires keep outside of short ones."""
    pad = _PILL_ROOM + min(40.0, (end[1] - start[1]) * 0.02)
    top, bottom = start[1] + _BEND / 2, end[1] - _BEND / 2
    met, lane = list(hit), 0.0
    for _ in range(12):
        lane = (
            max(box.right for box in met) + pad if side > 0 else min(box.left for box in met) - pad
        )
        met = obstacles(Box(lane - _CLEAR, top, lane + _CLEAR, bottom))
        if not met:
            break
    return lane


def _around(start: Point, end: Point, lane: float) -> Route:
    bend = min(_BEND, (end[1] - start[1]) / 3)
    (x0, y0), (x1, y1) = start, end
    upper, lower, handle = y0 + bend, y1 - bend, bend * 0.7
    third = (lower - upper) / 3
    return Route(
        (
            (x0, y0),
            (x0, y0 + handle),
            (lane, upper - handle),
            (lane, upper),
            (lane, upper + third),
            (lane, lower - third),
            (lane, lower),
            (lane, lower + handle),
            (x1, y1 - handle),
            (x1, y1),
        )
    )


def _back_up(start: Point, end: Point) -> Route:
    """Return the way to a target above: out below, up beside both cards, in from above."""
    (x0, y0), (x1, y1) = start, end
    lane = max(x0, x1) + WIDTH / 2 + _PILL_ROOM
    third = (y1 - y0) / 3
    return Route(
        (
            (x0, y0),
            (x0, y0 + _TURN),
            (lane, y0 + _TURN),
            (lane, y0 - _TURN / 4),
            (lane, y0 + third),
            (lane, y1 - third),
            (lane, y1 + _TURN / 4),
            (lane, y1 - _TURN),
            (x1, y1 - _TURN),
            (x1, y1),
        )
    )
