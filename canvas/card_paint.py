"""How a card is drawn. Functions of its face and ports; the item only calls them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from canvas.face import Face, PortMark, Ports
from canvas.geometry import BAR, HEIGHT, NUMBERED_PORT, PORT, RADIUS
from canvas.ink import Fonts, Ink

_LEFT = BAR + 10
_RIGHT = 11.0


def paint_card(
    painter: QPainter,
    ink: Ink,
    face: Face,
    ports: Ports,
    selected: bool,
    halo: bool,
    scale: float = 1.0,
) -> None:
    """Draw a whole card, its top left corner at the origin."""
    card = QRectF(0, 0, ports.width, HEIGHT)
    _paint_body(painter, ink, face, card, selected, halo)
    _paint_words(painter, ink, ink.fonts(scale), face, card)
    _paint_ports(painter, ink, ports, card)
    if face.error or face.warning:
        _paint_badge(painter, ink, card, ink.error if face.error else ink.warning)


def paint_far_card(
    painter: QPainter, ink: Ink, face: Face, ports: Ports, selected: bool, halo: bool
) -> None:
    """Draw a card for small scales: no small text, the type in large letters."""
    card = QRectF(0, 0, ports.width, HEIGHT)
    _paint_body(painter, ink, face, card, selected, halo)
    painter.setPen(ink.text)
    title = _fitting(painter, ink.far_font, face.title, card.width() - _LEFT - 8)
    room = card.adjusted(_LEFT, 0, 0, 0)
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
    if face.error or face.warning:
        _paint_badge(painter, ink, card, ink.error if face.error else ink.warning)


def _paint_body(
    painter: QPainter, ink: Ink, face: Face, card: QRectF, selected: bool, halo: bool
) -> None:
    """Draw shadow, ground, border and bar in as few rounded shapes as will do: they are what costs."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.shadow)
    painter.drawRoundedRect(card.adjusted(-0.5, 1, 0.5, 2), RADIUS, RADIUS)
    if halo:
        painter.setPen(ink.halo)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card, RADIUS, RADIUS)
    border = _border(ink, face, selected)
    painter.setPen(border)
    painter.setBrush(ink.card)
    painter.drawRoundedRect(card, RADIUS, RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.category(face.category))
    if border is ink.border:
        painter.drawPath(_BAR_PATH)
    else:
        painter.drawRect(QRectF(1, RADIUS, BAR - 1, HEIGHT - 2 * RADIUS))


def _border(ink: Ink, face: Face, selected: bool) -> QPen:
    if selected:
        return ink.accent_border
    if face.error:
        return ink.error_border
    return ink.unfinished_border if face.unfinished else ink.border


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


_BAR_PATH = _bar_path()


def _paint_words(painter: QPainter, ink: Ink, fonts: Fonts, face: Face, card: QRectF) -> None:
    small = fonts.words_metrics
    line = card.center().y() + (_half(fonts.title_metrics) if not face.words else -4.5)
    right = card.right() - _RIGHT
    painter.setFont(fonts.words)
    painter.setPen(ink.muted)
    if face.count:
        width = small.horizontalAdvance(face.count)
        painter.drawText(QPointF(right - width, line), face.count)
        right -= width + 8
    title = _fitting(painter, fonts.title, face.title, right - _LEFT)
    width = QFontMetricsF(painter.font()).horizontalAdvance(title)
    painter.setPen(ink.text)
    painter.drawText(QPointF(_LEFT, line), title)
    painter.setFont(fonts.words)
    painter.setPen(ink.muted)
    room = right - _LEFT - width - 7
    if face.name and room > 24:
        painter.drawText(QPointF(_LEFT + width + 7, line), _elided(small, face.name, room))
    if face.words:
        room = card.right() - _RIGHT - _LEFT
        fits = small.horizontalAdvance(face.words) <= room
        words = face.words if fits else _elided(small, face.brief, room)
        painter.drawText(QPointF(_LEFT, card.center().y() + 6 + small.ascent() * 0.65), words)


def _half(metrics: QFontMetricsF) -> float:
    """Return how far below the middle the base line of centred text is."""
    return metrics.capHeight() / 2


def _fitting(painter: QPainter, font: QFont, title: str, room: float) -> str:
    """Set the font for a title: a long one is set narrower, then smaller, before it is cut."""
    width = QFontMetricsF(font).horizontalAdvance(title)
    if width > room:
        font = QFont(font)
        font.setStretch(max(82, int(100 * room / width)))
        width = QFontMetricsF(font).horizontalAdvance(title)
    if width > room:
        font.setPixelSize(max(int(font.pixelSize() * room / width), font.pixelSize() * 7 // 10))
    painter.setFont(font)
    return _elided(QFontMetricsF(font), title, room + 1)


def _elided(metrics: QFontMetricsF, text: str, room: float) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def _paint_ports(painter: QPainter, ink: Ink, ports: Ports, card: QRectF) -> None:
    middle = card.width() / 2
    for mark in ports.inputs:
        _paint_port(painter, ink, mark, QPointF(middle + mark.offset, 0))
    for mark in ports.outputs:
        _paint_port(painter, ink, mark, QPointF(middle + mark.offset, card.height()))


def _paint_port(painter: QPainter, ink: Ink, mark: PortMark, at: QPointF) -> None:
    radius = port_radius(mark)
    painter.setPen(ink.port_missing if mark.missing else ink.port_pen)
    painter.setBrush(ink.card)
    if mark.spare:
        painter.setPen(ink.port_spare)
    painter.drawEllipse(at, radius, radius)
    if mark.spare:
        painter.setPen(ink.port_pen)
        painter.drawLine(at + QPointF(-2.5, 0), at + QPointF(2.5, 0))
        painter.drawLine(at + QPointF(0, -2.5), at + QPointF(0, 2.5))
    elif mark.number:
        painter.setFont(ink.number_font)
        painter.setPen(ink.muted)
        box = QRectF(at.x() - 8, at.y() - 8, 16, 16)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(mark.number))


def port_radius(mark: PortMark) -> float:
    """Return a port's radius in scene pixels."""
    return NUMBERED_PORT if mark.number and not mark.spare else PORT + (1 if mark.spare else 0)


def _paint_badge(painter: QPainter, ink: Ink, card: QRectF, colour: QColor) -> None:
    centre = QPointF(card.right() - 2, card.top() + 1)
    painter.setPen(ink.card.color())
    painter.setBrush(QBrush(colour))
    painter.drawEllipse(centre, 8, 8)
    painter.setFont(ink.badge_font)
    painter.setPen(ink.card.color())
    box = QRectF(centre.x() - 8, centre.y() - 8, 16, 16)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "!")
