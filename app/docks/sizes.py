"""Limits the room that the docks take, so that the canvas keeps the larger part. Pure arithmetic, in pixels."""

from __future__ import annotations

from typing import NamedTuple

CANVAS_WIDTH, CANVAS_HEIGHT = 0.5, 0.55
"""The share of the window that the canvas keeps."""

FOLDED = 0
"""The size of a dock for which there is no room: it is folded into its strip."""


class Sides(NamedTuple):
    """Widths of the docks at the left and at the right."""

    left: int
    right: int


def fitted_sides(room: int, wanted: Sides, least: Sides, strip: int) -> Sides:
    """Return the widths of the docks at both sides.

    Args:
        room: what both may take together.
        wanted: the widths that they would like.
        least: the widths below which their content is cut.
        strip: the width of a folded dock.

    Returns:
        Widths from ``least`` to ``wanted``, or `FOLDED`: the left one is folded first.
    """
    left, right = (max(one, other) for one, other in zip(wanted, least, strict=True))
    if left + right <= room:
        return Sides(left, right)
    if sum(least) <= room:
        spare, asked = room - sum(least), left + right - sum(least)
        given = least.left + (left - least.left) * spare // asked
        return Sides(given, room - given)
    if least.right + strip <= room:
        return Sides(FOLDED, min(right, room - strip))
    return Sides(FOLDED, FOLDED)


def fitted_bottom(room: int, wanted: int, least: int) -> int:
    """Return the height of the dock at the bottom, from ``least`` to ``wanted``, or `FOLDED`."""
    return min(max(wanted, least), room) if least <= room else FOLDED
