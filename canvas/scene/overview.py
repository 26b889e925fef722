"""The graph from far away: all cards and wires in a few calls, kept as a picture until something changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from canvas.items.rects import rect_of
from canvas.items.repeat_marks import RepeatMark, repeat_of
from canvas.items.wire_item import WireItem
from canvas.scene.far_labels import FROM, FarLabel, draw_labels, telling_labels
from canvas.scene.scene import GraphScene
from canvas.theme.pens import notched
from canvas.theme.themes import CATEGORY_SIGNS, notches_of

_SMOOTH = 1500
"""With fewer lines than this they are drawn smoothly: that takes twice as long."""
_NOTCH = 14.0
"""Width of the lines that tell a category without its colour, in scene pixels; on the screen at least one pixel."""
_NOTCHES = {category: notches_of(sign) for category, sign in CATEGORY_SIGNS.items()}


@dataclass(slots=True)
class _Groups:
    """Lines and areas, by colour.

    Attributes:
        lines: wires.
        rects: cards.
        notches: lines across cards.
        marks: rims.
    """

    lines: dict[str, list[QLineF]] = field(default_factory=dict)
    rects: dict[str, list[QRectF]] = field(default_factory=dict)
    notches: dict[str, list[QLineF]] = field(default_factory=dict)
    marks: dict[str, list[QRectF]] = field(default_factory=dict)


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
        self._groups: _Groups | None = None
        self._labels: list[FarLabel] | None = None
        self._picture: QPixmap | None = None
        self._seen: tuple[object, ...] = ()

    def forget(self) -> None:
        """Draw everything again next time."""
        self._groups = self._labels = self._picture = None

    def lift(self, ids: Collection[str]) -> None:
        """Draw these blocks singly from now on, since they move."""
        self.lifted = frozenset(ids)
        self.forget()

    def paint(self, painter: QPainter, transform: QTransform, size: QRectF, ratio: float) -> None:
        """Draw what does not move as a picture, then what moves.

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
        if self._groups is None:
            self._groups = self._collected()
        picture = QPixmap((size.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.scene.pens.canvas)
        painter = QPainter(picture)
        painter.setTransform(transform)
        self._draw(painter, self._groups)
        if transform.m11() >= FROM and not self.lifted:
            painter.resetTransform()
            self._labels = telling_labels(self.scene) if self._labels is None else self._labels
            draw_labels(painter, self.scene.pens, self._labels, transform, size)
        painter.end()
        return picture

    def _collected(self) -> _Groups:
        """Sort cards and wires by colour."""
        groups = _Groups()
        lifted_wires = self.scene.attached(self.lifted)
        for wire, item in self.scene.wires.items():
            if wire not in lifted_wires:
                self._add_wire(groups, item)
        for block_id in self.scene.cards:
            if block_id not in self.lifted:
                self._add_card(groups, block_id)
        return groups

    def _add_wire(self, groups: _Groups, item: WireItem) -> None:
        theme = self.scene.pens.theme
        colour = (
            theme.accent
            if item.selected or item.lit
            else theme.error
            if self.scene.marks.is_wrong(item.wire)
            else theme.wire
        )
        found = groups.lines.setdefault(colour, [])
        if item.x() or item.y():
            found.extend(line.translated(item.pos()) for line in item.lines)
        else:
            found.extend(item.lines)

    def _add_card(self, groups: _Groups, block_id: str) -> None:
        theme, marks = self.scene.pens.theme, groups.marks
        card = self.scene.cards[block_id]
        rect = rect_of(card.box())
        repeat = repeat_of(self.scene.checker, block_id)
        if repeat.absent:
            marks.setdefault(theme.muted, []).append(rect)
        else:
            self._add_body(groups, block_id, rect, repeat)
        margin = 6.0
        if self.scene.marks.has_error(block_id):
            marks.setdefault(theme.error, []).append(_grown(rect, margin))
            margin = 14.0
        if card.pointed:
            colour = theme.error if card.content.error else theme.warning
            marks.setdefault(colour, []).append(_grown(rect, 20.0))
        if card.selected or card.highlighted:
            marks.setdefault(theme.accent, []).append(_grown(rect, margin))

    def _add_body(self, groups: _Groups, block_id: str, rect: QRectF, repeat: RepeatMark) -> None:
        """Add the area of a card in its category's colour, and the lines that tell the category too."""
        theme = self.scene.pens.theme
        kind = self.scene.graph.kind(block_id)
        colour = theme.categories[kind.category] if kind else theme.muted
        group = groups.rects.setdefault(colour, [])
        group.append(rect)
        group.extend(_stack(rect, repeat))
        if kind:
            left, wide, top, bottom = rect.left(), rect.width(), rect.top(), rect.bottom()
            groups.notches.setdefault(colour, []).extend(
                QLineF(left + share * wide, top, left + share * wide, bottom)
                for share in _NOTCHES[kind.category]
            )

    def _draw_lifted(self, painter: QPainter) -> None:
        groups = _Groups()
        for wire in self.scene.attached(self.lifted):
            self._add_wire(groups, self.scene.wires[wire])
        for block_id in self.lifted & self.scene.cards.keys():
            self._add_card(groups, block_id)
        self._draw(painter, groups)

    def _draw(self, painter: QPainter, groups: _Groups) -> None:
        """Draw groups of one colour with one call each; a cosmetic pen keeps thin lines visible."""
        smooth = sum(map(len, groups.lines.values())) < _SMOOTH
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        for colour, group in groups.lines.items():
            painter.setPen(_cosmetic(QColor(colour), 1))
            painter.drawLines(group)
        for colour, boxes in groups.rects.items():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRects(boxes)
        wide = max(1.0, _NOTCH * painter.transform().m11())
        for colour, group in groups.notches.items():
            painter.setPen(_cosmetic(notched(colour, self.scene.pens.theme.canvas), wide))
            painter.drawLines(group)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, boxes in groups.marks.items():
            painter.setPen(_cosmetic(QColor(colour), 2))
            painter.drawRects(boxes)


def _cosmetic(colour: QColor, width: float) -> QPen:
    """Return a pen as wide on the screen at every scale; its lines end where they end."""
    made = QPen(colour, width)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def _stack(rect: QRectF, repeat: RepeatMark) -> list[QRectF]:
    """Return two bars below or beside a card, for the repeats behind it."""
    if not repeat.times:
        return []
    if repeat.sideways:
        return [QRectF(rect.right() + x, rect.top() + x, 6, rect.height() - 2 * x) for x in (5, 16)]
    return [QRectF(rect.left() + y, rect.bottom() + y, rect.width() - 2 * y, 6) for y in (5, 16)]


def _grown(rect: QRectF, margin: float) -> QRectF:
    return rect.adjusted(-margin, -margin, margin, margin)
