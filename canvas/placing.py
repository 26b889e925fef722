"""Where new blocks go, and how room is made for them. No Qt."""

from __future__ import annotations

import networkx as nx

from blocks.commands import move_blocks
from blocks.document import Document
from blocks.edits import Edit
from blocks.graph import MODEL, Position, Wire
from canvas.geometry import GRID, HEIGHT, RANK_GAP, SIDE_GAP, WIDTH, Box, snapped
from canvas.places import Places


def free_place(places: Places, x: float, y: float, width: float = WIDTH) -> Position:
    """Return a free place for a card at this one or to its right, on the grid.

    Args:
        places: where the cards are.
        x: left edge that is wanted, in scene pixels.
        y: top edge that is wanted, in scene pixels.
        width: the card's width.
    """
    x, y = snapped(x), snapped(y)
    for _ in range(1000):
        hit = places.near(Box(x, y, x + width, y + HEIGHT).grown(GRID))
        if not hit:
            break
        x = snapped(max(places.boxes[key].right for key in hit) + SIDE_GAP)
    return x, y


def below(places: Places, block_id: str) -> Position:
    """Return a free place for a card below a block, in line with it."""
    box = places.boxes[block_id]
    return free_place(places, box.centre[0] - WIDTH / 2, box.bottom + RANK_GAP)


def on_wire(places: Places, wire: Wire) -> Position:
    """Return the place of a card that is put on a wire: below its source, on the way to its target."""
    source, target = places.boxes[wire.source], places.boxes[wire.target]
    space = target.top - source.bottom
    y = source.bottom + (RANK_GAP if space < HEIGHT + 2 * RANK_GAP else (space - HEIGHT) / 2)
    straight = abs(source.centre[0] - target.centre[0]) < WIDTH / 2
    x = source.centre[0] if straight else (source.centre[0] + target.centre[0]) / 2
    return snapped(x - WIDTH / 2), snapped(y)


def make_room(
    document: Document, places: Places, wire: Wire, top: float, graph: str = MODEL
) -> list[Edit]:
    """Move what follows a wire down, so that a card put on the wire at ``top`` fits above its target."""
    target = places.boxes[wire.target]
    lacking = top + HEIGHT + RANK_GAP - target.top
    if lacking <= 0 or target.bottom <= places.boxes[wire.source].top:
        return []
    network = document.graph(graph).network
    following = {wire.target} | nx.descendants(network, wire.target)
    shift = snapped(lacking + GRID / 2)
    positions = document.graph(graph).positions
    lower = {key: positions[key] for key in following if positions[key][1] >= target.top}
    return move_blocks(document, {key: (x, y + shift) for key, (x, y) in lower.items()}, graph)
