"""Works out the boxes of a graph's cards and the routes of its wires, without a scene. No Qt."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from blocks.graph.graph import Block, Graph, Position, Wire
from blocks.types.block_type import Form
from canvas.geometry.boxes import HEIGHT, WIDTH, Box
from canvas.geometry.places import Places
from canvas.geometry.route import Route
from canvas.geometry.routing import route_between
from canvas.items.card_content import ports_of

_NARROW = 8
"""Up to so many ports no card is wider than others."""


class CardPlaces(Places):
    """The cards of one graph, kept from one question to the next: of 10,000 blocks few have changed meanwhile."""

    def __init__(self) -> None:
        """Begin with no card."""
        super().__init__()
        self._seen: dict[str, tuple[Position, Block, object]] = {}
        self._touched: set[str] = set()

    def put(self, key: str, box: Box) -> None:
        """Try a card elsewhere; it is put back when the cards are next asked for."""
        super().put(key, box)
        self._touched.add(key)

    def drop(self, key: str) -> None:
        """Take a card away for a while."""
        super().drop(key)
        self._touched.add(key)

    def look_at(self, graph: Graph) -> None:
        """Be as the graph is now."""
        for key in self._touched | (self._seen.keys() - graph.blocks.keys()):
            self._seen.pop(key, None)
            super().drop(key)
        blocks, seen = graph.blocks, self._seen
        for key, position in graph.positions.items():
            known = seen.get(key)
            if (
                known is None
                or known[0] != position
                or known[1] is not blocks[key]
                or (known[2] is not None and known[2] is not _moving(graph, key))
            ):
                seen[key] = position, blocks[key], _moving(graph, key)
                x, y = position
                super().put(key, Box(x, y, x + width_of(graph, key), y + HEIGHT))
        self._touched.clear()


_kept: WeakKeyDictionary[Graph, CardPlaces] = WeakKeyDictionary()


def cards_of(graph: Graph) -> Places:
    """Return the cards of a graph; what is tried with them holds until they are asked for again."""
    cards = _kept.get(graph)
    if cards is None:
        cards = _kept[graph] = CardPlaces()
    cards.look_at(graph)
    return cards


def _moving(graph: Graph, key: str) -> object:
    """Return what the width of a card depends on beside the block itself; ``None`` for nothing."""
    kind = graph.kind(key)
    if kind is None or kind.inputs.many:
        return graph.incoming(key)
    return kind if kind.form is Form.COMPOSITE else None


def width_of(graph: Graph, key: str) -> float:
    """Return the width of a card; few are wider than others, so their ports are not counted one by one."""
    kind = graph.kind(key)
    if kind is None or kind.inputs.many:
        return ports_of(graph, key).width
    ports = max(len(kind.inputs.names), len(kind.outputs))
    return WIDTH if ports <= _NARROW else ports_of(graph, key).width


def route_among(graph: Graph, places: Places, wire: Wire, quick: bool = False) -> Route:
    """Return the route of a wire among cards.

    Args:
        graph: the graph.
        places: where its cards are.
        wire: the wire.
        quick: look for simple routes alone.
    """
    source, target = places.boxes[wire.source], places.boxes[wire.target]
    ends = {wire.source, wire.target}

    def obstacles(area: Box) -> list[Box]:
        return [places.boxes[key] for key in places.near(area) if key not in ends]

    leaves = ports_of(graph, wire.source).place(wire.source_port, out=True)
    enters = ports_of(graph, wire.target).place(wire.target_port, out=False)
    start = source.centre[0] + leaves, source.bottom
    end = target.centre[0] + enters, target.top
    return route_between(start, end, obstacles, (source, target), quick)
