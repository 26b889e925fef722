"""The item of a wire: a curve, and the shape that flows through it as a pill in its middle."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from blocks.graph.graph import Wire
from canvas.geometry.boxes import Box, around
from canvas.geometry.route import Route
from canvas.items.guard import guarded, quiet
from canvas.items.marks import WireLabel
from canvas.items.rects import rect_of
from canvas.theme.pens import Pens

_PILL = 22.0
"""Height of a pill at 100 %, in scene pixels: so much of it can be pointed at."""
_WIDEST, _HIGHEST = 240.0, 50.0
"""Largest pill in scene pixels; a text that is longer is cut."""
_LONGEST, _USUAL = 150.0, 110.0
"""Longest pill where letters are small, and a usual one, in scene pixels."""
_ROOM = 30.0
"""Length of wire that a pill needs, in scene pixels."""
_LONG = 2000.0
"""Length from which a wire at rest is drawn thin, in scene pixels: wide pens cost ten times as much there."""
_STEPS = 6
"""Straight pieces for a curve at small scales."""
_MARGIN = 4.0
"""Half of the widest pen, and some."""


class WireItem(QGraphicsItem):
    """A wire on the canvas.

    Attributes:
        wire: which one.
        route: the route that it takes.
        pens: what to paint with.
    """

    def __init__(
        self, wire: Wire, route: Route, pens: Pens, label: Callable[[Wire], WireLabel]
    ) -> None:
        """Make a wire; its label is asked for when it is first painted."""
        super().__init__()
        self.wire = wire
        self.route = route
        self.pens = pens
        self._ask = label
        self._label: WireLabel | None = None
        self.selected = False
        self.hovered = False
        self.lit = False
        self._path: QPainterPath | None = None
        self._shape: QPainterPath | None = None
        self._bounds = QRectF()
        self._lines: list[QLineF] | None = None
        self._shown: tuple[QFont, tuple[QRectF, str] | None] | None = None
        self._long = False
        self._measure()
        self.setZValue(-1)

    def set_route(self, route: Route) -> None:
        """Take another route."""
        if route == self.route and not self.x() and not self.y():
            return
        self.prepareGeometryChange()
        self.setPos(0, 0)
        self.route = route
        self._measure()

    def refresh(self) -> None:
        """Ask for the label again when it is next painted."""
        self._label = self._shown = None
        self.update()

    @property
    def label(self) -> WireLabel:
        """The shape that flows through, and whether it fits."""
        if self._label is None:
            self._label = self._ask(self.wire)
        return self._label

    def set_state(
        self,
        *,
        selected: bool | None = None,
        hovered: bool | None = None,
        lit: bool | None = None,
    ) -> None:
        """Select, hover over or light the wire."""
        before = self.selected, self.hovered, self.lit
        self.selected = before[0] if selected is None else selected
        self.hovered = before[1] if hovered is None else hovered
        self.lit = before[2] if lit is None else lit
        if before != (self.selected, self.hovered, self.lit):
            self.setZValue(-0.5 if self.selected or self.hovered or self.lit else -1)
            self.update()

    def _measure(self) -> None:
        self._path = self._shape = self._lines = self._shown = None
        bounds = rect_of(self.route.bounds)
        self._long = max(bounds.width(), bounds.height()) > _LONG
        x, y = self.route.middle
        # Room for the widest pill, so that another text is no change of geometry.
        pill = QRectF(x - _WIDEST / 2, y - _HIGHEST / 2, _WIDEST, _HIGHEST)
        self._bounds = bounds.united(pill).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    @property
    def path(self) -> QPainterPath:
        """The curve, in scene pixels."""
        if self._path is None:
            self._path = path_of(self.route)
        return self._path

    @property
    def lines(self) -> list[QLineF]:
        """The curve in few straight pieces, for small scales."""
        if self._lines is None:
            self._lines = _pieces(self.route)
        return self._lines

    # Qt asks for bounds many times a frame, and this cannot fail: no decorator.
    def boundingRect(self) -> QRectF:
        """The curve and its pill."""
        return self._bounds

    @guarded(QPainterPath())
    def shape(self) -> QPainterPath:
        """The line and its pill, for finding what is under the pointer."""
        if self._shape is None:
            stroker = QPainterPathStroker()
            stroker.setWidth(3)
            self._shape = stroker.createStroke(self.path)
            if self._has_pill:
                x, y = self.route.middle
                self._shape.addRect(QRectF(x - _PILL, y - _PILL / 2, 2 * _PILL, _PILL))
        return self._shape

    @quiet
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the curve, then the pill where it can be read."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_curve(painter)
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        pill = self._pill(scale)
        if pill is not None:
            self.pens.stamps.paint(
                painter,
                (pill[1], self.label.wrong, self.selected),
                pill[0],
                scale,
                lambda other: self._paint_pill(other, *pill, scale),
            )

    def draw(self, painter: QPainter, scale: float) -> None:
        """Draw as at a scale, whatever the painter's own is; a label without text has no pill."""
        self._draw_curve(painter)
        pill = self._pill(scale)
        if pill is not None:
            self._paint_pill(painter, *pill, scale)

    def _draw_curve(self, painter: QPainter) -> None:
        painter.setPen(self.pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self.path)

    def extent(self) -> Box:
        """Return what the curve and a label of usual length cover, in scene pixels; no label is asked for."""
        x, y = self.route.middle
        pill = Box(x - _USUAL / 2, y - _PILL / 2, x + _USUAL / 2, y + _PILL / 2)
        return around([self.route.bounds, pill] if self._has_pill else [self.route.bounds])

    @property
    def pen(self) -> QPen:
        """The pen for the state that the wire is in."""
        if self.lit:
            return self.pens.wire_lit
        if self.selected:
            return self.pens.wire_selected
        if self.label.wrong:
            return self.pens.wire_error
        if self.hovered:
            return self.pens.wire_hover
        return self.pens.wire_thin if self._long else self.pens.wire_pen

    @property
    def _has_pill(self) -> bool:
        start, end = self.route.points[0], self.route.points[-1]
        if self.route.bare:
            return False
        return abs(end[1] - start[1]) + abs(end[0] - start[0]) >= _ROOM

    def _pill(self, scale: float) -> tuple[QRectF, str] | None:
        """Return where the label is, and its words; ``None`` where there is none, or no room."""
        font, metrics = self.pens.label_fonts(scale)
        if self._shown is None or self._shown[0] is not font:
            self._shown = font, self._measured(metrics, scale)
        return self._shown[1]

    def _measured(self, metrics: QFontMetricsF, scale: float) -> tuple[QRectF, str] | None:
        text = self.label.text
        if not self._has_pill or not text:
            return None
        high, width = metrics.height() + 4, metrics.horizontalAdvance(text)
        longest = max(_LONGEST, min(_WIDEST, _LONGEST * 0.7 / scale)) - 14
        if width > longest:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, longest)
            width = metrics.horizontalAdvance(text)
        x, y = self.route.middle
        return QRectF(x - width / 2 - 7, y - high / 2, width + 14, high), text

    def _paint_pill(self, painter: QPainter, pill: QRectF, text: str, scale: float) -> None:
        pens, wrong = self.pens, self.label.wrong
        font, metrics = pens.label_fonts(scale)
        painter.setPen(
            pens.accent_thin if self.selected else pens.error_border if wrong else pens.border
        )
        painter.setBrush(pens.error_soft if wrong else pens.card)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(pens.error if wrong else pens.muted)
        painter.setFont(font)
        base = pill.center().y() + metrics.capHeight() / 2
        painter.drawText(QPointF(pill.left() + 7, base), text)


def path_of(route: Route) -> QPainterPath:
    """Return a route as a path that can be drawn."""
    points = [QPointF(x, y) for x, y in route.points]
    path = QPainterPath(points[0])
    for curve in range(route.curves):
        path.cubicTo(*points[curve * 3 + 1 : curve * 3 + 4])
    return path


def _pieces(route: Route) -> list[QLineF]:
    start, end = route.points[0], route.points[-1]
    if route.curves == 1 and abs(start[0] - end[0]) < 1:
        return [QLineF(*start, *end)]
    points = [
        route.at(curve, step / _STEPS) for curve in range(route.curves) for step in range(_STEPS)
    ]
    points.append(end)
    return [QLineF(*a, *b) for a, b in pairwise(points)]
