"""Typed caches of what was worked out from a graph: each is declared by the module that fills it."""

from __future__ import annotations

from typing import Generic, TypeVar

from blocks.graph.graph import Graph

Key = TypeVar("Key")
Found = TypeVar("Found")


class Cache(Generic[Key, Found]):
    """One kind of result for every graph; ``Graph.changed`` empties it together with all others of that graph."""

    def of(self, graph: Graph) -> dict[Key, Found]:
        """Return the results that are kept for a graph; ask again after an edit."""
        kept: dict[Key, Found] | None = graph.caches.get(self)
        if kept is None:
            kept = graph.caches[self] = {}
        return kept


def kept_results(graph: Graph) -> int:
    """Return how many results all caches of a graph hold together."""
    return sum(map(len, graph.caches.values()))
