"""A layer-box diagram as a drawing: a whole network for a paper or a slide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from blocks.check.checker import Checker
from blocks.types.block_type import Category
from canvas.diagram.boxes import Boxes, Wanted
from canvas.diagram.layout import DiagramSheet, sheet_of
from canvas.diagram.output import Drawing
from canvas.diagram.parts import network_of
from canvas.diagram.shapes import (
    Anchor,
    Circle,
    Connector,
    Cuboid,
    GroupFrame,
    Size,
    Slab,
    TextLine,
)
from canvas.diagram.words import count_words
from canvas.theme.pens import blended, font, notched
from canvas.theme.themes import CATEGORY_SIGNS, LIGHT, Theme, notches_of

EVERYTHING = Wanted()
_STEP = 5.0
_CORNER = 7.0
_NOTCH = 1.6
"""Width of the lines that tell a category without its colour."""


def diagram_of(
    checker: Checker,
    theme: Theme = LIGHT,
    depth: int | None = 0,
    *,
    wanted: Wanted = EVERYTHING,
    transparent: bool = False,
) -> Drawing:
    """Draw a graph as boxes whose height and width follow the sizes of what they give.

    Args:
        checker: the check of the graph; only read.
        theme: the colours.
        depth: how many composites inside one another are opened; ``None`` for all.
        wanted: what is written at boxes.
        transparent: nothing is behind it.
    """
    brush = _Brush(theme)
    network = network_of(checker, depth)
    total = checker.totals().parameters
    words = f"{count_words(total)} parameters" if wanted.costs and network.parts else ""
    sheet = sheet_of(network, Boxes.of(network, brush.measure, wanted), words=words)
    back = None if transparent else QColor(brush.paper)
    return Drawing(sheet.width, sheet.height, back, partial(brush.paint, sheet))


class _Brush:
    """Paints shapes in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.paper = theme.canvas if theme.dark else theme.card
        self.fonts = {
            Size.STRONG: font(Size.STRONG.value, QFont.Weight.DemiBold),
            Size.PLAIN: font(Size.PLAIN.value),
        }
        self.metrics = {size: QFontMetricsF(made) for size, made in self.fonts.items()}
        self.line = QPen(QColor(theme.muted), 1.4)
        self.line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painters: dict[type, Callable[..., None]] = {
            Cuboid: self._cuboid,
            Circle: self._circle,
            GroupFrame: self._frame,
            Connector: self._line,
            TextLine: self._text,
        }

    def measure(self, text: str, size: Size) -> float:
        """Return the width of a text in pixels."""
        return self.metrics[size].horizontalAdvance(text)

    def paint(self, sheet: DiagramSheet, painter: QPainter) -> None:
        """Paint everything that is on a sheet."""
        for shape in sheet.shapes:
            self._painters[type(shape)](painter, shape)

    # ------------------------------------------------------------ shapes

    def _colour(self, category: Category | None) -> QColor:
        return QColor(self.theme.categories[category] if category else self.theme.muted)

    def _cuboid(self, painter: QPainter, box: Cuboid) -> None:
        for behind in range(box.copies, 0, -1):
            by = _STEP * behind
            self._body(painter, box, box.x + by, box.y - by)
        self._body(painter, box, box.x, box.y)
        if box.words:
            room = QRectF(box.x, box.y, box.slabs[0].width, box.height)
            ground = QColor(self.paper) if box.hollow else self._colour(box.slabs[0].category)
            self._clear(painter, room.center(), box, ground)
            painter.setPen(QColor("#ffffff" if _is_dark(ground) else "#14181f"))
            self._upwards(painter, room.center(), box.words)

    def _body(self, painter: QPainter, box: Cuboid, x: float, y: float) -> None:
        rim = self._colour(Category.COMPOSITE) if box.composite else self._rim(box)
        painter.setPen(QPen(rim, 1.0))
        left = x
        for slab in box.slabs:
            front, above = self._shades(slab, box)
            painter.setBrush(above)
            painter.drawPolygon(_top(left, y, slab.width, box.depth))
            painter.setBrush(front)
            painter.drawRect(QRectF(left, y, slab.width, box.height))
            if slab.category and not box.hollow:
                self._notches(painter, slab.category, QRectF(left, y, slab.width, box.height))
                painter.setPen(QPen(rim, 1.0))
            left += slab.width
        front, _ = self._shades(box.slabs[-1], box)
        painter.setBrush(QBrush(blended(front.name(), "#000000", 0.22)))
        painter.drawPolygon(_side(left, y, box.height, box.depth))

    def _notches(self, painter: QPainter, category: Category, front: QRectF) -> None:
        """Draw the category's lines across the front of a slab, as the gaps of its strip on a card."""
        line = QPen(notched(self.theme.categories[category], self.paper), _NOTCH)
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(line)
        for share in notches_of(CATEGORY_SIGNS[category]):
            y = front.top() + share * front.height()
            painter.drawLine(QLineF(front.left() + 0.5, y, front.right() - 0.5, y))

    def _shades(self, slab: Slab, box: Cuboid) -> tuple[QColor, QColor]:
        """Return the colours of front and top."""
        if box.hollow:
            return QColor(self.paper), QColor(blended(self.paper, self.theme.muted, 0.1))
        front = self._colour(slab.category)
        return front, QColor(blended(front.name(), "#ffffff", 0.28))

    def _rim(self, box: Cuboid) -> QColor:
        if box.hollow:
            return QColor(self.theme.muted)
        return QColor(blended(self._colour(box.slabs[0].category).name(), "#000000", 0.4))

    def _circle(self, painter: QPainter, circle: Circle) -> None:
        painter.setPen(QPen(self._colour(Category.MERGING), 1.4))
        painter.setBrush(QColor(self.paper))
        middle = QPointF(circle.x, circle.y)
        painter.drawEllipse(middle, circle.radius, circle.radius)
        painter.setPen(QColor(self.theme.text))
        painter.setFont(self.fonts[Size.STRONG if len(circle.sign) == 1 else Size.PLAIN])
        self._middle(painter, middle, circle.sign, painter.fontMetrics().capHeight())

    def _frame(self, painter: QPainter, frame: GroupFrame) -> None:
        composite = self.theme.categories[Category.COMPOSITE]
        painter.setPen(QPen(QColor(blended(self.paper, composite, 0.55)), 1.2))
        painter.setBrush(QColor(blended(self.paper, composite, 0.06)))
        for behind in range(frame.copies, -1, -1):
            by = _STEP * behind
            rect = QRectF(frame.x + by, frame.y - by, frame.width, frame.height)
            painter.drawRoundedRect(rect, 9, 9)

    def _text(self, painter: QPainter, text: TextLine) -> None:
        painter.setPen(QColor(self.theme.muted if text.muted else self.theme.text))
        painter.setFont(self.fonts[text.size])
        metrics = self.metrics[text.size]
        wide = 0.0 if text.anchor is Anchor.LEFT else metrics.horizontalAdvance(text.text) / 2
        place = QPointF(text.x - wide, text.y + metrics.capHeight() / 2)
        painter.drawText(place, text.text)

    def _upwards(self, painter: QPainter, middle: QPointF, words: str) -> None:
        painter.save()
        painter.setFont(self.fonts[Size.PLAIN])
        painter.translate(middle)
        painter.rotate(-90)
        self._middle(painter, QPointF(0, 0), words, self.metrics[Size.PLAIN].xHeight() * 1.2)
        painter.restore()

    def _clear(self, painter: QPainter, middle: QPointF, box: Cuboid, ground: QColor) -> None:
        """Take the category's lines away where words stand, so that they can be read."""
        high = self.measure(box.words, Size.PLAIN) + 4
        wide = min(self.metrics[Size.PLAIN].ascent(), box.slabs[0].width - 9)
        place = QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)
        painter.fillRect(place, ground)

    @staticmethod
    def _middle(painter: QPainter, middle: QPointF, words: str, high: float) -> None:
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
        painter.drawText(QPointF(middle.x() - wide / 2, middle.y() + high / 2), words)

    def _line(self, painter: QPainter, line: Connector) -> None:
        painter.setPen(self.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_rounded([QPointF(x, y) for x, y in line.points]))
        if line.arrow:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.muted))
            painter.drawPolygon(_tip(line))


