"""The frame of an inline view: it stands beside the card of a composite and shows the blocks inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from canvas.geometry.boxes import Box, around
from canvas.items.guard import quiet
from canvas.items.rects import box_of, rect_of

if TYPE_CHECKING:
    from canvas.scene.inline_content import InlineContent
    from canvas.theme.pens import Pens

SCALE = 0.7
"""Scale of the blocks inside, where the frame does not grow too large."""
NESTED = 0.85
"""The same for a frame within a frame, which is small already."""
LARGEST = 1400.0
"""Longest side of what is inside, in pixels of the scene around it."""
_HEAD = 30.0
_RIM = 16.0
_LEAST = 230.0
_GAP = 34.0
"""Space between the card and its frame."""


class InlineFrame(QGraphicsItem):
    """The frame; it stands at the right of its card, above everything.

    Attributes:
        content: what it shows.
    """

    def __init__(
        self, content: InlineContent, within: Mapping[str, InlineFrame], nested: bool
    ) -> None:
        """Show what is inside a block.

        Args:
            content: what is inside.
            within: the frames that are open in it, as time goes by.
            nested: it stands in a frame itself.
        """
        super().__init__()
        self.content = content
        self._within, self._nested = within, nested
        self._shown = QRectF()
        self._scale = SCALE
        self._bounds = QRectF()
        self.setZValue(5)
        self.measure()

    @property
    def pens(self) -> Pens:
        """The pens of the scene around it."""
        return self.content.outer.pens

    @property
    def frame(self) -> QRectF:
        """The frame in its own coordinates."""
        width = max(_LEAST, self._shown.width() * self._scale + 2 * _RIM)
        return QRectF(0, 0, width, self._shown.height() * self._scale + _HEAD + _RIM)

    def measure(self) -> None:
        """Take the size of what is inside, and the place beside the card."""
        self.prepareGeometryChange()
        scene = self.content.scene
        wires = [wire.extent() for wire in scene.wires.values()]
        frames = [frame.box() for frame in self._within.values()]
        boxes = [*scene.places.boxes.values(), *wires, *frames]
        self._shown = rect_of(around(boxes or [Box(0, 0, 10, 10)]).grown(14))
        longest = max(self._shown.width(), self._shown.height())
        self._scale = min(NESTED if self._nested else SCALE, LARGEST / longest)
        self.stand()
        self._bounds = self.frame.adjusted(-_GAP - 4, -4, 6, 8)
        self.update()

    def stand(self) -> None:
        """Stand beside the card."""
        card = self.content.outer.cards.get(self.content.block_id)
        if card is not None:
            self.setPos(card.x() + card.ports.width + _GAP, card.y() - 4)

    def box(self) -> Box:
        """The frame in the scene around it."""
        return box_of(self.frame.translated(self.pos()))

    @property
    def inner_scale(self) -> float:
        """Pixels of the scene around it per pixel of the scene inside."""
        return self._scale

    def to_inside(self, at: QPointF) -> QPointF:
        """Return where a point of the scene around it is in the scene inside."""
        return (at - self.pos() - self._corner()) / self._scale + self._shown.topLeft()

    def button_at(self, at: QPointF) -> str:
        """Return which button of its head is at a point of the scene around it: close, before, after, or none."""
        point = at - self.pos()
        return next((name for name, rect in self._buttons().items() if rect.contains(point)), "")

    def _corner(self) -> QPointF:
        spare = self.frame.width() - self._shown.width() * self._scale
        return QPointF(spare / 2, _HEAD)

    def _buttons(self) -> dict[str, QRectF]:
        right = self.frame.right()
        found = {"close": QRectF(right - 26, 3, 22, 24)}
        if (self.content.iteration.count or 1) > 1:
            found |= {
                "before": QRectF(right - 122, 3, 22, 24),
                "after": QRectF(right - 50, 3, 22, 24),
            }
        return found

    # Qt asks for bounds many times a frame, and this cannot fail: no decorator.
    def boundingRect(self) -> QRectF:
        """The frame with its shadow and what joins it to the card."""
        return self._bounds

    @quiet
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the frame and what is inside."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        self._paint_head(painter)
        painter.save()
        painter.setClipRect(self.frame, Qt.ClipOperation.IntersectClip)
        painter.translate(self._corner())
        painter.scale(self._scale, self._scale)
        painter.translate(-self._shown.topLeft())
        scene = self.content.scene
        items = [*scene.wires.values(), *scene.cards.values(), *self._within.values()]
        for item in items:
            painter.save()
            painter.translate(item.pos())
            item.paint(painter, option, None)
            painter.restore()
        painter.restore()

    def _paint_frame(self, painter: QPainter) -> None:
        pens, frame = self.pens, self.frame
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pens.shadow)
        painter.drawRoundedRect(frame.adjusted(-1, 2, 2, 5), 9, 9)
        outline = QPainterPath()
        outline.addRoundedRect(frame, 8, 8)
        tip = QPolygonF([QPointF(1, 18), QPointF(-_GAP + 6, 29), QPointF(1, 40)])
        joined = QPainterPath()
        joined.addPolygon(tip)
        joined.closeSubpath()
        painter.setPen(pens.inline_border)
        painter.setBrush(pens.canvas)
        painter.drawPath(outline.united(joined))

    def _paint_head(self, painter: QPainter) -> None:
        pens, iteration, frame = self.pens, self.content.iteration, self.frame
        buttons = self._buttons()
        right = buttons.get("before", buttons["close"]).left()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(pens.title_font)
        painter.setPen(pens.text)
        words = self.content.name + (" (not there here)" if iteration.absent else "")
        words = pens.title_metrics.elidedText(words, Qt.TextElideMode.ElideRight, right - _RIM)
        painter.drawText(QRectF(_RIM, 0, frame.width(), _HEAD), middle, words)
        painter.setPen(pens.muted)
        for name, sign in (("before", "◂"), ("after", "▸"), ("close", "×")):
            if name in buttons:
                painter.drawText(buttons[name], Qt.AlignmentFlag.AlignCenter, sign)
        if "before" in buttons:
            painter.setFont(pens.words_font)
            gap = QRectF(buttons["before"].topRight(), buttons["after"].bottomLeft())
            painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, f"i = {iteration.index}")
