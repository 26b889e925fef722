"""What is where on the canvas: the block, the port or the wire that a point means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from blocks.graph.graph import Wire
from canvas.geometry.boxes import HEIGHT, OUTSIDE, Box
from canvas.geometry.spots import PortSpot
from canvas.items.card_paint import port_radius
from canvas.items.wire_item import WireItem
from canvas.scene.scene import GraphScene
from canvas.view.camera import NavigationView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_PORT_REACH = 11.0
_WIRE_REACH = 6.0
_CARD_REACH = 3.0
"""How near is near enough to mean a port, a wire or a card from far away, in pixels of the screen."""
_PORT_SHARE = 0.25
"""The part of a card's height that its ports reach over at most: between them the card itself is meant."""


class FindingView(NavigationView):
    """Knows what a point of the scene means."""

    def __init__(self, scene: GraphScene, parent: QWidget | None = None) -> None:
        """Look at a scene."""
        super().__init__(scene, parent)
        self._lit: Wire | None = None

    def port_at(self, at: QPointF) -> PortSpot | None:
        """Return the port nearest to a point, if one is near; on a card only its own."""
        scene = self.graph_scene
        reach = min(_PORT_REACH / self.zoom, HEIGHT * _PORT_SHARE)
        on_card = self._under(at)
        keys = [on_card] if on_card else self._near(at, max(reach, OUTSIDE))
        best: tuple[float, PortSpot] | None = None
        for key in keys:
            ports = scene.cards[key].ports
            for out, marks in ((True, ports.outputs), (False, ports.inputs)):
                for mark in marks:
                    x, y = scene.port_place(key, mark.name, out)
                    distance = ((x - at.x()) ** 2 + (y - at.y()) ** 2) ** 0.5
                    if distance <= max(reach, port_radius(mark)) and (
                        not best or distance < best[0]
                    ):
                        best = distance, PortSpot(key, mark.name, out)
        return best[1] if best else None

    def block_at(self, at: QPointF) -> str | None:
        """Return the block whose card can be seen at a point, the selected one where several lie there.

        From far away a card is a few pixels high: there the one beside the point will do.
        """
        found = self._under(at)
        if found is not None:
            return found
        for key in self._near(at, OUTSIDE):
            if self.graph_scene.cards[key].shows_at(at):
                return key
        return self._nearest(at) if self.is_far else None

    def block_meant(self, at: QPointF) -> str | None:
        """Return the block that a click at a point is about: the one there, or the one whose port is there."""
        block = self.block_at(at)
        if block is not None or self.is_far:
            return block
        spot = self.port_at(at)
        return spot.block if spot else None

    def wire_at(self, at: QPointF, reach: float = _WIRE_REACH) -> Wire | None:
        """Return the wire at a point."""
        reach = reach / self.zoom
        rect = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        found = [item for item in self.graph_scene.items(rect) if isinstance(item, WireItem)]
        return next((item.wire for item in found if item.isVisible()), None)

    def wire_near(self, x: float, y: float, reach: float) -> Wire | None:
        """Return a wire that passes within scene pixels of a point."""
        rect = QRectF(x - reach / 2, y - reach / 2, reach, reach)
        found = [item for item in self.graph_scene.items(rect) if isinstance(item, WireItem)]
        return found[0].wire if found else None

    def light(self, wire: Wire | None) -> None:
        """Light the wire that a block would be put onto."""
        if wire == self._lit:
            return
        for known, on in ((self._lit, False), (wire, True)):
            if known is not None and known in self.graph_scene.wires:
                self.graph_scene.wires[known].set_state(lit=on)
        self._lit = wire
        if self.is_far:
            self._forget_overview()

    def _near(self, at: QPointF, reach: float) -> list[str]:
        return self.graph_scene.places.near(Box(at.x(), at.y(), at.x(), at.y()).grown(reach))

    def _under(self, at: QPointF) -> str | None:
        """Return the block whose card itself is at a point."""
        found, chosen = self._near(at, 0.5), self.graph_scene.selection.blocks
        return next(reversed([key for key in found if key in chosen] or found), None)

    def _nearest(self, at: QPointF) -> str | None:
        boxes = self.graph_scene.places.boxes
        found = self._near(at, _CARD_REACH / self.zoom)
        return min(found, key=lambda key: boxes[key].distance(at.x(), at.y()), default=None)
