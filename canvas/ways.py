"""Where the cards of a graph are and which ways its wires take, without a scene. No Qt."""

from __future__ import annotations

from blocks.graph import Graph, Wire
from canvas.face import ports_of
from canvas.geometry import HEIGHT, WIDTH, Box
from canvas.places import Places
from canvas.route import Route
from canvas.routing import route

_NARROW = 8
"""Up to so many ports no card is wider than others."""


def cards_of(graph: Graph) -> Places:
    """Return the cards of a graph."""
    places = Places()
    for key in graph.blocks:
        x, y = graph.positions[key]
        places.put(key, Box(x, y, x + width_of(graph, key), y + HEIGHT))
    return places


def width_of(graph: Graph, key: str) -> float:
    """Return the width of a card; few are wider than others, so their ports are not counted one by one."""
    kind = graph.kind(key)
    if kind is None or kind.inputs.many:
        return ports_of(graph, key).width
    ports = max(len(kind.inputs.names), len(kind.outputs))
    return WIDTH if ports <= _NARROW else ports_of(graph, key).width


def way_of(graph: Graph, places: Places, wire: Wire, quick: bool = False) -> Route:
    """Return the way that a wire takes among cards.

    Args:
        graph: the graph.
        places: where its cards are.
        wire: the wire.
        quick: look for simple ways alone.
    """
    source, target = places.boxes[wire.source], places.boxes[wire.target]
    ends = {wire.source, wire.target}

    def obstacles(area: Box) -> list[Box]:
        return [places.boxes[key] for key in places.near(area) if key not in ends]

    start = source.centre[0] + _offset(graph, wire, True), source.bottom
    end = target.centre[0] + _offset(graph, wire, False), target.top
    return route(start, end, obstacles, (source, target), quick)


def _offset(graph: Graph, wire: Wire, out: bool) -> float:
    ports = ports_of(graph, wire.source if out else wire.target)
    marks, name = (ports.outputs, wire.source_port) if out else (ports.inputs, wire.target_port)
    return next((mark.offset for mark in marks if mark.name == name), 0.0)
