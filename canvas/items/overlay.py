"""The drawing of a gesture, above everything: a loose wire, guides, a rubber band, a ghost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from canvas.items.guard import quiet


class GestureOverlay(QGraphicsItem):
    """An item that draws by calling a function.

    Attributes:
        draw: paints in scene pixels.
    """

    def __init__(self, draw: Callable[[QPainter], None]) -> None:
        """Make an overlay that covers nothing yet."""
        super().__init__()
        self.draw = draw
        self._bounds = QRectF()
        self.setZValue(10)

    def cover(self, bounds: QRectF) -> None:
        """Cover another area, and draw it again."""
        self.prepareGeometryChange()
        self._bounds = bounds
        self.update()

    # Qt asks for bounds many times a frame, and this cannot fail: no decorator.
    def boundingRect(self) -> QRectF:
        """The area covered, in scene pixels."""
        return self._bounds

    @quiet
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