def _top(x: float, y: float, width: float, depth: float) -> QPolygonF:
    corners = (x, y), (x + depth, y - depth), (x + width + depth, y - depth), (x + width, y)
    return QPolygonF([QPointF(*corner) for corner in corners])


def _side(x: float, y: float, height: float, depth: float) -> QPolygonF:
    corners = (x, y), (x + depth, y - depth), (x + depth, y + height - depth), (x, y + height)
    return QPolygonF([QPointF(*corner) for corner in corners])


def _rounded(points: list[QPointF]) -> QPainterPath:
    """Return a line whose corners are round."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before))
        path.quadTo(corner, _towards(corner, after))
    path.lineTo(points[-1])
    return path


def _towards(start: QPointF, end: QPointF) -> QPointF:
    vector = end - start
    length = abs(vector.x()) + abs(vector.y())  # lines are level or upright
    return start + vector * (min(_CORNER, length / 2) / length) if length else start


def _tip(line: Connector) -> QPolygonF:
    """Return the head of an arrow at the end of a line."""
    (x, y), (to, level) = line.points[-2:]
    if x == to:
        by = 6.0 if level > y else -6.0
        return QPolygonF(
            [QPointF(to, level), QPointF(to - 3.5, level - by), QPointF(to + 3.5, level - by)]
        )
    return QPolygonF(
        [QPointF(to, level), QPointF(to - 6, level - 3.5), QPointF(to - 6, level + 3.5)]
    )


def _is_dark(colour: QColor) -> bool:
    return 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue() < 150
