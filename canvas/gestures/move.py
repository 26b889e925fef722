"""Moving blocks: they snap to neighbours and grid; one without wires can be put onto a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF

from blocks.graph.graph import Position, Wire
from canvas.editor import stands_on_wires
from canvas.geometry.aligning import Guide, align
from canvas.geometry.boxes import HEIGHT, Box, around
from canvas.gestures.base import Gesture, Pointer
from canvas.items.overlay import GestureOverlay
from canvas.items.rects import rect_of
from canvas.theme.pens import pen

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from canvas.gestures.host import GestureHost

_SNAP = 7.0
"""How near is near enough to snap, in pixels of the screen."""
_FAR = 700.0
"""Neighbours farther away than this are no neighbours, in scene pixels."""


class MoveGesture(Gesture):
    """Moves the selected blocks."""

    hint = "Hold Alt to move freely"

    def __init__(self, host: GestureHost, at: Pointer, grabbed: str) -> None:
        """Take hold of the selection by one of its blocks."""
        super().__init__(host, at)
        scene = self.scene
        if grabbed not in scene.selection.blocks:  # keys may have changed it since the press
            scene.selection.set([grabbed])
        self._ids = scene.selection.blocks
        self._grabbed = scene.places.boxes[grabbed]
        self._from: dict[str, Position] = {
            key: (scene.places.boxes[key].left, scene.places.boxes[key].top) for key in self._ids
        }
        attached = scene.attached(self._ids)
        self._inner = {w for w in attached if w.source in self._ids and w.target in self._ids}
        self._outer = attached - self._inner
        self._lone = grabbed if self._can_be_inserted() else ""
        self._shift = (0.0, 0.0)
        self._wire: Wire | None = None
        self._guides: list[Guide] = []
        self._overlay = GestureOverlay(self._draw)
        self.host.surface.add(self._overlay)
        self.host.surface.lift(self._ids)

    def _can_be_inserted(self) -> bool:
        graph = self.scene.graph
        if len(self._ids) != 1:
            return False
        (only,) = self._ids
        return not graph.network.degree(only) and stands_on_wires(graph.kind(only))

    def move(self, at: Pointer) -> None:
        dx = at.scene.x() - self.start.scene.x()
        dy = at.scene.y() - self.start.scene.y()
        moved = self._grabbed.moved(dx, dy)
        free = at.keys & at.keys.AltModifier
        more_x, more_y, self._guides = (0.0, 0.0, []) if free else self._align(moved)
        self._shift = dx + more_x, dy + more_y
        self._show(self._shift)
        self._light(at)
        self._cover_guides()

    def _align(self, moved: Box) -> tuple[float, float, list[Guide]]:
        places = self.scene.places
        near = [places.boxes[key] for key in places.near(moved.grown(_FAR)) if key not in self._ids]
        return align(moved, near, _SNAP / self.host.camera.zoom)

    def _show(self, shift: tuple[float, float]) -> None:
        """Show everything at its new place; wires between moved blocks only move along."""
        dx, dy = shift
        scene = self.scene
        scene.move_items({key: (x + dx, y + dy) for key, (x, y) in self._from.items()})
        for wire in self._inner:
            scene.wires[wire].setPos(dx, dy)
        for wire in self._outer:
            scene.wires[wire].set_route(scene.route_of(wire, self._ids if dx or dy else ()))
        self.host.surface.refresh()

    def _light(self, at: Pointer) -> None:
        """Light the wire that the block would be put onto."""
        wire = None
        if self._lone:
            middle = QPointF(*self._grabbed.moved(*self._shift).centre)
            finder = self.host.finder
            wire = finder.wire_near(middle, HEIGHT / 2) or finder.wire_at(at.scene)
        self._wire = wire
        self.scene.light(wire)
        self.host.bubble.say("drop to insert here" if wire else "", at.view, wrong=False)

    def finish(self, at: Pointer) -> None:
        self._end()
        dx, dy = self._shift
        editor, scene = self.host.editor, self.scene
        if self._wire is not None and self._wire in scene.wires:
            x, y = self._from[self._lone]
            editor.move_onto_wire(self._lone, self._wire, (x + dx, y + dy))
        else:
            editor.move({key: (x + dx, y + dy) for key, (x, y) in self._from.items()})
        places = scene.graph.positions
        if all(places.get(key) == place for key, place in self._from.items()):
            self._show((0.0, 0.0))

    def cancel(self) -> None:
        self._end()
        self._show((0.0, 0.0))
        scene = self.scene
        for wire in self._inner:
            scene.wires[wire].setPos(0, 0)

    def _end(self) -> None:
        self.host.surface.lift(())
        self.scene.light(None)
        self.host.bubble.hide()
        self.host.surface.drop(self._overlay)

    def _cover_guides(self) -> None:
        boxes = [Box(*guide).grown(2) for guide in self._guides]
        self._overlay.cover(rect_of(around(boxes)) if boxes else QRectF())

    def _draw(self, painter: QPainter) -> None:
        painter.setPen(pen(self.scene.pens.accent, 1 / self.host.camera.zoom))
        for guide in self._guides:
            painter.drawLine(QLineF(*guide))
