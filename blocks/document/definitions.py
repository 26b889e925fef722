"""Finds which composites lie in which, and refuses those that contain themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from blocks.errors import EditError
from blocks.graph.graph import Graph

Graphs = Mapping[str, Graph]
"""The graphs of a document by name."""

MAX_DEPTH = 20
"""How many composites may lie inside one another."""


def used_in(graph: Graph) -> set[str]:
    """Return the names of the composites that a graph has instances of."""
    return {block.type for block in graph.blocks.values() if graph.inside(block) is not None}


def users_of(graphs: Graphs, name: str) -> set[str]:
    """Return the names of all graphs that a definition lies in, however deep."""
    users: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        for graph in graphs.values():
            if graph.name not in users and any(b.type == current for b in graph.blocks.values()):
                users.add(graph.name)
                waiting.append(graph.name)
    return users


def check_definitions(graphs: Graphs) -> None:
    """Refuse composites that contain themselves, and wires to ports that an instance does not have.

    Raises:
        EditError: one of the two, or composites nested too deeply.
    """
    depths: dict[str, int] = {}
    for name in graphs:
        for current in _inner_first(graphs, name, depths):
            inner = used_in(graphs[current])
            depths[current] = 1 + max((depths[each] for each in inner), default=0)
            if depths[current] > MAX_DEPTH + 1:
                raise EditError(f"composites can be nested at most {MAX_DEPTH} deep")
    for graph in graphs.values():
        _check_ports(graph)


def _inner_first(graphs: Graphs, name: str, done: dict[str, int]) -> Iterator[str]:
    """Yield a graph after everything that it contains; a loop and no recursion, since files may be hostile."""
    path: list[tuple[str, list[str]]] = []
    if name not in done:
        path.append((name, sorted(used_in(graphs[name]))))
    open_names = {name}
    while path:
        current, waiting = path[-1]
        following = next((each for each in waiting if each not in done), None)
        if following is None:
            path.pop()
            open_names.discard(current)
            yield current
        elif following in open_names:
            raise EditError(f"the composite {following} would contain itself")
        else:
            open_names.add(following)
            path.append((following, sorted(used_in(graphs[following]))))


def _check_ports(graph: Graph) -> None:
    for block in graph.blocks.values():
        kind = graph.kind_of(block)
        if kind is None or kind.definition is None:
            continue
        for wire in graph.incoming(block.id):
            if not kind.inputs.has(wire.target_port):
                raise EditError(f"the input {wire.target_port} of {block.type} is in use")
        for wire in graph.outgoing(block.id):
            if wire.source_port not in kind.outputs:
                raise EditError(f"the output {wire.source_port} of {block.type} is in use")
