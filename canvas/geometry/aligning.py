"""Alignment: what moves snaps to the middle of its neighbours, or else to the grid. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from canvas.geometry.boxes import Box, snapped


class Guide(NamedTuple):
    """A line that shows what is in line: from (x0, y0) to (x1, y1), in scene pixels."""

    x0: float
    y0: float
    x1: float
    y1: float


def align(box: Box, others: Sequence[Box], reach: float) -> tuple[float, float, list[Guide]]:
    """Return by how much a box moves so that it is in line, and the guides that show it.

    Args:
        box: the box where the pointer has put it.
        others: the boxes around.
        reach: how near is near enough, in scene pixels.
    """
    x, y = box.centre
    columns = [other for other in others if abs(other.centre[0] - x) <= reach]
    rows = [other for other in others if abs(other.centre[1] - y) <= reach]
    dx, dy = snapped(box.left) - box.left, snapped(box.top) - box.top
    guides: list[Guide] = []
    if columns:
        best = min(columns, key=lambda other: (abs(other.centre[0] - x), abs(other.centre[1] - y)))
        dx = best.centre[0] - x
        same = [other for other in columns if abs(other.centre[0] - best.centre[0]) < 0.5]
        nearest = min(same, key=lambda other: abs(other.centre[1] - y))
        guides.append(_upright(best.centre[0], box, nearest))
    if rows:
        best = min(rows, key=lambda other: (abs(other.centre[1] - y), abs(other.centre[0] - x)))
        dy = best.centre[1] - y
        guides.append(_level(best.centre[1], box, best))
    return dx, dy, guides


def _upright(x: float, box: Box, other: Box) -> Guide:
    return Guide(x, min(box.top, other.top) - 12, x, max(box.bottom, other.bottom) + 12)


def _level(y: float, box: Box, other: Box) -> Guide:
    return Guide(min(box.left, other.left) - 12, y, max(box.right, other.right) + 12, y)
