"""The route of a wire: cubic curves, one after the other. No Qt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from canvas.geometry.boxes import Box

Point = tuple[float, float]

_COARSE = 24
"""Pieces of a bend at most where only its surroundings matter."""
_FINE, _MOST = 12.0, 96
"""Length of the pieces in which a bend is looked at, in scene pixels, and how many at most."""


@dataclass(frozen=True, slots=True)
class Route:
    """Cubic curves, one after the other.

    Attributes:
        points: the start, then two handles and an end for every curve, in scene pixels.
        spot: where a label stands; ``None`` for the middle.
        bare: there is no room for a label beside the cards.
        rough: it passes behind cards: no simple route was free, and no other was looked for yet.
    """

    points: tuple[Point, ...]
    spot: Point | None = None
    bare: bool = False
    rough: bool = False

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
        return self.spot or self.at(self.curves // 2, 0.5)

    @property
    def bounds(self) -> Box:
        """A box around everything."""
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def labelled(self, spot: Point | None) -> Route:
        """Return the route with its label elsewhere, or with none."""
        return replace(self, spot=spot, bare=spot is None)

    def pieces(self) -> Iterator[Box]:
        """Yield flat boxes along the route: one for a straight curve, several for a bend."""
        for curve in range(self.curves):
            a, b, c, d = self.points[curve * 3 : curve * 3 + 4]
            straight = a[0] == b[0] == c[0] == d[0] or a[1] == b[1] == c[1] == d[1]
            steps = 1 if straight else max(4, min(_COARSE, int(abs(a[1] - d[1]) / 40)))
            before = a
            for step in range(1, steps + 1):
                (x0, y0), (x1, y1) = before, self.at(curve, step / steps)
                yield Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)).grown(0.5)
                before = x1, y1

    def crosses(self, boxes: Sequence[Box]) -> bool:
        """Tell whether the route passes through one of some boxes."""
        return next(self.hits(boxes), None) is not None

    def hits(self, boxes: Sequence[Box]) -> Iterator[Box]:
        """Yield the boxes that the route passes through; one for each curve that does."""
        if not boxes:
            return
        for curve in range(self.curves):
            points = self.points[curve * 3 : curve * 3 + 4]
            (xs, ys) = zip(*points, strict=True)
            whole = Box(min(xs), min(ys), max(xs), max(ys))
            near = [box for box in boxes if whole.meets(box)]
            if near and (whole.left == whole.right or whole.top == whole.bottom):
                yield from near
            elif near:
                yield from _met(near, points, whole)


def _met(boxes: Sequence[Box], points: Sequence[Point], whole: Box) -> Iterator[Box]:
    """Yield the boxes that a curve passes through; it is looked at in straight pieces."""
    length = whole.right - whole.left + whole.bottom - whole.top
    steps = max(6, min(_MOST, int(length / _FINE)))
    xs, ys = _along([x for x, _ in points], steps), _along([y for _, y in points], steps)
    falls = points[0][1] <= points[1][1] <= points[2][1] <= points[3][1]
    for box in boxes:
        first, last = 0, steps
        if falls:  # so are the places along it in order
            first, last = max(bisect_right(ys, box.top) - 1, 0), bisect_left(ys, box.bottom)
        for at in range(first, min(last, steps)):
            if _cuts(box, xs[at], ys[at], xs[at + 1], ys[at + 1]):
                yield box
                break


def _cuts(box: Box, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Tell whether a straight piece passes through a box.

    Source: Liang, Barsky, A new concept and method for line clipping (ACM Transactions on Graphics 3, 1984).
    """
    if (x0 <= box.left and x1 <= box.left) or (x0 >= box.right and x1 >= box.right):
        return False
    if (y0 <= box.top and y1 <= box.top) or (y0 >= box.bottom and y1 >= box.bottom):
        return False
    dx, dy, enters, leaves = x1 - x0, y1 - y0, 0.0, 1.0
    for step, room in (
        (-dx, x0 - box.left),
        (dx, box.right - x0),
        (-dy, y0 - box.top),
        (dy, box.bottom - y0),
    ):
        if step < 0:
            enters = max(enters, room / step)
        elif step > 0:
            leaves = min(leaves, room / step)
    return enters < leaves


def _along(ends: Sequence[float], steps: int) -> list[float]:
    """Return one coordinate of points along a curve."""
    a, b, c, d = ends
    third, second, first = d - a + 3 * (b - c), 3 * (a - 2 * b + c), 3 * (b - a)
    shares = [step / steps for step in range(steps + 1)]
    return [((third * t + second) * t + first) * t + a for t in shares]
