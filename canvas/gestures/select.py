"""The rubber band, and panning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt

from blocks.graph.graph import Wire
from canvas.gestures.base import Gesture, Pointer, rect_between
from canvas.items.overlay import GestureOverlay
from canvas.items.rects import box_of
from canvas.items.wire_item import WireItem
from canvas.theme.pens import pen

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from canvas.gestures.host import GestureHost


class BandGesture(Gesture):
    """Selects what a rectangle touches. Shift adds to the selection, Ctrl toggles."""

    hint = "Shift adds to the selection, Ctrl toggles"

    def __init__(self, host: GestureHost, at: Pointer) -> None:
        """Start at an empty place."""
        super().__init__(host, at)
        selection = self.scene.selection
        self._before = selection.blocks, selection.wires
        self._overlay = GestureOverlay(self._draw)
        self._rect = QRectF()
        self.host.surface.add(self._overlay)

    def move(self, at: Pointer) -> None:
        self._rect = rect_between(self.start.scene, at.scene)
        margin = 2 / self.host.camera.zoom
        self._overlay.cover(self._rect.adjusted(-margin, -margin, margin, margin))
        blocks, wires = self._touched()
        selection = self.scene.selection
        if at.toggles:
            selection.set(self._before[0] ^ blocks, self._before[1] ^ wires)
        elif at.adds:
            selection.set(self._before[0] | blocks, self._before[1] | wires)
        else:
            selection.set(blocks, wires)

    def finish(self, at: Pointer) -> None:
        if self._rect.isNull() and not (at.adds or at.toggles):
            self.scene.selection.set()
        self.host.surface.drop(self._overlay)

    def cancel(self) -> None:
        self.scene.selection.set(*self._before)
        self.host.surface.drop(self._overlay)

    def _touched(self) -> tuple[frozenset[str], frozenset[Wire]]:
        """Return the blocks that the band touches, and the wires if it touches wires only."""
        rect, scene = self._rect, self.scene
        blocks = frozenset(scene.places.near(box_of(rect)))
        if blocks:
            return blocks, frozenset()
        wires = [item.wire for item in scene.items(rect) if isinstance(item, WireItem)]
        return blocks, frozenset(wires)

    def _draw(self, painter: QPainter) -> None:
        pens = self.scene.pens
        painter.setPen(pen(pens.accent, 1 / self.host.camera.zoom))
        painter.setBrush(pens.band)
        painter.drawRect(self._rect)


class PanGesture(Gesture):
    """Drags the paper."""

    def __init__(self, host: GestureHost, at: Pointer) -> None:
        """Take hold."""
        super().__init__(host, at)
        self._last: QPoint = at.view
        self._first = at.view
        self.host.show_cursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, at: Pointer) -> None:
        self.host.camera.pan(at.view - self._last)
        self._last = at.view

    def finish(self, at: Pointer) -> None:
        self.host.show_cursor()

    def cancel(self) -> None:
        self.host.camera.pan(self._first - self._last)
        self.host.show_cursor()
