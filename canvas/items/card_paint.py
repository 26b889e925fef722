"""Draws a card. Functions of its content and ports; the item only calls them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPaintEngine, QPainter, QPen

from blocks.types.block_type import Form
from canvas.geometry.boxes import BAR, HEIGHT, NUMBERED_PORT, PORT
from canvas.items.card_body import CHEVRON, paint_body, paint_chevron
from canvas.items.card_content import CardContent, CardPorts, PortMark
from canvas.theme.pens import Fonts, Pens

_LEFT = BAR + 10
_RIGHT = 11.0
_FAINT = 0.45
"""Opacity of a block that is not there under its condition."""
_LEAST = 45.0
"""Room that the words must have beside a condition, in scene pixels; where there is less, they are left out."""


def paint_card(
    painter: QPainter,
    pens: Pens,
    content: CardContent,
    ports: CardPorts,
    selected: bool,
    halo: QPen | None,
    opened: bool = False,
    scale: float = 1.0,
) -> None:
    """Draw a whole card, its top left corner at the origin."""
    card = QRectF(0, 0, ports.width, HEIGHT)
    if content.repeat.absent:
        painter.setOpacity(_FAINT)
    paint_body(painter, pens, content, card, selected, halo)
    _paint_words(painter, pens, pens.fonts(scale), content, card)
    if content.form is Form.COMPOSITE:
        paint_chevron(painter, pens, content, opened)
    _paint_ports(painter, pens, ports, card)
    if content.error or content.warning:
        _paint_badge(painter, pens, card, pens.error if content.error else pens.warning)
    painter.setOpacity(1)


def paint_far_card(
    painter: QPainter,
    pens: Pens,
    content: CardContent,
    ports: CardPorts,
    selected: bool,
    halo: QPen | None,
    opened: bool = False,
) -> None:
    """Draw a card for small scales: no small text, the type in large letters."""
    card = QRectF(0, 0, ports.width, HEIGHT)
    if content.repeat.absent:
        painter.setOpacity(_FAINT)
    paint_body(painter, pens, content, card, selected, halo)
    room = card.adjusted(_LEFT, 0, -_RIGHT, 0)
    if content.repeat.times:
        painter.setFont(pens.far_font)
        painter.setPen(pens.category(content.category))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, content.repeat.times)
        width = QFontMetricsF(pens.far_font).horizontalAdvance(content.repeat.times)
        room.adjust(0, 0, -width - 8, 0)
    painter.setPen(pens.text)
    title = _fitting(painter, pens.far_font, content.title, room.width() + 3)
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
    if content.error or content.warning:
        _paint_badge(painter, pens, card, pens.error if content.error else pens.warning)
    painter.setOpacity(1)


def _paint_words(
    painter: QPainter, pens: Pens, fonts: Fonts, content: CardContent, card: QRectF
) -> None:
    base = card.center().y() + (-4.5 if content.two_lines else _half(fonts.title_metrics))
    left = CHEVRON.right() + 5 if content.form is Form.COMPOSITE else _LEFT
    left += 8 if content.form is Form.PORT else 0
    _paint_title(painter, pens, fonts, content, QRectF(left, base, card.right() - _RIGHT - left, 0))
    if content.two_lines:
        below = card.center().y() + 6 + fonts.words_metrics.ascent() * 0.65
        left = left if content.form is Form.PORT else _LEFT
        room = QRectF(left, below, card.right() - _RIGHT - left, 0)
        _paint_second_line(painter, pens, fonts, content, room)


def _paint_title(
    painter: QPainter, pens: Pens, fonts: Fonts, content: CardContent, room: QRectF
) -> None:
    """Draw the first line; ``room`` begins and ends where it may, at its base line."""
    small, right = fonts.words_metrics, room.right()
    painter.setFont(fonts.words)
    painter.setPen(pens.muted)
    if content.count and content.form is not Form.PORT:
        width = small.horizontalAdvance(content.count)
        painter.drawText(QPointF(right - width, room.y()), content.count)
        right -= width + 8
    title = _fitting(painter, fonts.title, content.title, right - room.x())
    width = QFontMetricsF(painter.font()).horizontalAdvance(title)
    painter.setPen(pens.text)
    painter.drawText(room.topLeft(), title)
    painter.setFont(fonts.words)
    painter.setPen(pens.muted)
    free = right - room.x() - width - 7
    if content.name and free > 24:
        painter.drawText(room.topLeft() + QPointF(width + 7, 0), _elided(small, content.name, free))


def _paint_second_line(
    painter: QPainter, pens: Pens, fonts: Fonts, content: CardContent, room: QRectF
) -> None:
    """Draw the condition, the words, and how many times at the right."""
    small, repeat = fonts.words_metrics, content.repeat
    if repeat.times:
        room = room.adjusted(0, 0, -_paint_times(painter, pens, fonts, content, room) - 6, 0)
    painter.setFont(fonts.words)
    if repeat.condition:
        words = _elided(small, repeat.condition, room.width())
        painter.setPen(pens.accent_text)
        painter.drawText(room.topLeft(), words)
        room = room.adjusted(small.horizontalAdvance(words) + 8, 0, 0, 0)
    if repeat.condition and room.width() < _LEAST:
        return
    painter.setPen(pens.muted)
    fits = small.horizontalAdvance(content.words) <= room.width()
    words = content.words if fits else _elided(small, content.brief, room.width())
    painter.drawText(room.topLeft(), words)


def _paint_times(
    painter: QPainter, pens: Pens, fonts: Fonts, content: CardContent, room: QRectF
) -> float:
    """Draw ``×3`` in a pill at the right end of a line; returns the pill's width."""
    small = fonts.words_metrics
    width, high = small.horizontalAdvance(content.repeat.times) + 10, small.height()
    base = room.y() - small.capHeight() / 2
    pill = QRectF(room.right() - width + 4, base - high / 2, width, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pens.category(content.category))
    painter.drawRoundedRect(pill, high / 2, high / 2)
    painter.setFont(fonts.words)
    painter.setPen(pens.card.color())
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, content.repeat.times)
    return width - 4


