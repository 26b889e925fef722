"""Breaks a wide diagram into rows: behind a part that everything passes through. No Qt."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx

from blocks.types.block_type import Form
from canvas.diagram.parts import DiagramPart, Network

Cut = tuple[str, str]
"""The last part of a row on the path through a network, and the one that begins the next."""


def cuts_of(network: Network, path: list[str]) -> list[Cut]:
    """Return where rows can end: whatever leads on from there leads to the next row.

    Args:
        network: the parts.
        path: the parts on the straight line.
    """
    rings: dict[frozenset[str], int] = {}
    for at, edges in enumerate(nx.biconnected_component_edges(nx.Graph(network.edges))):
        rings |= dict.fromkeys(map(frozenset, edges), at)
    after: dict[str, set[int]] = {}
    for source, target in network.edges:
        after.setdefault(source, set()).add(rings[frozenset((source, target))])
    found, before = [], -1
    for source, following in pairwise(path):
        ring = rings[frozenset((source, following))]
        if ring != before and after[source] == {ring}:
            found.append((source, following))
        before = ring
    return found


def breaks(starts: list[float], wide: float) -> list[int]:
    """Return at which of these places rows begin, the first left out: few rows, none too long, all alike.

    Args:
        starts: where a row can begin, from left to right, and the end of all.
        wide: longest row.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(starts)):
        found = (
            (best[begin][0] + _cost((starts[end] - starts[begin]) / wide), begin)
            for begin in range(end)
        )
        best.append(min(found))
    cuts, at = [], best[-1][1]
    while at:
        cuts.append(at)
        at = best[at][1]
    return cuts[::-1]


def _cost(share: float) -> float:
    """Return how bad a row is that takes this share of the longest one."""
    return 1.0 + (1 - share) ** 2 if share <= 1 else 1.0 + 20 * (share - 1)


def cut(network: Network, path: list[str], cuts: list[Cut]) -> list[tuple[Network, list[str]]]:
    """Cut a network into rows, each with its part of the path.

    Where more than one line leads on, a point begins the row that they come from.
    """
    if not cuts:
        return [(network, path)]
    whole, path = _with_points(network, path, cuts)
    plain = nx.Graph(whole.edges)
    plain.add_nodes_from(whole.parts)
    groups = {key: at for at, keys in enumerate(nx.connected_components(plain)) for key in keys}
    rows = {groups[key]: at for at, key in enumerate([path[0], *_firsts(path, cuts)])}
    # What hangs together with nothing stands in the first row.
    row = {key: rows.get(group, 0) for key, group in groups.items()}
    found = [Network() for _ in rows]
    for key, part in whole.parts.items():
        found[row[key]].parts[key] = part
    for edge in whole.edges:
        found[row[edge[0]]].edges.append(edge)
    return [(each, [key for key in path if key in each.parts]) for each in found]


def _with_points(network: Network, path: list[str], cuts: list[Cut]) -> tuple[Network, list[str]]:
    """Take out what leads from row to row, and put a point where several lines come from."""
    ends = {source: _point(source) for source, _ in cuts}
    many = {source for source in ends if sum(edge[0] == source for edge in network.edges) > 1}
    made = Network()
    for key, part in network.parts.items():
        made.parts[key] = part
        if key in many:
            made.parts[ends[key]] = DiagramPart(ends[key], "", None, None, Form.PORT)
    for source, target in network.edges:
        if source not in ends:
            made.edges.append((source, target))
        elif source in many:
            made.edges.append((ends[source], target))
    pairs = ([key, ends[key]] if key in many else [key] for key in path)
    return made, [key for pair in pairs for key in pair]


def _point(key: str) -> str:
    return f"{key} again"  # no id has a space


def _firsts(path: list[str], cuts: list[Cut]) -> list[str]:
    """Return what begins each row but the first."""
    known = set(path)
    return [_point(source) if _point(source) in known else after for source, after in cuts]
