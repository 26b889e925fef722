"""Finds free places for cards near the one that is wanted, and moves others to make room. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from canvas.geometry.boxes import GRID, HEIGHT, RANK_GAP, SIDE_GAP, WIDTH, Box, around, snapped
from canvas.geometry.places import Places

Shift = tuple[float, float]

LEAST_GAP = GRID
"""Least distance of two cards: a wire can pass between them."""
_NEARLY = 0.5
"""Less than that is no overlap: files keep a hundredth of a pixel."""
_STEEP = 3.0
"""How much farther a place counts that is higher or lower than the one that is wanted."""
_MOST = 24
"""Cards and pieces of wires nearby whose sides are tried before all simply goes in one direction."""


def is_free(
    places: Places,
    boxes: Iterable[Box],
    shift: Shift = (0.0, 0.0),
    gaps: Shift = (LEAST_GAP, LEAST_GAP),
) -> bool:
    """Tell whether cards fit among what is there, with gaps across and down."""
    (dx, dy), across, down = shift, gaps[0] - _NEARLY, gaps[1] - _NEARLY
    return not any(
        places.near(Box(x0 + dx - across, y0 + dy - down, x1 + dx + across, y1 + dy + down))
        for x0, y0, x1, y1 in boxes
    )


def free_shift(
    places: Places, boxes: Sequence[Box], gaps: Shift, step: float = GRID, weight: float = _STEEP
) -> Shift:
    """Return by how much cards move together so that they fit: the least that was found.

    Args:
        places: what is there already.
        boxes: where the cards are wanted.
        gaps: the distance to what they make way for, across and down.
        step: shifts are multiples of it, in scene pixels; 0 for any.
        weight: how much farther a place counts that is higher or lower than the one that is wanted.
    """
    if is_free(places, boxes):
        return 0.0, 0.0
    found = _candidates(places, boxes, gaps, step, weight)
    for wanted in dict.fromkeys((gaps, (LEAST_GAP, LEAST_GAP))):
        for shift in found:
            if is_free(places, boxes, shift, wanted):
                return shift
    slides = [
        _slide(places, boxes, gaps, direction) for direction in ((1, 0), (0, 1), (-1, 0), (0, -1))
    ]
    return min(slides, key=lambda shift: abs(shift[0]) + weight * abs(shift[1]))


def _candidates(
    places: Places, boxes: Sequence[Box], gaps: Shift, step: float, weight: float
) -> list[Shift]:
    """Return shifts that clear something in the way, the shortest first."""
    reach = around(boxes)
    x, y = reach.centre
    hit = [places.boxes[key] for key in places.near(reach.grown(2 * WIDTH))]
    hit = sorted(hit, key=lambda box: (box.distance(x, y), box))[:_MOST]
    across, down = {0.0}, {0.0}
    # Of many cards only their common outline counts: else there would be too many places to look at.
    for box in boxes if len(boxes) * len(hit) < 2 * _MOST else [reach]:
        for other in hit:
            across.add(_out(other.right + gaps[0] - box.left, step))
            across.add(_out(other.left - gaps[0] - box.right, step))
            down.add(_out(other.bottom + gaps[1] - box.top, step))
            down.add(_out(other.top - gaps[1] - box.bottom, step))
    found = [(dx, dy) for dx in across for dy in down]
    return sorted(found, key=lambda d: (abs(d[0]) + weight * abs(d[1]), -d[0], -d[1]))


def _out(distance: float, step: float) -> float:
    """Return the next step that is not shorter."""
    if not step:
        return distance
    length = math.ceil(abs(distance) / step - 1e-6) * step
    return length if distance > 0 else -length


def _slide(places: Places, boxes: Sequence[Box], gaps: Shift, direction: tuple[int, int]) -> Shift:
    """Return how far cards go in one direction until they fit."""
    dx = dy = 0.0
    for _ in range(len(places.boxes) + 1):
        hit = [
            (box.moved(dx, dy), places.boxes[key])
            for box in boxes
            for key in places.near(box.moved(dx, dy).grown(LEAST_GAP - _NEARLY))
        ]
        if not hit:
            break
        if direction[0]:
            by = [
                o.right + gaps[0] - b.left if direction[0] > 0 else b.right + gaps[0] - o.left
                for b, o in hit
            ]
            dx += direction[0] * _out(max(by), GRID)
        else:
            by = [
                o.bottom + gaps[1] - b.top if direction[1] > 0 else b.bottom + gaps[1] - o.top
                for b, o in hit
            ]
            dy += direction[1] * _out(max(by), GRID)
    return dx, dy


def pushed(places: Places, start: Iterable[str], shift: Shift, fixed: set[str]) -> dict[str, Box]:
    """Return the boxes of cards that move, and of all that they push before them.

    Args:
        places: where everything is; it is left alone.
        start: the cards that move.
        shift: by how much, across or down.
        fixed: cards that stay.
    """
    found: dict[str, Box] = {}
    waiting = [key for key in start if key not in fixed]
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found[key] = box = places.boxes[key].moved(*shift)
        hit = places.near(box.grown(LEAST_GAP - _NEARLY))
        waiting += [other for other in hit if other not in found and other not in fixed]
    return found


def below(places: Places, block_id: str, width: float = WIDTH) -> tuple[float, float]:
    """Return the place of a card below a block, in line with it."""
    box = places.boxes[block_id]
    return snapped(box.centre[0] - width / 2), box.bottom + RANK_GAP


def on_wire(source: Box, target: Box, count: int = 1) -> tuple[float, float]:
    """Return the place of the first of some cards that are put on a wire, below its source.

    Args:
        source: the card where the wire begins.
        target: the card where it ends.
        count: how many cards go there, one below the other.
    """
    needed = count * HEIGHT + (count - 1) * RANK_GAP
    space = target.top - source.bottom
    gap = RANK_GAP if space < needed + 2 * RANK_GAP else (space - needed) / 2
    straight = abs(source.centre[0] - target.centre[0]) < WIDTH / 2
    x = source.centre[0] if straight else (source.centre[0] + target.centre[0]) / 2
    return snapped(x - WIDTH / 2), snapped(source.bottom + gap)


def lacking(source: Box, target: Box, count: int, top: float) -> float:
    """Return by how much a target goes down, so that some cards fit above it; 0 where they do.

    A target that lies above its source stays: nothing could be between them.
    """
    bottom = top + count * HEIGHT + (count - 1) * RANK_GAP
    room = bottom + RANK_GAP - target.top
    if room <= 0 or target.bottom <= source.top:
        return 0.0
    return math.ceil(room / GRID) * GRID


def spread(cards: Mapping[str, Box]) -> dict[str, Box]:
    """Return cards so that none lies on another, each as near to its place as those before it allow."""
    places = Places()
    for key, box in sorted(cards.items(), key=lambda item: (item[1].top, item[1].left, item[0])):
        shift = free_shift(places, [box], (SIDE_GAP, RANK_GAP))
        places.put(key, box.moved(*shift))
    return dict(places.boxes)
