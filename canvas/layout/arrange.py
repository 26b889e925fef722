"""Laying a graph out from top to bottom. No Qt.

Ranks and their order come from fast_sugiyama; places come from here, since real cards differ in size: the longest
chain stands straight, everything else stands as near to its neighbours as the cards beside it allow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from canvas.geometry.boxes import RANK_GAP, SIDE_GAP, WIDTH, snapped
from canvas.layout.columns import columns
from canvas.layout.ports import ordered_for_ports
from canvas.layout.ranks import Edge, Ranks, ranked

Size = tuple[float, float]
Place = tuple[float, float]

_STEEP, _MOST = 0.08, 80.0
"""How much room a wire gets for each pixel across, and how much at most."""
_PART_GAP = 100.0
"""Space between parts of a graph that no wire joins, in scene pixels."""


def arrange(
    sizes: Mapping[str, Size], wires: Iterable[tuple[str, str]], order: Sequence[str]
) -> dict[str, Place]:
    """Return the top left corner of every block.

    Args:
        sizes: width and height of every block, in scene pixels.
        wires: pairs of source and target; those into one target in the order of its ports.
        order: the blocks so that sources come before targets; wires against it are not looked at.

    Returns:
        places in scene pixels, on the grid; the same for the same input.
    """
    number = {key: index for index, key in enumerate(order)}
    port: dict[tuple[int, int], int] = {}
    inputs: dict[int, int] = {}
    for source, target in wires:
        edge = number.get(source, 0), number.get(target, 0)
        if source in number and target in number and edge[0] < edge[1]:
            port.setdefault(edge, inputs.setdefault(edge[1], 0))
            inputs[edge[1]] += 1
    edges = sorted(port)
    size_of = [sizes[key] for key in order]
    parts = [_arrange_part(part, own, port, size_of) for part, own in _parts(len(order), edges)]
    return {order[index]: place for index, place in _side_by_side(parts, size_of).items()}


def _parts(count: int, edges: Sequence[Edge]) -> list[tuple[list[int], list[Edge]]]:  # fmt: skip
    """Split a graph into what hangs together, with the wires of each part."""
    whole = nx.Graph(edges)
    whole.add_nodes_from(range(count))
    parts = sorted(map(sorted, nx.connected_components(whole)))
    part = {node: at for at, nodes in enumerate(parts) for node in nodes}
    inside: list[list[Edge]] = [[] for _ in parts]
    for edge in edges:
        inside[part[edge[0]]].append(edge)
    return list(zip(parts, inside, strict=True))


def _arrange_part(
    nodes: Sequence[int],
    edges: Sequence[Edge],
    port: Mapping[Edge, int],
    sizes: Sequence[Size],
) -> dict[int, Place]:
    """Place one part; its top is at 0."""
    if not edges:
        return {nodes[0]: (0.0, 0.0)}
    ranks = ordered_for_ports(ranked(nodes, edges), port)
    middle = columns(ranks, {node: sizes[node][0] for node in nodes})
    tops = _tops(ranks, middle, sizes)
    # Half a card is a multiple of the grid, so corners land on it as well.
    return {
        node: (snapped(middle[node]) - sizes[node][0] / 2, tops[rank])
        for rank, row in enumerate(ranks.rows)
        for node in row
        if node in ranks.real
    }


def _tops(ranks: Ranks, middle: Mapping[int, float], sizes: Sequence[Size]) -> list[float]:
    """Return the top of every rank: as high as its highest block, with more room below where wires go far across."""
    rank = {node: index for index, row in enumerate(ranks.rows) for node in row}
    widest = [0.0] * len(ranks.rows)
    for source, target in ranks.edges:
        across = abs(middle[source] - middle[target])
        widest[rank[source]] = max(widest[rank[source]], across)
    tops, y = [], 0.0
    for row, across in zip(ranks.rows, widest, strict=True):
        tops.append(y)
        height = max((sizes[node][1] for node in row if node in ranks.real), default=0.0)
        more = min(_STEEP * max(0.0, across - 2 * SIDE_GAP - WIDTH), _MOST)
        y = math.ceil((y + height + RANK_GAP + more) / 10) * 10
    return tops


def _side_by_side(parts: Sequence[Mapping[int, Place]], sizes: Sequence[Size]) -> dict[int, Place]:
    """Put the parts beside each other, in rows where they would get too wide."""
    boxes = [_extent(part, sizes) for part in parts]
    area = sum((width + _PART_GAP) * (height + _PART_GAP) for _, width, height in boxes)
    limit = max([math.sqrt(area) * 1.6, *(width for _, width, _ in boxes)], default=0.0)
    places: dict[int, Place] = {}
    x = y = row_height = 0.0
    for part, (left, width, height) in zip(parts, boxes, strict=True):
        if x and x + width > limit:
            x, y, row_height = 0.0, y + row_height + RANK_GAP, 0.0
        for node, (own_x, own_y) in part.items():
            places[node] = own_x - left + x, own_y + y
        gap = SIDE_GAP if len(part) == 1 else _PART_GAP
        x, row_height = x + width + gap, max(row_height, height)
    return places


def _extent(part: Mapping[int, Place], sizes: Sequence[Size]) -> tuple[float, float, float]:
    """Return left edge, width and height of a part."""
    left = min(x for x, _ in part.values())
    right = max(x + sizes[node][0] for node, (x, _) in part.items())
    bottom = max(y + sizes[node][1] for node, (_, y) in part.items())
    return left, right - left, bottom
