"""Assigns blocks to ranks, and orders them there, with fast_sugiyama. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ranks:
    """A connected graph in ranks.

    Attributes:
        rows: the nodes of every rank from left to right, the top rank first; long wires have a node of their own
            in every rank that they pass.
        edges: from each node to nodes of the next rank, those of long wires included.
        real: the nodes that are blocks.
    """

    rows: tuple[tuple[int, ...], ...]
    edges: tuple[Edge, ...]
    real: frozenset[int]


def ranked(nodes: Sequence[int], edges: Sequence[Edge]) -> Ranks:
    """Sort a connected graph into ranks.

    Args:
        nodes: the nodes, numbered so that sources come before targets.
        edges: pairs of source and target, each once, and at least one.

    The library aborts the process on self-loops and never ends on circles and duplicates, so edges must rise; that
    is asserted here. It is given numbers from 0 on and never texts: the order of texts in a set changes from run to
    run.
    """
    assert len(set(edges)) == len(edges)
    assert all(source < target for source, target in edges)
    from fast_sugiyama import from_edges

    number = {node: index for index, node in enumerate(nodes)}
    plain = [(number[source], number[target]) for source, target in edges]
    (found,) = from_edges(plain, vertex_spacing=100, dummy_vertices=True, dummy_size=1.0).to_list()
    spots, _, _, links = found
    heights = sorted({round(y) for _, (_, y) in spots}, reverse=True)
    rank = {y: index for index, y in enumerate(heights)}
    rows: list[list[tuple[float, int]]] = [[] for _ in heights]
    for node, (x, y) in spots:
        rows[rank[round(y)]].append((x, node))
    names = dict(enumerate(nodes))
    spare = max(nodes) + 1  # numbers of a long wire's nodes, above all others

    def name(node: int) -> int:
        return names[node] if node in names else spare + node

    return Ranks(
        tuple(tuple(name(node) for _, node in sorted(row)) for row in rows),
        tuple(sorted((name(source), name(target)) for source, target in links)),
        frozenset(nodes),
    )
