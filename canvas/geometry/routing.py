"""The route of a wire: a smooth curve from an output down to an input, around the cards in between. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from canvas.geometry.boxes import WIDTH, Box
from canvas.geometry.detour import detour
from canvas.geometry.route import Point, Route

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
_PILL = 22.0
"""Height of a pill in scene pixels."""
_LEAST = 24.0
"""How far a wire goes straight at least before it turns, in scene pixels."""
_MARGINS = (24.0, 12.0, _CLEAR)
"""Distances from cards that are tried one after the other where no simple route is free, in scene pixels."""
_LANES = 5
"""How many lanes farther and farther out are tried."""
_AREA = 300.0
_MANY = 120
"""How far around a wire cards are looked at for that, in scene pixels, and how many at most."""
_STRIDE, _STRIDES = 14.0, 40
"""Distance of the places at which a label may stand, in scene pixels, and how many at most on one curve."""


def plain(start: Point, end: Point) -> Route:
    """Return one curve that leaves downwards and arrives from above."""
    rise = end[1] - start[1]
    handle = max(rise * 0.5, _LEAST) if rise >= 0 else min(60.0 - rise * 0.3, 180.0)
    return Route(
        (start, (start[0], start[1] + handle), (end[0], end[1] - handle), end),
    )


def route_between(
    start: Point,
    end: Point,
    obstacles: Obstacles,
    own: Sequence[Box] = (),
    quick: bool = False,
) -> Route:
    """Return the route from an output to an input: around all cards, with its label beside them.

    Args:
        start: the output port.
        end: the input port.
        obstacles: gives the cards in a box, without the two that are wired.
        own: those two.
        quick: look for simple routes alone: for wires that follow the mouse, and for many at once.
    """
    rise, direct = end[1] - start[1], plain(start, end)
    if rise < 0 and abs(end[0] - start[0]) < WIDTH:
        routes = [_back_up(start, end, own, 1), _back_up(start, end, own, -1)]
    else:
        hit = _hits(direct, obstacles)
        # A route that falls all the time leaves its own cards alone.
        if not hit and (rise >= 2 * _LEAST or not direct.crosses(_inner(own))):
            return _with_label(direct, obstacles, own)
        routes = [direct]
        if hit and rise >= 2 * _BEND:
            routes = [_around(start, end, _lane(start, end, hit, obstacles))]
    for route in routes:
        if route is not direct and _is_clear(route, obstacles, own):
            return _with_label(route, obstacles, own)
    if quick:
        return replace(routes[-1], rough=True)
    found = _detour(start, end, obstacles, own)
    return _with_label(found or routes[-1], obstacles, own)


def _hits(route: Route, obstacles: Obstacles, margin: float = _CLEAR - 1) -> list[Box]:
    """Return the foreign cards that a route comes too near to."""
    near = obstacles(route.bounds.grown(_CLEAR))
    grown = {box.grown(margin): box for box in near}
    return [grown[box] for box in route.hits(list(grown))]


def _inner(own: Sequence[Box]) -> list[Box]:
    return [box.grown(-1) for box in own]


def _is_clear(route: Route, obstacles: Obstacles, own: Sequence[Box]) -> bool:
    """Tell whether a route passes by all cards, also by those that it joins."""
    return not _hits(route, obstacles) and not route.crosses(_inner(own))


def _detour(start: Point, end: Point, obstacles: Obstacles, own: Sequence[Box]) -> Route | None:
    """Look for any route at all: with much room first, and among the cards nearby."""
    (x0, x1), (y0, y1) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    for wide in (1.0, 4.0):
        area = Box(x0, y0, x1, y1).grown(_AREA * wide)
        around = obstacles(area)
        if len(around) > _MANY:
            return None
        for margin in _MARGINS:
            found = detour(start, end, [*around, *own], margin)
            if found and not _hits(found, obstacles, _CLEAR - 2):  # its corners are cut
                return found
    return None


def _with_label(route: Route, obstacles: Obstacles, own: Sequence[Box]) -> Route:
    """Let the label stand where no card is in its way, as near to the middle as can be; else there is none."""

    def is_free(spot: Point, half: float) -> bool:
        pill = Box(spot[0] - half, spot[1] - _PILL / 2, spot[0] + half, spot[1] + _PILL / 2)
        return not any(pill.meets(box) for box in own) and not obstacles(pill)

    if is_free(route.middle, _PILL_ROOM - _CLEAR):
        return route
    middle = route.curves / 2
    places = [(curve, share) for curve in range(route.curves) for share in _shares(route, curve)]
    places.sort(key=lambda place: abs(place[0] + place[1] - middle))
    for half in (_PILL_ROOM - _CLEAR, _PILL_ROOM / 2):
        for place in places:
            if is_free(spot := route.at(*place), half):
                return route.labelled(spot)
    return route.labelled(None)


def _shares(route: Route, curve: int) -> list[float]:
    (x0, y0), (x1, y1) = route.points[curve * 3], route.points[curve * 3 + 3]
    steps = max(2, min(_STRIDES, int((abs(x1 - x0) + abs(y1 - y0)) / _STRIDE)))
    return [step / steps for step in range(1, steps)]


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
    for _ in range(_LANES):
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


def _back_up(start: Point, end: Point, own: Sequence[Box], side: int) -> Route:
    """Return the route to a target above: out below, up beside both cards, in from above."""
    (x0, y0), (x1, y1) = start, end
    sides = [box.right if side > 0 else box.left for box in own]
    sides = sides or [x + side * WIDTH / 2 for x in (x0, x1)]
    lane = (max(sides) if side > 0 else min(sides)) + side * _PILL_ROOM
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
