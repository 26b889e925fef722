"""Walking the graph by keyboard: up and down along wires, left and right among neighbours. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from blocks.graph.graph import Graph
from canvas.geometry.boxes import HEIGHT
from canvas.geometry.places import Places


def neighbour(
    graph: Graph, places: Places, chosen: Sequence[str], across: int, down: int
) -> str | None:
    """Return the block that a step from the selection leads to, or ``None``.

    Args:
        graph: the graph.
        places: where the cards are.
        chosen: the selected blocks; the first block of all where there is none.
        across: -1 for left, 1 for right.
        down: -1 for up to a source, 1 for down to a target.
    """
    if not chosen:
        order = graph.order()
        return order[0] if order else None
    here = chosen[0]
    if down < 0:
        return next((wire.source for wire in graph.incoming(here)), None)
    if down > 0:
        targets = [wire.target for wire in graph.outgoing(here)]
        return min(targets, key=lambda key: places.boxes[key].left, default=None)
    x, y = places.boxes[here].centre
    beside = [
        (abs(box.centre[0] - x) + 3 * abs(box.centre[1] - y), key)
        for key, box in places.boxes.items()
        if (box.centre[0] - x) * across > HEIGHT / 2 and abs(box.centre[1] - y) < 4 * HEIGHT
    ]
    return min(beside, default=(0.0, None))[1]