def _half(metrics: QFontMetricsF) -> float:
    """Return how far below the middle the base line of centred text is."""
    return metrics.capHeight() / 2


def _fitting(painter: QPainter, font: QFont, title: str, room: float) -> str:
    """Set the font for a title: a long one is set narrower, then smaller, before it is cut."""
    width = QFontMetricsF(font).horizontalAdvance(title)
    # An SVG file has no narrow letters: there a long title is only set smaller.
    if width > room and painter.paintEngine().type() is not QPaintEngine.Type.SVG:
        font = QFont(font)
        font.setStretch(max(82, int(100 * room / width)))
        width = QFontMetricsF(font).horizontalAdvance(title)
    if width > room:
        font = QFont(font)
        font.setPixelSize(max(int(font.pixelSize() * room / width), font.pixelSize() * 7 // 10))
    painter.setFont(font)
    return _elided(QFontMetricsF(font), title, room + 1)


def _elided(metrics: QFontMetricsF, text: str, room: float) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def _paint_ports(painter: QPainter, pens: Pens, ports: CardPorts, card: QRectF) -> None:
    middle = card.width() / 2
    for mark in ports.inputs:
        _paint_port(painter, pens, mark, QPointF(middle + mark.offset, 0))
    for mark in ports.outputs:
        _paint_port(painter, pens, mark, QPointF(middle + mark.offset, card.height()))


def _paint_port(painter: QPainter, pens: Pens, mark: PortMark, at: QPointF) -> None:
    radius = port_radius(mark)
    painter.setPen(pens.port_missing if mark.missing else pens.port_pen)
    painter.setBrush(pens.card)
    if mark.spare or mark.optional:
        painter.setPen(pens.port_spare)
    painter.drawEllipse(at, radius, radius)
    if mark.spare:
        painter.setPen(pens.port_pen)
        painter.drawLine(at + QPointF(-2.5, 0), at + QPointF(2.5, 0))
        painter.drawLine(at + QPointF(0, -2.5), at + QPointF(0, 2.5))
    elif mark.number:
        painter.setFont(pens.number_font)
        painter.setPen(pens.muted)
        box = QRectF(at.x() - 8, at.y() - 8, 16, 16)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(mark.number))


def port_radius(mark: PortMark) -> float:
    """Return a port's radius in scene pixels."""
    return NUMBERED_PORT if mark.number and not mark.spare else PORT + (1 if mark.spare else 0)


def badge_of(card: QRectF) -> QRectF:
    """Return where the mark of a problem stands on a card."""
    return QRectF(card.right() - 10, card.top() - 7, 16, 16)


def _paint_badge(painter: QPainter, pens: Pens, card: QRectF, colour: QColor) -> None:
    box = badge_of(card)
    painter.setPen(pens.card.color())
    painter.setBrush(QBrush(colour))
    painter.drawEllipse(box)
    painter.setFont(pens.badge_font)
    painter.setPen(pens.card.color())
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "!")
