"""Order within a rank that suits the ports: the wire into the first input comes from the left. No Qt."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

from canvas.layout.ranks import Edge, Ranks

_SWEEPS = 4
_PASSES = 4

WireEnds = dict[int, list[tuple[int, float]]]
"""For each node the nodes at the other ends of its wires, and where on them a wire ends (0 to 1)."""
Rows = list[list[int]]


def ordered_for_ports(ranks: Ranks, port: Mapping[Edge, int]) -> Ranks:
    """Return the ranks in the order with the fewest crossings that was found.

    fast_sugiyama knows no ports: to it all wires of a block end in one point.

    Args:
        ranks: ranks as they are.
        port: place of a wire among the inputs of its target, by source and target.
    """
    above, below = _neighbours(ranks, port)
    best: Rows = [list(row) for row in ranks.rows]
    least = _count(best, below)
    rows = best
    for sweep in range(_SWEEPS):
        if not least:
            break
        upwards = sweep % 2 == 0
        rows = _sorted_by(rows, below if upwards else above, upwards)
        rows = _swapped(rows, above, below)
        count = _count(rows, below)
        if count < least:
            best, least = rows, count
    return Ranks(tuple(tuple(row) for row in best), ranks.edges, ranks.real)


def _neighbours(ranks: Ranks, port: Mapping[Edge, int]) -> tuple[WireEnds, WireEnds]:
    above: WireEnds = {node: [] for row in ranks.rows for node in row}
    below: WireEnds = {node: [] for row in ranks.rows for node in row}
    rank = {node: index for index, row in enumerate(ranks.rows) for node in row}
    inputs: dict[int, int] = {}
    for (_, target), index in port.items():
        inputs[target] = max(inputs.get(target, 0), index)
    origin: dict[int, int] = {}  # where a long wire comes from
    for source, target in sorted(ranks.edges, key=lambda edge: (rank[edge[0]], edge)):
        start = origin.get(source, source)
        if target not in ranks.real:
            origin[target] = start
        where = port.get((start, target), 0) / (inputs.get(target, 0) + 1)
        below[source].append((target, where))
        above[target].append((source, 0.0))
    return above, below


def _places(rows: Rows) -> dict[int, int]:
    return {node: index for row in rows for index, node in enumerate(row)}


def _count(rows: Rows, below: WireEnds) -> int:
    """Count the crossings between all ranks: pairs of wires that begin in one order and end in the other."""
    place = _places(rows)
    count = 0
    for row in rows:
        ended: list[float] = []
        for node in row:
            ends = [place[other] + where for other, where in below[node]]
            count += sum(len(ended) - bisect_right(ended, end) for end in ends)
            for end in ends:
                insort(ended, end)
    return count


def _sorted_by(rows: Rows, near: WireEnds, upwards: bool) -> Rows:
    """Sort every rank by the mean place of its neighbours in the rank that was sorted before it."""
    place: dict[int, float] = {node: float(index) for node, index in _places(rows).items()}
    new = list(rows)
    for number in reversed(range(len(rows))) if upwards else range(len(rows)):
        mean = {}
        for node in rows[number]:
            ends = [place[other] + where for other, where in near[node]]
            mean[node] = sum(ends) / len(ends) if ends else place[node]
        new[number] = sorted(rows[number], key=lambda node: (mean[node], place[node]))
        for index, node in enumerate(new[number]):
            place[node] = float(index)
    return new


def _swapped(rows: Rows, above: WireEnds, below: WireEnds) -> Rows:
    """Swap neighbours as long as that takes crossings away."""
    rows = [list(row) for row in rows]
    place = _places(rows)
    for _ in range(_PASSES):
        swaps = 0
        for row in rows:
            for index in range(len(row) - 1):
                left, right = row[index], row[index + 1]
                now = _crossings(left, right, place, (above, below))
                if now and _crossings(right, left, place, (above, below)) < now:
                    row[index], row[index + 1] = right, left
                    place[left], place[right] = index + 1, index
                    swaps += 1
        if not swaps:
            break
    return rows


def _crossings(left: int, right: int, place: Mapping[int, int], sides: Sequence[WireEnds]) -> int:
    """Count the crossings among the wires of two neighbours."""
    count = 0
    for ends in sides:
        first = [place[other] + where for other, where in ends[left]]
        second = [place[other] + where for other, where in ends[right]]
        count += sum(1 for a in first for b in second if a > b)
    return count
