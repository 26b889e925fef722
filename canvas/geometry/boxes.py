"""Sizes and places of cards and ports. No Qt: the layout and the tests use it as well.

All lengths are scene pixels, which are screen pixels at 100 %. A position is a card's top left corner.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

WIDTH = 220.0
HEIGHT = 50.0
GRID = 10.0
RADIUS = 6.0
"""Corner radius of a card."""
BAR = 4.0
"""Width of the category's colour bar."""
PORT = 4.5
"""Radius of a port."""
NUMBERED_PORT = 7.0
"""Radius of a port with a number in it."""
PORT_GAP = 24.0
OUTSIDE = 12.0
"""How far shadow, ports and badge may stick out of a card."""
RANK_GAP = 50.0
"""Vertical space between two ranks: room for a pill and a bend."""
SIDE_GAP = 40.0
"""Horizontal space between neighbours."""


class Box(NamedTuple):
    """A rectangle in scene pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, margin: float) -> Box:
        """Return the box with a margin on all sides."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def moved(self, dx: float, dy: float) -> Box:
        """Return the box farther to the right and down."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def distance(self, x: float, y: float) -> float:
        """Return how far a point is outside, across and down together; 0 inside."""
        across = max(self.left - x, x - self.right, 0.0)
        return across + max(self.top - y, y - self.bottom, 0.0)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all; boxes must not be empty."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def port_offsets(count: int, spare: bool = False) -> tuple[float, ...]:
    """Return the ports' distances from the middle of a card's edge.

    Args:
        count: number of ports, the spare one included.
        spare: the last port is the spare one: it stands aside, so that the others stay centred.
    """
    centred = count - 1 if spare else count
    first = -(centred - 1) / 2 * PORT_GAP
    return tuple(first + index * PORT_GAP for index in range(count))


def card_width(inputs: Sequence[float], outputs: Sequence[float] = ()) -> float:
    """Return the width of a card with ports at these offsets; its half stays on the grid."""
    reach = max((abs(offset) for offset in (*inputs, *outputs)), default=0.0)
    return max(WIDTH, math.ceil((2 * reach + PORT_GAP) / (2 * GRID)) * 2 * GRID)


def snapped(value: float) -> float:
    """Return the nearest place on the grid."""
    return round(value / GRID) * GRID
