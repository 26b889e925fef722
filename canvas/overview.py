"""The graph from far away: all cards and wires in a few calls, kept as a picture until something changes."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from canvas.scene import GraphScene
from canvas.wire_item import WireItem

_STEPS = 6
"""Straight pieces of a drawn curve: enough for the size that it has on screen."""


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
        self._marked: list[QRectF] = []
        self._picture: QPixmap | None = None
        self._seen: tuple[object, ...] = ()

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._lines = None
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
        self._draw(painter, self._lines or {}, self._rects, self._marked)
        painter.end()
        return picture

    def _collect(self) -> None:
        """Sort cards and wires by colour."""
        self._lines, self._rects, self._marked = {}, {}, []
        lifted_wires = self.scene.attached(self.lifted)
        for wire, item in self.scene.wires.items():
            if wire not in lifted_wires:
                self._add_wire(self._lines, item)
        for block_id in self.scene.cards:
            if block_id not in self.lifted:
                self._add_card(self._rects, self._marked, block_id)

    def _add_wire(self, lines: dict[str, list[QLineF]], item: WireItem) -> None:
        theme = self.scene.ink.theme
        colour = (
            theme.accent if item.selected or item.lit else theme.error if item.wrong else theme.wire
        )
        found = lines.setdefault(colour, [])
        dx, dy = item.x(), item.y()
        route = item.route
        start, end = route.points[0], route.points[-1]
        if route.curves == 1 and abs(start[0] - end[0]) < 1:
            found.append(QLineF(start[0] + dx, start[1] + dy, end[0] + dx, end[1] + dy))
            return
        points = [
            route.at(curve, step / _STEPS)
            for curve in range(route.curves)
            for step in range(_STEPS)
        ]
        points.append(end)
        found.extend(
            QLineF(a[0] + dx, a[1] + dy, b[0] + dx, b[1] + dy)
            for a, b in zip(points, points[1:], strict=False)
        )

    def _add_card(
        self, rects: dict[str, list[QRectF]], marked: list[QRectF], block_id: str
    ) -> None:
        card = self.scene.cards[block_id]
        box = card.box()
        rect = QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)
        theme = self.scene.ink.theme
        kind = self.scene.graph.blocks[block_id].kind
        colour = theme.categories[kind.category] if kind else theme.muted
        if any(problem.severity.value == "error" for problem in self.scene.problems_of(block_id)):
            colour = theme.error
        rects.setdefault(colour, []).append(rect)
        if card.selected or card.highlighted:
            marked.append(rect.adjusted(-8, -8, 8, 8))

    def _draw_lifted(self, painter: QPainter) -> None:
        lines: dict[str, list[QLineF]] = {}
        rects: dict[str, list[QRectF]] = {}
        marked: list[QRectF] = []
        for wire in self.scene.attached(self.lifted):
            self._add_wire(lines, self.scene.wires[wire])
        for block_id in self.lifted & self.scene.cards.keys():
            self._add_card(rects, marked, block_id)
        self._draw(painter, lines, rects, marked)

    def _draw(
        self,
        painter: QPainter,
        lines: dict[str, list[QLineF]],
        rects: dict[str, list[QRectF]],
        marked: list[QRectF],
    ) -> None:
        """Draw groups of one colour with one call each; a cosmetic pen keeps thin lines visible."""
        for colour, group in lines.items():
            line_pen = QPen(QColor(colour), 1)
            line_pen.setCosmetic(True)
            painter.setPen(line_pen)
            painter.drawLines(group)
        for colour, boxes in rects.items():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRects(boxes)
        if marked:
            mark_pen = QPen(self.scene.ink.accent, 2)
            mark_pen.setCosmetic(True)
            painter.setPen(mark_pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRects(marked)
