"""Wiring: from an output to an input or back, a new wire or the end of an old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from PySide6.QtCore import QPointF, Qt

from blocks.graph.graph import Wire
from canvas.geometry.boxes import HEIGHT
from canvas.geometry.routing import plain
from canvas.geometry.spots import PortSpot
from canvas.gestures.base import Gesture, Pointer
from canvas.items.card_content import PortMark
from canvas.items.card_paint import port_radius
from canvas.items.overlay import GestureOverlay
from canvas.items.port_words import port_words
from canvas.items.rects import rect_of
from canvas.items.wire_item import path_of
from canvas.theme.pens import pen

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from canvas.gestures.host import GestureHost


class WireGesture(Gesture):
    """Draws a wire from a port; ports that would do are lit, others say why not."""

    hint = "Drop on a port to connect, on the canvas to add a block, Esc cancels"

    def __init__(
        self, host: GestureHost, at: Pointer, spot: PortSpot, taken_up: Wire | None = None
    ) -> None:
        """Start at a port.

        Args:
            host: the view.
            at: the pointer.
            spot: the end that stays.
            taken_up: the wire whose other end is being led elsewhere.
        """
        super().__init__(host, at)
        self._spot, self._taken_up = spot, taken_up
        self._fixed = self.scene.port_place(spot.block, spot.port, spot.out)
        self._end = (at.scene.x(), at.scene.y())
        self._hover: PortSpot | None = None
        self._why = ""
        self._lit = self._find_compatible()
        self._line, self._dots = GestureOverlay(self._draw_line), GestureOverlay(self._draw_dots)
        self._dots.cover(self.host.camera.visible_rect())
        for overlay in (self._dots, self._line):
            self.host.surface.add(overlay)
        if taken_up is not None:
            self.scene.wires[taken_up].hide()
            self.host.surface.refresh()
        self.move(at)

    def _find_compatible(self) -> list[tuple[float, float, PortMark]]:
        """Return place and mark of every port in sight that would do; one walk tells all circles."""
        scene = self.scene
        graph, block = scene.graph, self._spot.block
        walk = nx.ancestors if self._spot.out else nx.descendants
        never = {block} | walk(graph.network, block)
        found = []
        for key in scene.places.near(self.host.camera.visible_box()):
            if key in never:
                continue
            ports = scene.cards[key].ports
            for mark in ports.inputs if self._spot.out else ports.outputs:
                free = (
                    mark.missing
                    or mark.optional
                    or mark.spare
                    or not self._spot.out
                    or self._is_old(key, mark)
                )
                if free:
                    found.append((*scene.port_place(key, mark.name, not self._spot.out), mark))
        return found

    def _is_old(self, key: str, mark: PortMark) -> bool:
        old = self._taken_up
        return old is not None and (old.target, old.target_port) == (key, mark.name)

    def move(self, at: Pointer) -> None:
        self._hover = self._aim(at.scene)
        self._why = ""
        end = (at.scene.x(), at.scene.y())
        if self._hover is not None:
            end = self.scene.port_place(*self._hover)
            self._why = self._reason(self._hover)
        self._end = end
        self._cover()
        words = port_words(self.scene.graph, *self._hover) if self._hover else ""
        self.host.bubble.say(self._why or words, at.view, wrong=bool(self._why))

    def _aim(self, at: QPointF) -> PortSpot | None:
        """Return the port meant: the one under the pointer, else the best one of the block there."""
        finder = self.host.finder
        mine, spot, block = self._spot, finder.port_at(at), finder.block_at(at)
        if spot is not None and spot != mine and (spot.out, spot.block) != (mine.out, mine.block):
            return spot
        if block is None:
            return None
        if block == mine.block:
            return mine if spot is None and self._left(at) else None
        ports = self.scene.cards[block].ports
        marks = ports.inputs if mine.out else ports.outputs
        spots = [PortSpot(block, mark.name, not mine.out) for mark in marks]
        return next((spot for spot in spots if not self._reason(spot)), spots[0] if spots else None)

    def _left(self, at: QPointF) -> bool:
        """Tell whether the pointer has gone far enough from the port to mean the block itself."""
        away = QPointF(*self._fixed) - at
        return away.manhattanLength() > HEIGHT / 2

    def _wire_to(self, spot: PortSpot) -> Wire:
        mine = self._spot
        if mine.out:
            return Wire(mine.block, mine.port, spot.block, spot.port)
        return Wire(spot.block, spot.port, mine.block, mine.port)

    def _reason(self, spot: PortSpot) -> str:
        if spot.block == self._spot.block:
            return "a block cannot feed itself"
        if spot.out == self._spot.out:
            return "connect an output to an input"
        return self.host.editor.why_not(self._wire_to(spot), self._taken_up)

    def finish(self, at: Pointer) -> None:
        self.move(at)
        hover, why, old = self._hover, self._why, self._taken_up
        self.cancel()
        if hover is not None:
            if why:
                self.host.refuse(why)
            elif old is not None:
                self.host.editor.reconnect(old, self._wire_to(hover))
            else:
                self.host.editor.connect(self._wire_to(hover))
        elif old is not None:
            self.host.editor.reconnect(old, None)
        elif (at.view - self.start.view).manhattanLength() > 20:
            self.host.open_search(at.scene, self._spot)

    def cancel(self) -> None:
        self.host.bubble.hide()
        for overlay in (self._line, self._dots):
            self.host.surface.drop(overlay)
        if self._taken_up is not None and self._taken_up in self.scene.wires:
            self.scene.wires[self._taken_up].show()
            self.host.surface.refresh()

    def _cover(self) -> None:
        a, b = (self._fixed, self._end) if self._spot.out else (self._end, self._fixed)
        self._route = plain(a, b)
        self._line.cover(rect_of(self._route.bounds.grown(12)))

    def _draw_line(self, painter: QPainter) -> None:
        colour = self.scene.pens.error if self._why else self.scene.pens.accent
        painter.setPen(
            pen(colour, 2.2, Qt.PenStyle.DashLine if self._why else Qt.PenStyle.SolidLine)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path_of(self._route))
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = 7 if self._hover is not None else 4
        painter.drawEllipse(QPointF(*self._end), radius, radius)

    def _draw_dots(self, painter: QPainter) -> None:
        painter.setPen(pen(self.scene.pens.accent, 2))
        painter.setBrush(self.scene.pens.card)
        for x, y, mark in self._lit:
            radius = port_radius(mark) + 1
            painter.drawEllipse(QPointF(x, y), radius, radius)
