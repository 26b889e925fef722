"""The routes of the wires of a scene: led again where cards came, went or moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtWidgets import QGraphicsScene

from blocks.graph.graph import Graph, Wire
from canvas.geometry.boxes import HEIGHT, Box
from canvas.geometry.places import Places
from canvas.geometry.route import Point, Route
from canvas.geometry.routing import route_between
from canvas.items.card_item import CardItem
from canvas.items.wire_item import WireItem
from canvas.scene.refining import Refiner

MANY = 60
"""From so many moved blocks on, all wires are led again; of so many new wires some are led a little later."""


class LeadingScene(QGraphicsScene):
    """Cards, and wires that go around them.

    Attributes:
        cards: the item of every block.
        wires: the item of every wire.
        places: where the cards are.
        defers: where many wires come at once, those that need a longer look are led a little later.
    """

    defers = True

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without cards."""
        super().__init__(parent)
        # Items stay referenced here: PySide6 frees an item that only the scene knows.
        self.cards: dict[str, CardItem] = {}
        self.wires: dict[Wire, WireItem] = {}
        self.places = Places()
        self.refiner = Refiner(self, self._refine, self.touch)

    @property
    def graph(self) -> Graph:
        """The graph that is shown."""
        raise NotImplementedError

    def touch(self) -> None:
        """Tell that something looks different."""

    def _refine(self, wire: Wire) -> None:
        """Lead a wire around cards, if it is still there."""
        if wire in self.wires:
            self.wires[wire].set_route(self.route_of(wire))

    def port_place(self, block_id: str, port: str, out: bool) -> Point:
        """Return where a port is, in scene pixels."""
        card = self.cards[block_id]
        x = card.x() + card.width / 2 + card.ports.place(port, out)
        return x, card.y() + (HEIGHT if out else 0.0)

    def route_of(self, wire: Wire, without: Collection[str] = (), quick: bool = False) -> Route:
        """Return the route that a wire should take, around all cards.

        Args:
            wire: the wire.
            without: cards that are on the move: they are not looked at, and a simple route will do meanwhile.
            quick: a simple route will do for now.
        """
        start = self.port_place(wire.source, wire.source_port, out=True)
        end = self.port_place(wire.target, wire.target_port, out=False)
        around = partial(self._obstacles, {wire.source, wire.target, *without})
        own = self.cards[wire.source].box(), self.cards[wire.target].box()
        return route_between(start, end, around, own, quick or bool(without))

    def _obstacles(self, ends: set[str], box: Box) -> list[Box]:
        boxes = self.places.boxes
        return [boxes[key] for key in self.places.near(box) if key not in ends]

    def attached(self, ids: Iterable[str]) -> set[Wire]:
        """Return the wires that begin or end at these blocks."""
        graph = self.graph
        return {
            wire
            for key in ids
            if key in graph
            for wire in (*graph.incoming(key), *graph.outgoing(key))
            if wire in self.wires
        }

    def lead_again(self, moved: set[str], areas: Sequence[Box]) -> None:
        """Lead the wires of moved blocks again, and those that pass where blocks came or went."""
        found = set(self.wires)
        if len(areas) <= MANY:
            found = self.attached(moved)
            for area in areas:
                found |= self._passing(area)
        quick = self.defers and len(found) > 4 * MANY
        for wire in found:
            route = self.route_of(wire, quick=quick)
            self.wires[wire].set_route(route)
            if route.rough:
                self.refiner.add(wire)

    def finish(self) -> None:
        """Lead all wires around cards now; of many some wait for their turn."""
        self.refiner.finish()

    def _passing(self, area: Box) -> set[Wire]:
        left, top, right, bottom = area.grown(8)
        rect = QRectF(left, top, right - left, bottom - top)
        return {
            item.wire
            for item in self.items(rect, Qt.ItemSelectionMode.IntersectsItemBoundingRect)
            if isinstance(item, WireItem)
        }
