"""The graph from far away: all cards and wires in a few calls, kept as a picture until something changes."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from canvas.items.repeat_marks import Repeat, repeat_of
from canvas.items.wire_item import WireItem
from canvas.scene.far_labels import FROM, Label, draw_labels, telling_labels
from canvas.scene.scene import GraphScene

_SMOOTH = 1500
"""With fewer lines than this they are drawn smoothly: that takes twice as long."""


class Overview:
    """Draws a scene at small scales.

    Attributes:
        scene: the scene.
        lifted: blocks that a gesture moves; they and their wires are drawn singly.
    """

    def __init__(self, scene: GraphScene) -> None:
        """Draw this scene."""
        self.scene = scene
        self.lifted: frozenset[str] = frozenset()
        self._lines: dict[str, list[QLineF]] | None = None
        self._rects: dict[str, list[QRectF]] = {}
        self._marks: dict[str, list[QRectF]] = {}
        self._labels: list[Label] | None = None
        self._picture: QPixmap | None = None
        self._seen: tuple[object, ...] = ()

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._lines = self._labels = None
        self._picture = None

    def lift(self, ids: Collection[str]) -> None:
        """Draw these blocks singly from now on, since they move."""
        self.lifted = frozenset(ids)
        self.forget()

    def paint(self, painter: QPainter, transform: QTransform, size: QRectF, ratio: float) -> None:
        """Draw what stands still as a picture, then what moves.

        Args:
            painter: paints on the viewport, in its pixels.
            transform: from scene to viewport.
            size: the viewport.
            ratio: device pixels per pixel.
        """
        seen = (transform, size.width(), size.height(), ratio)
        if self._picture is None or seen != self._seen:
            self._picture = self._draw_picture(transform, size, ratio)
            self._seen = seen
        painter.drawPixmap(0, 0, self._picture)
        if self.lifted:
            painter.setTransform(transform)
            self._draw_lifted(painter)
            painter.resetTransform()

    def _draw_picture(self, transform: QTransform, size: QRectF, ratio: float) -> QPixmap:
        if self._lines is None:
            self._collect()
        picture = QPixmap((size.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.scene.ink.canvas)
        painter = QPainter(picture)
        painter.setTransform(transform)
        self._draw(painter, self._lines or {}, self._rects, self._marks)
        if transform.m11() >= FROM and not self.lifted:
            painter.resetTransform()
            self._labels = telling_labels(self.scene) if self._labels is None else self._labels
            draw_labels(painter, self.scene.ink, self._labels, transform, size)
        painter.end()
        return picture

    def _collect(self) -> None:
        """Sort cards and wires by colour."""
        self._lines, self._rects, self._marks = {}, {}, {}
        lifted_wires = self.scene.attached(self.lifted)
        for wire, item in self.scene.wires.items():
            if wire not in lifted_wires:
                self._add_wire(self._lines, item)
        for block_id in self.scene.cards:
            if block_id not in self.lifted:
                self._add_card(self._rects, self._marks, block_id)

    def _add_wire(self, lines: dict[str, list[QLineF]], item: WireItem) -> None:
        theme = self.scene.ink.theme
        colour = (
            theme.accent
            if item.selected or item.lit
            else theme.error
            if self.scene.marks.is_wrong(item.wire)
            else theme.wire
        )
        found = lines.setdefault(colour, [])
        if item.x() or item.y():
            found.extend(line.translated(item.pos()) for line in item.lines)
        else:
            found.extend(item.lines)

    def _add_card(
        self, rects: dict[str, list[QRectF]], marks: dict[str, list[QRectF]], block_id: str
    ) -> None:
        card = self.scene.cards[block_id]
        box = card.box()
        rect = QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)
        repeat = repeat_of(self.scene.checker, block_id)
        if repeat.absent:
            marks.setdefault(self.scene.ink.theme.muted, []).append(rect)
        else:
            group = rects.setdefault(self._colour(block_id), [])
            group.append(rect)
            group.extend(_stack(rect, repeat))
        margin = 6.0
        if self.scene.marks.has_error(block_id):
            marks.setdefault(self.scene.ink.theme.error, []).append(_grown(rect, margin))
            margin = 14.0
        if card.pointed:
            colour = self.scene.ink.theme.error if card.face.error else self.scene.ink.theme.warning
            marks.setdefault(colour, []).append(_grown(rect, 20.0))
        if card.selected or card.highlighted:
            marks.setdefault(self.scene.ink.theme.accent, []).append(_grown(rect, margin))

    def _colour(self, block_id: str) -> str:
        theme = self.scene.ink.theme
        kind = self.scene.graph.kind(block_id)
        return theme.categories[kind.category] if kind else theme.muted

    def _draw_lifted(self, painter: QPainter) -> None:
        lines: dict[str, list[QLineF]] = {}
        rects: dict[str, list[QRectF]] = {}
        marks: dict[str, list[QRectF]] = {}
        for wire in self.scene.attached(self.lifted):
            self._add_wire(lines, self.scene.wires[wire])
        for block_id in self.lifted & self.scene.cards.keys():
            self._add_card(rects, marks, block_id)
        self._draw(painter, lines, rects, marks)

    def _draw(
        self,
        painter: QPainter,
        lines: dict[str, list[QLineF]],
        rects: dict[str, list[QRectF]],
        marks: dict[str, list[QRectF]],
    ) -> None:
        """Draw groups of one colour with one call each; a cosmetic pen keeps thin lines visible."""
        smooth = sum(map(len, lines.values())) < _SMOOTH
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        for colour, group in lines.items():
            line_pen = QPen(QColor(colour), 1)
            line_pen.setCosmetic(True)
            painter.setPen(line_pen)
            painter.drawLines(group)
        for colour, boxes in rects.items():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRects(boxes)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, boxes in marks.items():
            mark_pen = QPen(QColor(colour), 2)
            mark_pen.setCosmetic(True)
            painter.setPen(mark_pen)
            painter.drawRects(boxes)


def _stack(rect: QRectF, repeat: Repeat) -> list[QRectF]:
    """Return two bars below or beside a card, for the repeats behind it."""
    if not repeat.times:
        return []
    if repeat.sideways:
        return [QRectF(rect.right() + x, rect.top() + x, 6, rect.height() - 2 * x) for x in (5, 16)]
    return [QRectF(rect.left() + y, rect.bottom() + y, rect.width() - 2 * y, 6) for y in (5, 16)]


def _grown(rect: QRectF, margin: float) -> QRectF:
    return rect.adjusted(-margin, -margin, margin, margin)
