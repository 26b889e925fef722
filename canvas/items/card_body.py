"""The body of a card: shadow, ground, border and bar; the stack of a repeated block, the round end of a composite."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from blocks.types.block_type import Category, Form
from canvas.geometry.boxes import BAR, HEIGHT, RADIUS
from canvas.items.card_content import CardContent
from canvas.theme.pens import Pens
from canvas.theme.themes import CATEGORY_SIGNS, dashes_of

_STEP = 4.5
"""How far each card of a stack looks out from behind the one above, in scene pixels."""
_INSET = 5.0
CHEVRON = QRectF(BAR + 5, 9, 14, 16)
"""Where the mark is that opens a composite in place."""


def paint_body(
    painter: QPainter,
    pens: Pens,
    content: CardContent,
    card: QRectF,
    selected: bool,
    halo: QPen | None,
) -> None:
    """Draw everything behind the words, in as few rounded shapes as will do: they are what costs.

    Args:
        painter: the painter.
        pens: pens and brushes.
        content: what the card shows.
        card: where it is.
        selected: draw the border of a selected card.
        halo: what is drawn around it, if anything.
    """
    radius = HEIGHT / 2 if content.form is Form.PORT else RADIUS
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pens.shadow)
    painter.drawRoundedRect(card.adjusted(-0.5, 1, 0.5, 2), radius, radius)
    if content.repeat.times:
        _paint_stack(painter, pens, content.repeat.sideways, card)
    if halo is not None:
        painter.setPen(halo)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card, radius, radius)
    border = _border(pens, content, selected)
    painter.setPen(border)
    painter.setBrush(pens.card if content.form is Form.LAYER else pens.ground(content.form))
    painter.drawRoundedRect(card, radius, radius)
    if content.form is not Form.PORT:
        _paint_bar(painter, pens, content, border)


def _paint_stack(painter: QPainter, pens: Pens, sideways: bool, card: QRectF) -> None:
    """Draw two cards behind: below for repeats in series, at the side for parallel ones."""
    painter.setPen(pens.stack_border)
    painter.setBrush(pens.stack)
    for step in (2, 1):
        painter.drawRoundedRect(stack_of(card, sideways, step), RADIUS, RADIUS)


def stack_of(card: QRectF, sideways: bool, step: int = 2) -> QRectF:
    """Return one of the two cards behind a card that is there several times, the lowest by default."""
    out, inset = step * _STEP, step * _INSET
    if sideways:
        return card.adjusted(inset, inset / 1.5, out, -inset / 1.5)
    return card.adjusted(inset, inset, -inset, out)


def _paint_bar(painter: QPainter, pens: Pens, content: CardContent, border: QPen) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pens.category(content.category))
    painter.drawPath((_BARS if border is pens.border else _INNER_BARS)[content.category])


def _border(pens: Pens, content: CardContent, selected: bool) -> QPen:
    if selected:
        return pens.accent_border
    if content.error:
        return pens.error_border
    if content.unfinished:
        return pens.unfinished_border
    return pens.absent_border if content.repeat.absent else pens.border


def paint_chevron(painter: QPainter, pens: Pens, content: CardContent, down: bool) -> None:
    """Draw the mark that opens a composite in place, pointing down while it is open."""
    centre = CHEVRON.center()
    if not content.two_lines:
        centre.setY(HEIGHT / 2)
    corners = ((-4, -2.5), (0, 2), (4, -2.5)) if down else ((-2.5, -4), (2, 0), (-2.5, 4))
    painter.setPen(pens.chevron)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([centre + QPointF(x, y) for x, y in corners]))


def _bar_path() -> QPainterPath:
    """The colour bar at the left: round corners outside, straight inside."""
    path = QPainterPath()
    path.moveTo(BAR, 0)
    path.lineTo(RADIUS, 0)
    path.arcTo(0, 0, 2 * RADIUS, 2 * RADIUS, 90, 90)
    path.arcTo(0, HEIGHT - 2 * RADIUS, 2 * RADIUS, 2 * RADIUS, 180, 90)
    path.lineTo(BAR, HEIGHT)
    path.closeSubpath()
    clip = QPainterPath()
    clip.addRect(QRectF(0, 0, BAR, HEIGHT))
    return path.intersected(clip)


def _signed(bar: QPainterPath) -> dict[Category | None, QPainterPath]:
    """Cut a bar into the dashes of each category, which tell it without its colour; unknown blocks have it whole."""
    made: dict[Category | None, QPainterPath] = {None: bar}
    for category, sign in CATEGORY_SIGNS.items():
        dashes = QPainterPath()
        for start, end in dashes_of(sign):
            dashes.addRect(QRectF(0, start * HEIGHT, BAR, (end - start) * HEIGHT))
        made[category] = bar.intersected(dashes)
    return made


def _inner_bar() -> QPainterPath:
    """The bar inside of a wide border."""
    path = QPainterPath()
    path.addRect(QRectF(1, RADIUS, BAR - 1, HEIGHT - 2 * RADIUS))
    return path


_BARS, _INNER_BARS = _signed(_bar_path()), _signed(_inner_bar())
