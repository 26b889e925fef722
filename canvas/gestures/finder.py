"""Finds the block, the port or the wire that a point of the canvas means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, QRectF

from blocks.graph.graph import Wire
from canvas.geometry.boxes import HEIGHT, OUTSIDE, Box
from canvas.geometry.spots import PortSpot
from canvas.items.card_paint import port_radius
from canvas.items.rects import box_at
from canvas.items.wire_item import WireItem

if TYPE_CHECKING:
    from canvas.scene.scene import GraphScene

_PORT_REACH = 11.0
_WIRE_REACH = 6.0
_CARD_REACH = 3.0
"""How near is near enough to mean a port, a wire or a card from far away, in pixels of the screen."""
_PORT_SHARE = 0.25
"""The part of a card's height that its ports reach over at most: between them the card itself is meant."""


class Sight(Protocol):
    """The part of a scene that is seen, and its scale."""

    @property
    def zoom(self) -> float:
        """Pixels of the viewport for one of the scene."""

    @property
    def is_far(self) -> bool:
        """Tell whether the scene is so small that its cards are plain areas."""

    def visible_rect(self) -> QRectF:
        """Return the part of the scene that is in view."""

    def visible_box(self) -> Box:
        """Return the same as a box."""

    def pan(self, by: QPoint) -> None:
        """Move the paper by pixels of the viewport."""


class Finder:
    """Knows what a point of the scene means."""

    def __init__(self, scene: GraphScene, sight: Sight) -> None:
        """Look at a scene as somebody sees it."""
        self._scene, self._sight = scene, sight

    def port_at(self, at: QPointF) -> PortSpot | None:
        """Return the port nearest to a point, if one is near; on a card only its own."""
        scene = self._scene
        reach = min(_PORT_REACH / self._sight.zoom, HEIGHT * _PORT_SHARE)
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
            if self._scene.cards[key].shows_at(at):
                return key
        return self._nearest(at) if self._sight.is_far else None

    def block_meant(self, at: QPointF) -> str | None:
        """Return the block that a click at a point is about: the one there, or the one whose port is there."""
        block = self.block_at(at)
        if block is not None or self._sight.is_far:
            return block
        spot = self.port_at(at)
        return spot.block if spot else None

    def wire_at(self, at: QPointF) -> Wire | None:
        """Return the wire at a point."""
        found = self._wires_near(at, _WIRE_REACH / self._sight.zoom)
        return next((item.wire for item in found if item.isVisible()), None)

    def wire_near(self, at: QPointF, reach: float) -> Wire | None:
        """Return a wire that passes a square around a point; ``reach`` is its side, in scene pixels."""
        return next((item.wire for item in self._wires_near(at, reach / 2)), None)

    def _wires_near(self, at: QPointF, reach: float) -> Iterable[WireItem]:
        rect = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        return (item for item in self._scene.items(rect) if isinstance(item, WireItem))

    def _near(self, at: QPointF, reach: float) -> list[str]:
        return self._scene.places.near(box_at(at, reach))

    def _under(self, at: QPointF) -> str | None:
        """Return the block whose card itself is at a point."""
        found, chosen = self._near(at, 0.5), self._scene.selection.blocks
        return next(reversed([key for key in found if key in chosen] or found), None)

    def _nearest(self, at: QPointF) -> str | None:
        boxes = self._scene.places.boxes
        found = self._near(at, _CARD_REACH / self._sight.zoom)
        return min(found, key=lambda key: boxes[key].distance(at.x(), at.y()), default=None)
