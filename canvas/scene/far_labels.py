"""Labels of a graph seen from far away: the few shapes that tell how it is built, as large as can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QTransform

from canvas.theme.pens import Pens, font

if TYPE_CHECKING:
    from blocks.graph.graph import Wire
    from canvas.scene.scene import GraphScene

FROM = 0.2
"""Scale below which labels would hide the cards."""
_SIZE = 10
"""Size of the letters in pixels of the screen."""
_MOST = 80
_ROOM = 6.0
"""Labels at most, and the space that they keep from each other in pixels of the screen."""


class FarLabel(NamedTuple):
    """A label: where it stands in the scene, what it says, and whether that is wrong."""

    x: float
    y: float
    text: str
    wrong: bool


def telling_labels(scene: GraphScene) -> list[FarLabel]:
    """Return the labels of wires that bring another shape than came in before, wrong ones first."""
    found: list[FarLabel] = []
    said: dict[Wire, str] = {}
    graph = scene.graph
    for block_id in graph.order():
        comes = {said[wire] for wire in graph.incoming(block_id) if wire in said}
        for wire in graph.outgoing(block_id):
            item = scene.wires.get(wire)
            if item is None:
                continue
            said[wire] = item.label.text
            if item.label.text and (item.label.wrong or item.label.text not in comes):
                found.append(FarLabel(*item.route.middle, item.label.text, item.label.wrong))
    return sorted(found, key=lambda label: not label.wrong)


def draw_labels(
    painter: QPainter, pens: Pens, labels: list[FarLabel], transform: QTransform, size: QRectF
) -> None:
    """Draw labels in pixels of the screen, none over another.

    Args:
        painter: paints in pixels of the viewport.
        pens: colours.
        labels: the more important ones first.
        transform: from scene to viewport.
        size: the viewport.
    """
    letters = font(_SIZE)
    metrics = QFontMetricsF(letters)
    painter.setFont(letters)
    drawn: list[QRectF] = []
    for label in labels:
        at = transform.map(QPointF(label.x, label.y))
        width, high = metrics.horizontalAdvance(label.text) + 10, metrics.height() + 1
        pill = QRectF(at.x() - width / 2, at.y() - high / 2, width, high)
        room = pill.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
        if not size.intersects(pill) or any(room.intersects(other) for other in drawn):
            continue
        drawn.append(pill)
        painter.setPen(pens.error_border if label.wrong else pens.border)
        painter.setBrush(pens.error_soft if label.wrong else pens.card)
        painter.drawRoundedRect(pill, high / 2, high / 2)
        painter.setPen(pens.error if label.wrong else pens.muted)
        base = at.y() + metrics.capHeight() / 2
        painter.drawText(QPointF(pill.left() + 5, base), label.text)
        if len(drawn) == _MOST:
            break
