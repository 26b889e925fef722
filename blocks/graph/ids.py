"""Ids of blocks: how they are made and sorted, and the order of a graph that they decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blocks.errors import EditError

if TYPE_CHECKING:
    import networkx as nx


def slug(name: str) -> str:
    """Return the lower-case letters and digits of a name, for ids: ``Conv2D`` gives ``conv2d``."""
    return (
        "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
        or "block"
    )


def id_key(block_id: str) -> tuple[int, str]:
    """Return the sort key of an id: by age, then by name."""
    number = block_id.rpartition("-")[2]
    return (
        int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    ), block_id


def sorted_ids(network: nx.MultiDiGraph[Any]) -> tuple[str, ...]:
    """Return the ids so that every block comes after its sources: a branch is finished before the next one begins.

    It is Kahn's algorithm with a stack.

    Raises:
        EditError: data would flow in a circle.
    """
    waiting = dict(network.in_degree())
    stack = sorted(
        (node for node, degree in waiting.items() if not degree), key=id_key, reverse=True
    )
    order: list[str] = []
    while stack:
        block_id = stack.pop()
        order.append(block_id)
        ready = []
        for target, edges in network.adj[block_id].items():
            waiting[target] -= len(edges)
            if not waiting[target]:
                ready.append(target)
        stack.extend(sorted(ready, key=id_key, reverse=True))
    if len(order) < len(waiting):
        raise EditError("the wires form a circle: data must flow from inputs to outputs")
    return tuple(order)
