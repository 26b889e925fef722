"""Labels as small pictures: many wires say the same, and a picture is painted ten times as fast as its letters."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPixmap

_MOST = 600
"""Pictures that are kept; where there are more, all are made again: zooming makes others at every step."""
_RIM = 2.0
"""Space around a label for its border, in scene pixels."""

Key = tuple[str, bool, bool]


class Stamps:
    """The pictures of labels, at each scale that they were painted at."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[tuple[Key, float, float], QPixmap] = {}

    def paint(
        self,
        painter: QPainter,
        key: Key,
        pill: QRectF,
        scale: float,
        draw: Callable[[QPainter], object],
    ) -> None:
        """Paint a label.

        Args:
            painter: paints on the screen or into a picture of it; it is not turned.
            key: what the label looks like.
            pill: where it is, in scene pixels.
            scale: pixels of the screen for one of the scene.
            draw: draws it at its place, in scene pixels.
        """
        ratio = painter.device().devicePixelRatio()
        area = pill.adjusted(-_RIM, -_RIM, _RIM, _RIM)
        made = self._kept.get((key, scale, ratio))
        if made is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            made = self._kept[key, scale, ratio] = _picture(area, scale, ratio, draw)
        corner = painter.worldTransform().map(area.topLeft())
        painter.setWorldMatrixEnabled(False)
        # On whole pixels, so that letters stay sharp.
        painter.drawPixmap(
            QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio), made
        )
        painter.setWorldMatrixEnabled(True)


def _picture(
    area: QRectF, scale: float, ratio: float, draw: Callable[[QPainter], object]
) -> QPixmap:
    size = QSizeF(area.size() * scale * ratio)
    made = QPixmap(math.ceil(size.width()) + 1, math.ceil(size.height()) + 1)
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(-area.topLeft())
    draw(painter)
    painter.end()
    return made
