"""Places a block in its rank: as near to its neighbours as those beside it allow. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from canvas.geometry.boxes import SIDE_GAP
from canvas.layout.ranks import Ranks

_SWEEPS = 8
_LANE = 80.0
"""Width of a long wire's place in a rank, in scene pixels: room for its pill."""
_CHAIN, _WIRE, _BLOCK = 1e9, 8.0, 1.0
"""How firmly the main chain, a long wire and any other block stand where they want to."""


def columns(ranks: Ranks, widths: Mapping[int, float]) -> dict[int, float]:
    """Return the x of every node's middle, the main chain at 0."""
    chain = set(main_chain(ranks))
    width = {node: widths.get(node, _LANE) for row in ranks.rows for node in row}
    above: dict[int, list[int]] = {node: [] for node in width}
    below: dict[int, list[int]] = {node: [] for node in width}
    for source, target in ranks.edges:
        below[source].append(target)
        above[target].append(source)
    middle = _packed(ranks, width, chain)
    weight = {
        node: _CHAIN if node in chain else _BLOCK if node in ranks.real else _WIRE for node in width
    }
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        rows = ranks.rows if down else ranks.rows[::-1]
        near = above if down else below
        if sweep >= _SWEEPS - 2:
            near = {node: above[node] + below[node] for node in width}
        for row in rows:
            wanted = [
                0.0
                if node in chain
                else _median([middle[other] for other in near[node]], middle[node])
                for node in row
            ]
            _stand(row, wanted, width, weight, middle)
    return middle


def main_chain(ranks: Ranks) -> list[int]:
    """Return the path with the most blocks; of several the one whose blocks come first."""
    best: dict[int, tuple[int, int | None]] = {}
    following: dict[int, list[int]] = {}
    for source, target in ranks.edges:
        following.setdefault(source, []).append(target)
    for row in reversed(ranks.rows):
        for node in row:
            after = [(best[target][0], -target) for target in following.get(node, ())]
            length, negative = max(after, default=(0, None))
            best[node] = (
                length + (node in ranks.real),
                None if negative is None else -negative,
            )
    start = max(best, key=lambda key: (best[key][0], -key))
    path, after_it = [start], best[start][1]
    while after_it is not None:
        path.append(after_it)
        after_it = best[after_it][1]
    return path


def _packed(ranks: Ranks, width: Mapping[int, float], chain: set[int]) -> dict[int, float]:
    """Put every rank's nodes close together, around the chain where it passes."""
    middle: dict[int, float] = {}
    for row in ranks.rows:
        x, pivot = 0.0, None
        for index, node in enumerate(row):
            if index:
                x += _distance(row[index - 1], node, width)
            middle[node] = x
            pivot = x if node in chain else pivot
        shift = pivot if pivot is not None else x / 2
        for node in row:
            middle[node] -= shift
    return middle


def _distance(left: int, right: int, width: Mapping[int, float]) -> float:
    """Return the least distance between the middles of two neighbours."""
    narrow = width[left] <= _LANE or width[right] <= _LANE
    return (width[left] + width[right]) / 2 + (SIDE_GAP / 4 if narrow else SIDE_GAP)


def _median(values: Sequence[float], default: float) -> float:
    if not values:
        return default
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _stand(
    row: Sequence[int],
    wanted: Sequence[float],
    width: Mapping[int, float],
    weight: Mapping[int, float],
    middle: dict[int, float],
) -> None:
    """Put a row as near to what is wanted as its order and widths allow (least squares).

    Less the least distances, places must only not fall from left to right: pool adjacent violators.

    Source: Barlow, Bartholomew, Bremner, Brunk, Statistical Inference under Order Restrictions (1972), section 1.2.
    """
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + _distance(left, right, width))
    pools: list[tuple[float, float, int]] = []  # mean, weight, number of nodes
    for node, want, offset in zip(row, wanted, offsets, strict=True):
        mean, mass, count = want - offset, weight[node], 1
        while pools and pools[-1][0] > mean:
            other, more, many = pools.pop()
            mean, mass, count = (
                (mean * mass + other * more) / (mass + more),
                mass + more,
                count + many,
            )
        pools.append((mean, mass, count))
    place = [mean for mean, _, count in pools for _ in range(count)]
    for node, mean, offset in zip(row, place, offsets, strict=True):
        middle[node] = mean + offset
