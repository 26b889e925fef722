"""The item of a block: holds its id, asks for its content when it is painted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from canvas.geometry.boxes import HEIGHT, OUTSIDE, Box
from canvas.items.card_body import stack_of
from canvas.items.card_content import CardContent, CardPorts
from canvas.items.card_paint import badge_of, paint_card, paint_far_card
from canvas.items.guard import quiet
from canvas.theme.pens import Pens

FULL_DETAIL = 0.5
"""Scale below which small text is left out."""


class CardItem(QGraphicsItem):
    """A card on the canvas.

    Attributes:
        block_id: the block.
        ports: where its ports are.
        width: how wide that makes it, in scene pixels.
        pens: what to paint with.
        selected: drawn with the accent border.
        highlighted: drawn with a halo.
        pointed: the problem that is told now is here, or inside; drawn with a halo of its colour.
        opened: what is inside is shown beside it.
    """

    def __init__(
        self, block_id: str, ports: CardPorts, pens: Pens, content: Callable[[str], CardContent]
    ) -> None:
        """Make a card; its content is asked for when it is first painted."""
        super().__init__()
        self.block_id = block_id
        self.ports = ports
        self.pens = pens
        self.selected = False
        self.highlighted = False
        self.pointed = False
        self.opened = False
        self._ask = content
        self._content: CardContent | None = None
        self.width = ports.width
        self._bounds = _bounds(ports)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    @property
    def content(self) -> CardContent:
        """The content that the card shows now."""
        if self._content is None:
            self._content = self._ask(self.block_id)
        return self._content

    def refresh(self) -> None:
        """Ask for the content again when it is next painted."""
        self._content = None
        self.update()

    def set_ports(self, ports: CardPorts) -> None:
        """Show other ports."""
        if ports == self.ports:
            return
        self.prepareGeometryChange()
        self.ports = ports
        self.width = ports.width
        self._bounds = _bounds(ports)
        self.update()

    def set_pointed(self, on: bool) -> None:
        """Show whether the problem that is told now is here."""
        if on != self.pointed:
            self.pointed = on
            self.update()

    def set_state(self, *, selected: bool | None = None, highlighted: bool | None = None) -> None:
        """Select or highlight."""
        before = self.selected, self.highlighted
        self.selected = before[0] if selected is None else selected
        self.highlighted = before[1] if highlighted is None else highlighted
        if before != (self.selected, self.highlighted):
            self.setZValue(1 if self.selected else 0)
            self.update()

    def set_opened(self, on: bool) -> None:
        """Show whether what is inside is shown beside it."""
        if on != self.opened:
            self.opened = on
            self.update()

    def box(self) -> Box:
        """The card itself in scene pixels, without what sticks out."""
        x, y = self.x(), self.y()
        return Box(x, y, x + self.width, y + HEIGHT)

    def shows_at(self, at: QPointF) -> bool:
        """Tell whether the card can be seen at a point of the scene: its body, its badge, the stack behind it."""
        point, body = at - self.pos(), QRectF(0, 0, self.ports.width, HEIGHT)
        if body.contains(point):
            return True
        stack = self.content.repeat.times and stack_of(body, self.content.repeat.sideways)
        marked = self.content.error or self.content.warning
        return bool(
            (stack and stack.contains(point)) or (marked and badge_of(body).contains(point))
        )

    # Qt asks for bounds many times a frame, and this cannot fail: no decorator.
    def boundingRect(self) -> QRectF:
        """The card with its ports, shadow and badge, in its own coordinates."""
        return self._bounds

    @quiet
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the card in the detail that the scale allows."""
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self.pens, self.content, self.ports, self.selected, self._halo(), self.opened
        if scale >= FULL_DETAIL:
            paint_card(painter, *look, scale)
        else:
            paint_far_card(painter, *look)

    def _halo(self) -> QPen | None:
        if self.pointed:
            return self.pens.error_halo if self.content.error else self.pens.warning_halo
        return self.pens.halo if self.highlighted else None


def _bounds(ports: CardPorts) -> QRectF:
    return QRectF(0, 0, ports.width, HEIGHT).adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
