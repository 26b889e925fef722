"""Dropping a block from the palette: a ghost follows the pointer, a wire below it lights up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from blocks.graph.graph import Wire
from blocks.types.block_type import BlockType
from canvas.geometry.boxes import HEIGHT, OUTSIDE, WIDTH, snapped
from canvas.gestures.base import Gesture, Pointer
from canvas.items.card_content import CardContent, CardPorts, PortMark
from canvas.items.card_paint import paint_card
from canvas.items.overlay import GestureOverlay

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from canvas.gestures.host import GestureHost

MIME = "application/x-netwright-block"
"""The type of what the palette drags: the name of a block type, or the key of a composite of the library."""


class DropGesture(Gesture):
    """Adds a block where it is dropped, or inserts it into the wire there."""

    hint = "Drop on a wire to insert the block"

    def __init__(self, host: GestureHost, at: Pointer, kind: BlockType, name: str = "") -> None:
        """Show a ghost of a block type; ``name`` is what the editor knows it by, if not the type's own."""
        super().__init__(host, at)
        self._name = name or kind.name
        self._content = CardContent(kind.name, "", "", "", "", kind.category, form=kind.form)
        has_input = bool(kind.inputs.names) or kind.inputs.many
        self._fits_wires = has_input and bool(kind.outputs)
        self._ports = CardPorts(
            (PortMark("input", 0.0),) if has_input else (),
            tuple(PortMark(port, 0.0) for port in kind.outputs[:1]),
        )
        self._wire: Wire | None = None
        self._corner = QPointF()
        self._overlay = GestureOverlay(self._draw)
        self.host.surface.add(self._overlay)
        self.move(at)

    def move(self, at: Pointer) -> None:
        self._corner = QPointF(
            snapped(at.scene.x() - WIDTH / 2), snapped(at.scene.y() - HEIGHT / 2)
        )
        bounds = QRectF(self._corner.x(), self._corner.y(), WIDTH, HEIGHT)
        self._overlay.cover(bounds.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE))
        finder = self.host.finder
        self._wire = finder.wire_at(at.scene) if self._fits_wires else None
        if self._wire is None and self._fits_wires and finder.block_at(at.scene) is None:
            self._wire = finder.wire_near(at.scene, HEIGHT / 2)
        self.scene.light(self._wire)

    def finish(self, at: Pointer) -> None:
        self.move(at)
        wire, corner = self._wire, self._corner
        self.cancel()
        editor = self.host.editor
        if wire is not None:
            made = editor.insert(self._name, wire, (corner.x(), corner.y()))
        else:
            made = editor.add(self._name, (corner.x(), corner.y()))
        if made:
            self.scene.select([made])

    def cancel(self) -> None:
        self.scene.light(None)
        self.host.surface.drop(self._overlay)

    def _draw(self, painter: QPainter) -> None:
        painter.setOpacity(0.75)
        painter.translate(self._corner)
        paint_card(painter, self.scene.pens, self._content, self._ports, True, None)
